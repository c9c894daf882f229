package library

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"image"

	"whereabouts/library/photo"
	"whereabouts/segment"
)

// scene is a photo on its way through the networks. What they make of it comes
// from the cache, or is made when it is asked for and kept there. It is used by
// one goroutine at a time.
type scene struct {
	finder *Finder
	path   string
	key    Key
	size   image.Point
	data   []byte // of the file, until it is decoded
	photo  *Pixels

	index      *segment.Index
	appearance *segment.Appearance
	features   *segment.Features
	encoded    bool  // something was made anew
	notKept    error // why the cache does not keep what was made
}

// open returns the scene of a photo's file. It is decoded at once unless the
// cache has its index, so that files that are no photos are told of.
func (f *Finder) open(ctx context.Context, path string, data []byte, key Key) (*scene, error) {
	s := &scene{finder: f, path: path, key: key, data: data}
	if s.index = f.Cache.Index(key); s.index != nil {
		s.size = s.index.Photo
		return s, nil
	}
	if err := s.decode(ctx); err != nil {
		return nil, err
	}
	s.photo.Reduced(segment.AppearanceSide) // here, not while a network waits
	return s, nil
}

func (s *scene) decode(ctx context.Context) error {
	p, err := photo.Decode(ctx, s.data, s.finder.Photos)
	if err != nil {
		return err
	}
	s.use(NewPixels(p))
	return nil
}

func (s *scene) use(p *Pixels) {
	s.data, s.photo, s.size = nil, p, p.Size()
}

// Key implements [Scene].
func (s *scene) Key() Key { return s.key }

// Index implements [segment.Scene].
func (s *scene) Index(ctx context.Context) (*segment.Index, error) {
	if s.index != nil {
		return s.index, nil
	}
	a, err := s.Appearance(ctx)
	if err != nil {
		return nil, err
	}
	s.index = a.Index()
	stored, err := s.index.MarshalBinary()
	if err != nil {
		return nil, err
	}
	s.keep(s.finder.Cache.keep(indexKind, s.key, stored))
	return s.index, nil
}

// Size implements [segment.Scene].
func (s *scene) Size() image.Point { return s.size }

// Pixels implements [segment.Scene].
func (s *scene) Pixels(ctx context.Context) (segment.Pixels, error) {
	if s.photo == nil {
		if err := s.decode(ctx); err != nil {
			return nil, err
		}
	}
	return s.photo, nil
}

// Appearance implements [segment.Scene].
//
// What the networks make is looked at as it is kept, whether it is or not, so
// that asking again gives the same answer.
func (s *scene) Appearance(ctx context.Context) (*segment.Appearance, error) {
	if s.appearance != nil {
		return s.appearance, nil
	}
	if s.appearance = s.finder.Cache.Appearance(s.key); s.appearance != nil {
		return s.appearance, nil
	}
	if _, err := s.Pixels(ctx); err != nil {
		return nil, err
	}
	a, err := s.finder.Identity.Look(ctx, s.photo.Reduced(segment.AppearanceSide), s.size)
	if err != nil {
		return nil, err
	}
	stored, err := a.MarshalBinary()
	if err != nil {
		return nil, err
	}
	if err := a.UnmarshalBinary(stored); err != nil {
		return nil, fmt.Errorf("unpacking an appearance: %w", err)
	}
	s.keep(s.finder.Cache.keep(appearanceKind, s.key, stored))
	s.appearance = a
	return a, nil
}

// Features implements [segment.Scene].
func (s *scene) Features(ctx context.Context) (*segment.Features, error) {
	if s.features != nil {
		return s.features, nil
	}
	if s.features = s.finder.Cache.Get(s.key); s.features != nil {
		return s.features, nil
	}
	if _, err := s.Pixels(ctx); err != nil {
		return nil, err
	}
	f, err := s.encode(ctx, s.key, s.photo.Reduced(segment.InputSide), s.size)
	s.features = f
	return f, err
}

// Closeup implements [segment.Scene].
func (s *scene) Closeup(ctx context.Context, part image.Rectangle) (*segment.Features, error) {
	key := s.key.of(part)
	if f := s.finder.Cache.Get(key); f != nil {
		return f, nil
	}
	if _, err := s.Pixels(ctx); err != nil {
		return nil, err
	}
	return s.encode(ctx, key, s.photo.Crop(part, segment.NewFrame(part.Size()).Input), part.Size())
}

// encode makes SAM's features of a picture and keeps them.
func (s *scene) encode(ctx context.Context, key Key, picture image.Image, size image.Point) (*segment.Features, error) {
	f, err := s.finder.Encoder.Encode(ctx, picture, size)
	if err != nil {
		return nil, err
	}
	stored, err := f.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("packing features: %w", err)
	}
	if err := f.UnmarshalBinary(stored); err != nil {
		return nil, fmt.Errorf("unpacking features: %w", err)
	}
	s.keep(s.finder.Cache.keep(featureKind, key, stored))
	return f, nil
}

// keep remembers that something was made, and why it was not kept if so.
func (s *scene) keep(err error) {
	s.encoded = true
	if err != nil {
		s.notKept = err
	}
}

// of names a part of the photo that k names.
func (k Key) of(part image.Rectangle) Key {
	h := sha256.New()
	_, _ = h.Write(k[:])
	for _, v := range [...]int{part.Min.X, part.Min.Y, part.Max.X, part.Max.Y} {
		_, _ = h.Write(binary.LittleEndian.AppendUint64(nil, uint64(v)))
	}
	return Key(h.Sum(nil))
}
