package photo_test

import (
	"errors"
	"image"
	"image/color"
	"testing"

	"whereabouts/library/photo"
)

// rowOf is a picture of one row.
func rowOf(colours ...color.NRGBA) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, len(colours), 1))
	for x, c := range colours {
		img.SetNRGBA(x, 0, c)
	}
	return img
}

func grey(v, a uint8) color.NRGBA { return color.NRGBA{v, v, v, a} }

func TestMaskMarksWhiteOrOpaque(t *testing.T) {
	tests := []struct {
		name string
		img  image.Image
		want []uint8
	}{
		{"brightness", rowOf(grey(0, 255), grey(127, 255), grey(128, 255), grey(255, 255)), []uint8{0, 0, 255, 255}},
		{"bright colours", rowOf(color.NRGBA{255, 255, 0, 255}, color.NRGBA{0, 0, 255, 255}), []uint8{255, 0}},
		{"opacity", rowOf(grey(0, 255), grey(255, 127), grey(0, 128), grey(255, 0)), []uint8{255, 0, 255, 0}},
	}
	for _, test := range tests {
		mask, err := photo.DecodeMask(t.Context(), pngOf(t, test.img), photo.Options{})
		check(t, err)
		for x, want := range test.want {
			if got := mask.GrayAt(x, 0).Y; got != want {
				t.Errorf("%s: pixel %d is %d, want %d", test.name, x, got, want)
			}
		}
	}
}

func TestMaskIsUpright(t *testing.T) {
	data := withPNG(pngOf(t, rowOf(white, black, black)), exif(tag{tagOrientation, kindShort, 6}))
	mask, err := photo.DecodeMask(t.Context(), data, photo.Options{})
	check(t, err)
	if mask.Rect.Max != image.Pt(1, 3) || mask.GrayAt(0, 0).Y != 255 || mask.GrayAt(0, 2).Y != 0 {
		t.Errorf("got %v %v", mask.Rect.Max, mask.Pix)
	}
}

func TestMaskThatMarksNothingIsAnError(t *testing.T) {
	for name, img := range map[string]image.Image{
		"black":       rowOf(black, grey(127, 255)),
		"transparent": rowOf(grey(255, 0), grey(255, 127)),
	} {
		if _, err := photo.DecodeMask(t.Context(), pngOf(t, img), photo.Options{}); !errors.Is(err, photo.ErrEmptyMask) {
			t.Errorf("%s: got %v, want ErrEmptyMask", name, err)
		}
	}
}

func TestMaskThatIsNoPictureIsAnError(t *testing.T) {
	if _, err := photo.DecodeMask(t.Context(), []byte("no picture"), photo.Options{}); !errors.Is(err, photo.ErrNotAPhoto) {
		t.Errorf("got %v, want ErrNotAPhoto", err)
	}
}
