package segment

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"math"
)

// leastAgreement is how alike the answers of a device and of the processor must
// be, as a cosine. Reduced precision stays far above it; a network that is
// computed wrongly does not.
const leastAgreement = 0.999

// Try encodes a known picture and returns all features as one vector. It serves to
// check a device and to time it.
func (e *SAMEncoder) Try(ctx context.Context) ([]float32, error) {
	size := image.Pt(InputSide, InputSide*3/4)
	f, err := e.Encode(ctx, knownPicture(size), size)
	if err != nil {
		return nil, err
	}
	return f.Data, nil
}

// Try encodes a known picture at the given side and returns all descriptors as
// one vector. It serves to check a device and to time it.
func (e *IdentityEncoder) Try(ctx context.Context, side int) ([]float32, error) {
	m, err := e.Encode(ctx, knownPicture(IdentitySize(image.Pt(4, 3), side)), side)
	if err != nil {
		return nil, err
	}
	return m.Data, nil
}

// CheckAnswer compares what an encoder's Try gives on a device with what the same
// encoder's gives on the processor. Where they do not point the same way, to a
// cosine of 0.999, the error is [ErrDevice].
func CheckAnswer(device, processor []float32) error {
	if len(device) != len(processor) {
		return fmt.Errorf("%w: its answer has %d numbers and the processor's %d", ErrDevice, len(device), len(processor))
	}
	var dp, dd, pp float64
	for i, d := range device {
		p := float64(processor[i])
		dp += float64(d) * p
		dd += float64(d) * float64(d)
		pp += p * p
	}
	// Not a number, where one of them is nothing but zeros, is no agreement.
	if cosine := dp / math.Sqrt(dd*pp); !(cosine >= leastAgreement) {
		return fmt.Errorf("%w: it computes something else than the processor (the cosine of their answers is %.4f)", ErrDevice, cosine)
	}
	return nil
}

// knownPicture is a picture of shades, squares, discs and grain, always the same.
func knownPicture(size image.Point) *image.NRGBA {
	img := image.NewNRGBA(image.Rectangle{Max: size})
	grain := uint32(1)
	for y := range size.Y {
		for x := range size.X {
			grain = grain*1664525 + 1013904223
			c := color.NRGBA{uint8(255 * x / size.X), uint8(255 * y / size.Y), uint8(255 * (x + y) / (size.X + size.Y)), 255}
			if (8*x/size.X+6*y/size.Y)%2 == 0 {
				c.R, c.B = c.B, 255-c.R
			}
			dx, dy := x%(size.X/2)-size.X/4, y%(size.Y/2)-size.Y/4
			if d := 36 * (dx*dx + dy*dy); d < size.X*size.Y {
				c.G = 255 - c.G
			}
			c.R = c.R/2 + uint8(grain>>25)
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}
