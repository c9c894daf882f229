package library_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/bbolt"

	"whereabouts/library"
)

func TestFeaturesComeBackFromTheCache(t *testing.T) {
	dir := t.TempDir()
	c := openCache(t, dir)
	check(t, c.Notice())
	for n := range 3 {
		if c.Get(keyOf(n)) != nil {
			t.Errorf("features of photo %d before they were put", n)
		}
		check(t, c.Put(keyOf(n), featuresOf(n)))
	}
	check(t, c.Close())
	c = openCache(t, dir)
	check(t, c.Notice())
	for n := range 3 {
		wantKept(t, c, n)
	}
}

func TestFeaturesOfOneModelAreNotSeenByAnother(t *testing.T) {
	dir := t.TempDir()
	c := openCache(t, dir)
	check(t, c.Put(keyOf(1), featuresOf(1)))
	check(t, c.Close())

	other, err := library.OpenCache(dir, otherModel)
	check(t, err)
	if other.Get(keyOf(1)) != nil {
		t.Error("the other model got features")
	}
	check(t, other.Put(keyOf(1), featuresOf(2)))
	check(t, other.Close())
	wantKept(t, openCache(t, dir), 1)
}

func TestCacheOpenedTwiceIsInUse(t *testing.T) {
	dir := t.TempDir()
	c := openCache(t, dir)
	if _, err := library.OpenCache(dir, model); !errors.Is(err, library.ErrCacheInUse) {
		t.Errorf("got %v, want ErrCacheInUse", err)
	}
	check(t, c.Close())
	openCache(t, dir)
}

func TestNilCacheIsEmptyAndKeepsNothing(t *testing.T) {
	var c *library.Cache
	check(t, c.Notice())
	check(t, c.Put(keyOf(1), featuresOf(1)))
	if c.Get(keyOf(1)) != nil {
		t.Error("got features")
	}
	check(t, c.Close())
}

func TestClosedCacheIsEmptyAndKeepsNothing(t *testing.T) {
	c := openCache(t, t.TempDir())
	check(t, c.Put(keyOf(1), featuresOf(1)))
	check(t, c.Close())
	check(t, c.Put(keyOf(2), featuresOf(2)))
	if c.Get(keyOf(1)) != nil {
		t.Error("got features")
	}
	check(t, c.Close())
}

func TestCacheIsUsedByManyGoroutines(t *testing.T) {
	c := openCache(t, t.TempDir())
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			if err := c.Put(keyOf(n), featuresOf(n)); err != nil {
				t.Error(err)
			}
			for i := range 4 {
				if got := c.Get(keyOf(i)); got != nil && !sameFeatures(got, featuresOf(i)) {
					t.Errorf("photo %d has features that were never put", i)
				}
			}
		})
	}
	all.Wait()
	for n := range 4 {
		wantKept(t, c, n)
	}
}

// withFormat writes the file of a cache that names a format.
func withFormat(t *testing.T, dir string, format []byte) string {
	t.Helper()
	c, err := library.OpenCache(dir, model)
	check(t, err)
	check(t, c.Put(keyOf(1), featuresOf(1)))
	check(t, c.Close())
	path := filepath.Join(dir, library.CacheFile)
	db, err := bbolt.Open(path, 0o644, nil)
	check(t, err)
	check(t, db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("format"), format)
	}))
	check(t, db.Close())
	return path
}

func TestCacheOfANewerVersionIsLeftAsItIs(t *testing.T) {
	dir := t.TempDir()
	path := withFormat(t, dir, binary.LittleEndian.AppendUint32(nil, 1000))
	before, err := os.ReadFile(path)
	check(t, err)
	if _, err := library.OpenCache(dir, model); !errors.Is(err, library.ErrCacheNewer) {
		t.Errorf("got %v, want ErrCacheNewer", err)
	}
	after, err := os.ReadFile(path)
	check(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("the folder has %v, want the cache's two files alone", entries)
	}
}

func TestUnusableFileIsSetAsideWithANotice(t *testing.T) {
	foreign := func(t *testing.T, dir string) {
		db, err := bbolt.Open(filepath.Join(dir, library.CacheFile), 0o644, nil)
		check(t, err)
		check(t, db.Update(func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucket([]byte("somebody else's"))
			return err
		}))
		check(t, db.Close())
	}
	containing := func(content []byte) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			check(t, os.WriteFile(filepath.Join(dir, library.CacheFile), content, 0o644))
		}
	}
	truncated := func(size int64) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			path := withFormat(t, dir, binary.LittleEndian.AppendUint32(nil, 2))
			check(t, os.Truncate(path, size))
		}
	}
	tests := map[string]func(t *testing.T, dir string){
		"older": func(t *testing.T, dir string) {
			withFormat(t, dir, binary.LittleEndian.AppendUint32(nil, 0))
		},
		"format of another length":    func(t *testing.T, dir string) { withFormat(t, dir, []byte("one")) },
		"foreign database":            foreign,
		"garbage":                     containing(bytes.Repeat([]byte("garbage "), 20000)),
		"little garbage":              containing([]byte("garbage")),
		"a page of zeros":             containing(make([]byte, 4096)),
		"zeros":                       containing(make([]byte, 1<<16)),
		"zero-length":                 containing(nil),
		"truncated in the first page": truncated(100),
		"truncated to a page":         truncated(4096),
		"truncated to its metas":      truncated(8192),
		"truncated in a value":        truncated(500_000),
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			prepare(t, dir)
			unusable, err := os.ReadFile(filepath.Join(dir, library.CacheFile))
			check(t, err)
			c := openCache(t, dir)
			if notice := c.Notice(); !errors.Is(notice, library.ErrCacheDamaged) || !strings.Contains(notice.Error(), "set aside") {
				t.Errorf("the notice is %v", notice)
			}
			aside, err := os.ReadFile(filepath.Join(dir, library.CacheFile+".damaged"))
			check(t, err)
			if !bytes.Equal(aside, unusable) {
				t.Error("what was set aside is not what was there")
			}
			wantWorking(t, c)
			check(t, c.Close())
			c = openCache(t, dir)
			check(t, c.Notice())
			wantKept(t, c, 99)
		})
	}
}

func TestFileThatIsSetAsideReplacesTheOneBefore(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		check(t, os.WriteFile(filepath.Join(dir, library.CacheFile), []byte("garbage"), 0o644))
		c := openCache(t, dir)
		wantWorking(t, c)
		check(t, c.Close())
	}
	entries, err := os.ReadDir(dir)
	check(t, err)
	if len(entries) != 3 {
		t.Errorf("the folder has %v, want the cache's two files and one set aside", entries)
	}
}

func TestFolderInPlaceOfTheCacheIsAnError(t *testing.T) {
	dir := t.TempDir()
	check(t, os.Mkdir(filepath.Join(dir, library.CacheFile), 0o755))
	if c, err := library.OpenCache(dir, model); err == nil {
		check(t, c.Close())
		t.Error("it was opened")
	}
}

func TestCacheInPlaceOfItsFolderIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	check(t, os.WriteFile(path, nil, 0o644))
	var at *fs.PathError
	if _, err := library.OpenCache(path, model); !errors.As(err, &at) {
		t.Errorf("got %v, want the system's error", err)
	}
}
