package library

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

const (
	// compactBatch is what is copied in one transaction, in bytes.
	compactBatch = 8 << 20
	// compactFrom is how much of a file must be free, and at least half, for it to be
	// compacted by itself when it is opened.
	compactFrom = 256 << 20
)

// Compact brings the cache within its budget and gives back to the disk what is free
// in its files. It writes each anew beside the old one, so the disk needs room for the
// smaller of both meanwhile, and others wait. Whenever it is stopped, the cache is
// whole. It returns by how much the files have become smaller, in bytes.
func (c *Cache) Compact(ctx context.Context) (freed int64, err error) {
	if c == nil {
		return 0, nil
	}
	if err := c.fit(); err != nil {
		return 0, err
	}
	for _, s := range []*store{c.large, c.small} {
		before, _, err := s.sizes()
		if err == nil {
			err = s.compact(ctx)
		}
		if err != nil {
			return freed, err
		}
		after, _, err := s.sizes()
		if err != nil {
			return freed, err
		}
		freed += before - after
	}
	c.limitLarge()
	return freed, nil
}

// fit removes large values until what is left is within the budget.
func (c *Cache) fit() error {
	limit := c.limitLarge()
	if limit == 0 {
		return nil
	}
	size, free, err := c.large.sizes()
	if err != nil {
		return err
	}
	if over := size - free - (limit - limit/8); over > 0 {
		_, err = c.evict(over)
	}
	return err
}

// compactIfWorth compacts a file of which at least half and so many bytes are free.
func (s *store) compactIfWorth(from int64) error {
	size, free, err := s.sizes()
	if err != nil || free < from || free < size/2 {
		return err
	}
	return s.compact(context.Background())
}

// compact writes the file anew, without what is free in it. Until the new one is
// whole and on the disk the old one stays.
func (s *store) compact(ctx context.Context) error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db == nil || s.readOnly {
		return nil
	}
	beside := compactName(s.path)
	if err := s.copyTo(ctx, beside); err != nil {
		_ = os.Remove(beside)
		if errors.Is(err, ErrCacheDamaged) {
			return s.heal(err)
		}
		return fmt.Errorf("making %s smaller: %w", s.path, err)
	}
	s.release()
	err := os.Rename(beside, s.path)
	if err == nil {
		err = syncFolder(filepath.Dir(s.path))
	}
	if err := errors.Join(err, s.open()); err != nil {
		return fmt.Errorf("making %s smaller: %w", s.path, err)
	}
	return nil
}

// compactName is the name of the file that is written beside.
func compactName(path string) string { return path + ".compact" }

// copyTo copies the values into a new file and brings that onto the disk. It follows
// the pages by a walk, since they may be damaged.
func (s *store) copyTo(ctx context.Context, path string) (err error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	to, err := bbolt.Open(path, 0o644, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType, NoSync: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	to.AllocSize = allocation
	if err := to.Update(func(tx *bbolt.Tx) error { return layOut(tx, s.format) }); err != nil {
		return err
	}
	for next := []byte{}; next != nil && err == nil; {
		if err = ctx.Err(); err == nil {
			next, err = s.copyBatch(to, next)
		}
	}
	if err != nil {
		return err
	}
	return to.Sync()
}

// copyBatch copies values from a name on and returns the name of the next, or nothing
// where none is left.
func (s *store) copyBatch(to *bbolt.DB, from []byte) (next []byte, err error) {
	err = guard(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			w, err := newWalk(tx, s.file)
			if err != nil {
				return err
			}
			return to.Update(func(tx *bbolt.Tx) error {
				bucket := tx.Bucket(valueBucket)
				bucket.FillPercent = 1 // nothing will be put in between soon
				size := int64(0)
				return w.each(valueBucket, from, func(e element) (bool, error) {
					if size > compactBatch {
						next = append([]byte{}, e.key...)
						return false, nil
					}
					value, err := w.read(e.valueAt, e.valueSize)
					if err != nil {
						return false, err
					}
					size += e.valueSize
					return true, bucket.Put(e.key, value)
				})
			})
		})
	})
	return next, err
}
