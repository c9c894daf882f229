package export

import (
	"image"
	"math"
	"slices"

	"whereabouts/segment"
)

// agreement is the intersection over union that polygons have with their mask. It is
// above what is promised, since readers fill polygons a little differently.
const agreement = 0.995

// slack are the distances in pixels by which polygons may leave the mask's edge, in the
// order in which they are tried. Without any they are exact.
var slack = [...]float64{1, 0.5, 0}

// polygons returns polygons without holes that together cover a mask, with few corners.
// Corners lie between pixels.
func polygons(m *segment.Mask) [][]image.Point {
	box := m.Box()
	exact := outline(m, box)
	for _, distance := range slack {
		if distance == 0 {
			break
		}
		simple := make([][]image.Point, 0, len(exact))
		for _, ring := range exact {
			if ring = simplified(ring, distance); len(ring) > 2 {
				simple = append(simple, ring)
			}
		}
		if agrees(m, box, simple) {
			return simple
		}
	}
	return exact
}

// simplified leaves out corners that are no further than distance from a line that
// stays, as Douglas and Peucker do.
func simplified(ring []image.Point, distance float64) []image.Point {
	far := 0
	for i, p := range ring {
		if squared(p.Sub(ring[0])) > squared(ring[far].Sub(ring[0])) {
			far = i
		}
	}
	closed := append(slices.Clone(ring), ring[0])
	out := []image.Point{ring[0]}
	out = thin(out, closed[:far+1], distance)
	out = thin(out, closed[far:], distance)
	return out[:len(out)-1]
}

// thin appends the corners of a line that stay, without its first.
func thin(out, line []image.Point, distance float64) []image.Point {
	if len(line) < 2 {
		return out
	}
	last := len(line) - 1
	furthest, most := 0, distance
	for i := 1; i < last; i++ {
		if d := apart(line[i], line[0], line[last]); d > most {
			furthest, most = i, d
		}
	}
	if furthest == 0 {
		return append(out, line[last])
	}
	return thin(thin(out, line[:furthest+1], distance), line[furthest:], distance)
}

// apart returns the distance of a point from the line between two others.
func apart(p, a, b image.Point) float64 {
	along, to := b.Sub(a), p.Sub(a)
	length := squared(along)
	if length == 0 {
		return math.Sqrt(float64(squared(to)))
	}
	return math.Abs(float64(along.X*to.Y-along.Y*to.X)) / math.Sqrt(float64(length))
}

func squared(p image.Point) int { return p.X*p.X + p.Y*p.Y }

// agrees reports whether polygons cover a mask well enough, whose object is in a box.
func agrees(m *segment.Mask, box image.Rectangle, polygons [][]image.Point) bool {
	covered := make([]bool, box.Dx()*box.Dy())
	for _, ring := range polygons {
		fill(ring, box, func(x, y int) { covered[(y-box.Min.Y)*box.Dx()+x-box.Min.X] = true })
	}
	var both, either int
	for y := range box.Dy() {
		line := m.Pix[(box.Min.Y+y)*m.Size.X+box.Min.X:]
		for x := range box.Dx() {
			object, in := line[x] == segment.Object, covered[y*box.Dx()+x]
			if object && in {
				both++
			}
			if object || in {
				either++
			}
		}
	}
	return float64(both) >= agreement*float64(either)
}

// fill calls each with the pixels of a box whose centres are in a polygon.
func fill(ring []image.Point, box image.Rectangle, each func(x, y int)) {
	crossings := make([][]float64, box.Dy())
	before := ring[len(ring)-1]
	for _, p := range ring {
		a, b := before, p
		before = p
		if a.Y > b.Y {
			a, b = b, a
		}
		for y := max(a.Y, box.Min.Y); y < min(b.Y, box.Max.Y); y++ {
			t := (float64(y) + 0.5 - float64(a.Y)) / float64(b.Y-a.Y)
			crossings[y-box.Min.Y] = append(crossings[y-box.Min.Y], float64(a.X)+t*float64(b.X-a.X))
		}
	}
	for row, at := range crossings {
		slices.Sort(at)
		for i := 0; i+1 < len(at); i += 2 {
			from, to := int(math.Ceil(at[i]-0.5)), int(math.Ceil(at[i+1]-0.5))
			for x := max(from, box.Min.X); x < min(to, box.Max.X); x++ {
				each(x, box.Min.Y+row)
			}
		}
	}
}

// joined returns one polygon of several: a line there and back leads from each to the
// one before it that is nearest.
func joined(polygons [][]image.Point) []image.Point {
	all := slices.Clone(polygons[0])
	for _, ring := range polygons[1:] {
		from, to := nearest(all, ring)
		way := slices.Concat(ring[to:], ring[:to+1], all[from:from+1])
		all = slices.Insert(all, from+1, way...)
	}
	return all
}

// nearest returns the corners of two polygons that are nearest to one another.
func nearest(a, b []image.Point) (inA, inB int) {
	best := math.MaxInt
	for i, p := range a {
		for j, q := range b {
			if d := squared(p.Sub(q)); d < best {
				best, inA, inB = d, i, j
			}
		}
	}
	return inA, inB
}
