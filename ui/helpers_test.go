package ui

import (
	"context"
	"crypto/sha256"
	"errors"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"whereabouts/app"
	"whereabouts/app/setup"
	"whereabouts/library"
	"whereabouts/segment"
)

// A desk is a window without a display. What goroutines hand to the main
// goroutine waits in a queue until the test takes it from there.
type desk struct {
	*window
	t     *testing.T
	queue chan func()
}

func newDesk(t *testing.T, variant fyne.ThemeVariant, o Options, back backend) *desk {
	t.Helper()
	a := test.NewTempApp(t)
	test.ApplyTheme(t, &fixedTheme{newTheme(), variant})
	d := &desk{t: t, queue: make(chan func(), 1<<16)}
	b := newBridge(t.Context())
	b.post = func(f func()) { d.queue <- f }
	b.moment = 0
	d.window = newWindow(a.NewWindow("Whereabouts"), b, o, back)
	d.win.Resize(fyne.NewSize(560, 400))
	t.Cleanup(func() {
		if err := d.close(); err != nil {
			t.Errorf("closing: %v", err)
		}
		d.win.Close()
	})
	return d
}

// inVain is how long a test waits for what does not come.
const inVain = time.Minute

// until runs what comes back from goroutines until done.
func (d *desk) until(what string, done func() bool) {
	d.t.Helper()
	late, again := time.After(inVain), time.NewTicker(10*time.Millisecond) // for what is done elsewhere
	defer again.Stop()
	for !done() {
		select {
		case f := <-d.queue:
			f()
		case <-again.C:
		case <-late:
			d.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// receive returns what comes out of a channel in time.
func receive[T any](t *testing.T, what string, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(inVain):
		t.Fatalf("waited in vain for %s", what)
	}
	return v
}

// with loads an engine into the window.
func (d *desk) with(e engine) {
	d.t.Helper()
	d.model.load = func(context.Context) (engine, error) {
		d.opened.set(e)
		return e, nil
	}
	d.model.begin()
	d.until("the engine is loaded", func() bool { return d.engine != nil })
}

// openLibrary opens a folder and waits until all of it is listed.
func (d *desk) openLibrary(dir string) *photosScreen {
	d.t.Helper()
	d.open(sourceOf([]string{dir}))
	d.until("the folder is listed", func() bool { return d.library.listed.walked })
	return d.library
}

// openPhoto shows the screen to teach from the first photo of a folder.
func (d *desk) openPhoto(dir string) *teach {
	d.t.Helper()
	s := d.openLibrary(dir)
	d.pick(s.listed.paths[0])
	d.until("the photo is open", func() bool { return d.teach.easel != nil })
	return d.teach
}

// paint draws a stroke across the middle of the photo.
func (d *desk) paint(s *teach) {
	d.t.Helper()
	s.rune('b')
	size := s.easel.Size()
	drag(s.easel, fyne.NewPos(size.Width*0.4, size.Height*0.5), fyne.NewPos(size.Width*0.6, size.Height*0.55))
}

// settle runs what comes back until thumbnails are made.
func (d *desk) settle(g *gallery) {
	d.t.Helper()
	d.until("all thumbnails in view are made", func() bool {
		for c := range g.shown {
			if c.wish != nil {
				return false
			}
		}
		return len(g.shown) > 0
	})
}

// covers waits until all small pictures are made and shown.
func (d *desk) covers() {
	d.t.Helper()
	d.until("the pictures of things are made", func() bool {
		if len(d.queue) > 0 {
			return false
		}
		d.thumbs.mu.Lock()
		makers := d.thumbs.makers
		d.thumbs.mu.Unlock()
		if makers > 0 {
			time.Sleep(time.Millisecond)
			d.bridge.show(func() {}) // so that it is asked again
		}
		return makers == 0
	})
}

// fixedTheme is a theme in one variant, whatever the system prefers.
type fixedTheme struct {
	fyne.Theme
	variant fyne.ThemeVariant
}

func (f *fixedTheme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	return f.Theme.Color(name, f.variant)
}

// fakeEngine is an engine without a model.
type fakeEngine struct {
	fakeMachine
	fakeMarker
	fakeJudge
	fakeKeeper
	fakeShelf
	search  func(ctx context.Context, q query, o library.Observer) error
	cutouts func(path string, masks []*segment.Mask) ([][]byte, error)
	notice  error

	mu     sync.Mutex
	closed int
}

func (f *fakeEngine) Search(ctx context.Context, q query, o library.Observer) error {
	return f.search(ctx, q, o)
}

func (f *fakeEngine) EncodeCutouts(_ context.Context, path string, masks []*segment.Mask) ([][]byte, error) {
	if f.cutouts != nil {
		return f.cutouts(path, masks)
	}
	pngs := make([][]byte, len(masks))
	for i := range masks {
		pngs[i] = []byte(filepath.Base(path))
	}
	return pngs, nil
}

func (f *fakeEngine) Notice() error { return f.notice }

func (f *fakeEngine) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed++
	return nil
}

var errNoBackend = errors.New("the test has no backend")

// noBackend has no model and cannot bring one.
func noBackend() backend {
	return backend{
		load:     func(context.Context) (engine, error) { return nil, errNoBackend },
		bring:    func(context.Context, func(setup.Event)) error { return errNoBackend },
		exchange: func() (exchange, error) { return nil, errNoBackend },
	}
}

// album writes photos of one size, each a disc on a plain ground, and a file
// that only has the name of one.
func album(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range names {
		writePhoto(t, filepath.Join(dir, name), image.Pt(320, 240), color.NRGBA{R: uint8(40 * i), G: 0x60, B: 0x90, A: 0xff})
	}
	if err := os.WriteFile(filepath.Join(dir, "torn.jpg"), []byte("nothing"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func writePhoto(t *testing.T, path string, size image.Point, ground color.NRGBA) {
	t.Helper()
	img := image.NewNRGBA(image.Rectangle{Max: size})
	disc := disc(size)
	for y := range size.Y {
		for x := range size.X {
			c := ground
			if disc.Has(x, y) {
				c = color.NRGBA{R: 0xe8, G: 0xe0, B: 0xc0, A: 0xff}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	writePicture(t, path, img)
}

// disc marks a disc in the middle, a quarter of the height in radius.
func disc(size image.Point) *segment.Mask {
	m := segment.NewMask(size)
	for y := range size.Y {
		for x := range size.X {
			dx, dy, r := x-size.X/2, y-size.Y/2, size.Y/4
			if dx*dx+dy*dy < r*r {
				m.Pix[y*size.X+x] = segment.Object
			}
		}
	}
	return m
}

// testSize is the size of an album's photos.
var testSize = image.Pt(320, 240)

// finding is what a finder says of a photo with a disc.
func finding(path string, score float64) library.Finding {
	size := testSize
	return library.Finding{Path: path, Key: sha256.Sum256([]byte(path)), Size: size, Sighting: library.Sighting{
		Score:     score,
		Instances: []library.Instance{{Mask: disc(size), Score: score}},
	}}
}

// fakeMachine is a machine with one card that works and one that does not.
type fakeMachine struct {
	budgets  chan int64
	measured atomic.Bool
}

func (f *fakeMachine) Chosen() app.DeviceChoice {
	return app.DeviceChoice{Identity: segment.WebGPU, Trials: []app.Trial{
		{Device: segment.WebGPU, Identity: app.Timing{Device: 21e6, Processor: 95e6}, Encoder: app.Timing{Device: 1800e6, Processor: 1400e6}},
		{Device: segment.CUDA, Problem: "it is not there"},
	}}
}

func (f *fakeMachine) Measure(context.Context) (app.DeviceChoice, error) {
	f.measured.Store(true)
	return app.DeviceChoice{}, nil
}

func (f *fakeMachine) Contents() (library.Contents, error) {
	return library.Contents{Photos: library.Amount{Count: 12431}, Size: 3.2e9, Free: 1.1e9}, nil
}

func (f *fakeMachine) SetBudget(bytes int64) {
	if f.budgets != nil {
		f.budgets <- bytes
	}
}

func (f *fakeMachine) Compact(context.Context) (int64, error) { return 1.1e9, nil }
