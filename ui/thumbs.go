package ui

import (
	"context"
	"image"
	"sync"

	"whereabouts/library/photo"
)

const (
	// thumbSide is the longer side of a thumbnail in pixels.
	thumbSide = 320
	// thumbBytes bounds the memory of the thumbnails that are kept.
	thumbBytes = 64 << 20
	// thumbMakers is the number of thumbnails made at a time. A photo that is
	// being decoded may be large, so there are few.
	thumbMakers = 2
)

// A picture makes a thumbnail; key tells it from all others. Where make is nil there
// is none, and what stands in for it stays.
type picture struct {
	key  string
	make func(ctx context.Context) (*image.RGBA, error)
}

// thumbs makes thumbnails on goroutines, those asked for last first, and keeps
// the ones last used. Its methods may be called from any goroutine.
type thumbs struct {
	bridge *bridge

	mu     sync.Mutex
	kept   *lru
	wishes []*wish // the newest last
	makers int     // goroutines at work
}

// A wish is a thumbnail that somebody waits for.
type wish struct {
	picture picture
	done    func(*image.RGBA, error) // called on the main goroutine
	ctx     context.Context
	cancel  context.CancelFunc
}

func newThumbs(b *bridge) *thumbs { return &thumbs{bridge: b, kept: newLRU(thumbBytes)} }

// get returns a thumbnail that is kept, or nil.
func (t *thumbs) get(key string) *image.RGBA {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.kept.get(key)
}

// want has a thumbnail made and done called with it on the main goroutine.
func (t *thumbs) want(p picture, done func(*image.RGBA, error)) *wish {
	w := &wish{picture: p, done: done}
	w.ctx, w.cancel = context.WithCancel(t.bridge.ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wishes = append(t.wishes, w)
	if t.makers < thumbMakers {
		t.makers++
		t.bridge.run(t.makeAll)
	}
	return w
}

// drop takes a wish back. Its done is not called after that, if drop is called
// on the main goroutine.
func (t *thumbs) drop(w *wish) {
	w.cancel()
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := len(t.wishes) - 1; i >= 0; i-- {
		if t.wishes[i] == w {
			t.wishes = append(t.wishes[:i], t.wishes[i+1:]...)
			return
		}
	}
}

// makeAll makes thumbnails until none is wished for.
func (t *thumbs) makeAll() {
	for {
		w := t.next()
		if w == nil {
			return
		}
		made := t.get(w.picture.key)
		var err error
		if made == nil {
			made, err = w.picture.make(w.ctx)
		}
		if err == nil {
			t.mu.Lock()
			t.kept.put(w.picture.key, made)
			t.mu.Unlock()
		}
		t.bridge.show(func() {
			if w.ctx.Err() == nil {
				w.cancel()
				w.done(made, err)
			}
		})
	}
}

func (t *thumbs) next() *wish {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.wishes) == 0 || t.bridge.ctx.Err() != nil {
		t.makers--
		return nil
	}
	last := len(t.wishes) - 1
	w := t.wishes[last]
	t.wishes = t.wishes[:last]
	return w
}

// photoThumb returns the thumbnail of a photo.
func photoThumb(path string, o photo.Options) picture {
	return picture{key: path, make: func(ctx context.Context) (*image.RGBA, error) {
		small, err := photo.OpenSmall(ctx, path, o, thumbSide)
		if err != nil {
			return nil, err
		}
		return opaque(small), nil
	}}
}

// opaque returns an opaque picture in the form that needs no conversion to be
// drawn. It shares the pixels.
func opaque(img *image.NRGBA) *image.RGBA {
	return &image.RGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}
}

// lru keeps the pictures last used, as many as fit into a number of bytes. They
// are a few hundred, so the one used longest ago is found by looking at all.
type lru struct {
	room    int
	used    int
	clock   int // counts uses
	entries map[string]*kept
}

type kept struct {
	picture *image.RGBA
	last    int // when it was used last
}

func newLRU(room int) *lru { return &lru{room: room, entries: map[string]*kept{}} }

// get returns the picture of that key, or nil.
func (l *lru) get(key string) *image.RGBA {
	k, ok := l.entries[key]
	if !ok {
		return nil
	}
	l.clock++
	k.last = l.clock
	return k.picture
}

// put keeps a picture. Those used longest ago make room for it.
func (l *lru) put(key string, picture *image.RGBA) {
	l.remove(key)
	l.clock++
	l.entries[key] = &kept{picture, l.clock}
	l.used += len(picture.Pix)
	for l.used > l.room {
		l.remove(l.oldest())
	}
}

func (l *lru) oldest() (key string) {
	least := l.clock + 1
	for candidate, k := range l.entries {
		if k.last < least {
			key, least = candidate, k.last
		}
	}
	return key
}

func (l *lru) remove(key string) {
	if k, ok := l.entries[key]; ok {
		delete(l.entries, key)
		l.used -= len(k.picture.Pix)
	}
}
