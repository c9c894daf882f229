package ui

import (
	"image"
	"image/color"

	"whereabouts/segment"
)

// A veil shows a mask as a tint with a firm edge, to be laid over the photo.
//
// The graphics card is given the whole veil after each change, so it is kept
// small: of a large mask it shows each second pixel in both directions.
type veil struct {
	picture *image.RGBA // premultiplied
	step    int         // pixels of the mask to one of the picture, in each direction
	edge    int         // width of the edge in pixels of the mask
}

// maxVeil is the longer side of a veil's picture.
const maxVeil = 1024

var (
	veilTint = premultiplied(accent, 0x70)
	veilEdge = premultiplied(accent, 0xff)
)

// premultiplied returns a colour at the given opacity, as [image.RGBA] has it.
func premultiplied(c color.NRGBA, alpha uint8) [4]uint8 {
	scaled := func(v uint8) uint8 { return uint8(int(v) * int(alpha) / 0xff) }
	return [4]uint8{scaled(c.R), scaled(c.G), scaled(c.B), alpha}
}

// newVeil returns the veil of an empty mask of the given size.
func newVeil(size image.Point) *veil {
	longer := max(size.X, size.Y)
	v := &veil{step: (longer + maxVeil - 1) / maxVeil, edge: max(1, longer/250)}
	v.picture = image.NewRGBA(image.Rect(0, 0, (size.X+v.step-1)/v.step, (size.Y+v.step-1)/v.step))
	return v
}

// update repaints what a change of the mask within where has changed.
func (v *veil) update(m *segment.Mask, where image.Rectangle) {
	where = where.Inset(-v.edge).Intersect(image.Rectangle{Max: m.Size})
	for y := where.Min.Y / v.step; y*v.step < where.Max.Y; y++ {
		for x := where.Min.X / v.step; x*v.step < where.Max.X; x++ {
			to := v.picture.Pix[v.picture.PixOffset(x, y):][:4]
			switch mx, my := x*v.step, y*v.step; {
			case m.Pix[my*m.Size.X+mx] == 0:
				clear(to)
			case v.onEdge(m, mx, my):
				copy(to, veilEdge[:])
			default:
				copy(to, veilTint[:])
			}
		}
	}
}

// onEdge reports whether a marked pixel has an unmarked one near. The photo's
// border is no edge.
func (v *veil) onEdge(m *segment.Mask, x, y int) bool {
	w, i := m.Size.X, y*m.Size.X+x
	return x >= v.edge && m.Pix[i-v.edge] == 0 ||
		x < w-v.edge && m.Pix[i+v.edge] == 0 ||
		y >= v.edge && m.Pix[i-v.edge*w] == 0 ||
		y < m.Size.Y-v.edge && m.Pix[i+v.edge*w] == 0
}
