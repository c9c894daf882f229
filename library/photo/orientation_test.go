package photo_test

import (
	"fmt"
	"image"
	"image/color"
	"testing"
)

// turned says, for each EXIF orientation, which stored corner (0 and 1 above, 2
// and 3 below) stands at which corner of the upright photo.
var turned = map[uint32][4]int{
	1: {0, 1, 2, 3},
	2: {1, 0, 3, 2},
	3: {3, 2, 1, 0},
	4: {2, 3, 0, 1},
	5: {0, 2, 1, 3},
	6: {2, 0, 3, 1},
	7: {3, 1, 2, 0},
	8: {1, 3, 0, 2},
}

func wantCorners(tb testing.TB, img *image.NRGBA, want [4]color.NRGBA) {
	tb.Helper()
	right, bottom := img.Rect.Dx()-1, img.Rect.Dy()-1
	wantNear(tb, img, 0, 0, want[0])
	wantNear(tb, img, right, 0, want[1])
	wantNear(tb, img, 0, bottom, want[2])
	wantNear(tb, img, right, bottom, want[3])
}

// oriented holds corners(32, 16) in each format that carries EXIF, with the tags.
func oriented(tb testing.TB, tags ...tag) map[string][]byte {
	tb.Helper()
	plain := everyFormat(tb)
	return map[string][]byte{
		"jpeg":       withJPEG(plain["jpeg"], exif(tags...)),
		"png":        withPNG(plain["png"], exif(tags...)),
		"webp":       withWebP(plain["webp"], exif(tags...), image.Pt(32, 16)),
		"lossy webp": withWebP(fixture(tb, "lossy.webp"), exif(tags...), image.Pt(32, 16)),
		"tiff":       withTIFF(plain["tiff"], tags...),
	}
}

func TestEveryOrientationIsUpright(t *testing.T) {
	stored := [4]color.NRGBA{red, green, blue, yellow}
	for o, from := range turned {
		for name, data := range oriented(t, tag{tagOrientation, kindShort, o}) {
			t.Run(fmt.Sprintf("%s %d", name, o), func(t *testing.T) {
				p := decode(t, data)
				size, reduced := image.Pt(32, 16), image.Pt(16, 8)
				if o >= 5 {
					size, reduced = image.Pt(16, 32), image.Pt(8, 16)
				}
				var want [4]color.NRGBA
				for i := range want {
					want[i] = stored[from[i]]
				}
				if p.Size() != size {
					t.Errorf("Size is %v, want %v", p.Size(), size)
				}
				if got := p.Upright(); got.Rect.Max != size {
					t.Errorf("Upright is %v, want %v", got.Rect.Max, size)
				}
				if got := p.Reduced(16); got.Rect.Max != reduced {
					t.Errorf("Reduced is %v, want %v", got.Rect.Max, reduced)
				}
				wantCorners(t, p.Upright(), want)
				wantCorners(t, p.Reduced(16), want)
			})
		}
	}
}

func TestOrientationThatMeansNothingIsIgnored(t *testing.T) {
	tests := map[string]tag{
		"zero":      {tagOrientation, kindShort, 0},
		"nine":      {tagOrientation, kindShort, 9},
		"huge":      {tagOrientation, kindLong, 0xffffffff},
		"text":      {tagOrientation, kindASCII, '6'},
		"no tag":    {tagWidth, kindLong, 32},
		"bad kind":  {tagOrientation, 99, 6},
		"kind zero": {tagOrientation, 0, 6},
	}
	for name, tag := range tests {
		p := decode(t, withJPEG(jpegOf(t, corners(32, 16)), exif(tag)))
		if p.Size() != image.Pt(32, 16) {
			t.Errorf("%s: size %v, want (32,16)", name, p.Size())
		}
		wantCorners(t, p.Upright(), [4]color.NRGBA{red, green, blue, yellow})
	}
}

func TestBrokenEXIFNeverFailsAPhoto(t *testing.T) {
	whole := exif(tag{tagOrientation, kindShort, 6})
	blocks := map[string][]byte{
		"empty":            {},
		"garbage":          []byte("this is no TIFF header at all"),
		"offset to itself": []byte("II*\x00\x00\x00\x00\x00\xff\xff"),
		"offset beyond":    []byte("II*\x00\xff\xff\xff\x7f"),
		"endless entries":  []byte("II*\x00\x08\x00\x00\x00\xff\xff"),
	}
	for i := range whole {
		blocks[fmt.Sprintf("cut at %d", i)] = whole[:i]
	}
	for name, block := range blocks {
		t.Run(name, func(t *testing.T) {
			decode(t, withJPEG(jpegOf(t, corners(32, 16)), block))
			decode(t, withPNG(pngOf(t, corners(32, 16)), block))
			decode(t, withWebP(fixture(t, "lossless.webp"), block, image.Pt(32, 16)))
		})
	}
}
