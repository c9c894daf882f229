package library

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"whereabouts/library/photo"
	"whereabouts/segment"
)

// readers is the number of photos that are read and decoded at a time: one
// waits while the network looks at another, and no more, since a decoded photo
// may be large.
const readers = 2

// lookers is the number of photos before the networks at a time. One
// photo's masks are drawn while another is encoded. Until there is a find, the best
// photo has the networks for itself, so that the user waits for one and not for two.
const lookers = 2

// candidate is a photo that a search is to answer for.
type candidate struct {
	path     string
	full     string
	info     fs.FileInfo // nil where it is offline
	known    *record     // nil where the file is to be read
	offline  bool
	rank     float64  // where it was ranked
	sighting Sighting // where the answer is known
	pictures []string // full paths of photos that it may only go with
}

// search is one search under way.
type search struct {
	finder    *Finder
	catalogue *Catalogue
	memory    *Memory
	looker    Looker
	ranker    Ranker // the looker, or nil where it is none
	out       *serialObserver
	kept      *kept
	seen      chan struct{} // closed by begun
	begun     func()        // there is a find, or none is near
	glimpsed  atomic.Bool
	all       []candidate
	undecided []candidate // that may only go with others

	answered  []candidate // whose answers are known, best first
	promising []candidate // that are known, best first
	rest      []candidate // that are known and promise little, best first
	fresh     []candidate // of which nothing is known
}

// search begins a search. What cannot be read of what is known is told of, and made
// again.
func (f *Finder) search(ctx context.Context, c Looker, o Observer) (*search, error) {
	s := &search{finder: f, catalogue: f.Catalogue, memory: f.memory(), looker: c, out: &serialObserver{observer: o}}
	s.ranker, _ = c.(Ranker)
	s.seen = make(chan struct{})
	s.begun = sync.OnceFunc(func() { close(s.seen) })
	var unread, unkept error
	if s.catalogue == nil {
		s.catalogue, unread = OpenCatalogue(ctx, f.Cache)
	}
	s.kept, unkept = f.keptAnswers(ctx, c)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err := cmp.Or(unread, unkept); err != nil {
		s.out.notice(err)
	}
	return s, nil
}

// gather finds the photos among paths, and those that are known to be there but
// are out of reach.
func (s *search) gather(ctx context.Context, paths []string) error {
	walk := &survey{
		catalogue: s.catalogue,
		judge:     s.finder.judge(),
		fresh: func(path, full string, info fs.FileInfo) error {
			s.all = append(s.all, candidate{path: path, full: full, info: info})
			return nil
		},
		known: func(path, full string, info fs.FileInfo, r *record) error {
			s.all = append(s.all, candidate{path: path, full: full, info: info, known: r})
			return nil
		},
		companion: func() error { return nil },
		undecided: func(path, full string, info fs.FileInfo, pictures []string) error {
			s.undecided = append(s.undecided, candidate{path: path, full: full, info: info, pictures: pictures})
			return nil
		},
		skipped: func(path, full string, _ fs.FileInfo, reason error, _ bool) error {
			if !s.catalogue.isAway(full) {
				s.out.skipped(path, reason)
			}
			return nil
		},
	}
	if err := walk.walk(ctx, paths); err != nil {
		return err
	}
	offline := walk.offline()
	with := companions(offline)
	for _, r := range offline {
		if with[r.path] != "" {
			continue
		}
		s.all = append(s.all, candidate{path: r.path, full: r.path, known: r, offline: true})
	}
	return nil
}

// run answers for all photos: first for those that are looked at whatever is in the
// others.
func (s *search) run(ctx context.Context) error {
	if err := s.answerAll(ctx); err != nil || len(s.undecided) == 0 {
		return err
	}
	s.all, s.undecided = s.undecided, nil
	s.answered, s.promising, s.rest, s.fresh = nil, nil, nil, nil
	return s.answerAll(ctx)
}

// answerAll answers for the photos that are gathered.
func (s *search) answerAll(ctx context.Context) error {
	if err := s.recall(ctx); err != nil {
		return err
	}
	if err := s.sort(ctx); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	fresh := make(chan candidate)
	group.Go(func() error {
		defer close(fresh)
		for _, c := range s.fresh {
			select {
			case fresh <- c:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	ready := make(chan *scene)
	group.Go(func() error {
		defer close(ready)
		reading, ctx := errgroup.WithContext(ctx)
		for range min(readers, runtime.GOMAXPROCS(0)) {
			reading.Go(func() error { return s.prepare(ctx, fresh, ready) })
		}
		return reading.Wait()
	})
	first, last := &pile{all: s.promising}, &pile{all: s.rest}
	for n := range lookers {
		group.Go(func() error {
			if n > 0 {
				select {
				case <-s.seen:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			for c, ok := first.take(); ok; c, ok = first.take() {
				if err := s.answer(ctx, c); err != nil {
					return err
				}
			}
			s.begun()
			for in := range ready {
				if err := s.look(ctx, in); err != nil {
					return err
				}
			}
			for c, ok := last.take(); ok; c, ok = last.take() {
				if err := s.found(ctx, c, s.ranker.Dismiss(c.rank), false); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// pile is candidates that several goroutines take from.
type pile struct {
	mu  sync.Mutex
	all []candidate
}

func (p *pile) take() (c candidate, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.all) == 0 {
		return candidate{}, false
	}
	c, p.all = p.all[0], p.all[1:]
	return c, true
}

// recall tells what is known of before.
func (s *search) recall(ctx context.Context) error {
	var rest []candidate
	for _, c := range s.all {
		known := false
		if c.known != nil {
			c.sighting, known = s.kept.answer(c.known.key)
		}
		if known {
			s.answered = append(s.answered, c)
		} else {
			rest = append(rest, c)
		}
	}
	s.all = rest
	slices.SortStableFunc(s.answered, func(a, b candidate) int { return cmp.Compare(b.sighting.Score, a.sighting.Score) })
	for _, c := range s.answered {
		if err := s.found(ctx, c, c.sighting, true); err != nil {
			return err
		}
	}
	return nil
}

// found answers for a photo that is not looked at; known says whether an earlier
// search answered it.
func (s *search) found(ctx context.Context, c candidate, answer Sighting, known bool) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.tell(Finding{
		Path: c.path, Key: c.known.key, Size: c.known.pixels, Offline: c.offline, Cached: true, Known: known, Sighting: answer,
	})
}

// tell tells what was found.
func (s *search) tell(f Finding) error {
	if f.Score >= PresentScore {
		defer s.begun()
	}
	return s.out.found(f)
}

// sort puts the photos in the order in which they are looked at.
func (s *search) sort(ctx context.Context) error {
	if s.ranker == nil {
		s.fresh = s.all
		return nil
	}
	ranks, err := s.ranks(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		s.out.notice(err)
	}
	for _, c := range s.all {
		ranked := false
		if c.known != nil {
			c.rank, ranked = ranks[c.known.key]
		}
		switch {
		case !ranked:
			s.fresh = append(s.fresh, c)
		case s.ranker.Promising(c.known.key, c.rank):
			s.promising = append(s.promising, c)
		default:
			s.rest = append(s.rest, c)
		}
	}
	best := func(a, b candidate) int { return cmp.Compare(b.rank, a.rank) }
	slices.SortStableFunc(s.promising, best)
	slices.SortStableFunc(s.rest, best)
	return nil
}

// fewPhotos is the number of photos up to which each is ranked by itself, and not
// the whole cache.
const fewPhotos = 2000

// ranks returns the ranks of photos whose index is known.
func (s *search) ranks(ctx context.Context) (map[Key]float64, error) {
	ranks := make(map[Key]float64)
	if len(s.all) > fewPhotos {
		ranked, err := s.finder.Cache.Rank(ctx, s.ranker.RankBy())
		for _, r := range ranked {
			ranks[r.Key] = r.Rank
		}
		return ranks, err
	}
	for _, c := range s.all {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if c.known == nil {
			continue
		}
		if index := s.finder.Cache.Index(c.known.key); index != nil {
			ranks[c.known.key] = s.ranker.RankBy().Rank(index)
		}
	}
	return ranks, nil
}

// prepare opens photos that are to be read.
func (s *search) prepare(ctx context.Context, fresh <-chan candidate, ready chan<- *scene) error {
	for c := range fresh {
		in, err := s.open(ctx, c)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if in == nil && err == nil {
			continue // it goes with another
		}
		if err != nil {
			s.refuse(c, err)
			continue
		}
		select {
		case ready <- in:
		case <-ctx.Done():
			in.release()
			return ctx.Err()
		}
	}
	return nil
}

// open returns the scene of a photo. Where it is known, and the cache has its
// index, it is not read. Otherwise it is, and decoded at once, so that files that
// are no photos are told of.
func (s *search) open(ctx context.Context, c candidate) (*scene, error) {
	if c.known != nil {
		if index := s.finder.Cache.Index(c.known.key); index != nil {
			return s.scene(c, c.known.key, index), nil
		}
	}
	if c.offline {
		return nil, ErrOffline
	}
	return s.read(ctx, c, s.memory.ahead)
}

// scene returns the scene of a photo that is not read yet.
func (s *search) scene(c candidate, key Key, index *segment.Index) *scene {
	return &scene{
		finder: s.finder, candidate: c, key: key, size: index.Photo, index: index, share: s.memory.now,
	}
}

// read returns the scene of a photo's file, which is read. There is none where the
// file only goes with another.
func (s *search) read(ctx context.Context, c candidate, share *share) (*scene, error) {
	rec := newRecord(c.full, c.info, s.catalogue.clock())
	file, err := load(ctx, share, c.path)
	if err != nil {
		return nil, err
	}
	rec.key = file.key
	rec.tell(photo.ReadDetails(file.data))
	if s.catalogue.goesWith(&rec, c.pictures) != "" {
		file.free()
		if err := s.finder.Cache.keep(s.catalogue.learn(&rec)...); err != nil {
			s.out.notice(err)
		}
		return nil, nil //nolint:nilnil // there is nothing to look at, and nothing is wrong
	}
	if index := s.finder.Cache.Index(file.key); index != nil {
		file.free() // it may be read again, or not be needed
		rec.pixels = index.Photo
		in := s.scene(c, file.key, index)
		in.pending = s.catalogue.learn(&rec)
		return in, nil
	}
	in := &scene{finder: s.finder, candidate: c, key: file.key, file: file}
	if err := in.decode(ctx); err != nil {
		in.release()
		return nil, err
	}
	in.photo.Reduced(segment.AppearanceSide) // here, not while a network waits
	rec.pixels = in.size
	in.pending = s.catalogue.learn(&rec)
	return in, nil
}

// answer looks at a photo that is known.
func (s *search) answer(ctx context.Context, c candidate) error {
	in, err := s.open(ctx, c)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		s.refuse(c, err)
		return nil
	}
	return s.look(ctx, in)
}

// look answers for one photo.
func (s *search) look(ctx context.Context, in *scene) error {
	sighting, known := s.kept.answer(in.key)
	var err error
	if !known {
		in.glimpse = s.glimpse(ctx, in)
		sighting, err = s.looker.Look(ctx, in)
	}
	if errors.Is(err, errChanged) {
		in.release()
		var anew *scene
		anew, err = s.read(ctx, in.candidate, s.memory.now)
		if anew == nil && err == nil {
			return nil // it goes with another
		}
		if err == nil {
			in = anew
			sighting, err = s.looker.Look(ctx, in)
		}
	}
	if err == nil && in.deep {
		in.pending = append(in.pending, s.kept.entry(in.key, sighting)...)
	}
	if notKept := in.flush(); notKept != nil {
		s.out.notice(notKept)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		s.refuse(in.candidate, err)
		return nil
	}
	f := finding(in, sighting)
	f.Known = known
	return s.tell(f)
}

// glimpse returns what tells of the first find before its photo is done, or nil where
// there was one.
func (s *search) glimpse(ctx context.Context, in *scene) func(Sighting) {
	select {
	case <-s.seen:
		return nil
	default:
	}
	return func(sighting Sighting) {
		if ctx.Err() == nil && s.glimpsed.CompareAndSwap(false, true) {
			s.out.glimpsed(finding(in, sighting))
		}
	}
}

// finding is what is told of a photo that was looked at.
func finding(in *scene, sighting Sighting) Finding {
	return Finding{
		Path: in.path, Key: in.key, Size: in.size, Sighting: sighting, Cached: !in.encoded, Offline: in.offline,
	}
}

// refuse tells that a photo cannot be used, and remembers it where that is the
// file's fault.
func (s *search) refuse(c candidate, reason error) {
	if err := s.finder.Cache.keep(s.catalogue.refuse(c.full, c.info, reason, s.finder.judge())...); err != nil {
		s.out.notice(err)
	}
	s.out.skipped(c.path, reason)
}
