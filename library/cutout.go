package library

import (
	"image"

	"whereabouts/segment"
)

// Cutout returns the object of an upright photo on a transparent background,
// cropped to the mask's box. The mask has the photo's size and is not empty.
func Cutout(upright *image.NRGBA, mask *segment.Mask) *image.NRGBA {
	box := mask.Box()
	out := image.NewNRGBA(image.Rectangle{Max: box.Size()})
	for y := range box.Dy() {
		for x := range box.Dx() {
			if mask.Has(box.Min.X+x, box.Min.Y+y) {
				from := upright.PixOffset(box.Min.X+x, box.Min.Y+y)
				copy(out.Pix[out.PixOffset(x, y):][:4], upright.Pix[from:from+4])
			}
		}
	}
	return out
}
