package assets

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
)

const identitySHA256 = "f5540ae19e0c3831aa6af903a6b571bc946bf259ef94527409fddb378fa1636c"

func TestTheIdentityModelIsTheOneThatItsReadmeTellsOf(t *testing.T) {
	sum := sha256.Sum256(IdentityModel())
	if got := hex.EncodeToString(sum[:]); got != identitySHA256 {
		t.Errorf("the model has the SHA-256 %s instead of %s", got, identitySHA256)
	}
	readme, err := os.ReadFile("identity/README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), identitySHA256) {
		t.Error("identity/README.md does not name the model's SHA-256")
	}
}

func TestChangingAReturnedModelChangesNoOther(t *testing.T) {
	changed := IdentityModel()
	clear(changed)
	if bytes.Equal(IdentityModel(), changed) {
		t.Error("the model can be overwritten by who got it")
	}
}
