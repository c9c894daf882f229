package library

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"image"

	"whereabouts/segment"
)

// scene is a photo on its way through the networks. What they make of it comes
// from the cache, or is made when it is asked for; flush keeps it. It is used by
// one goroutine at a time.
type scene struct {
	candidate
	finder *Finder
	key    Key
	size   image.Point
	share  *share // of the memory, that decoding takes from
	file   *file  // until it is decoded, and what it holds after; nil where it was not read
	photo  *Pixels

	index      *segment.Index
	appearance *segment.Appearance
	looked     []byte // the appearance, packed, where the cache does not have it
	features   *segment.Features
	glimpse    func(Sighting) // told the best find before its mask is sharpened; may be nil
	encoded    bool           // something was made anew
	deep       bool           // more was asked for than the index
	pending    []entry
}

// errChanged tells that a file has another content than its times say.
var errChanged = errors.New("it has changed while it was looked at")

// decode decodes the file. One that is not what it was when its index was made is
// [errChanged].
func (s *scene) decode(ctx context.Context) error {
	if s.offline {
		return ErrOffline
	}
	if s.file == nil {
		file, err := load(ctx, s.share, s.path)
		if err != nil {
			return err
		}
		s.file = file
		if file.key != s.key {
			return errChanged
		}
	}
	p, err := s.file.decode(ctx, s.finder.Photos)
	if err != nil {
		return err
	}
	s.use(NewPixels(p))
	return nil
}

func (s *scene) use(p *Pixels) {
	s.photo, s.size = p, p.Size()
}

// flush keeps what was made, and gives back the memory. An error says why it is
// not kept.
func (s *scene) flush() error {
	s.release()
	err := s.finder.Cache.keep(s.pending...)
	s.pending = nil
	return err
}

// release gives back the memory.
func (s *scene) release() {
	if s.file != nil {
		s.file.free()
	}
}

// made adds a value to what is kept.
func (s *scene) made(k valueKind, key Key, stored []byte) {
	s.encoded = true
	if s.finder.Cache != nil {
		s.pending = append(s.pending, entry{k, key, stored})
	}
}

// Key implements [Scene].
func (s *scene) Key() Key { return s.key }

// Glimpse implements [Scene].
func (s *scene) Glimpse() func(Sighting) { return s.glimpse }

// Index implements [segment.Scene]. The appearance that it is made from is large
// and not kept unless it is asked for itself.
func (s *scene) Index(ctx context.Context) (*segment.Index, error) {
	if s.index != nil {
		return s.index, nil
	}
	if err := s.look(ctx); err != nil {
		return nil, err
	}
	index := s.appearance.Index()
	stored, err := index.MarshalBinary()
	if err != nil {
		return nil, err
	}
	s.made(indexKind, s.key, stored)
	s.index = index
	return index, nil
}

// Size implements [segment.Scene].
func (s *scene) Size() image.Point { return s.size }

// Pixels implements [segment.Scene].
func (s *scene) Pixels(ctx context.Context) (segment.Pixels, error) {
	s.deep = true
	if err := s.see(ctx); err != nil {
		return nil, err
	}
	return s.photo, nil
}

// Appearance implements [segment.Scene].
func (s *scene) Appearance(ctx context.Context) (*segment.Appearance, error) {
	s.deep = true
	if err := s.look(ctx); err != nil {
		return nil, err
	}
	if s.looked != nil {
		s.made(appearanceKind, s.key, s.looked)
		s.looked = nil
	}
	return s.appearance, nil
}

// look has the identity encoder look at the photo, unless the cache has what it
// makes of it.
func (s *scene) look(ctx context.Context) error {
	if s.appearance != nil {
		return nil
	}
	if s.appearance = s.finder.Cache.Appearance(s.key); s.appearance != nil {
		return nil
	}
	if err := s.see(ctx); err != nil {
		return err
	}
	a, stored, err := s.finder.appearance(ctx, s.photo.Reduced(segment.AppearanceSide), s.size)
	if err != nil {
		return err
	}
	s.appearance, s.looked = a, stored
	return nil
}

// see decodes the photo unless that is done.
func (s *scene) see(ctx context.Context) error {
	if s.photo != nil {
		return nil
	}
	return s.decode(ctx)
}

// appearance has the identity encoder look at a picture of a photo of the given
// size.
//
// What the networks make is looked at as it is kept, whether it is or not, so
// that asking again gives the same answer.
func (f *Finder) appearance(ctx context.Context, picture image.Image, size image.Point) (a *segment.Appearance, stored []byte, err error) {
	if a, err = f.Identity.Look(ctx, picture, size); err != nil {
		return nil, nil, err
	}
	if stored, err = a.MarshalBinary(); err != nil {
		return nil, nil, err
	}
	if err := a.UnmarshalBinary(stored); err != nil {
		return nil, nil, fmt.Errorf("unpacking an appearance: %w", err)
	}
	return a, stored, nil
}

// Features implements [segment.Scene].
func (s *scene) Features(ctx context.Context) (*segment.Features, error) {
	s.deep = true
	if s.features != nil {
		return s.features, nil
	}
	if s.features = s.finder.Cache.Get(s.key); s.features != nil {
		return s.features, nil
	}
	if err := s.see(ctx); err != nil {
		return nil, err
	}
	f, err := s.encode(ctx, s.key, s.photo.Reduced(segment.InputSide), s.size)
	s.features = f
	return f, err
}

// Closeup implements [segment.Scene].
func (s *scene) Closeup(ctx context.Context, part image.Rectangle) (*segment.Features, error) {
	s.deep = true
	key := s.key.of(part)
	if f := s.finder.Cache.Get(key); f != nil {
		return f, nil
	}
	if err := s.see(ctx); err != nil {
		return nil, err
	}
	return s.encode(ctx, key, s.photo.Crop(part, segment.NewFrame(part.Size()).Input), part.Size())
}

// encode makes SAM's features of a picture.
func (s *scene) encode(ctx context.Context, key Key, picture image.Image, size image.Point) (*segment.Features, error) {
	f, stored, err := s.finder.features(ctx, picture, size)
	if err != nil {
		return nil, err
	}
	s.made(featureKind, key, stored)
	return f, nil
}

// features has SAM's encoder look at a picture of a photo or a part of one, of the
// given size.
func (f *Finder) features(ctx context.Context, picture image.Image, size image.Point) (made *segment.Features, stored []byte, err error) {
	if made, err = f.Encoder.Encode(ctx, picture, size); err != nil {
		return nil, nil, err
	}
	if stored, err = made.MarshalBinary(); err != nil {
		return nil, nil, fmt.Errorf("packing features: %w", err)
	}
	if err := made.UnmarshalBinary(stored); err != nil {
		return nil, nil, fmt.Errorf("unpacking features: %w", err)
	}
	return made, stored, nil
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
