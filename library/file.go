package library

import (
	"context"
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
	if needed := int64(len(f.data)) + photo.Cost(f.data, o); needed > f.held {
		f.free()
		var ok bool
		if f.give, ok = f.share.try(needed); !ok {
			key := f.key
			f.data = nil
			if err := f.hold(ctx, needed); err != nil {
				return nil, err
			}
			if err := f.read(ctx); err != nil {
				return nil, err
			}
			if f.key != key {
				return nil, errChanged
			}
		}
	}
	p, err := photo.Decode(ctx, f.data, o)
	f.data = nil
	return p, err
}

// free gives back what is held of the memory.
func (f *file) free() {
	if f.give != nil {
		f.give()
		f.give = nil
	}
}
