package library_test

import (
	"context"
	"errors"
	"fmt"
	"image/color"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"whereabouts/library"
	"whereabouts/segment"
)

// likeRed looks for photos that are like red ones: by their index, and where that
// speaks for it by their features.
type likeRed struct {
	looks *segment.Looks
	from  library.Key

	mu     *sync.Mutex
	looked map[library.Key]bool
}

func newLikeRed(t *testing.T) likeRed {
	t.Helper()
	red := make(segment.Descriptor, segment.IdentityDimensions)
	red[0] = 1
	looks := segment.NewLooks([]segment.Thing{{{Whole: []segment.Descriptor{red}, Alone: red}}}, nil)
	return likeRed{looks: looks, mu: new(sync.Mutex), looked: map[library.Key]bool{}}
}

func (l likeRed) RankBy() *segment.Looks                     { return l.looks }
func (l likeRed) Promising(_ library.Key, rank float64) bool { return rank > 0.7 }
func (l likeRed) Dismiss(rank float64) library.Sighting      { return library.Sighting{Score: rank / 4} }
func (l likeRed) Answers() (library.ConceptID, library.Key)  { return library.ConceptID{7}, l.from }
func (l likeRed) Look(ctx context.Context, s library.Scene) (library.Sighting, error) {
	index, err := s.Index(ctx)
	if err != nil {
		return library.Sighting{}, err
	}
	rank := l.looks.Rank(index)
	if !l.Promising(s.Key(), rank) {
		return l.Dismiss(rank), nil
	}
	f, err := s.Features(ctx)
	if err != nil {
		return library.Sighting{}, err
	}
	l.mu.Lock()
	l.looked[s.Key()] = true
	l.mu.Unlock()
	mask := segment.NewMask(f.Frame.Photo)
	mask.Pix[5] = segment.Object
	score := float64(f.Data[0])
	return library.Sighting{Score: score, Instances: []library.Instance{{Mask: mask, Score: score, Reference: -1}}}, nil
}

// plain hides from a search that a looker ranks and that its answers may be kept.
type plain struct{ library.Looker }

// seen writes down findings in their order.
type seen struct {
	t     *testing.T
	all   []library.Finding
	skips map[string]error
}

func (s *seen) Counted(int)                       {}
func (s *seen) Found(f library.Finding) error     { s.all = append(s.all, f); return nil }
func (s *seen) Skipped(path string, reason error) { s.skips[path] = reason }
func (s *seen) Notice(err error)                  { s.t.Error(err) }

// answers are what was found, by path.
func (s *seen) answers() map[string]string {
	all := map[string]string{}
	for _, f := range s.all {
		text := []string{fmt.Sprint(f.Key, f.Size, f.Score)}
		for _, in := range f.Instances {
			text = append(text, fmt.Sprint(in.Score, in.Reference, in.Mask))
		}
		all[f.Path] = strings.Join(text, "; ")
	}
	return all
}

func ask(t *testing.T, f *library.Finder, c library.Looker, paths ...string) *seen {
	t.Helper()
	s := &seen{t, nil, map[string]error{}}
	check(t, f.Find(t.Context(), c, paths, s))
	return s
}

func TestSearchBestFirstAnswersAsOneInAnyOrder(t *testing.T) {
	w := newWorld(t)
	w.fill("known", 25)
	w.scan(w.dir)
	for i, c := range colours(7) {
		w.write(fmt.Sprintf("unknown/%d.jpg", i), c)
	}
	plainly := newWorld(t)
	want := ask(t, &library.Finder{Encoder: plainly.encoder, Identity: plainly.identity}, plain{newLikeRed(t)}, w.dir)
	s, _, _ := w.open()
	red := newLikeRed(t)
	got := ask(t, s.Finder, red, w.dir)
	if len(got.all) != 32 || !maps.Equal(got.answers(), want.answers()) {
		t.Errorf("the answers are\n%v\nand should be\n%v", got.answers(), want.answers())
	}
	// Two are looked at side by side, so at any moment one that was taken may still be
	// without an answer.
	var ranks []float64 // of the known ones that were looked at
	unknown, late := 0, 0
	for _, f := range got.all {
		if filepath.Base(filepath.Dir(f.Path)) != "known" {
			unknown++
			continue
		}
		if len(f.Instances) == 0 {
			continue
		}
		ranks = append(ranks, red.looks.Rank(s.Finder.Cache.Index(f.Key)))
		if unknown > 0 {
			late++
		}
	}
	sorted := slices.Sorted(slices.Values(ranks))
	slices.Reverse(sorted)
	for i, r := range ranks {
		if r < sorted[min(i+1, len(ranks)-1)] {
			t.Errorf("the ranks of what comes first are %v", ranks)
			break
		}
	}
	if late > 1 {
		t.Errorf("%d known ones come after one that is not known", late)
	}
	if len(ranks) < 3 {
		t.Errorf("only %d were looked at", len(ranks))
	}
}

func TestAskingAgainLooksOnlyAtNewPhotos(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 20)
	w.scan(w.dir)
	s, _, end := w.open()
	red := newLikeRed(t)
	red.from = library.Key{1}
	first := ask(t, s.Finder, red, w.dir)
	if len(red.looked) == 0 || len(red.looked) == 20 {
		t.Fatalf("%d were looked at", len(red.looked))
	}
	end()

	w.write("new.jpg", color.RGBA{250, 3, 1, 255})
	s, _, end = w.open()
	again := newLikeRed(t)
	again.from = red.from
	second := ask(t, s.Finder, again, w.dir)
	if len(again.looked) != 1 {
		t.Errorf("%d were looked at again", len(again.looked))
	}
	answers := second.answers()
	delete(answers, w.at("new.jpg"))
	if len(second.all) != 21 || !maps.Equal(answers, first.answers()) {
		t.Errorf("the answers are\n%v\nand were\n%v", answers, first.answers())
	}
	if !slices.IsSortedFunc(second.all[:len(red.looked)], func(a, b library.Finding) int { return int(1000 * (b.Score - a.Score)) }) {
		t.Error("what was found before does not come best first")
	}

	// What is taught otherwise is looked for anew.
	other := newLikeRed(t)
	other.from = library.Key{2}
	ask(t, s.Finder, other, w.dir)
	if len(other.looked) != len(red.looked)+1 {
		t.Errorf("%d were looked at for another", len(other.looked))
	}
	end()
}

func TestAnswersFollowFromTheModelToo(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 10)
	for i, model := range [][32]byte{model, otherModel, model} {
		cache, err := library.OpenCache(w.cacheDir, model)
		check(t, err)
		red := newLikeRed(t)
		red.from = library.Key{1}
		f := &library.Finder{Encoder: w.encoder, Identity: w.identity, Cache: cache}
		ask(t, f, red, w.dir)
		first := len(red.looked)
		clear(red.looked)
		ask(t, f, red, w.dir)
		check(t, cache.Close())
		if first == 0 || len(red.looked) != 0 {
			t.Errorf("round %d looked at %d, then at %d", i, first, len(red.looked))
		}
	}
}

func TestWhatIsOfflineIsAnsweredForAsFarAsItIsKnown(t *testing.T) {
	w := newWorld(t)
	w.fill("drive", 10)
	w.fill("here", 3)
	w.scan(w.at("drive"), w.at("here"))
	s, _, end := w.open()
	red := newLikeRed(t)
	red.from = library.Key{1}
	first := ask(t, s.Finder, red, w.at("drive"), w.at("here"))
	end()
	check(t, os.Rename(w.at("drive"), w.at("gone")))

	s, _, end = w.open()
	defer end()
	second := ask(t, s.Finder, red, w.at("drive"), w.at("here"))
	if !maps.Equal(first.answers(), second.answers()) || len(second.skips) != 0 {
		t.Errorf("the answers are\n%v\nand were\n%v; skipped %v", second.answers(), first.answers(), second.skips)
	}
	for _, f := range second.all {
		if want := filepath.Dir(f.Path) == w.at("drive"); f.Offline != want {
			t.Errorf("%s is offline: %v", f.Path, f.Offline)
		}
	}
	// What would have to be looked at now is skipped.
	other := plain{lookerOf(func(ctx context.Context, s library.Scene) (library.Sighting, error) {
		_, err := s.Pixels(ctx)
		return library.Sighting{}, err
	})}
	third := ask(t, s.Finder, other, w.at("drive"))
	if len(third.all) != 0 || len(third.skips) != 10 {
		t.Errorf("%d were found and %d skipped", len(third.all), len(third.skips))
	}
	for path, reason := range third.skips {
		if !errors.Is(reason, library.ErrOffline) {
			t.Errorf("%s is skipped for %v", path, reason)
		}
	}
}

type lookerOf func(ctx context.Context, s library.Scene) (library.Sighting, error)

func (l lookerOf) Look(ctx context.Context, s library.Scene) (library.Sighting, error) {
	return l(ctx, s)
}

func TestSearchThatMayUseLittleMemoryEnds(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 12)
	w.scan(w.at("a"))
	w.fill("b", 12)
	s, _, end := w.open()
	defer end()
	s.Finder.Memory = library.NewMemory(2)
	done := make(chan *seen)
	go func() {
		defer close(done)
		done <- ask(t, s.Finder, lookerOf(func(ctx context.Context, s library.Scene) (library.Sighting, error) {
			if _, err := s.Index(ctx); err != nil {
				return library.Sighting{}, err
			}
			_, err := s.Pixels(ctx)
			return library.Sighting{}, err
		}), w.dir)
	}()
	select {
	case got := <-done:
		if got == nil || len(got.all) != 24 {
			t.Errorf("found %v", got)
		}
	case <-time.After(time.Minute):
		t.Fatal("the search waits for ever")
	}
}
