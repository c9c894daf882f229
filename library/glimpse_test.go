package library_test

import (
	"context"
	"sync/atomic"
	"testing"

	"whereabouts/library"
	"whereabouts/segment"
)

// glimpser writes down what it is told before a photo is done.
type glimpser struct {
	*seen
	glimpsed []library.Finding
	before   int // findings that were told earlier
}

func (g *glimpser) Glimpsed(f library.Finding) {
	g.glimpsed = append(g.glimpsed, f)
	g.before = len(g.all)
}

// glimpsing finds the thing in every photo, and tells of it as soon as that is wanted.
type glimpsing struct {
	likeRed
	wanted, atOnce, most *atomic.Int32
}

func (l glimpsing) Promising(library.Key, float64) bool { return true }

func (l glimpsing) Look(ctx context.Context, s library.Scene) (library.Sighting, error) {
	if n := l.atOnce.Add(1); l.wanted.Load() == 0 {
		l.most.Store(max(n, l.most.Load()))
	}
	defer l.atOnce.Add(-1)
	f, err := s.Features(ctx)
	if err != nil {
		return library.Sighting{}, err
	}
	mask := segment.NewMask(f.Frame.Photo)
	mask.Pix[5] = segment.Object
	rough := library.Sighting{Score: 0.8, Instances: []library.Instance{{Mask: mask, Score: 0.8}}}
	if tell := s.Glimpse(); tell != nil {
		tell(rough)
		l.wanted.Add(1)
	}
	rough.Score = 0.9
	return rough, nil
}

func TestFirstFindIsToldBeforeItsPhotoIsDoneAndOnce(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 12)
	w.scan(w.dir)
	s, _, end := w.open()
	defer end()
	looker := glimpsing{newLikeRed(t), new(atomic.Int32), new(atomic.Int32), new(atomic.Int32)}
	g := &glimpser{seen: &seen{t, nil, map[string]error{}}}
	check(t, s.Finder.Find(t.Context(), looker, []string{w.dir}, g))
	if len(g.glimpsed) != 1 || g.before != 0 {
		t.Fatalf("%d glimpses were told, after %d finds", len(g.glimpsed), g.before)
	}
	if first := g.glimpsed[0]; first.Score != 0.8 || len(first.Instances) != 1 || first.Key != g.all[0].Key || g.all[0].Score != 0.9 {
		t.Errorf("the glimpse is %v, the first find %v", first, g.all[0])
	}
	if len(g.all) != 12 {
		t.Errorf("%d photos were answered for", len(g.all))
	}
	if n := looker.wanted.Load(); n != 1 {
		t.Errorf("%d photos were asked for a glimpse", n)
	}
	if n := looker.most.Load(); n > 1 {
		t.Errorf("%d photos were looked at side by side before there was a find", n)
	}
}

func TestScanKeepsWhatItMadeWhereThereIsRoom(t *testing.T) {
	for name, c := range map[string]struct {
		budget int64
		all    bool
		none   bool
	}{
		"without a budget": {0, true, false},
		"with much room":   {1 << 30, true, false},
		"with some room":   {8 << 20, false, false},
		"with no room":     {1, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.fill("a", 40)
			s, _, end := w.open()
			defer end()
			s.Finder.Cache.SetBudget(c.budget)
			check(t, s.Scan(t.Context(), w.dir))
			kept, err := s.Finder.Cache.Contents()
			check(t, err)
			n := kept.Appearances.Count
			if kept.Photos.Count != 40 || c.all && n != 40 || c.none && n != 0 || !c.all && n == 40 || !c.none && n == 0 {
				t.Errorf("of %d photos %d appearances are kept", kept.Photos.Count, n)
			}
			if kept.Appearances.Bytes > max(c.budget/3, 0) && c.budget > 0 {
				t.Errorf("they take %d bytes of %d", kept.Appearances.Bytes, c.budget)
			}
		})
	}
}
