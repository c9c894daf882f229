package library

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"
)

// A chunk is what is read of the small file at a time, so that no one waits long to
// change it.
const (
	chunkBytes   = 1 << 20
	chunkRecords = 4096
)

// each calls visit for the values of a small kind whose keys are at least from, in
// the order of their keys. Values are read in chunks: what is kept or dropped
// meanwhile, by visit too, may or may not be seen. It ends with the first error of
// visit, or the context's.
func (c *Cache) each(ctx context.Context, k valueKind, from Key, visit func(key Key, value []byte) error) error {
	if c == nil || c.small == nil {
		return nil
	}
	next := c.name(k, from)
	for len(next) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		var chunk []entry
		from := next
		next = nil // where the file is given up
		err := c.small.read(func(_ *bbolt.Tx, w *walk) (err error) {
			chunk, next, err = nextChunk(w, k, from)
			return err
		})
		if err != nil {
			return fmt.Errorf("reading %s: %w", c.small.path, err)
		}
		for _, e := range chunk {
			if err := visit(e.key, e.value); err != nil {
				return err
			}
		}
	}
	return nil
}

// nextChunk copies the values whose names begin as from does and are not before it,
// and returns where the next chunk begins, or nothing where none is left.
func nextChunk(w *walk, k valueKind, from []byte) (chunk []entry, next []byte, err error) {
	made := from[:nameSize-len(Key{})]
	size := int64(0)
	err = w.each(valueBucket, from, func(e element) (more bool, err error) {
		if !bytes.HasPrefix(e.key, made) || len(e.key) != nameSize {
			return false, nil
		}
		if size > 0 && size+e.valueSize > chunkBytes || len(chunk) == chunkRecords {
			next = bytes.Clone(e.key)
			return false, nil
		}
		value, err := w.read(e.valueAt, e.valueSize)
		chunk = append(chunk, entry{k, Key(e.key[len(made):]), value})
		size += e.valueSize
		return true, err
	})
	if err != nil {
		return nil, nil, err
	}
	return chunk, next, nil
}

// drop removes values of a kind, all of them or none. Those that are not there are
// passed over.
func (c *Cache) drop(k valueKind, keys ...Key) error {
	if c == nil || len(keys) == 0 {
		return nil
	}
	s := c.store(k)
	err := s.change(func(tx *bbolt.Tx, w *walk) error {
		for _, key := range keys {
			if err := remove(tx, w, k, c.name(k, key)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("removing what is not needed from %s: %w", s.path, err)
	}
	return nil
}
