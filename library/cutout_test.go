package library_test

import (
	"image"
	"image/color"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/library"
	"whereabouts/segment"
)

func TestCutoutHasTheObjectsPixelsAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := image.Pt(rapid.IntRange(1, 12).Draw(t, "width"), rapid.IntRange(1, 12).Draw(t, "height"))
		upright := image.NewNRGBA(image.Rectangle{Max: size})
		copy(upright.Pix, rapid.SliceOfN(rapid.Byte(), len(upright.Pix), len(upright.Pix)).Draw(t, "photo"))
		mask := segment.NewMask(size)
		marked := rapid.SliceOfNDistinct(rapid.IntRange(0, len(mask.Pix)-1), 1, -1, rapid.ID).Draw(t, "marked")
		for _, i := range marked {
			mask.Pix[i] = segment.Object
		}

		got, box := library.Cutout(upright, mask), mask.Box()
		if got.Rect != (image.Rectangle{Max: box.Size()}) {
			t.Fatalf("the cut-out has %v, the mask's box is %v", got.Rect, box)
		}
		for y := box.Min.Y; y < box.Max.Y; y++ {
			for x := box.Min.X; x < box.Max.X; x++ {
				want := color.NRGBA{}
				if mask.Has(x, y) {
					want = upright.NRGBAAt(x, y)
				}
				if c := got.NRGBAAt(x-box.Min.X, y-box.Min.Y); c != want {
					t.Errorf("pixel %d,%d is %v, want %v", x, y, c, want)
				}
			}
		}
	})
}
