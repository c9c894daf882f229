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
// Cells that are taken count as if they were not there.
type summed struct {
	IdentityMap
	sums []float32 // (Height+1) rows of Width+1 cells of Dim values
	free []int32   // (Height+1) rows of Width+1 counts of cells that are not taken
}

// summed sums the cells for which taken is false; all where it is nil.
func (m IdentityMap) summed(taken []bool) summed {
	corners := (m.Width + 1) * (m.Height + 1)
	s := summed{IdentityMap: m, sums: make([]float32, corners*m.Dim), free: make([]int32, corners)}
	line := make([]float32, m.Dim)
	for y := range m.Height {
		clear(line)
		var free int32
		for x := range m.Width {
			cell := y*m.Width + x
			above, below := y*(m.Width+1)+x+1, (y+1)*(m.Width+1)+x+1
			if taken == nil || !taken[cell] {
				free++
				for d, v := range m.cell(cell) {
					line[d] += v
				}
			}
			s.free[below] = s.free[above] + free
			to, from := s.sums[below*m.Dim:(below+1)*m.Dim], s.sums[above*m.Dim:]
			for d, v := range line {
				to[d] = from[d] + v
			}
		}
	}
	return s
}

// corners returns where in the tables the corners of a window are.
func (s summed) corners(window image.Rectangle) (a, b, c, d int) {
	stride := s.Width + 1
	top, bottom := window.Min.Y*stride, window.Max.Y*stride
	return top + window.Min.X, top + window.Max.X, bottom + window.Min.X, bottom + window.Max.X
}

// describe writes the descriptor of a window, in cells, to d and reports whether
// it has one. A window without any variation has none.
func (s summed) describe(window image.Rectangle, d Descriptor) bool {
	row := func(corner int) []float32 { return s.sums[corner*s.Dim:][:len(d)] }
	i, j, k, l := s.corners(window)
	a, b, c, e := row(i), row(j), row(k), row(l)
	for i := range d {
		d[i] = e[i] - b[i] - c[i] + a[i]
	}
	return normaliseVector(d)
}

// freeShare returns the share of a window's cells that are not taken.
func (s summed) freeShare(window image.Rectangle) float64 {
	i, j, k, l := s.corners(window)
	return float64(s.free[l]-s.free[j]-s.free[k]+s.free[i]) / float64(window.Dx()*window.Dy())
}

// covered returns which cells masks of the whole photo show in, nil where there
// are no masks. It looks at a few pixels of each cell.
func (m IdentityMap) covered(masks []*Mask) []bool {
	if len(masks) == 0 {
		return nil
	}
	const points = 4
	cells := make([]bool, m.Width*m.Height)
	for _, mask := range masks {
		for y := range points * m.Height {
			for x := range points * m.Width {
				if mask.Has((2*x+1)*mask.Size.X/(2*points*m.Width), (2*y+1)*mask.Size.Y/(2*points*m.Height)) {
					cells[y/points*m.Width+x/points] = true
				}
			}
		}
	}
	return cells
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
