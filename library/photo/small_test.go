package photo_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"whereabouts/library/photo"
)

// decodeSmall decodes a photo for a longer side of long pixels, and fails where that
// takes the whole of it.
func decodeSmall(tb testing.TB, data []byte, long int) (*image.NRGBA, image.Point) {
	tb.Helper()
	img, size, err := photo.DecodeSmall(tb.Context(), data, photo.Options{}, long)
	check(tb, err)
	return img, size
}

// differ says how far two pictures of one size differ, in the mean and at worst.
func differ(a, b *image.NRGBA) (mean float64, worst int) {
	var sum int
	for i := range a.Pix {
		d := int(a.Pix[i]) - int(b.Pix[i])
		d = max(d, -d)
		sum, worst = sum+d, max(worst, d)
	}
	return float64(sum) / float64(len(a.Pix)), worst
}

func TestSmallPhotoIsTheRoughlyReducedOne(t *testing.T) {
	for _, size := range []image.Point{{400, 300}, {1200, 800}, {1600, 800}, {801, 603}, {603, 801}, {1700, 1250}, {1601, 9}} {
		data := jpegOf(t, waves(size.X, size.Y))
		p := decode(t, data)
		exact, rough := p.Reduced(200), p.Rough(200)
		small, got := decodeSmall(t, data, 200)
		if got != size || small.Rect != rough.Rect {
			t.Fatalf("%v: it is %v of %v", size, small.Rect, got)
		}
		if mean, worst := differ(exact, small); mean > 2.5 || worst > 24 {
			t.Errorf("%v: it differs from the exact one by %.2f in the mean and %d at worst", size, mean, worst)
		}
		even := size.X%8 == 0 && size.Y%4 == 0 // else it leaves out other rows at the end
		if mean, worst := differ(rough, small); even && (mean > 0.7 || worst > 4) {
			t.Errorf("%v: it differs from the rough one by %.2f in the mean and %d at worst", size, mean, worst)
		}
	}
}

func TestSmallPhotoStandsUpright(t *testing.T) {
	for o, from := range turned {
		data := withJPEG(jpegOf(t, corners(320, 160)), exif(tag{tagOrientation, kindShort, o}))
		stored := [4]color.NRGBA{red, green, blue, yellow}
		var want [4]color.NRGBA
		for i := range want {
			want[i] = stored[from[i]]
		}
		small, size := decodeSmall(t, data, 64)
		wantCorners(t, small, want)
		if whole := decode(t, data).Size(); size != whole {
			t.Errorf("its size is %v instead of %v", size, whole)
		}
	}
}

func TestPreviewInRAWIsDecodedSmall(t *testing.T) {
	for name, data := range rawFiles(t) {
		whole := decode(t, data)
		small, size := decodeSmall(t, data, 100)
		if size != whole.Size() || small.Rect != whole.Reduced(100).Rect {
			t.Errorf("%s: it is %v of %v", name, small.Rect, size)
		}
	}
}

func TestWhatCannotBeDecodedSmallIsLeftToOthers(t *testing.T) {
	large := jpegOf(t, corners(320, 160))
	for name, data := range map[string][]byte{
		"nothing": nil, "text": []byte("a shopping list"), "png": pngOf(t, corners(320, 160)),
		"not twice as large": jpegOf(t, corners(199, 100)), "four colours": fixture(t, "cmyk.jpg"),
		"cut": large[:len(large)/2], "heic": fixture(t, "corners.heic"),
		"progressive": bytes.Replace(large, []byte("\xff\xc0"), []byte("\xff\xc2"), 1),
	} {
		if _, _, err := photo.DecodeSmall(t.Context(), data, photo.Options{}, 100); !errors.Is(err, photo.ErrNotSmall) {
			t.Errorf("%s: got %v, want ErrNotSmall", name, err)
		}
	}
	if _, _, err := photo.DecodeSmall(t.Context(), large, photo.Options{MaxPixels: 320 * 160}, 100); err != nil {
		t.Errorf("at the limit of pixels: %v", err)
	}
	if _, _, err := photo.DecodeSmall(t.Context(), large, photo.Options{MaxPixels: 320*160 - 1}, 100); !errors.Is(err, photo.ErrNotSmall) {
		t.Errorf("above the limit of pixels: %v", err)
	}
}

func TestOpeningSmallSaysWhatOpeningSays(t *testing.T) {
	large := jpegOf(t, corners(320, 160))
	for name, data := range map[string][]byte{
		"whole": large, "cut": large[:len(large)/2], "changed": bytes.Replace(large, []byte("\xff\xda"), []byte("\xff\xdb"), 1),
		"without its end": large[:len(large)-2], "png": pngOf(t, corners(320, 160)), "text": []byte("a shopping list"),
	} {
		path := filepath.Join(t.TempDir(), "photo")
		check(t, os.WriteFile(path, data, 0o600))
		_, want := photo.Open(t.Context(), path, photo.Options{})
		img, err := photo.OpenSmall(t.Context(), path, photo.Options{}, 64)
		if (err == nil) != (want == nil) || err != nil && err.Error() != want.Error() {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
		if err == nil && img.Rect.Max != image.Pt(64, 32) {
			t.Errorf("%s: it is %v", name, img.Rect)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := photo.DecodeSmall(ctx, large, photo.Options{}, 64); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestSmallCostCoversWhatDecodingSmallTakes(t *testing.T) {
	grey := image.NewGray(image.Rect(0, 0, 3200, 2400))
	for name, data := range map[string][]byte{"colours": jpegOf(t, corners(3200, 2400)), "grey": jpegOf(t, grey)} {
		for _, long := range []int{300, 600, 1500} {
			cost := photo.SmallCost(data, photo.Options{}, long)
			var img *image.NRGBA
			reduced := int64(4 * long * long * 3 / 4)
			peak := peakOf(func() { img, _ = decodeSmall(t, data, long) })
			runtime.KeepAlive(img)
			if whole := photo.Cost(data, photo.Options{}); cost+reduced < peak || cost > whole*2/3 {
				t.Errorf("%s for %d: it took %d bytes with a picture of %d, its cost is %d, the whole's %d", name, long, peak, reduced, cost, whole)
			}
		}
	}
	if got := photo.SmallCost(pngOf(t, corners(320, 160)), photo.Options{}, 64); got != 0 {
		t.Errorf("a PNG costs %d bytes", got)
	}
}
