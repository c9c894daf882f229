package app_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// scenery is a JPEG of the given size with as much in it as a photo has.
func scenery(tb testing.TB, size image.Point, seed uint64) []byte {
	tb.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	img := image.NewYCbCr(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio420)
	phase := random.Float64()
	for y := range size.Y {
		for x := range size.X {
			wave := 60*math.Sin(float64(x)/90+phase*9) + 40*math.Cos(float64(x+2*y)/37)
			img.Y[img.YOffset(x, y)] = uint8(128 + wave + float64(random.Uint32()%9) - 4)
		}
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(110+i/977%40), uint8(120+i/1399%30)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// writeAlbum writes n photos that are the given ones in turn, each with another end, so
// that no two have one content.
func writeAlbum(tb testing.TB, dir string, n int, photos ...[]byte) {
	tb.Helper()
	for i := range n {
		data := append(photos[i%len(photos)][:len(photos[i%len(photos)]):len(photos[i%len(photos)])], byte(i), byte(i>>8))
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d.jpg", i)), data, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
}

// openScanner opens a library that knows nothing.
func openScanner(tb testing.TB, e *app.Engine) (*library.Scanner, func()) {
	tb.Helper()
	cache, err := e.OpenCache(tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	catalogue, err := library.OpenCatalogue(context.Background(), cache)
	if err != nil {
		tb.Fatal(err)
	}
	f := e.Finder(cache)
	f.Catalogue = catalogue
	return &library.Scanner{Finder: f, Catalogue: catalogue}, func() {
		if err := cache.Close(); err != nil {
			tb.Fatal(err)
		}
	}
}

// BenchmarkPasses compares each pass of a scan over JPEGs of 12 megapixels, from
// their files to the disk, with the bare network in a loop over as many pictures that
// are reduced already. The ratio is the metric "of-bare": 1 is as fast as the
// network alone.
func BenchmarkPasses(b *testing.B) {
	const album = 32
	e, dir := openEngine(b), b.TempDir()
	data := scenery(b, image.Pt(4000, 3000), 1)
	writeAlbum(b, dir, album, data)
	p, err := photo.Decode(b.Context(), data, photo.Options{})
	if err != nil {
		b.Fatal(err)
	}
	run := func(name string, bare func(context.Context) error, pass func(s *library.Scanner) error, before func(s *library.Scanner) error) {
		b.Run(name, func(b *testing.B) {
			var alone, scan time.Duration
			for b.Loop() {
				s, end := openScanner(b, e)
				if err := before(s); err != nil {
					b.Fatal(err)
				}
				start := time.Now()
				for range album / 2 {
					if err := bare(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
				alone += time.Since(start)
				start = time.Now()
				if err := pass(s); err != nil {
					b.Fatal(err)
				}
				scan += time.Since(start)
				start = time.Now()
				for range album / 2 { // before and after, since the machine's speed changes
					if err := bare(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
				alone += time.Since(start)
				end()
			}
			b.ReportMetric(alone.Seconds()/scan.Seconds(), "of-bare")
			b.ReportMetric(1000*scan.Seconds()/float64(b.N*album), "scan-ms/photo")
			b.ReportMetric(1000*alone.Seconds()/float64(b.N*album), "bare-ms/photo")
		})
	}
	look, encode := p.Reduced(segment.AppearanceSide), p.Reduced(segment.InputSide)
	scan := func(s *library.Scanner) error { return s.Scan(b.Context(), dir) }
	run("identity",
		func(ctx context.Context) error { _, err := e.Identity.Look(ctx, look, p.Size()); return err },
		scan, func(*library.Scanner) error { return nil })
	run("sam",
		func(ctx context.Context) error { _, err := e.Encoder.Encode(ctx, encode, p.Size()); return err },
		func(s *library.Scanner) error { return s.Prepare(b.Context(), math.MaxInt64) }, scan)
}
