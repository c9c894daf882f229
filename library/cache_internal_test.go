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

func openTestCache(t *testing.T) *Cache {
	t.Helper()
	c, err := OpenCache(t.TempDir(), [sha256.Size]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// What bbolt makes of many puts must never be taken for damage, so the tree is
// made deeper here than one of features soon is.
func TestDeepTreeIsNotTakenForDamage(t *testing.T) {
	c := openTestCache(t)
	c.db.NoSync = true
	random := rand.New(rand.NewPCG(1, 2))
	var keys []Key
	for i := range 1500 {
		key := sha256.Sum256(fmt.Append(nil, random.Uint64()))
		if i%7 == 0 && i > 0 {
			key = keys[random.IntN(len(keys))]
		}
		if err := c.keep(entry{featureKind, key, make([]byte, random.IntN(4000))}); err != nil {
			t.Fatalf("put %d: %v", i, err)
		}
		keys = append(keys, key)
	}
	err := c.db.View(func(tx *bbolt.Tx) error {
		if stats := tx.Bucket(featureBucket).Stats(); stats.Depth < 3 {
			t.Errorf("the tree has a depth of %d", stats.Depth)
		}
		for _, key := range keys {
			if err := sound(tx, c.file, featureBucket, c.name(featureKind, key)); err != nil {
				return err
			}
			w, err := newWalk(tx, c.file)
			if err != nil {
				return err
			}
			bucket, err := w.find(w.root, featureBucket)
			if err != nil {
				return err
			}
			header, err := w.read(bucket.valueAt, bucketHeader)
			if err != nil {
				return err
			}
			found, err := w.find(integer(header), c.name(featureKind, key))
			if err != nil {
				return err
			}
			if found == nil || found.valueSize != int64(len(tx.Bucket(featureBucket).Get(c.name(featureKind, key)))) {
				t.Fatalf("the walk comes to %v, bbolt elsewhere", found)
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
			tx, err := c.db.Begin(writable)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				_ = guard(tx.Rollback) // its file is gone, but bbolt's closing may end
			})
			err = c.do(func() error { panic("what a damaged file makes of bbolt") })
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
	if err := os.MkdirAll(filepath.Join(asideName(c.path), "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	err := c.do(func() error { panic("what a damaged file makes of bbolt") })
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
