package segment

import (
	"context"
	"image"
	"slices"
)

// sharpen prompts the decoder with a mask that was found, and where the thing is
// small does so in a crop around it, and returns the best of what comes.
func (s *search) sharpen(ctx context.Context, c *candidate) (*candidate, error) {
	v := c.view
	if longer(c.box.Size()) < int(closerLook*float64(longer(s.scene.Size()))) {
		part := surround(c.box, closerShare, s.scene.Size())
		f, err := s.scene.Closeup(ctx, part)
		if err != nil {
			return nil, err
		}
		if v, err = s.view(ctx, part, f); err != nil {
			return nil, err
		}
	}
	prompt := Prompt{Box: v.inside(c.box), Mask: v.carried(c)}
	within, err := s.decode(ctx, v, c.place, prompt)
	if err != nil {
		return nil, err
	}
	if peak, ok := v.point(c.peak()); ok {
		prompt.Points = []Point{{At: peak, Label: Include}}
		more, err := s.decode(ctx, v, c.place, prompt)
		if err != nil {
			return nil, err
		}
		within = append(within, more...)
	}
	within = slices.DeleteFunc(within, s.claims.hold)
	if err := s.judge(ctx, within); err != nil {
		return nil, err
	}
	return slices.MinFunc(append(within, c), better), nil
}

// carried returns a candidate's logits in the grid of another view.
func (v *view) carried(c *candidate) []float32 {
	if v == c.view {
		return c.logits
	}
	const outside = -10
	from, to := c.view.features.Frame, v.features.Frame
	source := func(i, offset, sourceOffset, photo, input, sourcePhoto, sourceInput int) (gridTap, bool) {
		at := (float64(i)+0.5)*logitStep*float64(photo)/float64(input) + float64(offset-sourceOffset)
		at = at * float64(sourceInput) / float64(sourcePhoto) / logitStep
		if at < 0 || at > float64(sourceInput)/logitStep {
			return gridTap{}, false
		}
		return tapAt(at), true
	}
	logits := make([]float32, LogitSide*LogitSide)
	for y := range LogitSide {
		row, okY := source(y, v.part.Min.Y, c.view.part.Min.Y, to.Photo.Y, to.Input.Y, from.Photo.Y, from.Input.Y)
		for x := range LogitSide {
			column, okX := source(x, v.part.Min.X, c.view.part.Min.X, to.Photo.X, to.Input.X, from.Photo.X, from.Input.X)
			if !okX || !okY {
				logits[y*LogitSide+x] = outside
				continue
			}
			logits[y*LogitSide+x] = sampleLogits(c.logits, column, row)
		}
	}
	return logits
}

func longer(size image.Point) int { return max(size.X, size.Y) }
