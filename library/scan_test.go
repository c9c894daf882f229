package library_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// colourIdentity is an identity encoder that sees a photo's colour and nothing else.
type colourIdentity struct {
	calls atomic.Int64
	slow  time.Duration
}

func (e *colourIdentity) Look(ctx context.Context, picture image.Image, size image.Point) (*segment.Appearance, error) {
	e.calls.Add(1)
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(e.slow):
	}
	r, g, b, _ := picture.At(0, 0).RGBA()
	a := &segment.Appearance{Photo: size}
	for _, side := range []int{448, segment.AppearanceSide} {
		cells := segment.IdentitySize(picture.Bounds().Size(), side).Div(segment.IdentityCell)
		m := segment.IdentityMap{Width: cells.X, Height: cells.Y, Dim: segment.IdentityDimensions}
		m.Data = make([]float32, m.Width*m.Height*m.Dim)
		for i := range m.Width * m.Height {
			cell := m.Data[i*m.Dim:]
			cell[0], cell[1], cell[2], cell[3] = float32(r)/65535, float32(g)/65535, float32(b)/65535, float32(i%3)/100
		}
		a.Levels = append(a.Levels, m)
	}
	return a, nil
}

// world is a folder of photos with a cache.
type world struct {
	t        *testing.T
	dir      string // of photos
	cacheDir string
	identity *colourIdentity
	encoder  *colourEncoder
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return &world{t, t.TempDir(), t.TempDir(), &colourIdentity{}, &colourEncoder{}}
}

func (w *world) at(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *world) write(name string, c color.Color) {
	w.t.Helper()
	writeJPEG(w.t, w.at(name), c)
}

// colours are n colours, each another.
func colours(n int) (all []color.Color) {
	for i := range n {
		all = append(all, color.RGBA{uint8(255 * i / n), uint8(37 * i), uint8(i), 255})
	}
	return all
}

func (w *world) fill(folder string, n int) {
	w.t.Helper()
	for i, c := range colours(n) {
		w.write(fmt.Sprintf("%s/%03d.jpg", folder, i), c)
	}
}

// log is what a scan told.
type log struct {
	mu          sync.Mutex
	looked      map[string]bool // by path: whether it was known
	skipped     map[string]error
	accompanied map[string]string
	forgotten   []string
	away        []string
	noticed     []error
	prepared    []string
	surveyed    library.Surveyed
	last        library.Advanced
	order       []string
}

func (l *log) observe(e library.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch e := e.(type) {
	case library.Looked:
		l.looked[e.Path] = e.Known
		l.order = append(l.order, e.Path)
	case library.Skipped:
		l.skipped[e.Path] = e.Reason
	case library.Accompanied:
		if l.accompanied == nil {
			l.accompanied = map[string]string{}
		}
		l.accompanied[e.Path] = e.With
	case library.Forgotten:
		l.forgotten = append(l.forgotten, e.Path)
	case library.Away:
		l.away = append(l.away, e.Root)
	case library.Noticed:
		l.noticed = append(l.noticed, e.Err)
	case library.Prepared:
		l.prepared = append(l.prepared, e.Path)
	case library.Surveyed:
		l.surveyed = e
	case library.Advanced:
		l.last = e
	}
}

// open opens the library as a program does that is started.
func (w *world) open() (*library.Scanner, *log, func()) {
	w.t.Helper()
	cache, err := library.OpenCache(w.cacheDir, model)
	check(w.t, err)
	catalogue, err := library.OpenCatalogue(w.t.Context(), cache)
	check(w.t, err)
	catalogue.Later(time.Minute)
	l := &log{looked: map[string]bool{}, skipped: map[string]error{}}
	f := &library.Finder{Encoder: w.encoder, Identity: w.identity, Cache: cache, Catalogue: catalogue}
	closed := false
	end := func() {
		if !closed {
			closed = true
			check(w.t, cache.Close())
		}
	}
	w.t.Cleanup(end)
	return &library.Scanner{Finder: f, Catalogue: catalogue, Observe: l.observe}, l, end
}

// scan scans in a program of its own.
func (w *world) scan(paths ...string) *log {
	w.t.Helper()
	s, l, end := w.open()
	defer end()
	if err := s.Scan(w.t.Context(), paths...); err != nil && !errors.Is(err, library.ErrNoPhotos) {
		w.t.Fatal(err)
	}
	return l
}

// files returns what the library has, by name.
func (w *world) files() map[string]library.File {
	w.t.Helper()
	s, _, end := w.open()
	defer end()
	all := map[string]library.File{}
	for _, f := range s.Catalogue.Files() {
		name, err := filepath.Rel(w.dir, f.Path)
		check(w.t, err)
		all[filepath.ToSlash(name)] = f
	}
	return all
}

func TestSecondScanReadsNothing(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	w := newWorld(t)
	w.fill("a", 20)
	first := w.scan(w.dir)
	if len(first.looked) != 20 || w.identity.calls.Load() != 20 || len(first.skipped) != 0 {
		t.Fatalf("looked at %d, skipped %v", len(first.looked), first.skipped)
	}
	if first.surveyed != (library.Surveyed{Photos: 20, Fresh: 20}) || first.last.Done != 20 || first.last.Total != 20 {
		t.Errorf("told %+v and %+v", first.surveyed, first.last)
	}
	second := w.scan()
	if len(second.looked) != 0 || second.surveyed != (library.Surveyed{Photos: 20}) || w.identity.calls.Load() != 20 {
		t.Errorf("the second scan told %+v, looked at %v", second.surveyed, second.looked)
	}
}

func TestMovedAndCopiedPhotosAreNotLookedAtAgain(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 5)
	w.scan(w.dir)
	check(t, os.Rename(w.at("a/000.jpg"), w.at("a/moved.jpg")))
	check(t, os.Rename(w.at("a/001.jpg"), w.at("b.jpg")))
	l := w.scan()
	if w.identity.calls.Load() != 5 || len(l.looked) != 2 || !l.looked[w.at("a/moved.jpg")] || !l.looked[w.at("b.jpg")] {
		t.Errorf("the encoder looked %d times, the scan told of %v", w.identity.calls.Load(), l.looked)
	}
	slices.Sort(l.forgotten)
	if !slices.Equal(l.forgotten, []string{w.at("a/000.jpg"), w.at("a/001.jpg")}) {
		t.Errorf("forgotten are %v", l.forgotten)
	}
	if files := w.files(); len(files) != 5 || files["b.jpg"].Key == (library.Key{}) {
		t.Errorf("known are %v", files)
	}
}

func TestOnlyWhatHasChangedIsLookedAt(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 5)
	w.scan(w.dir)
	writeJPEG(t, w.at("a/002.jpg"), color.RGBA{1, 2, 3, 255})
	writeJPEG(t, w.at("new.jpg"), color.RGBA{3, 2, 1, 255})
	l := w.scan()
	if got := slices.Sorted(maps.Keys(l.looked)); !slices.Equal(got, []string{w.at("a/002.jpg"), w.at("new.jpg")}) {
		t.Errorf("looked at %v", got)
	}
}

func TestFilesFromTheFutureAreReadAgainAndChangeNothing(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 3)
	future := time.Now().Add(48 * time.Hour)
	check(t, os.Chtimes(w.at("a/001.jpg"), future, future))
	w.scan(w.dir)
	l := w.scan()
	if len(l.looked) != 1 || !l.looked[w.at("a/001.jpg")] || w.identity.calls.Load() != 3 || len(w.files()) != 3 {
		t.Errorf("the second scan told of %v", l.looked)
	}
}

func TestRootThatIsAwayKeepsItsPhotos(t *testing.T) {
	w := newWorld(t)
	w.fill("drive/a", 4)
	w.fill("other", 2)
	w.scan(w.at("drive"), w.at("other"))
	check(t, os.Rename(w.at("drive"), w.at("unplugged")))
	for _, paths := range [][]string{nil, {w.at("drive"), w.at("other")}} {
		l := w.scan(paths...)
		if !slices.Equal(l.away, []string{w.at("drive")}) || len(l.forgotten) != 0 || len(l.skipped) != 0 {
			t.Errorf("away %v, forgotten %v, skipped %v", l.away, l.forgotten, l.skipped)
		}
		if l.surveyed.Offline != 4 || l.surveyed.Photos != 2 {
			t.Errorf("told %+v", l.surveyed)
		}
	}
	for name, f := range w.files() {
		if want := filepath.Dir(name) == "drive/a"; f.Offline != want || f.Key == (library.Key{}) {
			t.Errorf("%s is %+v", name, f)
		}
	}
	s, _, end := w.open()
	roots := s.Catalogue.Roots()
	end()
	if len(roots) != 2 || !roots[0].Away || roots[0].Offline != 4 || roots[1].Away || roots[1].Photos != 2 {
		t.Errorf("the roots are %+v", roots)
	}
	check(t, os.Rename(w.at("unplugged"), w.at("drive")))
	if l := w.scan(); len(l.looked) != 0 || l.surveyed.Photos != 6 || l.surveyed.Offline != 0 {
		t.Errorf("back again it told %+v and looked at %v", l.surveyed, l.looked)
	}
}

func TestPhotosAreForgottenWhereTheirFolderIsThereWithoutThem(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 3)
	w.fill("b/c", 3)
	w.scan(w.dir)
	check(t, os.Remove(w.at("a/001.jpg")))
	check(t, os.RemoveAll(w.at("b")))
	l := w.scan()
	if len(l.forgotten) != 4 || len(w.files()) != 2 {
		t.Errorf("forgotten are %v", l.forgotten)
	}
}

func TestRootWithinARootIsPartOfIt(t *testing.T) {
	w := newWorld(t)
	w.fill("a/b", 2)
	w.fill("a/c", 1)
	for _, added := range []string{"a/b", "a", "a/c"} {
		w.scan(w.at(added))
	}
	s, l, _ := w.open()
	if roots := s.Catalogue.Roots(); len(roots) != 1 || roots[0].Path != w.at("a") || roots[0].Photos != 3 {
		t.Errorf("the roots are %+v", roots)
	}
	check(t, s.Catalogue.RemoveRoot(w.at("a")))
	if err := s.Catalogue.RemoveRoot(w.at("a")); !errors.Is(err, library.ErrNotARoot) {
		t.Errorf("removing it twice: %v", err)
	}
	if len(s.Catalogue.Files()) != 0 || len(l.forgotten) != 0 {
		t.Error("a root that was removed has files")
	}
	if files := w.filesAfter(s); len(files) != 0 {
		t.Errorf("they come back: %v", files)
	}
}

// filesAfter reads the catalogue of an open library anew.
func (w *world) filesAfter(s *library.Scanner) []library.File {
	c, err := library.OpenCatalogue(w.t.Context(), s.Finder.Cache)
	check(w.t, err)
	return c.Files()
}

func TestSkippedFilesAreKnownWithTheirReason(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 2)
	whole, err := os.ReadFile(w.at("a/000.jpg"))
	check(t, err)
	check(t, os.WriteFile(w.at("cut.jpg"), whole[:len(whole)/2], 0o600))
	check(t, os.WriteFile(w.at("text.jpg"), []byte("no photo"), 0o600))
	for range 2 {
		l := w.scan(w.dir)
		if len(l.skipped) != 2 || !errors.Is(l.skipped[w.at("cut.jpg")], photo.ErrDamaged) || !errors.Is(l.skipped[w.at("text.jpg")], photo.ErrNotAPhoto) {
			t.Errorf("skipped are %v", l.skipped)
		}
	}
	files := w.files()
	if !errors.Is(files["cut.jpg"].Skipped, photo.ErrDamaged) || files["a/000.jpg"].Skipped != nil || len(files) != 4 {
		t.Errorf("known are %v", files)
	}
	check(t, os.WriteFile(w.at("cut.jpg"), whole, 0o600))
	if l := w.scan(); len(l.skipped) != 1 || !l.looked[w.at("cut.jpg")] {
		t.Errorf("mended, it told of %v and skipped %v", l.looked, l.skipped)
	}
}

func TestStoppedScanGoesOnWhereItWas(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 30)
	s, l, end := w.open()
	ctx, cancel := context.WithCancel(t.Context())
	observe := s.Observe
	s.Observe = func(e library.Event) {
		observe(e)
		if a, ok := e.(library.Advanced); ok && a.Done == 10 {
			cancel()
		}
	}
	if err := s.Scan(ctx, w.dir); !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	end()
	seen := len(l.looked)
	if seen < 10 || seen == 30 {
		t.Fatalf("%d photos were looked at", seen)
	}
	if rest := w.scan(); len(rest.looked) != 30-seen {
		t.Errorf("after %d it looked at %d", seen, len(rest.looked))
	}
}

func TestPausedScanRestsAndWhatIsPreferredComesFirst(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 20)
	w.fill("z", 3)
	s, l, end := w.open()
	defer end()
	surveyed := make(chan struct{})
	s.Observe = func(e library.Event) {
		l.observe(e)
		if _, ok := e.(library.Surveyed); ok {
			close(surveyed)
		}
	}
	s.Pause()
	done := make(chan error, 1)
	go func() { done <- s.Scan(t.Context(), w.dir) }()
	<-surveyed
	select {
	case err := <-done:
		t.Fatalf("the scan ended while it was paused: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	if w.identity.calls.Load() != 0 {
		t.Error("photos were looked at")
	}
	s.Prefer(w.at("z"))
	s.Resume()
	check(t, <-done)
	if len(l.order) != 23 {
		t.Fatalf("%d photos were looked at", len(l.order))
	}
	const underWay = 6 // photos may be on their way while one of those before is slow
	for i, path := range l.order {
		if filepath.Dir(path) == w.at("z") && i >= 3+underWay {
			t.Errorf("one that is preferred comes after %d others: %v", i, l.order)
		}
	}
}

func TestPhotosArePreparedBestAndNewestFirst(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 6)
	now := time.Now()
	for i := range 6 {
		at := now.Add(-time.Duration(10+i) * time.Hour)
		check(t, os.Chtimes(w.at(fmt.Sprintf("a/%03d.jpg", i)), at, at))
	}
	w.scan(w.dir)
	s, l, end := w.open()
	defer end()
	check(t, s.Prepare(t.Context(), 2*segment.StoredFeatures))
	slices.Sort(l.prepared)
	if !slices.Equal(l.prepared, []string{w.at("a/000.jpg"), w.at("a/001.jpg")}) {
		t.Errorf("prepared are %v", l.prepared)
	}
	check(t, s.Prepare(t.Context(), 100*segment.StoredFeatures))
	if len(l.prepared) != 6 || w.encoder.calls.Load() != 6 {
		t.Errorf("then %d", len(l.prepared))
	}
}

// hashes returns what is in a folder: names, contents and times.
func hashes(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	check(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		all[path] = fmt.Sprintf("%x %v", sha256.Sum256(data), info.ModTime())
		return err
	}))
	return all
}
