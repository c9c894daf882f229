package library

import (
	"crypto/sha256"

	"go.etcd.io/bbolt"
)

// Contents is how much a cache keeps.
type Contents struct {
	Photos      Amount // that the index knows, by content
	Appearances Amount
	Features    Amount // of whole photos and of parts that were looked at closely
	Files       Amount // names of files whose content is known
	Other       Amount // made by other models or an older program
	Size        int64  // of the cache's file, in bytes
}

// Amount is a number of values and their size.
type Amount struct {
	Count int64
	Bytes int64
}

func (a *Amount) add(size int64) {
	a.Count++
	a.Bytes += size
}

// Contents counts what the cache keeps. It reads the whole tree of the file but no
// values.
func (c *Cache) Contents() (Contents, error) {
	var seen Contents
	if c == nil {
		return seen, nil
	}
	amounts := map[string]*Amount{}
	for k, a := range map[valueKind]*Amount{
		indexKind: &seen.Photos, appearanceKind: &seen.Appearances, featureKind: &seen.Features, fileKind: &seen.Files,
	} {
		made := c.maker(k)
		amounts[string(made[:])] = a
	}
	err := c.do(func() error {
		return c.db.View(func(tx *bbolt.Tx) error {
			seen.Size = tx.Size()
			w, err := newWalk(tx, c.file)
			if err != nil {
				return err
			}
			return w.each(featureBucket, func(e element) {
				amount := &seen.Other
				if len(e.key) == longestKey {
					if known := amounts[string(e.key[:sha256.Size])]; known != nil {
						amount = known
					}
				}
				amount.add(e.valueSize)
			})
		})
	})
	return seen, err
}

// each calls visit for every element of a bucket, in the order of the keys.
func (w *walk) each(bucket []byte, visit func(element)) error {
	root, inline, err := w.bucket(bucket)
	if err != nil {
		return err
	}
	if inline == nil {
		if inline, err = w.node(root, nil, nil); err != nil {
			return err
		}
	}
	return w.eachOf(inline, nil, 0, visit)
}

// eachOf visits what lies under a node, whose keys are below high where that is
// given. Since a child is not empty and its keys lie between those of its parent,
// no page is met twice.
func (w *walk) eachOf(n *node, high []byte, depth int, visit func(element)) error {
	if depth == deepestTree {
		return damaged("its pages go round in a circle")
	}
	for i, e := range n.elements {
		if n.leaf {
			visit(e)
			continue
		}
		below := high
		if i+1 < len(n.elements) {
			below = n.elements[i+1].key
		}
		child, err := w.node(e.child, e.key, below)
		if err != nil {
			return err
		}
		if len(child.elements) == 0 {
			return damaged("page %d is empty", e.child)
		}
		if err := w.eachOf(child, below, depth+1, visit); err != nil {
			return err
		}
	}
	return nil
}
