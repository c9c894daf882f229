package adapters_test

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"whereabouts/app/adapters"
)

func TestFactsAreTheSameEachTime(t *testing.T) {
	if !slices.Equal(adapters.Facts(), adapters.Facts()) {
		t.Error("they differ")
	}
}

func TestAnotherDriverIsAnotherFact(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the drivers of this system cannot be changed in a test")
	}
	before := strings.Join(adapters.Facts(), "\n")
	t.Setenv("VK_ICD_FILENAMES", "/another/driver.json")
	if strings.Join(adapters.Facts(), "\n") == before {
		t.Error("it is not noticed")
	}
}
