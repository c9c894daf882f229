package segment

import (
	"context"
	"image"
	"math"
)

// Pixels are the pixels of an upright photo, in whatever way they are kept.
type Pixels interface {
	// Size returns the size of the upright photo.
	Size() image.Point
	// Crop returns a part of the photo, brought to size, opaque. The part lies
	// within the photo and is not empty.
	Crop(part image.Rectangle, size image.Point) *image.NRGBA
}

// Sizes at which a thing is looked at to describe it: the longer side of its
// crop, in pixels.
var describeSides = [...]int{160, 224}

// aloneSide is the longer side of a crop in which everything but the thing is
// painted over.
const aloneSide = 224

// describeMargin is how much of what is around a thing its crop shows, as a
// share of the thing's longer side.
const describeMargin = 0.08

// Describe returns what the identity encoder makes of a marked thing. An empty
// mask is refused with [ErrEmptyMask].
func (e *IdentityEncoder) Describe(ctx context.Context, p Pixels, m *Mask) (Example, error) {
	box := m.Box()
	if box.Empty() {
		return Example{}, ErrEmptyMask
	}
	part := widen(box, describeMargin, m.Size)
	whole, err := e.describeWhole(ctx, p, part)
	if err != nil {
		return Example{}, err
	}
	size := IdentitySize(part.Size(), aloneSide)
	shown := fit(m.Gray().SubImage(part), size)
	alone, err := e.describeAlone(ctx, p.Crop(part, size), func(x, y int) uint8 { return shown.Pix[y*shown.Stride+4*x] })
	if err != nil {
		return Example{}, err
	}
	return Example{Whole: whole, Alone: alone}, nil
}

// describeWhole describes a part of a photo, once for each of describeSides.
func (e *IdentityEncoder) describeWhole(ctx context.Context, p Pixels, part image.Rectangle) ([]Descriptor, error) {
	var whole []Descriptor
	for _, side := range describeSides {
		m, err := e.Encode(ctx, p.Crop(part, IdentitySize(part.Size(), side)), side)
		if err != nil {
			return nil, err
		}
		whole = append(whole, m.mean())
	}
	return whole, nil
}

// describeAlone describes a crop in which everything is painted over with the
// encoder's mean colour as far as shown, in 0..255, leaves it. It draws into crop.
func (e *IdentityEncoder) describeAlone(ctx context.Context, crop *image.NRGBA, shown func(x, y int) uint8) (Descriptor, error) {
	for y := range crop.Rect.Dy() {
		line := crop.Pix[y*crop.Stride:]
		for x := range crop.Rect.Dx() {
			keep := int(shown(x, y))
			for c := range 3 {
				grey := int(pixelMean[c] + 0.5)
				line[4*x+c] = uint8((int(line[4*x+c])*keep + grey*(255-keep) + 127) / 255)
			}
		}
	}
	m, err := e.Encode(ctx, crop, max(crop.Rect.Dx(), crop.Rect.Dy()))
	if err != nil {
		return nil, err
	}
	return m.mean(), nil
}

// mean returns the descriptor of the whole map.
func (m IdentityMap) mean() Descriptor { return m.meanOf(image.Rect(0, 0, m.Width, m.Height)) }

// meanOf returns the descriptor of a window, in cells.
func (m IdentityMap) meanOf(window image.Rectangle) Descriptor {
	d := make(Descriptor, m.Dim)
	for y := window.Min.Y; y < window.Max.Y; y++ {
		for x := window.Min.X; x < window.Max.X; x++ {
			d.add(m.cell(y*m.Width + x))
		}
	}
	normaliseVector(d)
	return d
}

// widen returns box with a margin on each side, a share of its longer side, as
// far as the photo reaches.
func widen(box image.Rectangle, share float64, photo image.Point) image.Rectangle {
	margin := int(math.Round(share * float64(max(box.Dx(), box.Dy()))))
	return box.Inset(-margin).Intersect(image.Rectangle{Max: photo})
}

// surround returns the square part of a photo, as far as there is such, whose
// side box fills to the given share. It is moved, not cut, where it would reach
// beyond the photo.
func surround(box image.Rectangle, share float64, photo image.Point) image.Rectangle {
	side := int(math.Round(float64(max(box.Dx(), box.Dy())) / share))
	place := func(from, to, pixels int) (int, int) {
		if side >= pixels {
			return 0, pixels
		}
		start := min(max((from+to-side)/2, 0), pixels-side)
		return start, start + side
	}
	x0, x1 := place(box.Min.X, box.Max.X, photo.X)
	y0, y1 := place(box.Min.Y, box.Max.Y, photo.Y)
	return image.Rect(x0, y0, x1, y1)
}
