package segment

import (
	"cmp"
	"image"
)

// candidate is a mask that may be it.
type candidate struct {
	view    *view
	place   Place
	logits  []float32
	iou     float64 // predicted by the decoder
	reach   reach
	box     image.Rectangle // in the photo's pixels
	alone   Descriptor
	whole   float64 // cosine of the crop with its surroundings
	alike   float64 // cosine of the thing cut out
	quality float64
	beside  bool // another thing was found in the photo
}

// better puts the better of two candidates first.
func better(a, b *candidate) int { return cmp.Compare(b.quality, a.quality) }

// weighCutOut is the weight of the thing cut out beside its window where presence is
// judged. On photos of the benchmark 0.5 to 0.7 do equally well.
const weighCutOut = 0.6

// score returns how sure it is that a candidate is the concept. Beside a thing that
// was found its window shows some of that, whatever else it shows, and speaks for it
// no more than the cut-out does.
func (c *candidate) score() float64 {
	window := c.place.Cosine
	if c.beside {
		window = min(window, c.alike)
	}
	return Presence((1-weighCutOut)*window + weighCutOut*c.alike)
}

// shares returns which share of a candidate, sampled at every other logit, lies on
// a mask of the whole photo, and which share of the mask lies on the candidate.
func (c *candidate) shares(m *Mask) (onMask, ofMask float64) {
	const step = 2
	all, both := 0, 0
	for y := c.reach.box.Min.Y; y < c.reach.box.Max.Y; y += step {
		for x := c.reach.box.Min.X; x < c.reach.box.Max.X; x += step {
			if c.logits[y*LogitSide+x] <= 0 {
				continue
			}
			all++
			if at, ok := c.view.logitMiddle(x, y); ok && m.Has(at.X, at.Y) {
				both++
			}
		}
	}
	f := c.view.features.Frame
	sample := step * logitStep * float64(f.Photo.X) / float64(f.Input.X) // in the photo's pixels
	return float64(both) / float64(max(1, all)), float64(both) * sample * sample / float64(max(1, m.Area()))
}

// twin reports whether two masks are the same but for a few pixels.
func (c *candidate) twin(o *candidate) bool {
	if c.view != o.view || overlap(c.reach.box, o.reach.box) < 0.95 {
		return false
	}
	differ := 0
	for i, l := range c.logits {
		if (l > 0) != (o.logits[i] > 0) {
			differ++
		}
	}
	return float64(differ) < 0.03*float64(c.reach.area)
}

// peak returns the photo's pixel where a mask is surest.
func (c *candidate) peak() image.Point {
	p := c.reach.peak
	return c.view.box(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))}).Min.Add(c.view.part.Min)
}
