package ui

import (
	"bytes"
	"image"
	"image/color"

	"whereabouts/segment"
)

// shrink returns a mask reduced to thumbnail size: a pixel is marked where any
// part of the photo that it covers is, so that nothing becomes too small to see.
func shrink(m *segment.Mask, long int) *segment.Mask {
	longer := max(m.Size.X, m.Size.Y)
	side := func(n int) int { return max(1, int(float64(n)*float64(long)/float64(longer)+0.5)) }
	out := segment.NewMask(image.Pt(side(m.Size.X), side(m.Size.Y)))
	for y := range out.Size.Y {
		top, bottom := covered(y, out.Size.Y, m.Size.Y)
		for x := range out.Size.X {
			left, right := covered(x, out.Size.X, m.Size.X)
			for sy := top; sy < bottom; sy++ {
				row := sy * m.Size.X
				if bytes.IndexByte(m.Pix[row+left:row+right], segment.Object) >= 0 {
					out.Pix[y*out.Size.X+x] = segment.Object
					break
				}
			}
		}
	}
	return out
}

// covered returns the run of the from source pixels, at least one, that pixel i
// of to covers.
func covered(i, to, from int) (first, end int) {
	first = i * from / to
	return first, max(first+1, (i+1)*from/to)
}

// A pen draws outlines.
type pen struct {
	line  color.NRGBA
	reach uint8 // how far the line goes beyond the object, in pixels
	halo  uint8 // and its dark border beyond that
}

// thin is the pen for thumbnails, thick that for photos shown large.
func thin(line color.NRGBA) pen  { return pen{line, 3, 1} }
func thick(line color.NRGBA) pen { return pen{line, 6, 2} }

// outlined returns a copy of a picture in which a line runs around the mask. A
// dark border keeps the line visible on any photo.
func outlined(thumb *image.RGBA, m *segment.Mask, p pen) *image.RGBA {
	out := &image.RGBA{Pix: bytes.Clone(thumb.Pix), Stride: thumb.Stride, Rect: thumb.Rect}
	near := nearness(m, p.reach+p.halo)
	for y := range min(m.Size.Y, out.Rect.Dy()) {
		for x := range min(m.Size.X, out.Rect.Dx()) {
			to := out.Pix[out.PixOffset(x, y):][:3]
			inside := m.Has(x, y)
			switch d := near[y*m.Size.X+x]; {
			case inside && rim(m, x, y), !inside && d <= p.reach:
				to[0], to[1], to[2] = p.line.R, p.line.G, p.line.B
			case !inside && d <= p.reach+p.halo:
				to[0], to[1], to[2] = to[0]/3, to[1]/3, to[2]/3
			}
		}
	}
	return out
}

// rim reports whether a marked pixel has an unmarked neighbour or lies at the
// picture's border, where there is no room for a line beyond the object.
func rim(m *segment.Mask, x, y int) bool {
	return !m.Has(x-1, y) || !m.Has(x+1, y) || !m.Has(x, y-1) || !m.Has(x, y+1)
}

// nearness returns for each pixel how far it is from the mask, in steps to one
// of four neighbours and of eight by turns, which makes an octagon of a point;
// what is further than reach has the largest value.
func nearness(m *segment.Mask, reach uint8) []uint8 {
	const far = 255
	near := bytes.Repeat([]byte{far}, len(m.Pix))
	for i, v := range m.Pix {
		if v == segment.Object {
			near[i] = 0
		}
	}
	w, h := m.Size.X, m.Size.Y
	for d := uint8(1); d <= reach; d++ {
		diagonal := d%2 == 0
		for y := range h {
			for x := range w {
				if near[y*w+x] == d-1 {
					spread(near, w, h, x, y, d, diagonal)
				}
			}
		}
	}
	return near
}

func spread(near []uint8, w, h, x, y int, d uint8, diagonal bool) {
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			nx, ny := x+dx, y+dy
			if nx < 0 || ny < 0 || nx >= w || ny >= h || (!diagonal && dx != 0 && dy != 0) {
				continue
			}
			if i := ny*w + nx; near[i] > d {
				near[i] = d
			}
		}
	}
}
