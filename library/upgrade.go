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
// needed: they would have to be written anew. The old file is only read, and goes to
// another name when the new one has all, so that one that is stopped begins again.
func (c *Cache) carryOver(dir string) error {
	path := filepath.Join(dir, CacheFile)
	if c.small == nil || c.small.readOnly {
		return fmt.Errorf("opening the cache %s: it has an old format, and %s cannot be written to", path, filepath.Join(dir, IndexFile))
	}
	old := &store{path: path, format: oldFormat}
	err := old.load(true)
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
	if err := c.putOldAway(path, freeRoom(dir)); err != nil {
		return fmt.Errorf("beginning a new cache: %w", err)
	}
	large, notice, err := openStore(path, cacheFormat, 0)
	c.large = large
	c.tell(notice)
	return err
}

// putOldAway keeps a file that was carried over as the backup, or removes it where the
// disk has not the room for both.
func (c *Cache) putOldAway(path string, room int64) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	if err := syncFolder(dir); err != nil { // the new file's name, before the old one goes
		return err
	}
	if info.Size() > room {
		c.tell(errors.New("the disk has no room for a backup of the cache as it was before the upgrade; photos' indexes were taken over"))
		return os.Remove(path)
	}
	return errors.Join(os.Rename(path, oldName(path)), syncFolder(dir))
}

// dropOld removes the backup at the first start at which all is well without it.
func (c *Cache) dropOld(dir string) {
	if c.notice == nil {
		_ = os.Remove(oldName(filepath.Join(dir, CacheFile)))
	}
}

// oldName is where a file of the earlier format is kept.
func oldName(path string) string { return fmt.Sprintf("%s.format-%d", path, oldFormat) }

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
