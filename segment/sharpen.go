package segment

import (
	"context"
	"image"
	"slices"
)

// sharpen prompts the decoder again with masks that were found, where the thing is
// small in a crop around them, and returns the best of what comes. In the crop all
// compare on even terms: seen from close up, more of the taught texture shows.
func (s *search) sharpen(ctx context.Context, finalists []*candidate) (*candidate, error) {
	v, err := s.closeup(ctx, finalists)
	if err != nil {
		return nil, err
	}
	var within []*candidate
	for _, c := range finalists {
		drawn, err := s.redraw(ctx, v, c)
		if err != nil {
			return nil, err
		}
		within = append(within, drawn...)
	}
	within = slices.DeleteFunc(within, s.claims.hold)
	if err := s.judge(ctx, within, weighSize); err != nil || len(within) == 0 {
		return finalists[0], err
	}
	preferWhole(within)
	return slices.MinFunc(within, better), nil
}

// closeup returns the part of the photo around candidates as SAM sees it, or all
// of the photo where they are large in it.
func (s *search) closeup(ctx context.Context, around []*candidate) (*view, error) {
	var box image.Rectangle
	for _, c := range around {
		box = box.Union(c.box)
	}
	if longer(box.Size()) >= int(closerLook*float64(longer(s.scene.Size()))) {
		return s.whole, nil
	}
	part := surround(box, closerShare, s.scene.Size())
	f, err := s.scene.Closeup(ctx, part)
	if err != nil {
		return nil, err
	}
	return s.view(ctx, part, f)
}

// redraw prompts the decoder in a view with a mask that was found.
func (s *search) redraw(ctx context.Context, v *view, c *candidate) ([]*candidate, error) {
	prompt := Prompt{Box: v.inside(c.box), Mask: v.carried(c)}
	drawn, err := s.decode(ctx, v, c.place, prompt)
	if err != nil {
		return nil, err
	}
	if peak, ok := v.point(c.peak()); ok {
		prompt.Points = []Point{{At: peak, Label: Include}}
		more, err := s.decode(ctx, v, c.place, prompt)
		if err != nil {
			return nil, err
		}
		drawn = append(drawn, more...)
	}
	return drawn, nil
}

// carried returns a candidate's logits in the grid of another view.
func (v *view) carried(c *candidate) []float32 {
	if v == c.view {
		return c.logits
	}
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
