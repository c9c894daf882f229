package segment

import (
	"image"
	"math"
)

// sideCell is the side of the cells in which the colours of the two sides of an edge
// are counted, in pixels: they vary slowly.
const sideCell = 4

// A sidedness tells on which side of an edge colours are, by the colours that are
// around there on its inside and on its outside.
type sidedness struct {
	cells           image.Point
	inside, outside []gaussian
}

// gaussian is the distribution of colours in a window; one of no colours is not known.
type gaussian struct {
	known   bool
	mean    [3]float64
	inverse covariance
	spread  float64 // logarithm of the root of the covariance's determinant
}

// newSidedness looks at the colours, 0..1, of a picture within radius cells around each
// cell. Side is 1 for pixels inside, -1 for those outside, and 0 for those that say
// nothing. Noise is the variance that every colour has.
func newSidedness(size image.Point, colour [3]plane, side []int8, radius int, noise float64) *sidedness {
	s := &sidedness{cells: image.Pt((size.X+sideCell-1)/sideCell, (size.Y+sideCell-1)/sideCell)}
	v := newWindows(s.cells, radius)
	s.inside = gaussians(moments(size, s.cells, colour, side, 1), v, noise)
	s.outside = gaussians(moments(size, s.cells, colour, side, -1), v, noise)
	return s
}

// moments are sums over cells: of pixels, of their colours, and of products of these.
func moments(size, cells image.Point, colour [3]plane, side []int8, of int8) (m [10]plane) {
	for k := range m {
		m[k] = make(plane, cells.X*cells.Y)
	}
	for y := range size.Y {
		for x := range size.X {
			i := y*size.X + x
			if side[i] != of {
				continue
			}
			cell := y/sideCell*cells.X + x/sideCell
			m[0][cell]++
			for c := range colour {
				m[1+c][cell] += colour[c][i]
			}
			for k, p := range pairs {
				m[4+k][cell] += colour[p[0]][i] * colour[p[1]][i]
			}
		}
	}
	return m
}

// fewest is how many pixels of a cell, on average over a window, must be on a side for
// their colours to be believed.
const fewest = 0.02

func gaussians(m [10]plane, v *windows, noise float64) []gaussian {
	for k := range m {
		v.mean(m[k], m[k])
	}
	all := make([]gaussian, len(m[0]))
	for i, pixels := range m[0] {
		if pixels < fewest {
			continue
		}
		g := gaussian{known: true}
		for c := range g.mean {
			g.mean[c] = float64(m[1+c][i] / pixels)
		}
		var s covariance
		for k, p := range pairs {
			s[k] = float64(m[4+k][i]/pixels) - g.mean[p[0]]*g.mean[p[1]]
		}
		s[0], s[3], s[5] = max(s[0], 0)+noise, max(s[3], 0)+noise, max(s[5], 0)+noise
		var determinant float64
		g.inverse, determinant = s.inverse()
		g.spread = math.Log(determinant) / 2
		g.known = determinant > 0
		all[i] = g
	}
	return all
}

// unlikely returns the negative logarithm of a colour's density, less a constant.
func (g *gaussian) unlikely(colour [3]float64) float64 {
	var d [3]float64
	for c := range d {
		d[c] = colour[c] - g.mean[c]
	}
	far := g.inverse.times(d)
	return (d[0]*far[0]+d[1]*far[1]+d[2]*far[2])/2 + g.spread
}

// surest bounds what colours alone may say.
const surest = 4

// favour returns how much likelier a colour at a pixel is inside than outside, as a
// logarithm of the odds; 0 where nothing is known.
func (s *sidedness) favour(x, y int, colour [3]float64) float64 {
	cell := y/sideCell*s.cells.X + x/sideCell
	in, out := &s.inside[cell], &s.outside[cell]
	if !in.known || !out.known {
		return 0
	}
	return min(max(out.unlikely(colour)-in.unlikely(colour), -surest), surest)
}
