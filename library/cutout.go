package library

import (
	"context"
	"fmt"
	"image"

	"whereabouts/segment"
)

// Cutout returns the object of an upright photo on a transparent background, cropped to
// what shows of it. Its edge follows the photo's, is soft where the object's is, and has
// the object's colours only. The mask has the photo's size and is not empty.
func Cutout(ctx context.Context, upright *image.NRGBA, mask *segment.Mask) (*image.NRGBA, error) {
	photo := segment.Picture{NRGBA: upright}
	alpha, err := segment.Matte(ctx, photo, mask)
	if err != nil {
		return nil, fmt.Errorf("cutting out: %w", err)
	}
	if alpha.Box().Empty() { // a speck that the photo's colours do not know
		alpha = segment.AlphaOf(mask)
	}
	cut, err := alpha.Lift(ctx, photo)
	if err != nil {
		return nil, fmt.Errorf("cutting out: %w", err)
	}
	if !upright.Opaque() {
		keepTransparent(cut, upright, alpha.Part.Min)
	}
	return cropped(cut, alpha.Box().Sub(alpha.Part.Min)), nil
}

// keepTransparent makes a cut-out transparent where its photo is, in which it lies at a
// point.
func keepTransparent(cut, photo *image.NRGBA, at image.Point) {
	for y := range cut.Rect.Dy() {
		from := photo.Pix[photo.PixOffset(at.X, at.Y+y):]
		line := cut.Pix[y*cut.Stride:]
		for x := range cut.Rect.Dx() {
			own, shown := from[4*x:4*x+4], line[4*x:4*x+4]
			if own[3] == 0xff || shown[3] == 0 {
				continue
			}
			alpha := uint8((int(own[3])*int(shown[3]) + 0x7f) / 0xff)
			copy(shown, own[:3])
			shown[3] = alpha
		}
	}
}

// cropped returns a part of a picture as one of its own.
func cropped(img *image.NRGBA, part image.Rectangle) *image.NRGBA {
	out := image.NewNRGBA(image.Rectangle{Max: part.Size()})
	for y := range part.Dy() {
		copy(out.Pix[y*out.Stride:(y+1)*out.Stride], img.Pix[img.PixOffset(part.Min.X, part.Min.Y+y):])
	}
	return out
}
