package ui

import (
	"cmp"
	"context"
	"image"
	"path/filepath"
	"slices"
	"sync"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// A find is what a search says of one photo. It keeps its masks packed, since
// there may be thousands of finds and a mask may have millions of pixels.
type find struct {
	path    string
	score   float64
	masks   [][]byte // PNGs of the photo's size, one for each instance, best first
	outline []byte   // PNG of thumbnail size, all instances together
}

func newFind(f library.Finding) (*find, error) {
	found := &find{path: f.Path, score: f.Score}
	var together *segment.Mask
	for _, instance := range f.Instances {
		packed, err := app.EncodeMask(instance.Mask)
		if err != nil {
			return nil, err
		}
		found.masks = append(found.masks, packed)
		small := shrink(instance.Mask, thumbSide)
		if together == nil {
			together = small
			continue
		}
		for i, v := range small.Pix {
			together.Pix[i] |= v
		}
	}
	if together == nil {
		return found, nil
	}
	var err error
	found.outline, err = app.EncodeMask(together)
	return found, err
}

// present reports whether the photo is judged to show the thing.
func (f *find) present() bool { return f.score >= library.PresentScore }

// name is what the photo is called.
func (f *find) name() string { return filepath.Base(f.path) }

// picture is the photo's thumbnail with the outline of what was found. The prefix
// tells the finds of one search from those of others.
func (f *find) picture(t *thumbs, prefix string, o photo.Options) picture {
	return picture{key: prefix + f.path, make: func(ctx context.Context) (*image.RGBA, error) {
		plain := photoThumb(f.path, o)
		thumb := t.get(plain.key)
		if thumb == nil {
			var err error
			if thumb, err = plain.make(ctx); err != nil {
				return nil, err
			}
		}
		if f.outline == nil {
			return thumb, nil
		}
		mask, err := app.DecodeMask(f.outline)
		if err != nil {
			return nil, err
		}
		return outlined(thumb, mask), nil
	}}
}

// better orders finds: the surest first, and of equally sure ones by path.
func better(a, b *find) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.path, b.path))
}

// A ranking gathers what a search finds. It implements [library.Observer]; the
// main goroutine reads it while the search goes on.
type ranking struct {
	changed func() // called after each change

	mu     sync.Mutex
	finds  []*find // always in order
	total  int     // photos to look at; 0 before they are counted
	skips  []skip
	notice error
}

// Counted implements [library.Observer].
func (r *ranking) Counted(photos int) {
	r.change(func() { r.total = photos })
}

// Found implements [library.Observer].
func (r *ranking) Found(f library.Finding) error {
	found, err := newFind(f)
	if err != nil {
		return err
	}
	r.change(func() {
		at, _ := slices.BinarySearchFunc(r.finds, found, better)
		r.finds = slices.Insert(r.finds, at, found)
	})
	return nil
}

// Skipped implements [library.Observer].
func (r *ranking) Skipped(path string, reason error) {
	r.change(func() { r.skips = append(r.skips, skip{path, reason}) })
}

// Notice implements [library.Observer].
func (r *ranking) Notice(err error) {
	r.change(func() { r.notice = err })
}

func (r *ranking) change(do func()) {
	r.mu.Lock()
	do()
	r.mu.Unlock()
	r.changed()
}

// A ranked is what a ranking holds at one time.
type ranked struct {
	present  []*find // best first
	lessSure []*find // best first, all after the present ones
	total    int
	skips    []skip
	notice   error
}

// looked returns how many photos were looked at.
func (r ranked) looked() int { return len(r.present) + len(r.lessSure) }

func (r *ranking) now() ranked {
	r.mu.Lock()
	defer r.mu.Unlock()
	finds := slices.Clone(r.finds)
	line, _ := slices.BinarySearchFunc(finds, true, func(f *find, _ bool) int {
		if f.present() {
			return -1
		}
		return 1
	})
	return ranked{
		present:  finds[:line:line],
		lessSure: finds[line:],
		total:    r.total,
		skips:    r.skips[:len(r.skips):len(r.skips)],
		notice:   r.notice,
	}
}
