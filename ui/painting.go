package ui

import (
	"image"
	"math"

	"whereabouts/app"
	"whereabouts/segment"
)

// A painting is a mask that is being painted, with its history. Every stroke
// and every clearing is one step of the history, and undoing one restores the
// mask to the pixel.
type painting struct {
	mask   *segment.Mask
	marked int      // the mask's area
	done   []change // oldest first
	undone []change // the last undone last
	stroke *change  // the one under way, or nil
	to     uint8    // the value that it gives to pixels
}

// maxHistory is the number of steps that can be undone.
const maxHistory = 200

// A change is a set of pixels that were given the value that they did not have.
// Doing it again takes it back.
type change struct {
	runs  []run
	where image.Rectangle // around all runs
	meant *app.Pointed    // what was pointed at, where that made it, or nil
}

// A run is a run of neighbouring pixels in a mask's Pix.
type run struct{ first, length int32 }

// A spot is a place in a picture; the middle of its first pixel is 0.5, 0.5.
type spot struct{ x, y float64 }

func newPainting(size image.Point) *painting { return &painting{mask: segment.NewMask(size)} }

// begin begins a stroke that marks, or one that erases.
func (p *painting) begin(erase bool) {
	p.end()
	p.stroke, p.to = &change{}, segment.Object
	if erase {
		p.to = 0
	}
}

// draw goes on with the stroke: every pixel whose middle is no further than
// radius from the line between two spots is painted. It returns the rectangle
// in which pixels have changed.
func (p *painting) draw(from, to spot, radius float64) image.Rectangle {
	if p.stroke == nil {
		return image.Rectangle{}
	}
	line := capsule{from, to, radius}
	var changed image.Rectangle
	size := p.mask.Size
	top := max(0, int(math.Floor(min(from.y, to.y)-radius)))
	bottom := min(size.Y, int(math.Ceil(max(from.y, to.y)+radius))+1)
	for y := top; y < bottom; y++ {
		left, right, ok := line.row(float64(y) + 0.5)
		if !ok {
			continue
		}
		first := max(0, int(math.Ceil(left-0.5)))
		end := min(size.X, int(math.Floor(right-0.5))+1)
		if first < end {
			changed = changed.Union(p.paintRow(y, first, end))
		}
	}
	p.stroke.where = p.stroke.where.Union(changed)
	return changed
}

// paintRow gives the pixels of a row from first up to end the stroke's value.
func (p *painting) paintRow(y, first, end int) image.Rectangle {
	row := y * p.mask.Size.X
	return p.flipRow(y, first, end, func(x int) bool { return p.mask.Pix[row+x] != p.to })
}

// flipRow flips those pixels of a row from first up to end that are wanted.
func (p *painting) flipRow(y, first, end int, wanted func(x int) bool) (changed image.Rectangle) {
	row := y * p.mask.Size.X
	for x := first; x < end; {
		if !wanted(x) {
			x++
			continue
		}
		from, value := x, p.mask.Pix[row+x]
		for ; x < end && p.mask.Pix[row+x] == value && wanted(x); x++ {
		}
		r := run{int32(row + from), int32(x - from)}
		p.flip(r)
		p.stroke.runs = append(p.stroke.runs, r)
		changed = changed.Union(image.Rect(from, y, x, y+1))
	}
	return changed
}

// A laying is what is done with the pixels that a mask marks.
type laying int

const (
	addIt  laying = iota // they are painted
	takeIt               // they are erased
	beIt                 // they are painted and all others erased
)

// flips reports whether a pixel changes.
func (l laying) flips(painted, marked uint8) bool {
	switch l {
	case addIt:
		return marked > painted
	case takeIt:
		return marked&painted != 0
	case beIt:
	}
	return marked != painted
}

// lay lays a mask of the painting's size over it, as one step, and returns the
// rectangle in which pixels have changed. Meant is what was pointed at, or nil.
func (p *painting) lay(m *segment.Mask, how laying, meant *app.Pointed) (changed image.Rectangle) {
	p.begin(how == takeIt)
	p.stroke.meant = meant
	where := m.Box()
	if how == beIt {
		where = where.Union(p.mask.Box())
	}
	for y := where.Min.Y; y < where.Max.Y; y++ {
		row := y * m.Size.X
		painted, marked := p.mask.Pix[row:row+m.Size.X], m.Pix[row:row+m.Size.X]
		changed = changed.Union(p.flipRow(y, where.Min.X, where.Max.X, func(x int) bool { return how.flips(painted[x], marked[x]) }))
	}
	p.stroke.where = changed
	p.end()
	return changed
}

// end ends the stroke. One that has changed nothing leaves no trace.
func (p *painting) end() {
	stroke := p.stroke
	p.stroke = nil
	if stroke != nil && len(stroke.runs) > 0 {
		p.remember(*stroke)
	}
}

// clear erases everything and returns the rectangle that has changed.
func (p *painting) clear() image.Rectangle {
	p.begin(true)
	for y := range p.mask.Size.Y {
		p.stroke.where = p.stroke.where.Union(p.paintRow(y, 0, p.mask.Size.X))
	}
	where := p.stroke.where
	p.end()
	return where
}

// undo takes the last step back and returns the rectangle that has changed.
func (p *painting) undo() image.Rectangle {
	p.end()
	if len(p.done) == 0 {
		return image.Rectangle{}
	}
	last := p.done[len(p.done)-1]
	p.done = p.done[:len(p.done)-1]
	p.undone = append(p.undone, last)
	p.flipAll(last)
	return last.where
}

// redo repeats the last step taken back and returns the rectangle that has
// changed.
func (p *painting) redo() image.Rectangle {
	p.end()
	if len(p.undone) == 0 {
		return image.Rectangle{}
	}
	last := p.undone[len(p.undone)-1]
	p.undone = p.undone[:len(p.undone)-1]
	p.done = append(p.done, last)
	p.flipAll(last)
	return last.where
}

// meant returns what was pointed at in the last step, or nil.
func (p *painting) meant() *app.Pointed {
	if len(p.done) == 0 {
		return nil
	}
	return p.done[len(p.done)-1].meant
}

func (p *painting) canUndo() bool { return len(p.done) > 0 }
func (p *painting) canRedo() bool { return len(p.undone) > 0 }

// empty reports whether nothing is marked.
func (p *painting) empty() bool { return p.marked == 0 }

func (p *painting) remember(c change) {
	if len(p.done) == maxHistory {
		p.done = append(p.done[:0], p.done[1:]...)
	}
	p.done = append(p.done, c)
	p.undone = nil
}

func (p *painting) flipAll(c change) {
	for _, r := range c.runs {
		p.flip(r)
	}
}

// flip gives the pixels of a run, which are alike, the other value.
func (p *painting) flip(r run) {
	pixels := p.mask.Pix[r.first : r.first+r.length]
	value := segment.Object - pixels[0]
	for i := range pixels {
		pixels[i] = value
	}
	if value == 0 {
		p.marked -= len(pixels)
	} else {
		p.marked += len(pixels)
	}
}

// A capsule is what a round brush covers on its way from one spot to another.
type capsule struct {
	from, to spot
	radius   float64
}

// row returns the span of x that the capsule covers at height y. The capsule is
// convex, so there is one, from the leftmost to the rightmost of what its two
// ends and its two sides cover.
func (c capsule) row(y float64) (left, right float64, ok bool) {
	left, right = math.Inf(1), math.Inf(-1)
	add := func(x float64) { left, right = min(left, x), max(right, x) }
	for _, end := range []spot{c.from, c.to} {
		if dy := y - end.y; math.Abs(dy) <= c.radius {
			half := math.Sqrt(c.radius*c.radius - dy*dy)
			add(end.x - half)
			add(end.x + half)
		}
	}
	dx, dy := c.to.x-c.from.x, c.to.y-c.from.y
	if length := math.Hypot(dx, dy); length > 0 && dy != 0 {
		for _, side := range []float64{-c.radius, c.radius} {
			startX, startY := c.from.x-side*dy/length, c.from.y+side*dx/length
			if t := (y - startY) / dy; t >= 0 && t <= 1 {
				add(startX + t*dx)
			}
		}
	}
	return left, right, left <= right
}

// enlarge returns a mask painted on a reduced copy in the size of the photo;
// each pixel is that of the copy which covers its middle.
func enlarge(m *segment.Mask, size image.Point) *segment.Mask {
	if m.Size == size {
		return m
	}
	out := segment.NewMask(size)
	columns := make([]int, size.X)
	for x := range columns {
		columns[x] = (2*x + 1) * m.Size.X / (2 * size.X)
	}
	last := -1
	for y := range size.Y {
		line := out.Pix[y*size.X : (y+1)*size.X]
		from := (2*y + 1) * m.Size.Y / (2 * size.Y)
		if from == last {
			copy(line, out.Pix[(y-1)*size.X:])
			continue
		}
		last = from
		source := m.Pix[from*m.Size.X:]
		for x, column := range columns {
			line[x] = source[column]
		}
	}
	return out
}
