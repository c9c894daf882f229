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
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// colourEncoder makes features that follow from a photo's colour and size.
type colourEncoder struct {
	calls atomic.Int64
	fail  error         // what every call returns
	began chan struct{} // where it is not nil, each call tells of itself and waits for its context
}

func (e *colourEncoder) Encode(ctx context.Context, picture image.Image, size image.Point) (*segment.Features, error) {
	e.calls.Add(1)
	if e.began != nil {
		e.began <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if e.fail != nil {
		return nil, e.fail
	}
	r, g, b, _ := picture.At(0, 0).RGBA()
	f := &segment.Features{
		Frame: segment.NewFrame(size),
		Data:  make([]float32, segment.FeatureChannels*segment.FeatureSide*segment.FeatureSide),
	}
	f.Data[0], f.Data[1], f.Data[2] = float32(r)/65535, float32(g)/65535, float32(b)/65535
	f.Data[3] = 1 // does not go evenly into what is stored
	return f, nil
}

// redLooker looks for photos that are red.
type redLooker struct{ fail error }

func (l redLooker) Look(ctx context.Context, s library.Scene) (library.Sighting, error) {
	if l.fail != nil {
		return library.Sighting{}, l.fail
	}
	f, err := s.Features(ctx)
	if err != nil {
		return library.Sighting{}, err
	}
	mask := segment.NewMask(f.Frame.Photo)
	mask.Pix[0] = segment.Object
	score := float64(f.Data[0])
	return library.Sighting{Score: score, Instances: []library.Instance{{Mask: mask, Score: score}}}, ctx.Err()
}

// diary is an observer that writes down what it is told.
type diary struct {
	t       *testing.T
	busy    atomic.Bool
	counted []int
	found   map[string]library.Finding
	skipped map[string]error
	notices []error
	onFound func() error
}

func newDiary(t *testing.T) *diary {
	return &diary{t: t, found: map[string]library.Finding{}, skipped: map[string]error{}}
}

// enter fails the test where two calls overlap.
func (d *diary) enter() func() {
	if !d.busy.CompareAndSwap(false, true) {
		d.t.Error("the observer was called while it was busy")
	}
	time.Sleep(time.Millisecond) // gives calls time to overlap
	return func() { d.busy.Store(false) }
}

func (d *diary) Counted(photos int) {
	defer d.enter()()
	d.counted = append(d.counted, photos)
}

func (d *diary) Found(f library.Finding) error {
	defer d.enter()()
	if _, twice := d.found[f.Path]; twice {
		d.t.Errorf("%s was found twice", f.Path)
	}
	d.found[f.Path] = f
	if d.onFound != nil {
		return d.onFound()
	}
	return nil
}

func (d *diary) Skipped(path string, reason error) {
	defer d.enter()()
	if _, twice := d.skipped[path]; twice {
		d.t.Errorf("%s was skipped twice", path)
	}
	d.skipped[path] = reason
}

func (d *diary) Notice(err error) {
	defer d.enter()()
	d.notices = append(d.notices, err)
}

// answers are what was found, without whether it came from the cache.
func (d *diary) answers() map[string]string {
	all := map[string]string{}
	for path, f := range d.found {
		all[path] = fmt.Sprint(f.Size, f.Score, f.Instances[0].Score, f.Instances[0].Mask)
	}
	return all
}

func (d *diary) fromCache() (n int) {
	for _, f := range d.found {
		if f.Cached {
			n++
		}
	}
	return n
}

// photosIn writes n photos of different colours and returns their paths.
func photosIn(t *testing.T, dir string, n int) (paths []string) {
	t.Helper()
	for i := range n {
		path := filepath.Join(dir, fmt.Sprintf("folder-%d", i%3), fmt.Sprintf("%d.jpg", i))
		writeJPEG(t, path, color.RGBA{uint8(255 * i / n), uint8(7 * i), 90, 255})
		paths = append(paths, path)
	}
	return paths
}

func find(t *testing.T, f *library.Finder, paths ...string) *diary {
	t.Helper()
	d := newDiary(t)
	check(t, f.Find(t.Context(), redLooker{}, paths, d))
	return d
}

func TestEveryPhotoIsReportedOnce(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	dir := t.TempDir()
	want := photosIn(t, dir, 20)
	slices.Sort(want)
	// Some are reached twice.
	d := find(t, &library.Finder{Encoder: &colourEncoder{}}, dir, want[0], filepath.Dir(want[5]))
	if got := slices.Sorted(maps.Keys(d.found)); !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if !slices.Equal(d.counted, []int{20}) || len(d.skipped) != 0 || len(d.notices) != 0 {
		t.Errorf("counted %v, skipped %v, notices %v", d.counted, d.skipped, d.notices)
	}
	for path, f := range d.found {
		if f.Size != image.Pt(32, 24) || f.Cached {
			t.Errorf("%s: size %v, cached %v", path, f.Size, f.Cached)
		}
	}
}

func TestPhotosThatCannotBeReadAreSkippedWithTheirReason(t *testing.T) {
	dir := t.TempDir()
	good := photosIn(t, dir, 5)
	whole, err := os.ReadFile(good[0])
	check(t, err)
	at := func(name string) string { return filepath.Join(dir, name) }
	check(t, os.WriteFile(at("cut.jpg"), whole[:len(whole)/2], 0o600))
	check(t, os.WriteFile(at("empty.png"), nil, 0o600))
	check(t, os.WriteFile(at("text.jpg"), []byte("no photo"), 0o600))
	check(t, os.WriteFile(at("notes.txt"), []byte("no photo"), 0o600))
	d := find(t, &library.Finder{Encoder: &colourEncoder{}}, dir, at("missing.jpg"))
	if len(d.found) != len(good) {
		t.Errorf("found %d photos, want %d", len(d.found), len(good))
	}
	want := map[string]error{
		at("cut.jpg"): photo.ErrDamaged, at("empty.png"): photo.ErrEmpty,
		at("text.jpg"): photo.ErrNotAPhoto, at("missing.jpg"): photo.ErrMissing,
	}
	for path, reason := range want {
		if !errors.Is(d.skipped[path], reason) {
			t.Errorf("%s was skipped for %v, want %v", path, d.skipped[path], reason)
		}
	}
	if len(d.skipped) != len(want) {
		t.Errorf("skipped %v", d.skipped)
	}
}

func TestPhotosThatTheNetworksRefuseAreSkipped(t *testing.T) {
	dir := t.TempDir()
	photosIn(t, dir, 3)
	refused := errors.New("refused")
	for name, run := range map[string]struct {
		encoder *colourEncoder
		looker  redLooker
	}{
		"encoder": {&colourEncoder{fail: refused}, redLooker{}},
		"looker":  {&colourEncoder{}, redLooker{fail: refused}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDiary(t)
			f := &library.Finder{Encoder: run.encoder, Cache: openCache(t, t.TempDir())}
			check(t, f.Find(t.Context(), run.looker, []string{dir}, d))
			if len(d.found) != 0 || len(d.skipped) != 3 {
				t.Errorf("found %d, skipped %d", len(d.found), len(d.skipped))
			}
			for path, reason := range d.skipped {
				if !errors.Is(reason, refused) {
					t.Errorf("%s was skipped for %v", path, reason)
				}
			}
		})
	}
}

func TestSecondSearchAnswersAlikeWithoutTheEncoder(t *testing.T) {
	dir, encoder := t.TempDir(), &colourEncoder{}
	paths := photosIn(t, dir, 6)
	f := &library.Finder{Encoder: encoder, Cache: openCache(t, t.TempDir())}
	first := find(t, f, dir)
	if first.fromCache() != 0 || encoder.calls.Load() != 6 {
		t.Errorf("the first search took %d from the cache and encoded %d", first.fromCache(), encoder.calls.Load())
	}
	second := find(t, f, dir)
	if second.fromCache() != 6 || encoder.calls.Load() != 6 {
		t.Errorf("the second search took %d from the cache; %d were encoded in all", second.fromCache(), encoder.calls.Load())
	}
	if !maps.Equal(first.answers(), second.answers()) {
		t.Errorf("the answers differ:\n%v\n%v", first.answers(), second.answers())
	}

	data, err := os.ReadFile(paths[0])
	check(t, err)
	p, err := photo.Decode(t.Context(), data, photo.Options{})
	check(t, err)
	if _, err := f.Features(t.Context(), library.NewPixels(p), sha256.Sum256(data)); err != nil || encoder.calls.Load() != 6 {
		t.Errorf("features of a photo that was seen: %v, %d encoded in all", err, encoder.calls.Load())
	}
}

func TestPartsOfAPhotoAreLookedAtOnce(t *testing.T) {
	encoder := &colourEncoder{}
	f := &library.Finder{Encoder: encoder, Cache: openCache(t, t.TempDir())}
	path := photosIn(t, t.TempDir(), 1)[0]
	data, err := os.ReadFile(path)
	check(t, err)
	p, err := photo.Decode(t.Context(), data, photo.Options{})
	check(t, err)
	left, right := image.Rect(0, 0, 16, 24), image.Rect(16, 0, 32, 24)
	for n, want := range []int64{2, 2} {
		look := f.Closeup(library.NewPixels(p), sha256.Sum256(data))
		for _, part := range []image.Rectangle{left, right, left} {
			seen, err := look(t.Context(), part)
			if err != nil || seen.Frame.Photo != part.Size() {
				t.Fatalf("%v: %v", part, err)
			}
		}
		if got := encoder.calls.Load(); got != want {
			t.Errorf("after round %d the encoder was called %d times", n+1, got)
		}
	}
	if _, err := f.Features(t.Context(), library.NewPixels(p), sha256.Sum256(data)); err != nil || encoder.calls.Load() != 3 {
		t.Errorf("a part is taken for the whole: %v, %d encoded in all", err, encoder.calls.Load())
	}
}

func TestMovedPhotoIsKnownByItsContent(t *testing.T) {
	dir, encoder := t.TempDir(), &colourEncoder{}
	paths := photosIn(t, dir, 2)
	f := &library.Finder{Encoder: encoder, Cache: openCache(t, t.TempDir())}
	find(t, f, dir)
	moved := filepath.Join(dir, "elsewhere.png")
	check(t, os.Rename(paths[0], moved))
	// The other keeps its name and changes.
	writeJPEG(t, paths[1], color.RGBA{1, 2, 3, 255})
	d := find(t, f, dir)
	if !d.found[moved].Cached {
		t.Error("the moved photo was encoded again")
	}
	if d.found[paths[1]].Cached {
		t.Error("the changed photo was answered for as it was")
	}
}

func TestObserversErrorStopsTheSearch(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	dir, encoder := t.TempDir(), &colourEncoder{}
	photosIn(t, dir, 30)
	d := newDiary(t)
	enough := errors.New("enough")
	d.onFound = func() error { return enough }
	err := (&library.Finder{Encoder: encoder}).Find(t.Context(), redLooker{}, []string{dir}, d)
	if !errors.Is(err, enough) {
		t.Errorf("got %v, want the observer's error", err)
	}
	if n := encoder.calls.Load(); n == 30 {
		t.Error("all photos were encoded nevertheless")
	}
}

func TestCancelledSearchEndsWhileAPhotoIsEncoded(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	dir := t.TempDir()
	photosIn(t, dir, 10)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	encoder := &colourEncoder{began: make(chan struct{}, 10)}
	d := newDiary(t)
	ended := make(chan error, 1)
	go func() {
		ended <- (&library.Finder{Encoder: encoder}).Find(ctx, redLooker{}, []string{dir}, d)
	}()
	<-encoder.began
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) || !library.Stopped(err) {
			t.Errorf("got %v, want context.Canceled", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the search goes on")
	}
	if len(d.found) != 0 || len(d.skipped) != 0 {
		t.Errorf("found %d, skipped %v", len(d.found), d.skipped)
	}
}

func TestSearchWithACancelledContextDoesNothing(t *testing.T) {
	dir, encoder := t.TempDir(), &colourEncoder{}
	photosIn(t, dir, 3)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := (&library.Finder{Encoder: encoder}).Find(ctx, redLooker{}, []string{dir}, newDiary(t))
	if !errors.Is(err, context.Canceled) || encoder.calls.Load() != 0 {
		t.Errorf("got %v after encoding %d photos", err, encoder.calls.Load())
	}
}

func TestSearchThatRunsOutOfTimeIsStopped(t *testing.T) {
	dir := t.TempDir()
	photosIn(t, dir, 3)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	encoder := &colourEncoder{began: make(chan struct{}, 3)}
	if err := (&library.Finder{Encoder: encoder}).Find(ctx, redLooker{}, []string{dir}, newDiary(t)); !library.Stopped(err) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestNoPhotosIsAnError(t *testing.T) {
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("no photo"), 0o600))
	for name, paths := range map[string][]string{
		"no paths": nil, "a folder without photos": {dir}, "nothing there": {filepath.Join(dir, "missing")},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDiary(t)
			err := (&library.Finder{Encoder: &colourEncoder{}}).Find(t.Context(), redLooker{}, paths, d)
			if !errors.Is(err, library.ErrNoPhotos) || !slices.Equal(d.counted, []int{0}) {
				t.Errorf("got %v, counted %v", err, d.counted)
			}
		})
	}
}

func TestPhotosAreNeverWrittenTo(t *testing.T) {
	dir := t.TempDir()
	photosIn(t, dir, 5)
	check(t, os.WriteFile(filepath.Join(dir, "damaged.jpg"), []byte("\xff\xd8\xff\xe0"), 0o600))
	state := func() string {
		var all strings.Builder
		check(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			check(t, err)
			info, err := entry.Info()
			check(t, err)
			if !entry.IsDir() {
				data, err := os.ReadFile(path)
				check(t, err)
				fmt.Fprintf(&all, "%x ", sha256.Sum256(data))
			}
			fmt.Fprintln(&all, path, info.Mode(), info.ModTime())
			return nil
		}))
		return all.String()
	}
	before := state()
	f := &library.Finder{Encoder: &colourEncoder{}, Cache: openCache(t, t.TempDir())}
	find(t, f, dir)
	find(t, f, dir)
	if after := state(); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

func TestPresentFromHalfOn(t *testing.T) {
	for score, want := range map[float64]bool{0: false, 0.499: false, 0.5: true, 1: true} {
		if got := (library.Sighting{Score: score}).Present(); got != want {
			t.Errorf("score %v is present: %v", score, got)
		}
	}
}

func TestFeaturesOfAKnownPhotoAreNotMadeAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "red.jpg")
	writeJPEG(t, path, color.RGBA{R: 0xff, A: 0xff})
	var encoder colourEncoder
	f := &library.Finder{Encoder: &encoder, Cache: openCache(t, t.TempDir())}
	first, err := f.FeaturesOf(t.Context(), path)
	check(t, err)
	again, err := f.FeaturesOf(t.Context(), path)
	check(t, err)
	if n := encoder.calls.Load(); n != 1 || !sameFeatures(first, again) {
		t.Errorf("the photo was encoded %d times", n)
	}
	if _, err := f.FeaturesOf(t.Context(), path+"x"); !errors.Is(err, photo.ErrMissing) {
		t.Errorf("of a file that is not there: %v", err)
	}
}

func TestFeaturesOfAPhotoGiveBackTheMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "red.jpg")
	writeJPEG(t, path, color.RGBA{R: 0xff, A: 0xff})
	f := &library.Finder{Encoder: &colourEncoder{}, Memory: library.NewMemory(4)}
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		_, err := f.FeaturesOf(ctx, path)
		cancel()
		check(t, err)
	}
}
