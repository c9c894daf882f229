package photo_test

import (
	"fmt"
	"image"
	"testing"

	"whereabouts/library/photo"
)

var benchSizes = []image.Point{{1600, 1200}, {4000, 3000}}

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
