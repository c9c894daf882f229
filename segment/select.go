package segment

import (
	"context"
	"fmt"
	"image"
)

// A Selection is the thing that a user pointed at.
type Selection struct {
	// Logits are a grid of LogitSide by LogitSide. As the mask of the next prompt they
	// tell the decoder what was selected so far.
	Logits []float32
	// IoU is the predicted intersection over union with the thing that was meant. It
	// may exceed 1.
	IoU float64
	// Frame is that of the photo.
	Frame Frame
}

// Mask returns what is selected as a mask of a picture of the photo in any size.
func (s *Selection) Mask(size image.Point) *Mask {
	return Frame{Photo: size, Input: s.Frame.Input}.Mask(s.Logits)
}

// Has reports whether a pixel of the photo is selected.
func (s *Selection) Has(at image.Point) bool {
	x, y := s.Frame.toInput(float64(at.X)+0.5, float64(at.Y)+0.5)
	return sampleLogits(s.Logits, tapAt(float64(x)/logitStep), tapAt(float64(y)/logitStep)) > 0
}

const (
	// steady is the weight of a mask's stability beside the predicted intersection
	// over union: a mask with a ragged edge is a guess.
	steady = 0.5
	// alike is how much less worth than the best a larger mask may be, and still be
	// taken for what was meant.
	alike = 0.12
)

// mostOfAll is the share of a photo from which on a mask is not of a thing in it but
// of what is behind all things.
const mostOfAll = 0.8

// Select returns the thing that the points and the box of a prompt are meant for.
// It takes one call of the decoder, and some milliseconds for the mask. Specks that lie
// apart from the thing are left out.
//
// One click may mean a thing, a part of it or a part of that. The decoder draws all
// three, and the largest is taken of those that are about as sure and as steady: who
// points at a cat's ear means the cat. A box, several points or a mask of what was selected
// before leave no such doubt, and there the mask for unambiguous prompts is taken.
func (d *Decoder) Select(ctx context.Context, f *Features, p Prompt) (*Selection, error) {
	decoded, err := d.Decode(ctx, f, p, Guidance{})
	if err != nil {
		return nil, fmt.Errorf("looking at what was pointed at: %w", err)
	}
	chosen := singleMask
	if len(p.Points) == 1 && p.Box.Empty() && p.Mask == nil {
		chosen = decoded.whole(&view{features: f})
	}
	logits := withoutIslands(decoded.Logits[chosen], f.Frame.included(p.Points))
	return &Selection{Logits: logits, IoU: float64(decoded.IoU[chosen]), Frame: f.Frame}, nil
}

// included returns where in a grid of logits the points are that a thing holds.
func (f Frame) included(points []Point) (places []int) {
	for _, p := range points {
		x, y := f.toInput(float64(p.At.X)+0.5, float64(p.At.Y)+0.5)
		at := image.Pt(int(x/logitStep), int(y/logitStep))
		if p.Label == Include && at.In(image.Rect(0, 0, LogitSide, LogitSide)) {
			places = append(places, at.Y*LogitSide+at.X)
		}
	}
	return places
}

// whole returns the index of the largest of the scales that are about as good as the
// best.
func (d *Decoded) whole(v *view) int {
	input := v.features.Frame.Input
	most := int(mostOfAll * float64(input.X*input.Y) / (logitStep * logitStep))
	var worth [4]float64
	var area [4]int
	best := singleMask + 1
	for i := best; i < len(worth); i++ {
		r := v.reachOf(d.Logits[i])
		worth[i], area[i] = float64(d.IoU[i])+steady*r.sure, r.area
		if worth[i] > worth[best] {
			best = i
		}
	}
	chosen, largest := best, 0
	for i := singleMask + 1; i < len(worth); i++ {
		if worth[i] >= worth[best]-alike && area[i] > largest && area[i] < most {
			chosen, largest = i, area[i]
		}
	}
	return chosen
}
