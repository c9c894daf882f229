package segment

import (
	"context"
	"fmt"
	"image"
	"math"
	"runtime"

	"golang.org/x/sync/errgroup"

	"whereabouts/segment/resize"
)

// Distances in steps, which are sides of the decoder's logits.
const (
	// edgeReach is how far from the mask's edge the object's edge is looked for.
	edgeReach = 2
	// edgeWindow is the radius within which one line of colours leads from the object's
	// to the background's.
	edgeWindow = 2
	// sureDistance is how far from the mask's edge pixels are believed to be on the side
	// that the mask says.
	sureDistance = 0.5
	// nearSide and farSide are the radii within which the colours of both sides are
	// compared; sideMargin is how much of the background around an object is seen.
	nearSide, farSide = 8, 32
	sideMargin        = farSide/2 + edgeReach + 1
)

const (
	// matteStep is the side of a step in the picture that is worked on, in pixels.
	matteStep = 4
	// matteRounds is how often the colours of both sides are compared, after the first
	// time by the edge that was found.
	matteRounds = 2
	// maskWeight and sideWeight are those of the mask's and of the colours' word, as
	// logarithms of odds.
	maskWeight = 4
	sideWeight = 1.5
	// sideNoise is the variance that all colours have, flatColour the one below which
	// what varies is no edge, of colours in 0..1.
	sideNoise  = 1e-4
	flatColour = 1e-3
	// halfShown is what is found where half of a pixel shows: the decoder's masks are a
	// little too small. Contrast keeps a haze off what is around the object.
	halfShown = 0.4
	contrast  = 2
	// toldEnough is how much of the edge colours must tell to be believed wholly; where
	// they tell nothing, the mask's edge stays, smoothed.
	toldEnough = 0.15
)

// Matte returns how much of the object each pixel of a photo shows, for a mask of the
// object that the decoder drew. The mask, of steps of a 256th of what the decoder saw,
// is corrected near its edge by the photo's colours: whoever has the colours that are
// inside nearby is let in, and the edge follows the photo's edges. There it may be
// soft, as that of fur is. Away from the mask's edge the mask holds.
//
// It works on a copy of the part around the object in which that is at most 1024
// pixels large, and on the photo's own pixels near the edge only; so its memory is
// bounded but for the result, which takes a byte for each pixel of the object's box.
// The same photo and mask give the same alpha.
//
// An empty mask is [ErrEmptyMask], one that is not of the photo's size [ErrMaskSize].
func Matte(ctx context.Context, p Pixels, m *Mask) (*Alpha, error) {
	if m.Size != p.Size() {
		return nil, fmt.Errorf("finding the edges: %w", ErrMaskSize)
	}
	if m.Box().Empty() {
		return nil, fmt.Errorf("finding the edges: %w", ErrEmptyMask)
	}
	w := newMatting(p, m)
	for range matteRounds {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		w.round()
	}
	a := w.coarse()
	if err := w.finish(ctx, a); err != nil {
		return nil, err
	}
	return a, nil
}

// step returns the side of a logit in the photo's pixels, for a mask of unknown origin:
// things that are small in the photo were looked at closely.
func (m *Mask) step() float64 {
	side, box := longer(m.Size), longer(m.Box().Size())
	if box < int(closerLook*float64(side)) {
		side = min(side, int(float64(box)/closerShare))
	}
	return float64(side) / LogitSide
}

// matting is a matte that is being made.
type matting struct {
	pixels Pixels
	mask   *Mask
	step   float64         // in the photo's pixels
	part   image.Rectangle // of the photo
	size   image.Point     // of the picture that is worked on, which shows part
	colour [3]plane
	guide  *colourGuide
	cover  plane   // how much of each pixel the mask covers
	lean   plane   // cover, smoothed: 0..1
	ramp   float32 // over how many pixels lean goes from 0 to 1 as steeply as at a straight edge
	band   []bool
	alpha  plane // 0..1, as it was found so far
	linear *linear
}

func newMatting(p Pixels, m *Mask) *matting {
	w := &matting{pixels: p, mask: m, step: m.step()}
	margin := int(math.Ceil(sideMargin * w.step))
	w.part = m.Box().Inset(-margin).Intersect(image.Rectangle{Max: m.Size})
	w.size = w.part.Size()
	if w.step > matteStep {
		w.size.X = max(1, int(math.Round(float64(w.size.X)*matteStep/w.step)))
		w.size.Y = max(1, int(math.Round(float64(w.size.Y)*matteStep/w.step)))
	}
	w.colour = planesOf(p.Crop(w.part, w.size))
	w.guide = newColourGuide(w.colour, newWindows(w.size, w.pixelsOf(edgeWindow)), flatColour)
	w.cover = planesOf(resize.Bilinear(m.Gray().SubImage(w.part), w.size))[0]
	reach := newWindows(w.size, w.pixelsOf(edgeReach/2))
	w.ramp = float32(2*reach.radius + 1)
	w.lean = make(plane, len(w.cover))
	reach.mean(w.lean, w.cover)
	reach.mean(w.lean, w.lean)
	w.band = w.around(w.cover, edgeReach)
	w.alpha = w.cover
	return w
}

// planesOf returns a picture's colours, 0..1.
func planesOf(img *image.NRGBA) (colour [3]plane) {
	size := img.Rect.Size()
	for c := range colour {
		colour[c] = make(plane, size.X*size.Y)
		for y := range size.Y {
			line := img.Pix[y*img.Stride:]
			for x := range size.X {
				colour[c][y*size.X+x] = float32(line[4*x+c]) / 0xff
			}
		}
	}
	return colour
}

// pixelsOf returns a distance in steps as pixels of the picture that is worked on.
func (w *matting) pixelsOf(steps float64) int {
	return max(1, int(math.Round(steps*min(w.step, matteStep))))
}

// around returns the pixels that have pixels of both sides within a distance in steps.
func (w *matting) around(alpha plane, steps float64) []bool {
	side := make(plane, len(alpha))
	for i, a := range alpha {
		if a >= 0.5 {
			side[i] = 1
		}
	}
	newWindows(w.size, w.pixelsOf(steps)).mean(side, side)
	const none = 1e-5
	band := make([]bool, len(side))
	for i, s := range side {
		band[i] = s > none && s < 1-none
	}
	return band
}

// sides returns the side on which pixels are that are not near the edge as it was found
// so far.
func (w *matting) sides() []int8 {
	side := make([]int8, len(w.alpha))
	for i, near := range w.around(w.alpha, sureDistance) {
		switch {
		case near:
		case w.alpha[i] >= 0.5:
			side[i] = 1
		default:
			side[i] = -1
		}
	}
	return side
}

// round finds the edge from the colours on both sides of it as it was found so far.
func (w *matting) round() {
	var views []*sidedness
	side := w.sides()
	for _, radius := range []float64{nearSide, farSide} {
		views = append(views, newSidedness(w.size, w.colour, side, max(1, w.pixelsOf(radius)/sideCell), sideNoise))
	}
	guess := make(plane, len(w.cover))
	copy(guess, w.cover)
	for i, near := range w.band {
		if !near {
			continue
		}
		x, y := i%w.size.X, i/w.size.X
		colour := [3]float64{float64(w.colour[0][i]), float64(w.colour[1][i]), float64(w.colour[2][i])}
		odds := maskWeight * (2*float64(w.lean[i]) - 1)
		for _, s := range views {
			odds += sideWeight / float64(len(views)) * s.favour(x, y, colour)
		}
		guess[i] = float32(1 / (1 + math.Exp(-odds)))
	}
	w.linear = w.guide.follow(guess)
	found := make(plane, len(w.cover))
	for i, near := range w.band {
		found[i] = w.cover[i]
		if near {
			value := w.linear.at(i, [3]float32{w.colour[0][i], w.colour[1][i], w.colour[2][i]})
			found[i] = shown(value, w.linear.told[i], w.lean[i], w.ramp)
		}
	}
	w.alpha = found
}

// shown returns how much a pixel shows of the object, 0..1, by the value that was found
// for it, by how much colours told of that, and by the mask, smoothed over a ramp in pixels.
func shown(found, told, lean, ramp float32) float32 {
	byColour := min(max((found-halfShown)*contrast+0.5, 0), 1)
	byMask := min(max((lean-0.5)*ramp+0.5, 0), 1)
	believed := min(told/toldEnough, 1)
	return byMask + believed*(byColour-byMask)
}

// coarse returns the mask as an alpha of all that may show.
func (w *matting) coarse() *Alpha {
	reach := int(math.Ceil((edgeReach + 1) * w.step))
	a := NewAlpha(w.mask.Box().Inset(-reach).Intersect(w.part))
	a.reach = int(math.Ceil(edgeReach * w.step))
	for y := a.Part.Min.Y; y < a.Part.Max.Y; y++ {
		copy(a.row(y), w.mask.Pix[y*w.mask.Size.X+a.Part.Min.X:])
	}
	return a
}

// matteTile is the side of the parts of a photo that are finished at a time, in pixels.
const matteTile = 256

// finish brings what was found to the photo's own pixels.
func (w *matting) finish(ctx context.Context, a *Alpha) error {
	group, working := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for y := a.Part.Min.Y; y < a.Part.Max.Y && working.Err() == nil; y += matteTile {
		group.Go(func() error {
			for x := a.Part.Min.X; x < a.Part.Max.X; x += matteTile {
				if working.Err() != nil {
					return working.Err()
				}
				w.tile(a, image.Rect(x, y, x+matteTile, y+matteTile).Intersect(a.Part))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// tile finishes one part of the photo.
func (w *matting) tile(a *Alpha, part image.Rectangle) {
	within := part.Sub(w.part.Min)
	columns := spots(within.Min.X, within.Max.X, w.part.Dx(), w.size.X)
	rows := spots(within.Min.Y, within.Max.Y, w.part.Dy(), w.size.Y)
	if !w.edged(columns, rows) {
		return
	}
	ramp := w.ramp * float32(max(w.step/matteStep, 1))
	photo := w.pixels.Crop(part, part.Size())
	for y, row := range rows {
		line, to := photo.Pix[y*photo.Stride:], a.row(part.Min.Y + y)[part.Min.X-a.Part.Min.X:]
		for x, column := range columns {
			if !w.band[row.nearest()*w.size.X+column.nearest()] {
				continue
			}
			colour := [3]float32{float32(line[4*x]) / 0xff, float32(line[4*x+1]) / 0xff, float32(line[4*x+2]) / 0xff}
			value, told := w.linear.between(w.size.X, column, row, colour), w.linear.told.between(w.size.X, column, row)
			to[x] = uint8(0xff*shown(value, told, w.lean.between(w.size.X, column, row), ramp) + 0.5)
		}
	}
}

// edged reports whether there is an edge near where taps are.
func (w *matting) edged(columns, rows []spot) bool {
	for y := rows[0].low; y <= rows[len(rows)-1].high; y++ {
		for x := columns[0].low; x <= columns[len(columns)-1].high; x++ {
			if w.band[y*w.size.X+x] {
				return true
			}
		}
	}
	return false
}
