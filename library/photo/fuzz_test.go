package photo_test

import (
	"bytes"
	"errors"
	"image"
	"slices"
	"testing"

	"whereabouts/library/photo"
)

const fuzzPixels = 1 << 14

// reasons are the errors that bytes in memory can end in.
var reasons = []error{
	photo.ErrEmpty, photo.ErrNotAPhoto, photo.ErrUnsupported, photo.ErrDamaged,
	photo.ErrTooLarge, photo.ErrEmptyMask,
}

// addSeeds adds pictures of every format, whole, cut short and with bytes changed.
func addSeeds(f *testing.F) {
	f.Helper()
	seeds := [][]byte{
		{},
		bigPNG(60000, 60000),
		append(bmpHeader(2, 1, 0), 1, 200, 0, 0),
		animatedWebP(fixture(f, "lossless.webp"), image.Pt(32, 16), image.Pt(6, 4), image.Pt(50, 40)),
		pngOf(f, rowOf(white, black, grey(0, 0))),
	}
	for _, name := range []string{"alpha.webp", "animated.webp", "lossy.webp", "cmyk.jpg", "ycck.jpg", "grey-alpha.png"} {
		seeds = append(seeds, fixture(f, name))
	}
	for _, data := range everyFormat(f) {
		seeds = append(seeds, data)
	}
	for _, data := range oriented(f, tag{tagOrientation, kindShort, 6}) {
		seeds = append(seeds, data)
	}
	for _, data := range seeds {
		f.Add(data)
		f.Add(data[:len(data)/2])
		for _, at := range []int{len(data) / 3, len(data) * 2 / 3} {
			if at < len(data) {
				changed := bytes.Clone(data)
				changed[at] ^= 0xa5
				f.Add(changed)
			}
		}
	}
}

func wantReason(t *testing.T, err error) {
	t.Helper()
	if !hasReason(err) {
		t.Errorf("%v wraps none of this package's errors", err)
	}
}

func hasReason(err error) bool {
	return slices.ContainsFunc(reasons, func(reason error) bool { return errors.Is(err, reason) })
}

func FuzzDecode(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := photo.Decode(t.Context(), data, photo.Options{MaxPixels: fuzzPixels})
		if err != nil {
			wantReason(t, err)
			return
		}
		size := p.Size()
		if size.X < 1 || size.Y < 1 || size.X*size.Y > fuzzPixels {
			t.Errorf("size %v", size)
		}
		if got := p.Upright().Rect.Max; got != size {
			t.Errorf("Upright is %v, Size %v", got, size)
		}
		reduced := p.Reduced(24)
		if got := reduced.Rect.Max; max(got.X, got.Y) != 24 || min(got.X, got.Y) < 1 {
			t.Errorf("Reduced is %v", got)
		}
		if !reduced.Opaque() {
			t.Error("Reduced is not opaque")
		}
	})
}

func FuzzDecodeSmall(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		const long = 8
		opt := photo.Options{MaxPixels: fuzzPixels}
		small, size, err := photo.DecodeSmall(t.Context(), data, opt, long)
		if err != nil {
			if !errors.Is(err, photo.ErrNotSmall) {
				t.Errorf("got %v, want ErrNotSmall", err)
			}
			return
		}
		p, err := photo.Decode(t.Context(), data, opt)
		if err != nil {
			t.Fatalf("only small it is whole: %v", err)
		}
		if p.Size() != size || p.Reduced(long).Rect != small.Rect {
			t.Errorf("it is %v of %v instead of %v of %v", small.Rect, size, p.Reduced(long).Rect, p.Size())
		}
		if photo.SmallCost(data, opt, long) == 0 {
			t.Error("it costs nothing")
		}
	})
}

func FuzzDecodeMask(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		mask, err := photo.DecodeMask(t.Context(), data, photo.Options{MaxPixels: fuzzPixels})
		if err != nil {
			wantReason(t, err)
			return
		}
		if len(mask.Pix) > fuzzPixels || !bytes.Contains(mask.Pix, []byte{255}) {
			t.Errorf("mask of %v marks nothing or is too large", mask.Rect.Max)
		}
		for _, v := range mask.Pix {
			if v != 0 && v != 255 {
				t.Fatalf("mask has a value of %d", v)
			}
		}
	})
}
