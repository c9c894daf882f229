package photo

import (
	"image"
	"image/color"
	"strconv"
	"testing"
)

// A crop in a photo's own resolution is the same part of the upright photo.
func TestCropIsThePartOfTheUprightPhotoInEveryOrientation(t *testing.T) {
	stored := image.NewNRGBA(image.Rect(0, 0, 23, 17))
	for y := range 17 {
		for x := range 23 {
			stored.Set(x, y, color.NRGBA{uint8(x * 11), uint8(y * 15), uint8(x ^ y), 255})
		}
	}
	for o := upright; o <= turnCounterclockwise; o++ {
		t.Run(strconv.Itoa(int(o)), func(t *testing.T) {
			p := &Photo{stored: stored, orientation: o}
			whole := p.Upright()
			for _, part := range []image.Rectangle{{Max: p.Size()}, image.Rect(3, 5, 9, 12), image.Rect(0, 10, 4, 17).Intersect(image.Rectangle{Max: p.Size()})} {
				crop := p.Crop(part, part.Size())
				if crop.Rect.Size() != part.Size() {
					t.Fatalf("the crop %v has the size %v", part, crop.Rect.Size())
				}
				for y := range part.Dy() {
					for x := range part.Dx() {
						if got, want := crop.NRGBAAt(x, y), whole.NRGBAAt(part.Min.X+x, part.Min.Y+y); got != want {
							t.Fatalf("the crop %v has %v at %d, %d instead of %v", part, got, x, y, want)
						}
					}
				}
			}
		})
	}
}

func TestCropBeyondThePhotoIsCutToIt(t *testing.T) {
	p := &Photo{stored: image.NewGray(image.Rect(0, 0, 8, 8)), orientation: upright}
	if got := p.Crop(image.Rect(-5, -5, 4, 4), image.Pt(4, 4)); got.Rect.Size() != image.Pt(4, 4) {
		t.Errorf("the crop has the size %v", got.Rect.Size())
	}
}
