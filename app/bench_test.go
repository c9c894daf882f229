package app_test

import (
	"context"
	"errors"
	"image"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"whereabouts/app"
	"whereabouts/app/setup"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// openEngine loads the model that setup brought, or the one that the
// environment names, and skips where there is none.
func openEngine(tb testing.TB) *app.Engine {
	tb.Helper()
	e, err := app.OpenEngine(context.Background(), app.EngineOptions{
		ModelDir: os.Getenv("WHEREABOUTS_MODEL"),
		Runtime:  os.Getenv("WHEREABOUTS_RUNTIME"),
	})
	if errors.Is(err, setup.ErrNotSetUp) {
		tb.Skip(`the model is not on this machine; run "make setup" to bring it`)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = e.Close() })
	return e
}

// perbench returns the benchmark's folder and skips where it is absent.
func perbench(tb testing.TB) string {
	tb.Helper()
	dir, err := filepath.Abs("../../shared/perbench")
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("the photos of perbench are not beside the repository")
	}
	return dir
}

// BenchmarkWholeFlow compares one photo's whole PerSAM flow, from the file's
// bytes to the mask in full size, with one bare encoder call and three bare
// decoder calls, in turn. The ratio is the metric "x-bare".
func BenchmarkWholeFlow(b *testing.B) {
	e, dir := openEngine(b), perbench(b)
	ctx := context.Background()
	concept := teach(b, e, e.Finder(nil), dir, "cat", app.MethodPerSAM)
	data, key, err := photo.Read(ctx, filepath.Join(dir, "Images/cat/01.jpg"))
	if err != nil {
		b.Fatal(err)
	}
	picture := image.NewNRGBA(image.Rect(0, 0, segment.InputSide, segment.InputSide*3/4))
	prompt := segment.Prompt{
		Points: []segment.Point{{At: image.Pt(300, 200), Label: segment.Include}},
		Mask:   make([]float32, segment.LogitSide*segment.LogitSide),
	}
	var whole, bare time.Duration
	finder := e.Finder(nil)
	for b.Loop() {
		start := time.Now()
		features, err := e.Encoder.Encode(ctx, picture, picture.Rect.Size())
		if err != nil {
			b.Fatal(err)
		}
		for range 3 {
			if _, err := e.Decoder.Decode(ctx, features, prompt, segment.Guidance{}); err != nil {
				b.Fatal(err)
			}
		}
		bare += time.Since(start)

		start = time.Now()
		p, err := photo.Decode(ctx, data, photo.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if features, err = finder.Features(ctx, library.NewPixels(p), key); err != nil {
			b.Fatal(err)
		}
		if _, err := concept.Segmenter.Segment(ctx, features); err != nil {
			b.Fatal(err)
		}
		whole += time.Since(start)
	}
	b.ReportMetric(whole.Seconds()/bare.Seconds(), "x-bare")
	b.ReportMetric(1000*bare.Seconds()/float64(b.N), "bare-ms")
	b.ReportMetric(1000*whole.Seconds()/float64(b.N), "whole-ms")
}

// BenchmarkAskAgain compares a search over photos that were looked at with the
// first look at them, with every mask made both times. The ratio is the metric
// "x-first".
func BenchmarkAskAgain(b *testing.B) {
	e, dir := openEngine(b), perbench(b)
	ctx := context.Background()
	paths := []string{filepath.Join(dir, "Images/dog"), filepath.Join(dir, "Images/clock"), filepath.Join(dir, "Images/can")}
	var first, again time.Duration
	photos := 0
	for b.Loop() {
		cache, err := e.OpenCache(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		finder := e.Finder(cache)
		concept := teach(b, e, finder, dir, "cat", app.MethodPerSAM)
		for _, total := range []*time.Duration{&first, &again} {
			var o counter
			start := time.Now()
			if err := finder.Find(ctx, concept, paths, &o); err != nil {
				b.Fatal(err)
			}
			*total += time.Since(start)
			if want := total == &again; (o.cached > 0) != want || o.found == 0 || o.skipped > 0 {
				b.Fatalf("%+v", o)
			}
			photos += o.found
		}
		if err := cache.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(again.Seconds()/first.Seconds(), "x-first")
	b.ReportMetric(2000*again.Seconds()/float64(photos), "again-ms/photo")
	b.ReportMetric(2000*first.Seconds()/float64(photos), "first-ms/photo")
}

// BenchmarkFirstFind tells how long a search of photos that were scanned and prepared
// takes to its first find: the metric "first-s", in seconds.
func BenchmarkFirstFind(b *testing.B) {
	e, dir := openEngine(b), perbench(b)
	ctx := context.Background()
	paths := []string{filepath.Join(dir, "Images/dog"), filepath.Join(dir, "Images/clock"), filepath.Join(dir, "Images/can")}
	s, end := openScanner(b, e)
	defer end()
	if err := errors.Join(s.Scan(ctx, paths...), s.Prepare(ctx, math.MaxInt64)); err != nil {
		b.Fatal(err)
	}
	var longest time.Duration // the first, since what is seen from close up is kept
	for b.Loop() {
		b.StopTimer()
		concept := teach(b, e, s.Finder, dir, "dog", app.MethodAuto)
		concept.From = library.Key{} // its answers are not kept
		b.StartTimer()
		start := time.Now()
		var found stopwatch
		if err := s.Finder.Find(ctx, concept, paths, &found); err != nil {
			b.Fatal(err)
		}
		longest = max(longest, found.first.Sub(start))
	}
	b.ReportMetric(longest.Seconds(), "first-s")
}

// stopwatch notes when something is found first.
type stopwatch struct {
	counter
	first time.Time
}

func (w *stopwatch) Glimpsed(library.Finding) { w.first = time.Now() }

func (w *stopwatch) Found(f library.Finding) error {
	if w.first.IsZero() && f.Score >= library.PresentScore {
		w.first = time.Now()
	}
	return w.counter.Found(f)
}

// counter counts findings and writes each mask as the command line does.
type counter struct{ found, cached, skipped int }

func (c *counter) Counted(int) {}

func (c *counter) Found(f library.Finding) error {
	c.found++
	if f.Cached {
		c.cached++
	}
	_, err := app.EncodeMask(f.Instances[0].Mask)
	return err
}

func (c *counter) Skipped(string, error) { c.skipped++ }
func (c *counter) Notice(error)          {}

// teach teaches a subject of perbench from its reference photo 00.
func teach(tb testing.TB, e *app.Engine, f *library.Finder, dir, subject string, m app.Method) *library.Concept {
	tb.Helper()
	ctx := context.Background()
	file, err := app.ReadReference(ctx,
		filepath.Join(dir, "Images", subject, "00.jpg"),
		filepath.Join(dir, "Annotations", subject, "00.png"), photo.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	concept, err := e.Teach(ctx, f, app.Lesson{References: []*app.ReferenceFile{file}, Method: m, Everywhere: true})
	if err != nil {
		tb.Fatal(err)
	}
	return concept
}
