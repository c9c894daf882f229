package photo_test

import (
	"fmt"
	"image"
	"testing"

	"whereabouts/library/photo"
)

var benchSizes = []image.Point{{1600, 1200}, {4000, 3000}}

// natural is a picture with the detail of a photo: edges, gradients and grain, so
// that coding it is neither free nor all noise.
func natural(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	grain := uint32(1)
	for y := range h {
		row := img.Pix[y*img.Stride:][:4*w]
		for x := range w {
			grain = grain*1664525 + 1013904223
			noise := int(grain >> 29)
			shade := (x*255/w+y*127/h)/2 + noise
			if (x/97+y/61)%3 == 0 {
				shade += 40
			}
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = uint8(min(shade, 255)), uint8(min(shade*3/4+noise, 255)), uint8(255-min(shade, 255)), 255
		}
	}
	return img
}

// BenchmarkSee is what a scan does with a photo of 12 megapixels before the network
// sees it: decode, and reduce to the size that the network wants.
func BenchmarkSee(b *testing.B) {
	data := jpegOf(b, natural(4000, 3000))
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			decode(b, data)
		}
	})
	p := decode(b, data)
	b.Run("reduce", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.Reduced(1344)
		}
	})
	b.Run("both", func(b *testing.B) {
		b.ReportAllocs()
		b.ReportMetric(float64(len(data)), "file-bytes")
		for b.Loop() {
			decode(b, data).Reduced(1344)
		}
	})
}

// BenchmarkJPEG compares decoding a photo of 12 megapixels whole and reducing it with
// decoding no more of it than the network needs.
func BenchmarkJPEG(b *testing.B) {
	data := jpegOf(b, natural(4000, 3000))
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			decode(b, data).Rough(1344)
		}
	})
	for _, long := range []int{1344, 1000, 320} {
		b.Run(fmt.Sprintf("small for %d", long), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				decodeSmall(b, data, long)
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, size := range benchSizes {
		data := jpegOf(b, corners(size.X, size.Y))
		b.Run(fmt.Sprintf("%dx%d", size.X, size.Y), func(b *testing.B) {
			for b.Loop() {
				if _, err := photo.Decode(b.Context(), data, photo.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReduced(b *testing.B) {
	for _, size := range benchSizes {
		p := decode(b, jpegOf(b, corners(size.X, size.Y)))
		b.Run(fmt.Sprintf("%dx%d", size.X, size.Y), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Reduced(1024)
			}
		})
	}
}

func BenchmarkRough(b *testing.B) {
	p := decode(b, jpegOf(b, waves(4000, 3000)))
	for b.Loop() {
		p.Rough(1344)
	}
}
