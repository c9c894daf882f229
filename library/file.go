package library

import (
	"context"
	"errors"
	"image"
	"os"

	"whereabouts/library/photo"
)

// file is the content of a photo's file, which holds what it takes of a share of
// the memory until free is called.
type file struct {
	path  string
	data  []byte
	key   Key
	share *share
	held  int64
	give  func() // back what is held, or nil
}

// load reads a photo's file.
func load(ctx context.Context, s *share, path string) (*file, error) {
	f := &file{path: path, share: s}
	size := int64(0)
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	if err := f.hold(ctx, size); err != nil {
		return nil, err
	}
	if err := f.read(ctx); err != nil {
		f.free()
		return nil, err
	}
	return f, nil
}

func (f *file) read(ctx context.Context) (err error) {
	f.data, f.key, err = photo.Read(ctx, f.path)
	return err
}

// hold waits for n bytes of the share.
func (f *file) hold(ctx context.Context, n int64) (err error) {
	f.held = n
	f.give, err = f.share.take(ctx, n)
	return err
}

// decode decodes the photo. Where there is no room for it, the content is given up
// until there is, so that files that wait for one another hold nothing.
func (f *file) decode(ctx context.Context, o photo.Options) (*photo.Photo, error) {
	if err := f.room(ctx, photo.Cost(f.data, o)); err != nil {
		return nil, err
	}
	p, err := photo.Decode(ctx, f.data, o)
	f.data = nil
	return p, err
}

// reduced returns the photo reduced to a longer side of long pixels, and the size of
// the upright photo. Where no more of it has to be decoded than that needs, no more is,
// and no more room is waited for.
func (f *file) reduced(ctx context.Context, o photo.Options, long int) (picture *image.NRGBA, size image.Point, err error) {
	if cost := photo.SmallCost(f.data, o, long); cost > 0 {
		if err := f.room(ctx, cost); err != nil {
			return nil, size, err
		}
		picture, size, err = photo.DecodeSmall(ctx, f.data, o, long)
		if !errors.Is(err, photo.ErrNotSmall) {
			f.data = nil
			return picture, size, err
		}
	}
	p, err := f.decode(ctx, o)
	if err != nil {
		return nil, size, err
	}
	return p.Rough(long), p.Size(), nil
}

// room waits for room for the content and cost bytes more.
func (f *file) room(ctx context.Context, cost int64) error {
	needed := int64(len(f.data)) + cost
	if needed <= f.held {
		return nil
	}
	f.free()
	give, ok := f.share.try(needed)
	if ok {
		f.give, f.held = give, needed
		return nil
	}
	key := f.key
	f.data = nil
	if err := f.hold(ctx, needed); err != nil {
		return err
	}
	if err := f.read(ctx); err != nil {
		return err
	}
	if f.key != key {
		return errChanged
	}
	return nil
}

// free gives back what is held of the memory.
func (f *file) free() {
	if f.give != nil {
		f.give()
		f.give = nil
	}
}
