package library_test

import (
	"context"
	"image"
	"image/color"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/library"
	"whereabouts/segment"
)

// cutOut cuts a mask out of a photo.
func cutOut(t interface{ Fatal(...any) }, upright *image.NRGBA, mask *segment.Mask) *image.NRGBA {
	cut, err := library.Cutout(context.Background(), upright, mask)
	if err != nil {
		t.Fatal(err)
	}
	return cut
}

func TestCutoutIsNeverEmptyAndLiesInThePhoto(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := image.Pt(rapid.IntRange(1, 40).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height"))
		upright := image.NewNRGBA(image.Rectangle{Max: size})
		shades := rapid.SliceOfN(rapid.Byte(), 61, 61).Draw(t, "shades")
		for i := range upright.Pix {
			upright.Pix[i] = shades[i%61]
		}
		mask := segment.NewMask(size)
		for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(mask.Pix)-1), 1, -1, rapid.ID).Draw(t, "marked") {
			mask.Pix[i] = segment.Object
		}
		cut := cutOut(t, upright, mask)
		if cut.Rect.Empty() || cut.Rect.Dx() > size.X || cut.Rect.Dy() > size.Y {
			t.Fatalf("the cut-out has %v of a photo of %v", cut.Rect, size)
		}
	})
}

// halves is a photo with a red disc before blue, whose edge is mixed over some pixels,
// and the disc's mask.
func halves(soft float64) (*image.NRGBA, *segment.Mask) {
	img := image.NewNRGBA(image.Rect(0, 0, 600, 600))
	mask := segment.NewMask(img.Rect.Size())
	for y := range 600 {
		for x := range 600 {
			dx, dy := float64(x-300), float64(y-300)
			far := (dx*dx+dy*dy-200*200)/400 + soft/2 // about the distance from the edge
			share := min(max(1-far/soft, 0), 1)
			img.SetNRGBA(x, y, color.NRGBA{uint8(220*share + 0.5), 0, uint8(220*(1-share) + 0.5), 255})
			if share >= 0.5 {
				mask.Pix[y*600+x] = segment.Object
			}
		}
	}
	return img, mask
}

func TestCutoutKeepsThePixelsWithinTheObject(t *testing.T) {
	photo, mask := halves(1)
	photo.SetNRGBA(310, 290, color.NRGBA{1, 2, 3, 255})
	cut := cutOut(t, photo, mask)
	middle := cut.Rect.Max.Div(2)
	found := false
	for y := -15; y <= 15; y++ {
		for x := -15; x <= 15; x++ {
			found = found || cut.NRGBAAt(middle.X+x, middle.Y+y) == color.NRGBA{1, 2, 3, 255}
		}
	}
	if !found {
		t.Error("a pixel in the middle has another colour than in the photo")
	}
}

func TestCutoutHasNoColourOfTheBackground(t *testing.T) {
	photo, mask := halves(6)
	cut := cutOut(t, photo, mask)
	soft, blue := 0, 0
	for i := 0; i < len(cut.Pix); i += 4 {
		if alpha := cut.Pix[i+3]; alpha > 25 && alpha < 255 {
			soft++
			if cut.Pix[i+2] > 40 {
				blue++
			}
		}
	}
	if soft < 600 {
		t.Errorf("%d pixels are soft at an edge that is six pixels wide", soft)
	}
	if blue > soft/50 {
		t.Errorf("%d of %d soft pixels show the background", blue, soft)
	}
}

func TestCutoutIsTransparentWhereThePhotoIs(t *testing.T) {
	photo, mask := halves(1)
	photo.SetNRGBA(300, 300, color.NRGBA{9, 8, 7, 100})
	cut := cutOut(t, photo, mask)
	var got color.NRGBA
	for y := range cut.Rect.Dy() {
		for x := range cut.Rect.Dx() {
			if c := cut.NRGBAAt(x, y); c.A == 100 && c.R == 9 {
				got = c
			}
		}
	}
	if got != (color.NRGBA{9, 8, 7, 100}) {
		t.Error("the transparent pixel is not in the cut-out")
	}
}
