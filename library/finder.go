package library

import (
	"context"
	"errors"
	"image"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"whereabouts/library/photo"
	"whereabouts/segment"
)

// Finder looks for concepts in photos.
type Finder struct {
	Encoder  segment.Encoder
	Identity *segment.IdentityEncoder
	Cache    *Cache        // may be nil
	Photos   photo.Options // what is accepted as a photo
}

// Looker judges a photo, as a [Concept] does. It is called by several goroutines
// at a time.
type Looker interface {
	Look(ctx context.Context, s Scene) (Sighting, error)
}

// Finding is what a Finder says of one photo that it could read.
type Finding struct {
	Path string
	Key  Key         // of the photo's content
	Size image.Point // of the upright photo, in pixels
	Sighting
	Cached bool // all that the networks make of the photo came from the cache
}

// Observer is told what a Finder does as it does it. Its methods are called one
// at a time; an error of Found stops the search.
type Observer interface {
	// Counted tells how many photos there are to look at.
	Counted(photos int)
	// Found is called for each photo that was looked at, in any order.
	Found(f Finding) error
	// Skipped is called for each photo that could not be looked at.
	Skipped(path string, reason error)
	// Notice tells of something that does not change the answers, such as a
	// cache that cannot be written to. It is told once.
	Notice(err error)
}

// readers is the number of photos that are read and decoded at a time: one
// waits while the network looks at another, and no more, since a decoded photo
// may be large.
const readers = 2

// lookers is the number of photos before the networks at a time. One
// photo's masks are drawn while another is encoded.
const lookers = 2

// Find looks for a concept in all photos among paths, which are photos and
// folders. It returns [ErrNoPhotos] where there are none, the error of the
// context when that is done, and the observer's error.
func (f *Finder) Find(ctx context.Context, c Looker, paths []string, o Observer) error {
	var found []string
	err := photo.Walk(ctx, paths,
		func(path string) error { found = append(found, path); return nil },
		func(path string, err error) error { o.Skipped(path, err); return nil })
	if err != nil {
		return err
	}
	o.Counted(len(found))
	if len(found) == 0 {
		return ErrNoPhotos
	}

	out := &serialObserver{observer: o}
	group, ctx := errgroup.WithContext(ctx)
	queue := make(chan string)
	group.Go(func() error {
		defer close(queue)
		for _, path := range found {
			select {
			case queue <- path:
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
			reading.Go(func() error { return f.prepare(ctx, queue, ready, out) })
		}
		return reading.Wait()
	})
	for range lookers {
		group.Go(func() error {
			for in := range ready {
				if err := f.look(ctx, c, in, out); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// Features returns the features of one photo, from the cache where it has them.
func (f *Finder) Features(ctx context.Context, p *Pixels, key Key) (*segment.Features, error) {
	return f.once(p, key, func(s *scene) (*segment.Features, error) { return s.Features(ctx) })
}

// Closeup returns a way to look at parts of one photo with SAM's encoder. What it
// makes of them comes from the cache where it has it, and is kept there.
func (f *Finder) Closeup(p *Pixels, key Key) segment.Closeup {
	return func(ctx context.Context, part image.Rectangle) (*segment.Features, error) {
		return f.once(p, key, func(s *scene) (*segment.Features, error) { return s.Closeup(ctx, part) })
	}
}

// once asks a photo one thing. That the cache does not keep the answer is no
// error: it is made again when it is needed.
func (f *Finder) once(p *Pixels, key Key, ask func(*scene) (*segment.Features, error)) (*segment.Features, error) {
	s := &scene{finder: f, key: key}
	s.use(p)
	features, err := ask(s)
	_ = s.flush()
	return features, err
}

// prepare opens photos of the queue.
func (f *Finder) prepare(ctx context.Context, queue <-chan string, ready chan<- *scene, o *serialObserver) error {
	for path := range queue {
		s, err := f.open(ctx, path)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			o.skipped(path, err)
			continue
		}
		select {
		case ready <- s:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// look answers for one photo.
func (f *Finder) look(ctx context.Context, c Looker, s *scene, o *serialObserver) error {
	sighting, err := c.Look(ctx, s)
	if errors.Is(err, errChanged) {
		var anew *scene
		if anew, err = f.read(ctx, s.path, nil); err == nil {
			s = anew
			sighting, err = c.Look(ctx, s)
		}
	}
	if notKept := s.flush(); notKept != nil {
		o.notice(notKept)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		o.skipped(s.path, err)
		return nil
	}
	return o.found(Finding{Path: s.path, Key: s.key, Size: s.size, Sighting: sighting, Cached: !s.encoded})
}

// serialObserver calls an observer from one goroutine at a time, and tells it
// of a cache that does not keep only once.
type serialObserver struct {
	mu       sync.Mutex
	observer Observer
	noticed  bool
}

func (s *serialObserver) found(f Finding) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.observer.Found(f)
}

func (s *serialObserver) skipped(path string, reason error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observer.Skipped(path, reason)
}

func (s *serialObserver) notice(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.noticed {
		s.noticed = true
		s.observer.Notice(err)
	}
}

// Stopped reports whether err only says that a context was cancelled.
func Stopped(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
