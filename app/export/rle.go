package export

import (
	"bytes"
	"image"

	"whereabouts/segment"
)

// RLE is a mask in few bytes, as COCO packs it: column by column, the lengths of the
// stretches outside and inside the object in turn, beginning outside.
type RLE struct {
	Size    image.Point
	Lengths []int
}

// RLEOf packs a mask.
func RLEOf(m *segment.Mask) RLE {
	r := RLE{Size: m.Size}
	box := m.Box()
	if box.Empty() {
		r.Lengths = []int{m.Size.X * m.Size.Y}
		return r
	}
	columns := transposed(m, box)
	height := box.Dy()
	rest, inside := box.Min.X*m.Size.Y, false // length and kind of the stretch under way
	extend := func(n int, object bool) {
		if object != inside {
			r.Lengths = append(r.Lengths, rest)
			rest, inside = 0, object
		}
		rest += n
	}
	for x := range box.Dx() {
		extend(box.Min.Y, false)
		value := uint8(0)
		for column := columns[x*height : (x+1)*height]; len(column) > 0; value ^= segment.Object {
			n := bytes.IndexByte(column, value^segment.Object)
			if n < 0 {
				n = len(column)
			}
			if n > 0 {
				extend(n, value == segment.Object)
			}
			column = column[n:]
		}
		if below := m.Size.Y - box.Max.Y; below > 0 {
			extend(below, false)
		}
	}
	if right := (m.Size.X - box.Max.X) * m.Size.Y; right > 0 {
		extend(right, false)
	}
	r.Lengths = append(r.Lengths, rest)
	return r
}

// tile is the side of the squares that are transposed at a time, so that what is read
// and written stays in the processor's nearest memory.
const tile = 64

// transposed returns the mask inside a box column by column.
func transposed(m *segment.Mask, box image.Rectangle) []uint8 {
	width, height := box.Dx(), box.Dy()
	out := make([]uint8, width*height)
	for top := 0; top < height; top += tile {
		for left := 0; left < width; left += tile {
			for y := top; y < min(top+tile, height); y++ {
				line := m.Pix[(box.Min.Y+y)*m.Size.X+box.Min.X:]
				for x := left; x < min(left+tile, width); x++ {
					out[x*height+y] = line[x]
				}
			}
		}
	}
	return out
}

// Mask unpacks the mask. The error is always nil.
func (r RLE) Mask() (*segment.Mask, error) {
	m := segment.NewMask(r.Size)
	at := 0
	for i, n := range r.Lengths {
		if i%2 == 1 {
			for k := at; k < at+n; k++ {
				m.Pix[k%r.Size.Y*r.Size.X+k/r.Size.Y] = segment.Object
			}
		}
		at += n
	}
	return m, nil
}

// String returns the lengths as COCO writes them: each, from the fourth on less the
// one two before it, in groups of five bits, the lowest first, as letters from '0' on.
func (r RLE) String() string {
	var b []byte
	for i, n := range r.Lengths {
		if i > 2 {
			n -= r.Lengths[i-2]
		}
		for more := true; more; {
			c := n & 0x1f
			n >>= 5
			if c&0x10 != 0 {
				more = n != -1
			} else {
				more = n != 0
			}
			if more {
				c |= 0x20
			}
			b = append(b, byte(c+'0'))
		}
	}
	return string(b)
}
