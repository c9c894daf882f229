package library

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// keys returns the keys of all values of a kind. It reads no values.
func (c *Cache) keys(ctx context.Context, k valueKind) (map[Key]struct{}, error) {
	all := make(map[Key]struct{})
	if c == nil || c.store(k) == nil {
		return all, nil
	}
	next := c.name(k, Key{})
	made := next[:nameSize-len(Key{})]
	for next != nil {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		from, until := next, time.Now().Add(rankingTurn)
		next = nil
		err := c.store(k).read(func(_ *bbolt.Tx, w *walk) error {
			return w.each(valueBucket, from, func(e element) (more bool, err error) {
				switch {
				case !bytes.HasPrefix(e.key, made):
					return false, nil
				case time.Now().After(until):
					next = bytes.Clone(e.key)
					return false, nil
				case len(e.key) >= nameSize:
					all[Key(e.key[len(made):nameSize])] = struct{}{}
				}
				return true, nil
			})
		})
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", c.store(k).path, err)
		}
	}
	return all, nil
}
