package library_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"whereabouts/library"
)

func TestSavingOnAFullDiskKeepsTheFileBefore(t *testing.T) {
	dir := t.TempDir()
	mountTmpfs(t, dir, "256k")
	path := filepath.Join(dir, "file.png")
	before := bytes.Repeat([]byte("before"), 20_000)
	check(t, library.WriteFile(path, before))
	err := library.WriteFile(path, make([]byte, 200_000))
	if err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("got %v, want the full disk's error", err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, before) {
		t.Errorf("the file before has %d bytes: %v", len(got), err)
	}
	wantOnly(t, dir, "file.png")
	check(t, library.WriteFile(path, []byte("fits")))
}

func TestSavingInAReadOnlyPlaceIsAnError(t *testing.T) {
	dir := t.TempDir()
	mountTmpfs(t, dir, "256k")
	check(t, library.WriteFile(filepath.Join(dir, "file.png"), []byte("before")))
	check(t, syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	for _, name := range []string{"file.png", "other.png", "folder/file.png"} {
		if err := library.WriteFile(filepath.Join(dir, name), []byte("after")); err == nil || !strings.Contains(err.Error(), "read-only") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	wantOnly(t, dir, "file.png")
}

func TestSavedFileHasThePermissionsThatTheUserChose(t *testing.T) {
	for _, mask := range []int{0o022, 0o077} {
		t.Run(fmt.Sprintf("umask %03o", mask), func(t *testing.T) {
			defer syscall.Umask(syscall.Umask(mask))
			path := filepath.Join(t.TempDir(), "file.png")
			check(t, library.WriteFile(path, nil))
			info, err := os.Stat(path)
			check(t, err)
			if want := os.FileMode(0o666 &^ mask); info.Mode() != want {
				t.Errorf("the file has %v, want %v", info.Mode(), want)
			}
		})
	}
}
