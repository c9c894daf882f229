package segment

// A spot lies between two pixels of a line.
type spot struct {
	low, high int
	part      float32 // of high
}

// nearest returns the nearer of the two.
func (p spot) nearest() int {
	if p.part < 0.5 {
		return p.low
	}
	return p.high
}

// spots returns where pixels of a line, from first up to end, lie in that line brought
// from one number of pixels to another.
func spots(first, end, from, to int) []spot {
	all := make([]spot, 0, end-first)
	for i := first; i < end; i++ {
		at := min(max((float64(i)+0.5)*float64(to)/float64(from)-0.5, 0), float64(to-1))
		low := int(at)
		all = append(all, spot{low, min(low+1, to-1), float32(at - float64(low))})
	}
	return all
}

// between returns the value for a colour at a spot between pixels, of which there are
// width in a row.
func (l *linear) between(width int, column, row spot, colour [3]float32) float32 {
	above, below := row.low*width, row.high*width
	top := l.at(above+column.low, colour)
	top += column.part * (l.at(above+column.high, colour) - top)
	bottom := l.at(below+column.low, colour)
	bottom += column.part * (l.at(below+column.high, colour) - bottom)
	return top + row.part*(bottom-top)
}

// between returns the value at a spot between pixels.
func (p plane) between(width int, column, row spot) float32 {
	above, below := p[row.low*width:], p[row.high*width:]
	top := above[column.low] + column.part*(above[column.high]-above[column.low])
	bottom := below[column.low] + column.part*(below[column.high]-below[column.low])
	return top + row.part*(bottom-top)
}
