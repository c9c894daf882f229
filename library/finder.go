package library

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"io"
	"runtime/debug"
	"sync"

	"whereabouts/library/photo"
	"whereabouts/segment"
)

// Finder looks for concepts in photos.
type Finder struct {
	Encoder   segment.Encoder
	Identity  Identifier
	Cache     *Cache        // may be nil
	Catalogue *Catalogue    // of the cache; where it is nil, each search reads it
	Memory    *Memory       // where it is nil, each search has one of [DefaultMemory]
	Photos    photo.Options // what is accepted as a photo
}

// Identifier turns a photo into its appearance, as [segment.IdentityEncoder] does.
type Identifier interface {
	Look(ctx context.Context, picture image.Image, photo image.Point) (*segment.Appearance, error)
}

// Looker judges a photo, as a [Concept] does. It is called by several goroutines
// at a time.
type Looker interface {
	Look(ctx context.Context, s Scene) (Sighting, error)
}

// Ranker is a Looker that tells by a photo's index alone how much it promises.
type Ranker interface {
	Looker
	// RankBy returns the looks by which photos are ranked.
	RankBy() *segment.Looks
	// Promising reports whether looking at a photo of a rank further is worth more
	// than making another one known.
	Promising(photo Key, rank float64) bool
	// Dismiss answers for a photo that does not promise enough, as Look would.
	Dismiss(rank float64) Sighting
}

// Finding is what a Finder says of one photo that it could read.
type Finding struct {
	Path string
	Key  Key         // of the photo's content
	Size image.Point // of the upright photo, in pixels
	Sighting
	Cached  bool // all that the networks make of the photo came from the cache
	Offline bool // the photo cannot be reached now; this is what is remembered of it
	Known   bool // an earlier search answered it
}

// Observer is told what a Finder does as it does it. Its methods are called one
// at a time; an error of Found stops the search.
type Observer interface {
	// Counted tells how many photos there are to look at. A few more may follow, where
	// a camera raw file that lies beside a picture turns out to be another one.
	Counted(photos int)
	// Found is called for each photo that was looked at, in any order.
	Found(f Finding) error
	// Skipped is called for each photo that could not be looked at.
	Skipped(path string, reason error)
	// Notice tells of something that does not change the answers, such as a
	// cache that cannot be written to. It is told once.
	Notice(err error)
}

// A Glimpser is an Observer that is told the first find as soon as it can be shown.
type Glimpser interface {
	Observer
	// Glimpsed is called as Found is, with the surest instance of the photo that the
	// first find is in, before its mask is sharpened and others are sought. Found is
	// called for the same photo later. It is called once in a search, or not at all.
	Glimpsed(f Finding)
}

// Find looks for a concept in all photos among paths, which are photos and
// folders. Where the looker is a [Ranker], the photos that promise most are looked
// at first: those whose index is known in their order, and others as they become
// known. What is known of photos that cannot be reached now is used too. It returns
// [ErrNoPhotos] where there are none, the error of the context when that is done,
// and the observer's error.
func (f *Finder) Find(ctx context.Context, c Looker, paths []string, o Observer) error {
	s, err := f.search(ctx, c, o)
	if err != nil {
		return err
	}
	if err := s.gather(ctx, paths); err != nil {
		return err
	}
	o.Counted(len(s.all))
	if len(s.all) == 0 {
		return ErrNoPhotos
	}
	return s.run(ctx)
}

// memory returns the bound of what decoding takes.
func (f *Finder) memory() *Memory {
	if f.Memory != nil {
		return f.Memory
	}
	return NewMemory(DefaultMemory)
}

// judge names who says whether a file is a photo: this program, with these limits.
func (f *Finder) judge() [8]byte {
	h := sha256.New()
	if info, ok := debug.ReadBuildInfo(); ok {
		_, _ = io.WriteString(h, info.Main.Version)
	}
	_, _ = fmt.Fprint(h, " ", f.Photos.MaxPixels)
	return [8]byte(h.Sum(nil))
}

// Features returns the features of one photo, from the cache where it has them.
func (f *Finder) Features(ctx context.Context, p *Pixels, key Key) (*segment.Features, error) {
	return f.once(p, key, func(s *scene) (*segment.Features, error) { return s.Features(ctx) })
}

// FeaturesOf returns the features of the photo at path, from the cache where it has
// them: then the file is read and not decoded. What is made anew is kept there.
func (f *Finder) FeaturesOf(ctx context.Context, path string) (*segment.Features, error) {
	file, err := load(ctx, f.memory().now, path)
	if err != nil {
		return nil, err
	}
	s := &scene{candidate: candidate{path: path}, finder: f, key: file.key, share: file.share, file: file}
	features, err := s.Features(ctx)
	_ = s.flush()
	return features, err
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

// glimpsed tells an observer that wants to know it.
func (s *serialObserver) glimpsed(f Finding) {
	g, ok := s.observer.(Glimpser)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	g.Glimpsed(f)
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
