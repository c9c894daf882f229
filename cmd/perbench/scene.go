package main

import (
	"context"
	"fmt"
	"image"
	"time"

	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// scene is a test photo with what the networks made of it. Its file is opened
// again each time its pixels are asked for, unless they are kept.
type scene struct {
	testPhoto
	finder     *library.Finder
	key        library.Key
	pixels     *library.Pixels // nil where they are not kept
	size       image.Point
	index      *segment.Index
	appearance *segment.Appearance
	features   *segment.Features
}

// encoding is how long it took to make what the networks make of a photo, in
// seconds a photo.
type encoding struct {
	Decode   float64 `json:"decode"` // reading, decoding and reducing the file
	Encode   float64 `json:"encode"` // SAM's encoder
	Identity float64 `json:"identity"`
}

// opened opens the photo's file.
func (p testPhoto) opened(ctx context.Context) (*photo.Photo, library.Key, error) {
	data, key, err := photo.Read(ctx, p.path)
	if err != nil {
		return nil, key, fmt.Errorf("reading %s: %w", p.path, err)
	}
	opened, err := photo.Decode(ctx, data, photo.Options{})
	if err != nil {
		return nil, key, fmt.Errorf("opening %s: %w", p.path, err)
	}
	return opened, key, nil
}

// openScene opens a photo and then does what newScene does.
func openScene(ctx context.Context, f *library.Finder, p testPhoto, keep bool, spent *encoding) (*scene, error) {
	start := time.Now()
	opened, key, err := p.opened(ctx)
	if err != nil {
		return nil, err
	}
	spent.Decode += time.Since(start).Seconds()
	return newScene(ctx, f, p, opened, key, keep, spent)
}

// newScene looks at a photo and adds the times it takes to spent. Keep says to keep
// its pixels.
func newScene(
	ctx context.Context, f *library.Finder, p testPhoto, opened *photo.Photo, key library.Key, keep bool, spent *encoding,
) (*scene, error) {
	start := time.Now()
	lap := func(sum *float64) {
		*sum += time.Since(start).Seconds()
		start = time.Now()
	}
	pixels := library.NewPixels(opened)
	s := &scene{testPhoto: p, finder: f, key: key, size: opened.Size()}
	small, large := pixels.Reduced(segment.InputSide), pixels.Reduced(segment.AppearanceSide)
	lap(&spent.Decode)
	var err error
	if s.features = f.Cache.Get(key); s.features == nil {
		if s.features, err = f.Encoder.Encode(ctx, small, s.size); err != nil {
			return nil, fmt.Errorf("encoding %s: %w", p.path, err)
		}
		if err := f.Cache.Put(key, s.features); err != nil {
			return nil, err
		}
	}
	lap(&spent.Encode)
	if s.appearance, err = f.Identity.Look(ctx, large, s.size); err != nil {
		return nil, fmt.Errorf("encoding %s: %w", p.path, err)
	}
	s.index = s.appearance.Index()
	lap(&spent.Identity)
	if keep {
		s.pixels = pixels
	}
	return s, nil
}

// Key implements [library.Scene].
func (s *scene) Key() library.Key { return s.key }

// Glimpse implements [library.Scene].
func (s *scene) Glimpse() func(library.Sighting) { return nil }

// Size implements [segment.Scene].
func (s *scene) Size() image.Point { return s.size }

// Index implements [segment.Scene].
func (s *scene) Index(context.Context) (*segment.Index, error) { return s.index, nil }

// Appearance implements [segment.Scene].
func (s *scene) Appearance(context.Context) (*segment.Appearance, error) { return s.appearance, nil }

// Features implements [segment.Scene].
func (s *scene) Features(context.Context) (*segment.Features, error) { return s.features, nil }

// Closeup implements [segment.Scene].
func (s *scene) Closeup(ctx context.Context, part image.Rectangle) (*segment.Features, error) {
	p, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.finder.Closeup(p, s.key)(ctx, part)
	if err != nil {
		return nil, fmt.Errorf("encoding a part of %s: %w", s.path, err)
	}
	return f, nil
}

// Pixels implements [segment.Scene].
func (s *scene) Pixels(ctx context.Context) (segment.Pixels, error) { return s.open(ctx) }

// open returns the photo's pixels.
func (s *scene) open(ctx context.Context) (*library.Pixels, error) {
	if s.pixels != nil {
		return s.pixels, nil
	}
	opened, _, err := s.opened(ctx)
	if err != nil {
		return nil, err
	}
	return library.NewPixels(opened), nil
}
