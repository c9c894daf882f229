package main

import (
	"context"
	"errors"
	"fmt"
)

// A way is how files are made readable.
type way string

const (
	byMount      way = "mount" // or by extraction where that cannot be done
	byExtraction way = "extract"
)

// A layout is an image whose files can be read in a folder.
type layout struct {
	place *place
	mount *mount // or nil where they were extracted
}

// lay makes the files of the AppImage readable: all of them, or none.
func lay(ctx context.Context, how way) (*layout, error) {
	if how == byMount {
		if l, err := layMounted(); err == nil {
			return l, nil
		}
	}
	return layExtracted(ctx)
}

// layMounted mounts the files.
func layMounted() (*layout, error) {
	im, err := openSelf()
	if err != nil {
		return nil, err
	}
	p, err := newPlace(mountBases())
	if err != nil {
		return nil, err
	}
	m, err := mountImage(im, p.files())
	if err != nil {
		im.close()
		return nil, errors.Join(fmt.Errorf("the files cannot be mounted, which takes the package fuse3 of your system: %w", err), p.remove())
	}
	return &layout{place: p, mount: m}, nil
}

// layExtracted extracts the files.
func layExtracted(ctx context.Context) (*layout, error) {
	im, err := openSelf()
	if err != nil {
		return nil, err
	}
	defer im.close()
	p, err := newPlace(extractionBases())
	if err != nil {
		return nil, err
	}
	if err := extract(ctx, im.entries, p.files()); err != nil {
		return nil, errors.Join(err, p.remove())
	}
	return &layout{place: p}, nil
}

// dir is where the files are.
func (l *layout) dir() string { return l.place.files() }

// remove takes the files away when nobody uses them any more.
func (l *layout) remove() error {
	if l.mount != nil {
		l.mount.unmount()
	}
	return l.place.remove()
}
