package library

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"os"
	"time"

	"whereabouts/library/photo"
	"whereabouts/segment"
)

// scene is a photo on its way through the networks. What they make of it comes
// from the cache, or is made when it is asked for; flush keeps it. It is used by
// one goroutine at a time.
type scene struct {
	finder *Finder
	path   string
	key    Key
	size   image.Point
	data   []byte // of the file, until it is decoded; nil where that was not read
	photo  *Pixels

	index      *segment.Index
	appearance *segment.Appearance
	looked     []byte // the appearance, packed, where the cache does not have it
	features   *segment.Features
	encoded    bool // something was made anew
	pending    []entry
}

// open returns the scene of a photo's file. Where the file is as it was when it
// was last read, and the cache has its index, it is not read. Otherwise it is, and
// decoded at once, so that files that are no photos are told of.
func (f *Finder) open(ctx context.Context, path string) (*scene, error) {
	info, err := os.Stat(path)
	if err != nil {
		return f.read(ctx, path, nil)
	}
	if seen := f.Cache.seen(path); seen != nil && seen.still(info) {
		if index := f.Cache.Index(seen.key); index != nil {
			return &scene{finder: f, path: path, key: seen.key, size: index.Photo, index: index}, nil
		}
	}
	return f.read(ctx, path, info)
}

// read returns the scene of a photo's file, which is read. Info is what the system
// said of it before, and may be nil.
func (f *Finder) read(ctx context.Context, path string, info fs.FileInfo) (*scene, error) {
	read := time.Now()
	data, key, err := photo.Read(ctx, path)
	if err != nil {
		return nil, err
	}
	s := &scene{finder: f, path: path, key: key, data: data}
	if s.index = f.Cache.Index(key); s.index != nil {
		s.size = s.index.Photo
	} else {
		if err := s.decode(ctx); err != nil {
			return nil, err
		}
		s.photo.Reduced(segment.AppearanceSide) // here, not while a network waits
	}
	return s, s.remember(path, info, read)
}

// remember adds a record of the file to what is kept.
func (s *scene) remember(path string, info fs.FileInfo, read time.Time) error {
	if info == nil || s.finder.Cache == nil {
		return nil
	}
	at, err := pathKey(path)
	if err != nil {
		return nil //nolint:nilerr // the working folder is gone; the file is read anew each time
	}
	record, err := newSeenFile(info, read, s.key).MarshalBinary()
	if err != nil {
		return err
	}
	s.pending = append(s.pending, entry{fileKind, at, record})
	return nil
}

// decode decodes the file. One that is not what it was when its index was made is
// [errChanged].
func (s *scene) decode(ctx context.Context) error {
	if s.data == nil {
		data, key, err := photo.Read(ctx, s.path)
		if err != nil {
			return err
		}
		if key != s.key {
			return errChanged
		}
		s.data = data
	}
	p, err := photo.Decode(ctx, s.data, s.finder.Photos)
	if err != nil {
		return err
	}
	s.use(NewPixels(p))
	return nil
}

// errChanged tells that a file has another content than its times say.
var errChanged = errors.New("it has changed while it was looked at")

func (s *scene) use(p *Pixels) {
	s.data, s.photo, s.size = nil, p, p.Size()
}

// flush keeps what was made. An error says why it is not kept.
func (s *scene) flush() error {
	err := s.finder.Cache.keep(s.pending...)
	s.pending = nil
	return err
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
	if s.photo == nil {
		if err := s.decode(ctx); err != nil {
			return nil, err
		}
	}
	return s.photo, nil
}

// Appearance implements [segment.Scene].
func (s *scene) Appearance(ctx context.Context) (*segment.Appearance, error) {
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
//
// What the networks make is looked at as it is kept, whether it is or not, so
// that asking again gives the same answer.
func (s *scene) look(ctx context.Context) error {
	if s.appearance != nil {
		return nil
	}
	if s.appearance = s.finder.Cache.Appearance(s.key); s.appearance != nil {
		return nil
	}
	if _, err := s.Pixels(ctx); err != nil {
		return err
	}
	a, err := s.finder.Identity.Look(ctx, s.photo.Reduced(segment.AppearanceSide), s.size)
	if err != nil {
		return err
	}
	stored, err := a.MarshalBinary()
	if err != nil {
		return err
	}
	if err := a.UnmarshalBinary(stored); err != nil {
		return fmt.Errorf("unpacking an appearance: %w", err)
	}
	s.appearance, s.looked = a, stored
	return nil
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

// encode makes SAM's features of a picture.
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
	s.made(featureKind, key, stored)
	return f, nil
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
