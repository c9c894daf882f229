package segment

import (
	"image"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

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
func newSAM(b *testing.B) *SAMEncoder {
	b.Helper()
	model := samtest.Model(b, "encoder.onnx")
	runtime, err := LoadRuntime(samtest.Runtime(b))
	if err != nil {
		b.Fatal(err)
	}
	e, err := NewEncoder(runtime, model, Options{})
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
