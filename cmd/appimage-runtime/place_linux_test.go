package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPlacesAreForOneUserAndGoWithTheirLast(t *testing.T) {
	base := filepath.Join(t.TempDir(), "cache", "base")
	one, err := newPlace([]string{base})
	if err != nil {
		t.Fatal(err)
	}
	other, err := newPlace([]string{base})
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{base, one.dir, one.files(), other.files()} {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", dir, info, err)
		}
	}
	if err := one.remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(other.files()); err != nil {
		t.Errorf("the other went, too: %v", err)
	}
	if err := other.remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(base); !os.IsNotExist(err) {
		t.Errorf("what is around them stays: %v", err)
	}
}

func TestAPlaceThatNobodyHoldsIsRemovedByTheNext(t *testing.T) {
	base := filepath.Join(t.TempDir(), "base")
	left, err := newPlace([]string{base})
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(left.files(), "half of a file")
	if err := os.WriteFile(half, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := left.lock.Close(); err != nil { // as the system does it when the keeper is killed
		t.Fatal(err)
	}
	next, err := newPlace([]string{base})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left.dir); !os.IsNotExist(err) {
		t.Errorf("it is there: %v", err)
	}
	if err := next.remove(); err != nil {
		t.Fatal(err)
	}
}

func TestFoldersThatOthersMayEnterAreNotUsed(t *testing.T) {
	dir := t.TempDir()
	open, link, fine := filepath.Join(dir, "open"), filepath.Join(dir, "link"), filepath.Join(dir, "fine")
	if err := os.Mkdir(open, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), link); err != nil {
		t.Fatal(err)
	}
	if p, err := newPlace([]string{open, link}); err == nil {
		t.Errorf("%s is used", p.dir)
	}
	p, err := newPlace([]string{open, link, fine})
	if err != nil || filepath.Dir(p.dir) != fine {
		t.Fatalf("the place is %v: %v", p, err)
	}
	if err := p.remove(); err != nil {
		t.Fatal(err)
	}
}
