package library

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/sync/errgroup"

	"whereabouts/segment"
)

// Ranked is a photo and how much it is like a concept, in -1..1, by its index.
type Ranked struct {
	Key  Key
	Rank float64
}

// Rank ranks all photos that were looked at for a concept, the best first. It reads
// the indexes in the small file one after another, on all cores, and keeps of each
// only the rank; indexes that cannot be read are left out. Others may change the
// cache meanwhile. What is promising is removed later when room is needed. The error is that of the context when that is done, or of the
// file.
func (c *Cache) Rank(ctx context.Context, looks *segment.Looks) ([]Ranked, error) {
	if c == nil || c.small == nil {
		return nil, nil
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	var parts [shelves][]Ranked
	for i := range parts {
		group.Go(func() (err error) {
			parts[i], err = c.rankShelf(ctx, looks, byte(i))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("ranking the photos in %s: %w", c.small.path, err)
	}
	all := slices.Concat(parts[:]...)
	slices.SortFunc(all, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Rank, a.Rank), bytes.Compare(a.Key[:], b.Key[:]))
	})
	_ = c.notePromise(all) // without it other values are removed when room is needed
	return all, nil
}

// shelves is the number of parts that photos are ranked in, by the first byte of
// their keys.
const shelves = 256

// rankingTurn is how long ranking reads the file before others may change it.
const rankingTurn = 20 * time.Millisecond

// rankingAhead is the size of a leaf with four indexes, the most there are in one.
const rankingAhead = 36 << 10

// rankShelf ranks the photos whose keys begin with a byte.
func (c *Cache) rankShelf(ctx context.Context, looks *segment.Looks, first byte) (ranked []Ranked, err error) {
	next := c.name(indexKind, Key{first})
	shelf := next[:len(next)-len(Key{})+1]
	var stored, buffer []byte
	for next != nil {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		from, until := next, time.Now().Add(rankingTurn)
		next = nil
		err := c.small.read(func(_ *bbolt.Tx, w *walk) error {
			w.ahead, w.buffered = rankingAhead, buffer
			defer func() { buffer = w.buffered }()
			return w.each(valueBucket, from, func(e element) (more bool, err error) {
				if !bytes.HasPrefix(e.key, shelf) || len(e.key) != nameSize {
					return false, nil
				}
				if time.Now().After(until) {
					next = bytes.Clone(e.key)
					return false, nil
				}
				stored = slices.Grow(stored[:0], int(e.valueSize))[:e.valueSize]
				if err := w.readInto(stored, e.valueAt); err != nil {
					return false, err
				}
				if rank, err := looks.RankStored(stored); err == nil {
					ranked = append(ranked, Ranked{Key(e.key[nameSize-len(Key{}):]), rank})
				}
				return true, nil
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return ranked, nil
}
