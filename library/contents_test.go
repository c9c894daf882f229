package library_test

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/library"
)

func TestContentsOfACacheAreCounted(t *testing.T) {
	dir := t.TempDir()
	c := openCache(t, dir)
	empty, err := c.Contents()
	if err != nil || empty.Features.Count != 0 || empty.Photos.Count != 0 || empty.Size == 0 {
		t.Errorf("an empty cache has %+v: %v", empty, err)
	}
	for n := range 9 {
		check(t, c.Put(keyOf(n), featuresOf(n)))
	}
	check(t, c.Close())
	other, err := library.OpenCache(dir, otherModel)
	check(t, err)
	defer func() { check(t, other.Close()) }()
	check(t, other.Put(keyOf(1), featuresOf(1)))
	seen, err := other.Contents()
	check(t, err)
	if seen.Features.Count != 1 || seen.Other.Count != 9 || seen.Photos.Count != 0 || seen.Files.Count != 0 {
		t.Errorf("it has %+v", seen)
	}
	stored, err := featuresOf(1).MarshalBinary()
	check(t, err)
	if seen.Features.Bytes != int64(len(stored)) || seen.Other.Bytes != 9*int64(len(stored)) {
		t.Errorf("of features of %d bytes it has %+v", len(stored), seen)
	}
}

func TestNoCacheHasNothing(t *testing.T) {
	var none *library.Cache
	if seen, err := none.Contents(); err != nil || seen != (library.Contents{}) {
		t.Errorf("it has %+v: %v", seen, err)
	}
}

// Whatever byte of the file is changed, counting ends, and the cache works after.
func TestContentsOfADamagedCacheAreAnErrorOrANumber(t *testing.T) {
	dir := t.TempDir()
	c := openCache(t, dir)
	for n := range 3 {
		check(t, c.Put(keyOf(n), featuresOf(n)))
	}
	check(t, c.Close())
	whole, err := os.ReadFile(filepath.Join(dir, library.CacheFile))
	check(t, err)
	for at := 0; at < len(whole); at += 1 + len(whole)/97 {
		damagedDir := t.TempDir()
		b := append([]byte(nil), whole...)
		sum := sha256.Sum256([]byte{byte(at), byte(at >> 8), byte(at >> 16)})
		copy(b[at:], sum[:8])
		check(t, os.WriteFile(filepath.Join(damagedDir, library.CacheFile), b, 0o600))
		c, err := library.OpenCache(damagedDir, model)
		check(t, err)
		if seen, err := c.Contents(); err == nil && seen.Features.Count > 3 {
			t.Errorf("with byte %d changed there are %d", at, seen.Features.Count)
		}
		wantWorking(t, c)
		check(t, c.Close())
	}
}
