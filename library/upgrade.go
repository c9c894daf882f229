package library

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// oldFormat is the format that had one file for all.
const oldFormat = 1

// carryOver takes the small values of a one-file cache of format 1 over into the
// small file and begins a new large one. Large values are made again when they are
// needed: they would have to be written anew. The old file goes when the new one has
// all, so that one that is stopped begins again.
func (c *Cache) carryOver(dir string) error {
	path := filepath.Join(dir, CacheFile)
	old := &store{path: path, format: oldFormat}
	err := old.open()
	if err == nil && old.readOnly {
		err = errors.New("it has an old format and cannot be written to")
	}
	if err == nil {
		err = c.carryFrom(old)
	}
	err = errors.Join(err, old.close())
	switch {
	case errors.Is(err, ErrCacheDamaged):
		s := &store{path: path, format: cacheFormat}
		notice, err := s.setAside(err)
		if err == nil {
			c.large = s
		}
		c.tell(notice)
		return err
	case err != nil:
		return fmt.Errorf("opening the cache %s: %w", path, err)
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("beginning a new cache: %w", err)
	}
	large, notice, err := openStore(path, cacheFormat, 0)
	c.large = large
	c.tell(notice)
	return err
}

// carryFrom copies the small values of an old file in chunks.
func (c *Cache) carryFrom(old *store) error {
	for _, k := range []valueKind{indexKind, fileKind} {
		for next := c.name(k, Key{}); next != nil; {
			var chunk []entry
			from := next
			next = nil
			db, err := old.reading(func(_ *bbolt.Tx, w *walk) (err error) {
				chunk, next, err = nextChunk(w, k, from)
				return err
			})
			if err == nil && db == nil {
				return nil
			}
			if err == nil {
				err = c.put(c.small, chunk)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}
