package app_test

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/app"
)

func TestPictureThatIsKeptIsFoundByItsKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pictures")
	if got := app.KeptPictures(dir); len(got) != 0 {
		t.Errorf("a folder that is not there has %v", got)
	}
	data := []byte("a picture")
	path, err := app.KeepPicture(dir, data, ".PNG")
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile(path); err != nil || string(kept) != string(data) || filepath.Ext(path) != ".png" {
		t.Errorf("%s has %q: %v", path, kept, err)
	}
	for _, other := range []string{"notes.txt", "abcd.png", ".hidden"} {
		if err := os.WriteFile(filepath.Join(dir, other), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := app.KeptPictures(dir); len(got) != 1 || got[sha256.Sum256(data)] != path {
		t.Errorf("kept are %v", got)
	}
}
