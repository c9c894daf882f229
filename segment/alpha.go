package segment

import "image"

// Alpha says how much of an object each pixel of an upright photo shows.
type Alpha struct {
	// Part holds all pixels that show any of the object, in the photo's pixels.
	Part image.Rectangle
	// Pix holds Part.Dx()·Part.Dy() values, row by row: 255 where a pixel shows the
	// object only, 0 where it shows none of it.
	Pix []uint8

	reach int // how far from an edge colours may be those of two things, in pixels
}

// NewAlpha returns an alpha of a part of a photo that shows nothing.
func NewAlpha(part image.Rectangle) *Alpha {
	return &Alpha{Part: part, Pix: make([]uint8, part.Dx()*part.Dy()), reach: 1}
}

// AlphaOf returns a mask as an alpha, without looking at the photo.
func AlphaOf(m *Mask) *Alpha {
	a := NewAlpha(m.Box())
	for y := a.Part.Min.Y; y < a.Part.Max.Y; y++ {
		copy(a.row(y), m.Pix[y*m.Size.X+a.Part.Min.X:])
	}
	return a
}

// At returns the value of a pixel of the photo; 0 outside of Part.
func (a *Alpha) At(x, y int) uint8 {
	if !image.Pt(x, y).In(a.Part) {
		return 0
	}
	return a.row(y)[x-a.Part.Min.X]
}

// row returns the values of a row of the photo, from Part's left side on.
func (a *Alpha) row(y int) []uint8 {
	from := (y - a.Part.Min.Y) * a.Part.Dx()
	return a.Pix[from : from+a.Part.Dx()]
}

// Box returns the smallest rectangle around all that shows, in the photo's pixels;
// empty where nothing does.
func (a *Alpha) Box() image.Rectangle {
	box := image.Rectangle{}
	for y := a.Part.Min.Y; y < a.Part.Max.Y; y++ {
		left, right := -1, -1
		for x, v := range a.row(y) {
			if v == 0 {
				continue
			}
			if left < 0 {
				left = x
			}
			right = x
		}
		if left >= 0 {
			box = box.Union(image.Rect(a.Part.Min.X+left, y, a.Part.Min.X+right+1, y+1))
		}
	}
	return box
}

// Mask returns the pixels of a photo of the given size that show the object at least by
// half.
func (a *Alpha) Mask(size image.Point) *Mask {
	m := NewMask(size)
	for y := a.Part.Min.Y; y < a.Part.Max.Y; y++ {
		line := m.Pix[y*size.X+a.Part.Min.X:]
		for x, v := range a.row(y) {
			if v >= 128 {
				line[x] = Object
			}
		}
	}
	return m
}
