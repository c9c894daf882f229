package segment

import (
	"bytes"
	"image"
)

// Object is the value of a mask's pixels that show the object; all others are 0.
const Object = 255

// Mask says which pixels of an upright photo show an object.
type Mask struct {
	Size image.Point
	Pix  []uint8 // Size.X·Size.Y values, row by row, each 0 or Object
}

// NewMask returns a mask that marks nothing.
func NewMask(size image.Point) *Mask {
	return &Mask{Size: size, Pix: make([]uint8, size.X*size.Y)}
}

// MaskOf returns the mask of the pixels of g that are at least 128. It shares
// no memory with g.
func MaskOf(g *image.Gray) *Mask {
	b := g.Bounds()
	m := NewMask(b.Size())
	for y := range m.Size.Y {
		line := g.Pix[g.PixOffset(b.Min.X, b.Min.Y+y):]
		for x := range m.Size.X {
			if line[x] >= 128 {
				m.Pix[y*m.Size.X+x] = Object
			}
		}
	}
	return m
}

// Gray returns the mask as a picture that shares its pixels.
func (m *Mask) Gray() *image.Gray {
	return &image.Gray{Pix: m.Pix, Stride: m.Size.X, Rect: image.Rectangle{Max: m.Size}}
}

// Has reports whether the pixel at x, y shows the object; false outside.
func (m *Mask) Has(x, y int) bool {
	return image.Pt(x, y).In(image.Rectangle{Max: m.Size}) && m.Pix[y*m.Size.X+x] == Object
}

// Area returns the number of the object's pixels.
func (m *Mask) Area() int { return bytes.Count(m.Pix, []byte{Object}) }

// crop returns the part of the mask, as a mask of its own.
func (m *Mask) crop(part image.Rectangle) *Mask {
	c := NewMask(part.Size())
	for y := range c.Size.Y {
		copy(c.Pix[y*c.Size.X:(y+1)*c.Size.X], m.Pix[(part.Min.Y+y)*m.Size.X+part.Min.X:])
	}
	return c
}

// Box returns the smallest rectangle around the object; empty for an empty mask.
func (m *Mask) Box() image.Rectangle {
	box := image.Rectangle{}
	for y := range m.Size.Y {
		line := m.Pix[y*m.Size.X : (y+1)*m.Size.X]
		left := bytes.IndexByte(line, Object)
		if left < 0 {
			continue
		}
		box = box.Union(image.Rect(left, y, bytes.LastIndexByte(line, Object)+1, y+1))
	}
	return box
}

// IoU returns the intersection over union of two masks of one size, in 0..1;
// two empty masks agree.
func (m *Mask) IoU(o *Mask) float64 {
	var intersection, union int
	for i, v := range m.Pix {
		w := o.Pix[i]
		if v&w != 0 {
			intersection++
		}
		if v|w != 0 {
			union++
		}
	}
	if union == 0 {
		return 1
	}
	return float64(intersection) / float64(union)
}
