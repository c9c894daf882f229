package segment

import (
	"image"
	"math"
)

// Sides of the square windows of a map, in cells, and how many steps a window
// takes to move by its own side.
const (
	smallestWindow = 3
	largestWindow  = 14
	windowSteps    = 3
)

// summed is an [IdentityMap] whose cells hold the sums of all cells above and to
// the left (a summed-area table), so that the mean of any window is four reads.
type summed struct {
	IdentityMap
	sums []float32 // (Height+1) rows of Width+1 cells of Dim values
}

func (m IdentityMap) summed() summed {
	s := summed{IdentityMap: m, sums: make([]float32, (m.Width+1)*(m.Height+1)*m.Dim)}
	line := make([]float32, m.Dim)
	stride := (m.Width + 1) * m.Dim
	for y := range m.Height {
		clear(line)
		above := s.sums[y*stride:]
		below := s.sums[(y+1)*stride:]
		for x := range m.Width {
			for d, v := range m.cell(y*m.Width + x) {
				line[d] += v
				below[(x+1)*m.Dim+d] = above[(x+1)*m.Dim+d] + line[d]
			}
		}
	}
	return s
}

// describe writes the descriptor of a window, in cells, to d and reports whether
// it has one. A window without any variation has none.
func (s summed) describe(window image.Rectangle, d Descriptor) bool {
	stride := (s.Width + 1) * s.Dim
	row := func(x, y int) []float32 { return s.sums[y*stride+x*s.Dim:][:len(d)] }
	a, b := row(window.Min.X, window.Min.Y), row(window.Max.X, window.Min.Y)
	c, e := row(window.Min.X, window.Max.Y), row(window.Max.X, window.Max.Y)
	for i := range d {
		d[i] = e[i] - b[i] - c[i] + a[i]
	}
	return normaliseVector(d)
}

// windows calls visit for every window of the map, in cells: squares of all
// sides from smallestWindow to largestWindow, clipped to the map.
func (m IdentityMap) windows(visit func(window image.Rectangle)) {
	previous := image.Point{}
	for side := smallestWindow; side <= largestWindow; side++ {
		size := image.Pt(min(side, m.Width), min(side, m.Height))
		if size == previous {
			return
		}
		previous = size
		step := max(1, side/windowSteps)
		for y := 0; ; y = min(y+step, m.Height-size.Y) {
			for x := 0; ; x = min(x+step, m.Width-size.X) {
				visit(image.Rectangle{Min: image.Pt(x, y), Max: image.Pt(x, y).Add(size)})
				if x == m.Width-size.X {
					break
				}
			}
			if y == m.Height-size.Y {
				break
			}
		}
	}
}

// toPhoto returns a window of cells in the photo's pixels.
func (m IdentityMap) toPhoto(window image.Rectangle, photo image.Point) image.Rectangle {
	x := func(v int) int { return int(math.Round(float64(v) * float64(photo.X) / float64(m.Width))) }
	y := func(v int) int { return int(math.Round(float64(v) * float64(photo.Y) / float64(m.Height))) }
	return image.Rect(x(window.Min.X), y(window.Min.Y), x(window.Max.X), y(window.Max.Y))
}

// toCells returns the window of whole cells that is nearest to a part of the
// photo, at least one cell.
func (m IdentityMap) toCells(part image.Rectangle, photo image.Point) image.Rectangle {
	span := func(from, to, pixels, cells int) (int, int) {
		scale := float64(cells) / float64(pixels)
		lo := min(max(int(math.Round(float64(from)*scale)), 0), cells-1)
		hi := min(max(int(math.Round(float64(to)*scale)), lo+1), cells)
		return lo, hi
	}
	x0, x1 := span(part.Min.X, part.Max.X, photo.X, m.Width)
	y0, y1 := span(part.Min.Y, part.Max.Y, photo.Y, m.Height)
	return image.Rect(x0, y0, x1, y1)
}
