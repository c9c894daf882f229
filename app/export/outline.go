package export

import (
	"image"

	"whereabouts/segment"
)

// rings are closed lines along the edges of pixels, each with the object on its right
// hand: around the object as clocks go, around a hole in it against that.
type rings struct{ outer, holes [][]image.Point }

// outline returns polygons that together cover a mask, exactly. They touch and do not
// overlap, and have no holes: where the object has one, it is cut in two there.
func outline(m *segment.Mask, part image.Rectangle) [][]image.Point {
	found := trace(m, part)
	if len(found.holes) == 0 {
		return found.outer
	}
	// The hole in the middle, so that both sides get their share of the others.
	var cut, distance int
	for i, hole := range found.holes {
		left, right := hole[0].X, hole[0].X
		for _, p := range hole {
			left, right = min(left, p.X), max(right, p.X)
		}
		at := (left + right) / 2
		if d := abs(at - (part.Min.X+part.Max.X)/2); i == 0 || d < distance {
			cut, distance = at, d
		}
	}
	left, right := part, part
	left.Max.X, right.Min.X = cut, cut
	return append(outline(m, left), outline(m, right)...)
}

func abs(n int) int { return max(n, -n) }

// trace finds the rings in a part of a mask. Pixels that touch only at a corner are
// apart.
func trace(m *segment.Mask, part image.Rectangle) rings {
	t := tracer{mask: m, part: part, seen: make([]bool, part.Dx()*part.Dy())}
	var found rings
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if !t.has(x, y) || t.has(x, y-1) || *t.at(x, y) {
				continue
			}
			if ring := t.follow(image.Pt(x, y)); area(ring) > 0 {
				found.outer = append(found.outer, ring)
			} else {
				found.holes = append(found.holes, ring)
			}
		}
	}
	return found
}

type tracer struct {
	mask *segment.Mask
	part image.Rectangle
	seen []bool // the upper edges of pixels that are in a ring already
}

func (t *tracer) has(x, y int) bool { return image.Pt(x, y).In(t.part) && t.mask.Has(x, y) }
func (t *tracer) at(x, y int) *bool {
	return &t.seen[(y-t.part.Min.Y)*t.part.Dx()+x-t.part.Min.X]
}

// follow returns the corners of the ring that begins with the upper edge of a pixel.
func (t *tracer) follow(start image.Point) (ring []image.Point) {
	p, dx, dy := start, 1, 0
	for {
		if dx == 1 {
			if *t.at(p.X, p.Y) {
				return ring
			}
			*t.at(p.X, p.Y) = true
		}
		p = p.Add(image.Pt(dx, dy))
		// The pixels ahead, on the right hand and on the left.
		rightX, rightY := p.X+(dx-dy-1)/2, p.Y+(dy+dx-1)/2
		leftX, leftY := p.X+(dx+dy-1)/2, p.Y+(dy-dx-1)/2
		switch {
		case !t.has(rightX, rightY):
			dx, dy = -dy, dx
		case t.has(leftX, leftY):
			dx, dy = dy, -dx
		default:
			continue
		}
		ring = append(ring, p)
	}
}

// area returns the area in a ring, twice and signed: positive as clocks go.
func area(ring []image.Point) (sum int) {
	before := ring[len(ring)-1]
	for _, p := range ring {
		sum += before.X*p.Y - p.X*before.Y
		before = p
	}
	return sum
}
