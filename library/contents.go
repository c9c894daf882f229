package library

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"go.etcd.io/bbolt"
)

// Contents is how much a cache keeps.
type Contents struct {
	Photos      Amount // that the index knows, by content
	Appearances Amount
	Features    Amount // of whole photos and of parts that were looked at closely
	Files       Amount // names of files whose content is known
	Other       Amount // made by other models or an older program
	Size        int64  // of the cache's files, in bytes
	Free        int64  // of that, what is free for further values
	Budget      int64  // what the files may grow to, 0 for no limit
}

// Amount is a number of values and their size.
type Amount struct {
	Count int64
	Bytes int64
}

// Contents counts what the cache keeps. It reads the whole trees of the files but no
// values.
func (c *Cache) Contents() (Contents, error) {
	if c == nil {
		return Contents{}, nil
	}
	seen := Contents{Budget: c.Budget()}
	var beside Amount // what only tells of other values
	amounts := map[string]*Amount{}
	for k, a := range map[valueKind]*Amount{
		indexKind: &seen.Photos, appearanceKind: &seen.Appearances, featureKind: &seen.Features, fileKind: &seen.Files,
		useKind: &beside, rootKind: &beside, answerKind: &beside,
	} {
		made := c.maker(k)
		amounts[string(made[:])] = a
	}
	count := func(e element) {
		amount := &seen.Other
		if known := amounts[string(e.key[:min(len(e.key), sha256.Size)])]; known != nil {
			amount = known
		}
		amount.Bytes += e.valueSize
		if len(e.key) == nameSize || bytes.HasSuffix(e.key, firstPiece) {
			amount.Count++
		}
	}
	for _, s := range []*store{c.large, c.small} {
		size, free, err := s.sizes()
		if err == nil {
			err = s.read(func(_ *bbolt.Tx, w *walk) error { return countAll(w, count) })
		}
		seen.Size += size
		seen.Free += free
		if err != nil {
			return Contents{}, fmt.Errorf("counting what is in %s: %w", s.path, err)
		}
	}
	return seen, nil
}

func countAll(w *walk, count func(element)) error {
	return w.each(valueBucket, nil, func(e element) (bool, error) {
		count(e)
		return true, nil
	})
}
