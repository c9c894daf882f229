package library

import (
	"bytes"
	"context"

	"go.etcd.io/bbolt"
)

func (c *Cache) each(ctx context.Context, k valueKind, from Key, visit func(key Key, value []byte) error) error {
	if c == nil {
		return nil
	}
	var all []entry
	err := c.do(func() error {
		return c.db.View(func(tx *bbolt.Tx) error {
			made := c.maker(k)
			cur := tx.Bucket(featureBucket).Cursor()
			for name, v := cur.Seek(made[:]); bytes.HasPrefix(name, made[:]); name, v = cur.Next() {
				all = append(all, entry{k, Key(name[32:]), bytes.Clone(v)})
			}
			return nil
		})
	})
	for _, e := range all {
		if err := visit(e.key, e.value); err != nil {
			return err
		}
	}
	return err
}

func (c *Cache) drop(k valueKind, keys ...Key) error {
	if c == nil {
		return nil
	}
	return c.do(func() error {
		return c.db.Update(func(tx *bbolt.Tx) error {
			for _, key := range keys {
				_ = tx.Bucket(featureBucket).Delete(c.name(k, key))
			}
			return nil
		})
	})
}
