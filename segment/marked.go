package segment

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"math"
	"slices"
)

// Closeup returns SAM's features of a part of one photo.
type Closeup func(ctx context.Context, part image.Rectangle) (*Features, error)

// Marked is a thing that a user marked in a photo, as SAM sees it.
type Marked struct {
	// Mask is what was painted, or what a sloppy painting seems to mean.
	Mask *Mask

	part image.Rectangle // of the photo, around the thing
	near Reference       // that part
}

// Shares of a view's side that a marked thing fills when it is looked at for a
// template: SAM's features change with size. The thing is first looked at with
// nearShare.
const nearShare = 0.55

var templateShares = [...]float64{0.9, nearShare, 0.3}

// Mark looks at a thing that a user painted over. Where SAM's decoder, shown the
// painting, draws the same, the painting is right. Where not, it was sloppy, and
// what the decoder draws takes its place: a scribble means the thing it crosses, a
// mask that spills over an edge ends there. A painting that nothing comes of is
// left as it is. An empty one is refused with [ErrEmptyMask].
func (n Networks) Mark(ctx context.Context, look Closeup, painted *Mask) (*Marked, error) {
	return mark(ctx, look, painted, n.tidy)
}

// Snap returns the thing that a painting is meant for, where a user asks for it. A
// painting that lies within a thing means that thing, whatever its form; any other is
// taken as Mark takes it.
func (n Networks) Snap(ctx context.Context, look Closeup, painted *Mask) (*Mask, error) {
	marked, err := mark(ctx, look, painted, n.grasp)
	if err != nil {
		return nil, err
	}
	return marked.Mask, nil
}

// A meaning returns the logits of what a painting means, nil where that is what was
// painted.
type meaning func(ctx context.Context, v *view, painted *Mask) ([]float32, error)

// mark looks closely at what is painted, and wider where what it means reaches beyond
// what was seen.
func mark(ctx context.Context, look Closeup, painted *Mask, meant meaning) (*Marked, error) {
	const wider = 2 // looks at more of the photo
	box := painted.Box()
	if box.Empty() {
		return nil, ErrEmptyMask
	}
	for again := 0; ; again++ {
		part := surround(box, nearShare, painted.Size)
		f, err := look(ctx, part)
		if err != nil {
			return nil, err
		}
		v := &view{part: part, photo: painted.Size, features: f}
		logits, err := meant(ctx, v, painted)
		if err != nil {
			return nil, err
		}
		mask := painted
		if logits != nil {
			mask = v.mask(logits)
			seen := mask.Box()
			if again < wider && seen != seen.Intersect(inner(part, painted.Size)) {
				box = box.Union(seen)
				continue
			}
		}
		return &Marked{Mask: mask, part: part, near: Reference{Features: f, Mask: mask.crop(part)}}, nil
	}
}

// inner returns a part of a photo without its edges that are not the photo's.
func inner(part image.Rectangle, photo image.Point) image.Rectangle {
	r := part.Inset(1)
	if part.Min.X == 0 {
		r.Min.X = 0
	}
	if part.Min.Y == 0 {
		r.Min.Y = 0
	}
	if part.Max.X == photo.X {
		r.Max.X = photo.X
	}
	if part.Max.Y == photo.Y {
		r.Max.Y = photo.Y
	}
	return r
}

// Views returns the views of a marked thing that a template is made of.
func (n Networks) Views(ctx context.Context, look Closeup, m *Marked) ([]Reference, error) {
	var views []Reference
	var last image.Rectangle
	box := m.Mask.Box()
	for _, share := range templateShares {
		view := m.near
		part := m.part
		if share != nearShare {
			part = surround(box, share, m.Mask.Size)
		}
		if part == last {
			break
		}
		last = part
		if part != m.part {
			f, err := look(ctx, part)
			if err != nil {
				return nil, err
			}
			view = Reference{Features: f, Mask: m.Mask.crop(part)}
		}
		views = append(views, view)
	}
	return views, nil
}

// What a painting is judged by.
const (
	// exactIoU is the intersection over union with what the decoder draws of a
	// painting from which on it is right as it is. Those that trace an edge reach
	// 0.95, those that lose or gain a fifth 0.9.
	exactIoU = 0.92
	// strokeArea is how many times larger than the largest disc in it a painting
	// is if it is a stroke. Pets and things are up to four times as large.
	strokeArea = 5
	// paintedPoints is the number of points that stand for a painting: many at
	// once only confuse the decoder.
	paintedPoints = 3
)

// Weights of what speaks for a mask that takes a painting's place, beside the
// decoder's prediction.
const (
	tidySure   = 0.25
	tidyIoU    = 0.5 // with the painting
	tidySingle = 0.1 // for the mask of unambiguous prompts
)

// tidy returns the logits of what a painting seems to mean, nil where that is what
// was painted.
func (n Networks) tidy(ctx context.Context, v *view, painted *Mask) ([]float32, error) {
	g := v.grid(painted)
	if g.area == 0 {
		return nil, nil
	}
	points := g.points(v)
	box := v.inside(painted.Box())
	traced, err := n.decodeTidy(ctx, v, Prompt{Box: box, Mask: g.logits()}, g)
	if err != nil || traced[0].iou >= exactIoU {
		return nil, err
	}
	crossed, err := n.decodeTidy(ctx, v, Prompt{Points: points}, g)
	if err != nil {
		return nil, err
	}
	if g.stroke() {
		if crossed[0].within < 0.5 {
			return nil, nil
		}
		return crossed[0].logits, nil
	}
	boxed, err := n.decodeTidy(ctx, v, Prompt{Box: box, Points: points}, g)
	if err != nil {
		return nil, err
	}
	best := slices.MaxFunc(slices.Concat(traced, crossed, boxed), func(a, b drawn) int { return cmp.Compare(a.worth, b.worth) })
	if best.within < 0.5 {
		return nil, nil
	}
	return best.logits, nil
}

// wholly is the share of a painting from which on it lies within a thing.
const wholly = 0.9

// grasp returns the logits of the thing that a painting lies in, or else what tidy
// does.
func (n Networks) grasp(ctx context.Context, v *view, painted *Mask) ([]float32, error) {
	g := v.grid(painted)
	if g.area == 0 {
		return nil, nil
	}
	crossed, err := n.decodeTidy(ctx, v, Prompt{Points: g.points(v)}, g)
	if err != nil {
		return nil, err
	}
	if crossed[0].within >= wholly {
		return crossed[0].logits, nil
	}
	return n.tidy(ctx, v, painted)
}

// drawn is what the decoder makes of a painting.
type drawn struct {
	logits []float32
	iou    float64 // with the painting
	within float64 // share of the painting that it covers
	worth  float64
}

// decodeTidy returns the decoder's masks of a prompt, the one for unambiguous
// prompts first.
func (n Networks) decodeTidy(ctx context.Context, v *view, p Prompt, g *grid) ([]drawn, error) {
	decoded, err := n.Decoder.Decode(ctx, v.features, p, Guidance{})
	if err != nil {
		return nil, fmt.Errorf("looking at what was painted: %w", err)
	}
	masks := make([]drawn, len(decoded.Logits))
	for i, logits := range decoded.Logits {
		m := drawn{logits: logits}
		m.iou, m.within = g.compare(logits)
		m.worth = float64(decoded.IoU[i]) + tidySure*v.reachOf(logits).sure + tidyIoU*m.iou
		if i == singleMask {
			m.worth += tidySingle
		}
		masks[i] = m
	}
	return masks, nil
}

// grid is a mask sampled in the middles of a view's logits.
type grid struct {
	has   []bool
	area  int
	depth []float32 // how far each logit is from the mask's outside, in logits
	most  int       // the deepest
}

// grid samples a mask of the whole photo.
func (v *view) grid(m *Mask) *grid {
	g := &grid{has: make([]bool, LogitSide*LogitSide), depth: make([]float32, LogitSide*LogitSide)}
	for y := range LogitSide {
		for x := range LogitSide {
			at, ok := v.logitMiddle(x, y)
			if ok && m.Has(at.X, at.Y) {
				g.has[y*LogitSide+x] = true
				g.area++
			}
		}
	}
	g.measure()
	return g
}

// measure fills in depths by two sweeps (a chamfer distance transform).
func (g *grid) measure() {
	const straight, oblique = 1, math.Sqrt2
	at := func(x, y int) float32 {
		if x < 0 || y < 0 || x >= LogitSide || y >= LogitSide {
			return 0
		}
		return g.depth[y*LogitSide+x]
	}
	for y := range LogitSide {
		for x := range LogitSide {
			if i := y*LogitSide + x; g.has[i] {
				g.depth[i] = min(at(x-1, y)+straight, at(x, y-1)+straight, at(x-1, y-1)+oblique, at(x+1, y-1)+oblique)
			}
		}
	}
	for y := LogitSide - 1; y >= 0; y-- {
		for x := LogitSide - 1; x >= 0; x-- {
			i := y*LogitSide + x
			if g.has[i] {
				g.depth[i] = min(g.depth[i], at(x+1, y)+straight, at(x, y+1)+straight, at(x+1, y+1)+oblique, at(x-1, y+1)+oblique)
			}
			if g.depth[i] > g.depth[g.most] {
				g.most = i
			}
		}
	}
}

// stroke reports whether the mask is long for its width.
func (g *grid) stroke() bool {
	deepest := float64(g.depth[g.most])
	return float64(g.area) > strokeArea*math.Pi*deepest*deepest
}

// points returns points deep in the mask and far from one another.
func (g *grid) points(v *view) []Point {
	deep := g.depth[g.most] / 2
	chosen := []int{g.most}
	for len(chosen) < paintedPoints {
		farthest, next := 0, g.most
		for i, d := range g.depth {
			if !g.has[i] || d < deep {
				continue
			}
			nearest := math.MaxInt
			for _, c := range chosen {
				dx, dy := i%LogitSide-c%LogitSide, i/LogitSide-c/LogitSide
				nearest = min(nearest, dx*dx+dy*dy)
			}
			if nearest > farthest {
				farthest, next = nearest, i
			}
		}
		chosen = append(chosen, next)
	}
	points := make([]Point, len(chosen))
	for i, c := range chosen {
		at, _ := v.logitMiddle(c%LogitSide, c/LogitSide)
		points[i] = Point{At: at.Sub(v.part.Min), Label: Include}
	}
	return points
}

// logits returns the mask as a mask prompt.
func (g *grid) logits() []float32 {
	const sure = 8
	logits := make([]float32, len(g.has))
	for i, has := range g.has {
		logits[i] = -sure
		if has {
			logits[i] = sure
		}
	}
	return logits
}

// compare returns the intersection over union of the mask and of where logits are
// above zero, and the share of the mask that lies there.
func (g *grid) compare(logits []float32) (iou, within float64) {
	both, either := 0, 0
	for i, has := range g.has {
		drawn := logits[i] > 0
		if has && drawn {
			both++
		}
		if has || drawn {
			either++
		}
	}
	return float64(both) / float64(max(1, either)), float64(both) / float64(max(1, g.area))
}
