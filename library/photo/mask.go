package photo

import (
	"context"
	"image"
	"image/color"
)

// DecodeMask decodes a mask from the bytes of its file, which may be in any format
// that a photo may be in. The result is upright and 255 where the picture marks
// the object, 0 elsewhere. A picture without transparency marks it in white, or
// any colour nearer to white than to black in brightness; one with transparency
// marks it by being more opaque than transparent, whatever the colour. A mask that
// marks nothing is ErrEmptyMask.
func DecodeMask(ctx context.Context, data []byte, opt Options) (*image.Gray, error) {
	p, err := Decode(ctx, data, opt)
	if err != nil {
		return nil, err
	}
	img := p.Upright()
	marked := isBright
	if !img.Opaque() {
		marked = isOpaque
	}
	mask := image.NewGray(img.Rect)
	empty := true
	for i := range mask.Pix {
		if pix := img.Pix[4*i : 4*i+4 : 4*i+4]; marked(color.NRGBA{pix[0], pix[1], pix[2], pix[3]}) {
			mask.Pix[i] = 255
			empty = false
		}
	}
	if empty {
		return nil, ErrEmptyMask
	}
	return mask, nil
}

func isOpaque(c color.NRGBA) bool { return c.A >= 128 }

func isBright(c color.NRGBA) bool {
	// The luma of JPEG, in thousandths.
	return 299*int(c.R)+587*int(c.G)+114*int(c.B) >= 128*1000
}
