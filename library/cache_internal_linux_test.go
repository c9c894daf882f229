package library

import (
	"errors"
	"os"
	"testing"

	"go.etcd.io/bbolt"
)

func TestFaultInMappedMemoryIsDamage(t *testing.T) {
	c := openTestCache(t)
	if err := c.keep(entry{featureKind, Key{1}, make([]byte, 1<<20)}); err != nil {
		t.Fatal(err)
	}
	size := 0
	err := c.large.read(func(tx *bbolt.Tx, _ *walk) error {
		stored := tx.Bucket(valueBucket).Get(pieceName(c.name(featureKind, Key{1}), 20))
		if err := os.Truncate(c.large.path, 8192); err != nil {
			return err
		}
		for _, b := range stored {
			size += int(b)
		}
		return nil
	})
	if !errors.Is(err, ErrCacheDamaged) {
		t.Errorf("got %v and %d, want ErrCacheDamaged", err, size)
	}
	if err := c.keep(entry{featureKind, Key{1}, []byte("kept")}); err != nil {
		t.Errorf("the new file: %v", err)
	}
}
