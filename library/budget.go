package library

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

const (
	// evictionShare is the part of the large file that is made free at least when it
	// is full, so that it is not full again at once.
	evictionShare = 1.0 / 16
	// evictionBatch is the number of values that are removed in one transaction.
	evictionBatch = 16
	// evictionReserve is what the large file is kept below its limit by, and at most an
	// eighth of it: removing values takes some room itself.
	evictionReserve = 4 << 20
	// evictionTries is how often room is made for one value, each time twice as much.
	// Room in many small pieces is none for a value.
	evictionTries = 6
)

// SetBudget sets how much disk the cache's files may take, in bytes; 0 is no limit.
// The small file is always kept. The large one grows no further than what is left,
// and where that is not enough for a new value those that matter least are removed:
// of photos that are little like anything that was looked for, and that were not used
// for long. They are made again when they are needed. Where the files are larger
// already, [Cache.Compact] makes them smaller.
func (c *Cache) SetBudget(bytes int64) {
	if c == nil {
		return
	}
	c.budget.Store(bytes)
	c.limitLarge()
}

// Budget returns how much disk the cache's files may take, in bytes, 0 for no limit.
func (c *Cache) Budget() int64 {
	if c == nil {
		return 0
	}
	return c.budget.Load()
}

// limitLarge limits the large file to what the small one leaves of the budget, and
// returns that.
func (c *Cache) limitLarge() (limit int64) {
	budget := c.budget.Load()
	if budget == 0 {
		c.large.limitTo(0)
		return 0
	}
	small, _, _ := c.small.sizes() // one that cannot be read takes no room for long
	limit = max(1, budget-small)
	c.large.limitTo(max(1, limit-min(evictionReserve, limit/8)))
	return limit
}

// putLarge keeps values in the large file, and makes room for them where need be.
func (c *Cache) putLarge(entries []entry) error {
	if c.large == nil || len(entries) == 0 {
		return nil
	}
	limit := c.limitLarge()
	need := int64(float64(limit) * evictionShare)
	for _, e := range entries {
		need += int64(len(e.value))
	}
	if err := c.shrinkTo(limit, need); err != nil {
		return err
	}
	err := c.put(c.large, entries)
	for range evictionTries {
		if !errors.Is(err, bolterrors.ErrMaxSizeReached) {
			return err
		}
		freed, failed := c.evict(need)
		if failed != nil {
			return failed
		}
		if freed == 0 {
			break
		}
		err = c.put(c.large, entries)
		need *= 2
	}
	if errors.Is(err, bolterrors.ErrMaxSizeReached) {
		return fmt.Errorf("keeping features in %s: %w", c.large.path, ErrCacheBudget)
	}
	return err
}

// shrinkTo removes values from a large file that is larger than its limit, since the
// budget was larger before, until what it needs further fits into that.
func (c *Cache) shrinkTo(limit, need int64) error {
	size, free, err := c.large.sizes()
	if err != nil || limit == 0 || size <= limit || size-free+need <= limit {
		return err
	}
	_, err = c.evict(size - free + need - limit)
	return err
}

// allUses returns what is known of the large values.
func (c *Cache) allUses() (all []use, err error) {
	err = c.each(context.Background(), useKind, Key{}, func(_ Key, stored []byte) error {
		var u use
		if u.UnmarshalBinary(stored) == nil {
			all = append(all, u)
		}
		return nil
	})
	return all, err
}

// evict removes the large values that matter least until so many bytes are free, and
// returns how many are. First those go of which nothing is known.
func (c *Cache) evict(need int64) (freed int64, err error) {
	if err := c.noteReads(); err != nil {
		return 0, err
	}
	known, err := c.allUses()
	if err != nil {
		return 0, err
	}
	var unknown []use
	if c.uses.lookForUnknown() {
		if unknown, err = c.withoutUse(known); err != nil {
			return 0, err
		}
	}
	now := time.Now()
	slices.SortFunc(known, func(a, b use) int { return cmp.Compare(a.importance(now), b.importance(now)) })
	going := append(unknown, known...)
	for i, u := range going {
		if freed += u.size; freed >= need {
			going = going[:i+1]
			break
		}
	}
	for batch := range slices.Chunk(going, evictionBatch) {
		if err := c.removeLarge(batch); err != nil {
			return 0, err
		}
	}
	return freed, nil
}

// withoutUse returns the values in the large file that nothing is known of.
func (c *Cache) withoutUse(known []use) (unknown []use, err error) {
	names := make(map[[nameSize]byte]bool, len(known))
	for _, u := range known {
		names[u.name] = true
	}
	err = c.large.read(func(_ *bbolt.Tx, w *walk) error {
		unknown = nil
		return w.each(valueBucket, nil, func(e element) (bool, error) {
			if len(e.key) != longestKey {
				return true, nil
			}
			name := [nameSize]byte(e.key[:nameSize])
			switch last := len(unknown) - 1; {
			case names[name]:
			case last >= 0 && unknown[last].name == name:
				unknown[last].size += e.valueSize
			default:
				unknown = append(unknown, use{name: name, size: e.valueSize})
			}
			return true, nil
		})
	})
	return unknown, err
}

// removeLarge removes large values and what is known of them.
func (c *Cache) removeLarge(values []use) error {
	keys := make([]Key, len(values))
	err := c.large.relieve(func(tx *bbolt.Tx, w *walk) error {
		for i, u := range values {
			keys[i] = u.key()
			if err := removePieces(tx, w, u.name[:], 0); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("making room in %s: %w", c.large.path, err)
	}
	return c.drop(useKind, keys...)
}
