package segment

import (
	"image"
	"math"
)

// view is a part of a photo as SAM saw it: the whole of it, or a crop that was
// looked at closely.
type view struct {
	part     image.Rectangle // of the photo, in its pixels
	photo    image.Point
	features *Features // Frame.Photo is the size of part
	matching *matching
}

// inside translates the photo's pixels to the view's.
func (v *view) inside(r image.Rectangle) image.Rectangle {
	return r.Sub(v.part.Min).Intersect(image.Rectangle{Max: v.part.Size()})
}

// point translates a photo's pixel to the view's and reports whether it is in it.
func (v *view) point(p image.Point) (image.Point, bool) { return p.Sub(v.part.Min), p.In(v.part) }

// cells returns the view's cells whose middles lie in r, in the view's pixels;
// the cell around r's middle if there are none.
func (v *view) cells(r image.Rectangle) []int {
	var in []int
	columns, rows := v.features.Cells()
	for y := range rows {
		for x := range columns {
			if v.cellMiddle(y*FeatureSide + x).In(r) {
				in = append(in, y*FeatureSide+x)
			}
		}
	}
	if in == nil {
		x, y := v.features.Frame.toInput(float64(middle(r).X), float64(middle(r).Y))
		const cell = InputSide / FeatureSide
		in = []int{min(int(y)/cell, rows-1)*FeatureSide + min(int(x)/cell, columns-1)}
	}
	return in
}

// cellMiddle returns the middle of a cell in the view's pixels.
func (v *view) cellMiddle(cell int) image.Point {
	const side = InputSide / FeatureSide
	return v.toView(float64(cell%FeatureSide*side+side/2), float64(cell/FeatureSide*side+side/2))
}

// toView translates the encoder's input pixels to the view's.
func (v *view) toView(x, y float64) image.Point {
	f := v.features.Frame
	return image.Pt(
		min(int(x*float64(f.Photo.X)/float64(f.Input.X)), f.Photo.X-1),
		min(int(y*float64(f.Photo.Y)/float64(f.Input.Y)), f.Photo.Y-1),
	)
}

// logitMiddle returns the photo's pixel in the middle of a logit, and whether the
// logit shows the view at all.
func (v *view) logitMiddle(x, y int) (image.Point, bool) {
	ix, iy := x*logitStep+logitStep/2, y*logitStep+logitStep/2
	in := v.features.Frame.Input
	return v.toView(float64(ix), float64(iy)).Add(v.part.Min), ix < in.X && iy < in.Y
}

// mask returns logits as a mask of the whole photo.
func (v *view) mask(logits []float32) *Mask {
	m := v.features.Frame.Mask(logits)
	if v.part == (image.Rectangle{Max: v.photo}) {
		return m
	}
	whole := NewMask(v.photo)
	for y := range m.Size.Y {
		copy(whole.Pix[(v.part.Min.Y+y)*v.photo.X+v.part.Min.X:], m.Pix[y*m.Size.X:(y+1)*m.Size.X])
	}
	return whole
}

// logitStep is the side of a cell of the decoder's logits in the encoder's input
// pixels.
const logitStep = InputSide / LogitSide

// reach is where logits are above zero.
type reach struct {
	box   image.Rectangle // in the grid of logits
	area  int             // number of logits
	cells []int           // of features that are covered by half or more; at least one
	sure  float64         // stability: the area above 1 as a share of that above -1
	peak  image.Point     // of the highest logit
}

// reachOf returns where logits are above zero within the part of the grid that
// shows the view.
func (v *view) reachOf(logits []float32) reach {
	const perCell = LogitSide / FeatureSide
	var r reach
	var covered [featureCells]int
	high, low := 0, 0
	highest := float32(math.Inf(-1))
	width := (v.features.Frame.Input.X + logitStep - 1) / logitStep
	height := (v.features.Frame.Input.Y + logitStep - 1) / logitStep
	for y := range height {
		for x, l := range logits[y*LogitSide : y*LogitSide+width] {
			if l > highest {
				highest, r.peak = l, image.Pt(x, y)
			}
			if l > -1 {
				low++
			}
			if l > 1 {
				high++
			}
			if l > 0 {
				r.area++
				r.box = r.box.Union(image.Rect(x, y, x+1, y+1))
				covered[y/perCell*FeatureSide+x/perCell]++
			}
		}
	}
	r.sure = float64(high) / float64(max(1, low))
	most := 0
	for i, n := range covered {
		if n > perCell*perCell/2 {
			r.cells = append(r.cells, i)
		}
		if n > covered[most] {
			most = i
		}
	}
	if r.cells == nil {
		r.cells = []int{most}
	}
	return r
}

// box returns a box in the grid of logits in the view's pixels.
func (v *view) box(grid image.Rectangle) image.Rectangle {
	lo := v.toView(float64(grid.Min.X*logitStep), float64(grid.Min.Y*logitStep))
	hi := v.toView(float64(grid.Max.X*logitStep-1), float64(grid.Max.Y*logitStep-1))
	return image.Rectangle{Min: lo, Max: hi.Add(image.Pt(1, 1))}
}

// shown returns which pixels of a crop of the view, r brought to size, logits
// are above zero at.
func (v *view) shown(logits []float32, r image.Rectangle, size image.Point) func(x, y int) uint8 {
	f := v.features.Frame
	axisOf := func(from, pixels, crop, photo, input int) []gridTap {
		taps := make([]gridTap, crop)
		for i := range taps {
			taps[i] = tapAt((float64(from) + (float64(i)+0.5)*float64(pixels)/float64(crop)) * float64(input) / float64(photo) / logitStep)
		}
		return taps
	}
	columns := axisOf(r.Min.X, r.Dx(), size.X, f.Photo.X, f.Input.X)
	rows := axisOf(r.Min.Y, r.Dy(), size.Y, f.Photo.Y, f.Input.Y)
	return func(x, y int) uint8 {
		if sampleLogits(logits, columns[x], rows[y]) > 0 {
			return Object
		}
		return 0
	}
}

// gridTap is a sample between two neighbours of a grid.
type gridTap struct {
	low  int
	part float32
}

// tapAt returns the sample of a line of logits at a distance from its begin, in
// logits, whose middles are at 0.5, 1.5 and so on.
func tapAt(distance float64) gridTap {
	at := min(max(distance-0.5, 0), LogitSide-1)
	low := min(int(at), LogitSide-2)
	return gridTap{low, float32(at - float64(low))}
}

// sampleLogits returns the value of logits between four of them.
func sampleLogits(logits []float32, column, row gridTap) float32 {
	above, below := logits[row.low*LogitSide+column.low:], logits[(row.low+1)*LogitSide+column.low:]
	top := above[0] + column.part*(above[1]-above[0])
	return top + row.part*(below[0]+column.part*(below[1]-below[0])-top)
}
