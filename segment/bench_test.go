package segment

import (
	"context"
	"image"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"whereabouts/segment/internal/samtest"
)

// benchPhoto is an upright photo of noise.
func benchPhoto() *image.NRGBA {
	photo := image.NewNRGBA(image.Rect(0, 0, 1600, 1200))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range photo.Pix {
		photo.Pix[i] = uint8(r.IntN(256))
		if i%4 == 3 {
			photo.Pix[i] = 255
		}
	}
	return photo
}

// newSAM loads SAM's encoder for the length of a benchmark.
func newSAM(b *testing.B) *SAMEncoder { return newSAMWith(b, Options{}) }

func newSAMWith(b *testing.B, o Options) *SAMEncoder {
	b.Helper()
	model := samtest.Model(b, "encoder.onnx")
	runtime, err := LoadRuntime(samtest.Runtime(b))
	if err != nil {
		b.Fatal(err)
	}
	e, err := NewEncoder(runtime, model, o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = e.Close() })
	return e
}

// BenchmarkEncode is SAM's encoder with a photo that has its input's size.
func BenchmarkEncode(b *testing.B) {
	e, photo := newSAM(b), benchPhoto()
	picture := fit(photo, NewFrame(photo.Rect.Max).Input)
	for b.Loop() {
		if _, err := e.Encode(b.Context(), picture, photo.Rect.Max); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIdentityEncode compares the identity encoder, resizing included, with
// SAM's, in turn. The ratio is the metric "x-encode".
func BenchmarkIdentityEncode(b *testing.B) {
	sam, e, photo := newSAM(b), newLite0(b), benchPhoto()
	picture := fit(photo, NewFrame(photo.Rect.Max).Input)
	for _, side := range []int{224, 448, 1344} {
		b.Run(strconv.Itoa(side), func(b *testing.B) {
			var identity, other time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := sam.Encode(b.Context(), picture, photo.Rect.Max); err != nil {
					b.Fatal(err)
				}
				other += time.Since(start)

				start = time.Now()
				if _, err := e.Encode(b.Context(), photo, side); err != nil {
					b.Fatal(err)
				}
				identity += time.Since(start)
			}
			b.ReportMetric(identity.Seconds()/other.Seconds(), "x-encode")
			b.ReportMetric(1000*other.Seconds()/float64(b.N), "encode-ms")
			b.ReportMetric(1000*identity.Seconds()/float64(b.N), "identity-ms")
		})
	}
}

// way is a way to encode two pictures.
type way struct {
	name   string
	encode func(context.Context) error
}

// oneByOne encodes with one session, one picture after the other.
func oneByOne(encode func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := encode(ctx); err != nil {
			return err
		}
		return encode(ctx)
	}
}

// together encodes two pictures at once.
func together(first, second func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		g, ctx := errgroup.WithContext(ctx)
		g.Go(func() error { return first(ctx) })
		g.Go(func() error { return second(ctx) })
		return g.Wait()
	}
}

// compareWays takes the ways in turn. The time of each to that of the first is
// the metric "x-" and its name.
func compareWays(b *testing.B, ways []way) {
	for _, w := range ways {
		if err := w.encode(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	times := make([]time.Duration, len(ways))
	for b.Loop() {
		for i, w := range ways {
			start := time.Now()
			if err := w.encode(b.Context()); err != nil {
				b.Fatal(err)
			}
			times[i] += time.Since(start)
		}
	}
	b.ReportMetric(500*times[0].Seconds()/float64(b.N), "ms/picture")
	for i, w := range ways[1:] {
		b.ReportMetric(times[i+1].Seconds()/times[0].Seconds(), "x-"+w.name)
	}
}

// BenchmarkTwoPictures compares ways to encode two pictures on the processor: one
// after the other, both at once with the same session, and with one or two sessions
// of one thread. A batch is not among them: SAM's model takes one picture at a time.
func BenchmarkTwoPictures(b *testing.B) {
	photo := benchPhoto()
	b.Run("sam", func(b *testing.B) {
		picture := fit(photo, NewFrame(photo.Rect.Max).Input)
		with := func(o Options) func(context.Context) error {
			e := newSAMWith(b, o)
			return func(ctx context.Context) error {
				_, err := e.Encode(ctx, picture, photo.Rect.Max)
				return err
			}
		}
		all, single := with(Options{}), with(Options{Threads: 1})
		compareWays(b, []way{
			{"one-by-one", oneByOne(all)},
			{"at-once", together(all, all)},
			{"single-threads", together(single, single)},
			{"two-sessions", together(single, with(Options{Threads: 1}))},
		})
	})
	b.Run("identity", func(b *testing.B) {
		picture := fit(photo, IdentitySize(photo.Rect.Max, AppearanceSide))
		with := func(o Options) func(context.Context) error {
			e := newLite0With(b, o)
			return func(ctx context.Context) error {
				_, err := e.Encode(ctx, picture, AppearanceSide)
				return err
			}
		}
		all, single := with(Options{}), with(Options{Threads: 1})
		compareWays(b, []way{
			{"one-by-one", oneByOne(all)},
			{"at-once", together(all, all)},
			{"single-threads", together(single, single)},
			{"two-sessions", together(single, with(Options{Threads: 1}))},
		})
	})
}
