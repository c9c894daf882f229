package library_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"whereabouts/library"
)

// mountTmpfs mounts a file system of the given size at dir, where that is
// permitted.
func mountTmpfs(t *testing.T, dir, size string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("mounting a file system is not permitted here: %v", err)
	}
	t.Cleanup(func() { check(t, syscall.Unmount(dir, syscall.MNT_DETACH)) })
}

func makeReadOnly(t *testing.T, dir string) {
	t.Helper()
	check(t, syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
}

func TestCacheOnReadOnlyFileSystemIsReadAndNotAddedTo(t *testing.T) {
	dir := t.TempDir()
	mountTmpfs(t, dir, "64m")
	c := openCache(t, dir)
	check(t, c.Put(keyOf(1), featuresOf(1)))
	check(t, c.Close())
	makeReadOnly(t, dir)

	c = openCache(t, dir)
	if notice := c.Notice(); notice == nil || !strings.Contains(notice.Error(), "cannot be written to") {
		t.Errorf("the notice is %v", notice)
	}
	wantKept(t, c, 1)
	check(t, c.Put(keyOf(2), featuresOf(2)))
	if c.Get(keyOf(2)) != nil {
		t.Error("features were kept")
	}
	wantKept(t, c, 1)
	// Several may read at a time.
	wantKept(t, openCache(t, dir), 1)
}

func TestNoCacheOnReadOnlyFileSystemIsAnError(t *testing.T) {
	dir := t.TempDir()
	mountTmpfs(t, dir, "1m")
	makeReadOnly(t, dir)
	for _, path := range []string{dir, filepath.Join(dir, "folder")} {
		if c, err := library.OpenCache(path, model); err == nil {
			check(t, c.Close())
			t.Errorf("%s was opened", path)
		}
	}
}

func TestDamagedCacheOnReadOnlyFileSystemIsAnError(t *testing.T) {
	dir := t.TempDir()
	mountTmpfs(t, dir, "1m")
	check(t, os.WriteFile(filepath.Join(dir, library.CacheFile), []byte("garbage"), 0o600))
	makeReadOnly(t, dir)
	_, err := library.OpenCache(dir, model)
	if err == nil || !strings.Contains(err.Error(), "damaged") || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("got %v, want both the damage and why it stays", err)
	}
}

func TestFullDiskKeepsWhatThereIs(t *testing.T) {
	dir := t.TempDir()
	mountTmpfs(t, dir, "8m")
	c := openCache(t, dir)
	kept := 0
	for ; kept < 20; kept++ {
		if c.Put(keyOf(kept), featuresOf(kept)) != nil {
			break
		}
	}
	if kept == 0 || kept == 20 {
		t.Fatalf("%d photos were kept in 8 MB", kept)
	}
	for range 3 {
		if err := c.Put(keyOf(99), featuresOf(99)); err == nil {
			t.Error("a put on a full disk is no error")
		}
		for n := range kept {
			wantKept(t, c, n)
		}
	}
	check(t, c.Close())
	c = openCache(t, dir)
	check(t, c.Notice())
	for n := range kept {
		wantKept(t, c, n)
	}
}

func TestCompactingOnAFullDiskIsAnErrorAndLeavesTheCache(t *testing.T) {
	dir := t.TempDir()
	mountTmpfs(t, dir, "8m")
	c := openCache(t, dir)
	for n := range 4 {
		check(t, c.Put(keyOf(n), featuresOf(n)))
	}
	if _, err := c.Compact(t.Context()); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v, want that the disk is full", err)
	}
	for n := range 4 {
		wantKept(t, c, n)
	}
	wantOnly(t, dir, library.CacheFile, library.IndexFile)
}

func TestBudgetBelowTheDiskKeepsItFromGettingFull(t *testing.T) {
	dir := t.TempDir()
	mountTmpfs(t, dir, "12m")
	c := openCache(t, dir)
	c.SetBudget(10 << 20)
	for n := range 20 {
		check(t, c.Put(keyOf(n), featuresOf(n)))
		wantKept(t, c, n)
	}
}

func TestDiskThatIsFullFromTheStartIsAnError(t *testing.T) {
	dir := t.TempDir()
	mountTmpfs(t, dir, "4k")
	check(t, os.WriteFile(filepath.Join(dir, "full"), make([]byte, 4096), 0o600))
	if c, err := library.OpenCache(dir, model); err == nil {
		check(t, c.Close())
		t.Error("it was opened")
	}
}

func TestCacheThatCannotKeepIsToldOfOnceAndChangesNoAnswer(t *testing.T) {
	photos, dir := t.TempDir(), t.TempDir()
	photosIn(t, photos, 6)
	want := find(t, &library.Finder{Encoder: &colourEncoder{}, Cache: openCache(t, t.TempDir())}, photos)

	mountTmpfs(t, dir, "256k")
	f := &library.Finder{Encoder: &colourEncoder{}, Cache: openCache(t, dir)}
	for range 2 {
		got := find(t, f, photos)
		if len(got.notices) != 1 || !strings.Contains(got.notices[0].Error(), "no space left") {
			t.Errorf("notices %v, want one of the full disk", got.notices)
		}
		if len(got.skipped) != 0 || got.fromCache() != 0 || !maps.Equal(got.answers(), want.answers()) {
			t.Errorf("skipped %v, %d from the cache, answers\n%v\nwant\n%v", got.skipped, got.fromCache(), got.answers(), want.answers())
		}
	}
}

func TestCacheThatTurnsOutDamagedChangesNoAnswer(t *testing.T) {
	dir, cacheDir := t.TempDir(), t.TempDir()
	photosIn(t, dir, 4)
	f := &library.Finder{Encoder: &colourEncoder{}, Cache: openCache(t, cacheDir)}
	first := find(t, f, dir)
	// The file loses all but its first page under the open cache.
	check(t, os.Truncate(filepath.Join(cacheDir, library.CacheFile), pageSize))
	second := find(t, f, dir)
	if !maps.Equal(first.answers(), second.answers()) || len(second.skipped) != 0 {
		t.Errorf("the answers differ:\n%v\n%v", first.answers(), second.answers())
	}
	if third := find(t, f, dir); third.fromCache() != 4 {
		t.Errorf("afterwards %d of 4 come from the cache", third.fromCache())
	}
}
