package segment

import (
	"context"
	"image"
	"image/color"

	"github.com/disintegration/imaging"

	"whereabouts/segment/resize"
)

// Thing is what the identity encoder makes of one thing: the example of how it was
// seen, and then those of how else it may stand in a photo.
type Thing []Example

// poseAngles are the degrees by which a taught thing is turned, 0 first, each as it
// is and mirrored. The encoder knows a thing that is turned by ten degrees less well than
// one that is not. Larger angles find no more on photos of the benchmark.
var poseAngles = [...]float64{0, -15, 15}

const (
	// poseMargin is how much of what is around a thing is turned with it, as a
	// share of its longer side.
	poseMargin = 1.0 / 3
	// poseSide is the longer side of the picture that is turned, in pixels.
	poseSide = 600
)

// DescribePoses returns what the identity encoder makes of a marked thing as it is
// and as it looks mirrored and turned a little. An empty mask is refused with
// [ErrEmptyMask].
func (e *IdentityEncoder) DescribePoses(ctx context.Context, p Pixels, m *Mask) (Thing, error) {
	seen, err := e.Describe(ctx, p, m)
	if err != nil {
		return nil, err
	}
	thing := Thing{seen}
	shot := shoot(p, m)
	for i, angle := range poseAngles {
		turned := shot.turned(angle)
		poses := []posed{turned, turned.mirrored()}
		if i == 0 {
			poses = poses[1:] // the other is how it was seen
		}
		for _, pose := range poses {
			mask := pose.mask()
			if mask.Box().Empty() {
				continue // too thin to be turned
			}
			example, err := e.Describe(ctx, Picture{pose.photo}, mask)
			if err != nil {
				return nil, err
			}
			thing = append(thing, example)
		}
	}
	return thing, nil
}

// posed is a small picture of a thing, and where the thing is in it.
type posed struct {
	photo *image.NRGBA
	thing *image.NRGBA // white where the thing is, of the photo's size
}

// shoot returns the picture of a marked thing and a little of what is around it.
func shoot(p Pixels, m *Mask) posed {
	part := widen(m.Box(), poseMargin, m.Size)
	scale := min(1, float64(poseSide)/float64(longer(part.Size())))
	size := image.Pt(max(1, int(scale*float64(part.Dx()))), max(1, int(scale*float64(part.Dy()))))
	return posed{p.Crop(part, size), fit(m.Gray().SubImage(part), size)}
}

// turned returns the picture turned counter-clockwise by degrees. What comes into
// it has the encoder's mean colour.
func (s posed) turned(degrees float64) posed {
	grey := color.NRGBA{uint8(pixelMean[0] + 0.5), uint8(pixelMean[1] + 0.5), uint8(pixelMean[2] + 0.5), 255}
	return posed{imaging.Rotate(s.photo, degrees, grey), imaging.Rotate(s.thing, degrees, color.Black)}
}

// mask returns where the thing is.
func (s posed) mask() *Mask {
	m := NewMask(s.thing.Rect.Size())
	for i := range m.Pix {
		if s.thing.Pix[4*i] >= Object/2 {
			m.Pix[i] = Object
		}
	}
	return m
}

func (s posed) mirrored() posed { return posed{imaging.FlipH(s.photo), imaging.FlipH(s.thing)} }

// A Picture is a picture in memory as [Pixels].
type Picture struct{ *image.NRGBA }

// Size implements [Pixels].
func (p Picture) Size() image.Point { return p.Rect.Size() }

// Crop implements [Pixels].
func (p Picture) Crop(part image.Rectangle, size image.Point) *image.NRGBA {
	return resize.Bilinear(p.SubImage(part), size)
}
