package library

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

func openTestCache(tb testing.TB) *Cache {
	tb.Helper()
	return openCacheIn(tb, tb.TempDir())
}

func openCacheIn(tb testing.TB, dir string) *Cache {
	tb.Helper()
	c, err := OpenCache(dir, [sha256.Size]byte{1})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Close() })
	return c
}

// What bbolt makes of many puts and removals must never be taken for damage, so the
// tree is made deeper here than one of features soon is.
func TestDeepTreeIsNotTakenForDamage(t *testing.T) {
	c := openTestCache(t)
	c.small.db.NoSync = true
	random := rand.New(rand.NewPCG(1, 2))
	kept := map[Key]int{}
	var keys []Key
	for i := range 2500 {
		key := Key(sha256.Sum256(fmt.Append(nil, random.Uint64())))
		if i%7 == 0 && i > 0 {
			key = keys[random.IntN(len(keys))]
		}
		value := make([]byte, random.IntN(4000))
		if err := c.keep(entry{indexKind, key, value}); err != nil {
			t.Fatalf("put %d: %v", i, err)
		}
		kept[key] = len(value)
		keys = append(keys, key)
		if i%3 == 0 {
			gone := []Key{keys[random.IntN(len(keys))], keys[random.IntN(len(keys))], {1}}
			if err := c.drop(indexKind, gone...); err != nil {
				t.Fatalf("drop %d: %v", i, err)
			}
			delete(kept, gone[0])
			delete(kept, gone[1])
		}
	}
	err := c.small.read(func(tx *bbolt.Tx, w *walk) error {
		if stats := tx.Bucket(valueBucket).Stats(); stats.Depth < 3 {
			t.Errorf("the tree has a depth of %d", stats.Depth)
		}
		for _, key := range keys {
			name := c.name(indexKind, key)
			if err := sound(tx, c.small.file, valueBucket, name); err != nil {
				return err
			}
			root, _, err := w.bucket(valueBucket)
			if err != nil {
				return err
			}
			found, err := w.find(root, name)
			if err != nil {
				return err
			}
			stored := tx.Bucket(valueBucket).Get(name)
			if (found == nil) != (stored == nil) || found != nil && found.valueSize != int64(len(stored)) {
				t.Fatalf("the walk comes to %v, bbolt elsewhere", found)
			}
			if size, ok := kept[key]; ok != (stored != nil) || size != len(stored) {
				t.Fatalf("a value of %d bytes, kept: %v, has %d", size, ok, len(stored))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTransactionThatNeverEndsDoesNotHoldUpSettingAside(t *testing.T) {
	for name, writable := range map[string]bool{"reading": false, "writing": true} {
		t.Run(name, func(t *testing.T) {
			c := openTestCache(t)
			tx, err := c.large.db.Begin(writable)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				_ = guard(tx.Rollback) // its file is gone, but bbolt's closing may end
			})
			err = c.large.read(func(*bbolt.Tx, *walk) error { panic("what a damaged file makes of bbolt") })
			if !errors.Is(err, ErrCacheDamaged) {
				t.Fatalf("got %v, want ErrCacheDamaged", err)
			}
			if err := c.keep(entry{featureKind, Key{1}, []byte("kept")}); err != nil {
				t.Errorf("the new file: %v", err)
			}
		})
	}
}

func TestCacheThatCannotBeSetAsideIsGivenUp(t *testing.T) {
	c := openTestCache(t)
	if err := os.MkdirAll(filepath.Join(asideName(c.large.path), "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	err := c.large.read(func(*bbolt.Tx, *walk) error { panic("what a damaged file makes of bbolt") })
	if !errors.Is(err, ErrCacheDamaged) {
		t.Errorf("got %v, want ErrCacheDamaged", err)
	}
	if err := c.keep(entry{featureKind, Key{1}, nil}); err != nil {
		t.Errorf("put: %v", err)
	}
	if c.Get(Key{1}) != nil {
		t.Error("got features")
	}
	if err := c.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}
