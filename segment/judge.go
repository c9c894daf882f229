package segment

import (
	"context"
	"fmt"
	"image"
	"slices"
)

// Weights of what speaks for a mask. They were found on photos of pets and
// things; leaving whole classes out of that changes the masks' mIoU by less than
// the classes differ (docs/measurements.md).
const (
	weighAlike    = 1.25 // identity of the thing cut out
	weighWhole    = 0.3  // identity of its crop
	weighIoU      = 0.6  // the decoder's prediction
	weighSure     = 0.25
	weighCoverage = 0.7 // of the object's cells by the mask's
	weighExplain  = 0.7 // of the mask's cells by the object's
)

// judge fills in what candidates are worth.
func (s *search) judge(ctx context.Context, candidates []*candidate) error {
	for i, c := range candidates {
		if twin := slices.IndexFunc(candidates[:i], c.twin); twin >= 0 {
			t := candidates[twin]
			c.alone, c.alike, c.whole = t.alone, t.alike, t.whole
		} else if err := s.compare(ctx, c); err != nil {
			return err
		}
		c.quality = weighAlike*c.alike + weighWhole*c.whole + weighIoU*c.iou + weighSure*c.reach.sure +
			weighCoverage*c.view.matching.coverage(c.reach.cells) + weighExplain*c.view.matching.explained(c.reach.cells)
	}
	return nil
}

// compare looks at a candidate's crop, as it is and cut out.
func (s *search) compare(ctx context.Context, c *candidate) error {
	part := widen(c.box, describeMargin, s.scene.Size())
	size := IdentitySize(part.Size(), aloneSide)
	crop := s.pixels.Crop(part, size)
	m, err := s.networks.Identity.Encode(ctx, crop, aloneSide)
	if err != nil {
		return fmt.Errorf("looking at a candidate: %w", err)
	}
	c.whole = s.looks.Cosine(m.mean())
	visible := part.Intersect(c.view.part) // a mask in a crop ends where the crop does
	shown := c.view.shown(c.logits, part.Sub(c.view.part.Min), size)
	scaleX, scaleY := float64(part.Dx())/float64(size.X), float64(part.Dy())/float64(size.Y)
	alone, err := s.networks.Identity.describeAlone(ctx, crop, func(x, y int) uint8 {
		at := part.Min.Add(image.Pt(int((float64(x)+0.5)*scaleX), int((float64(y)+0.5)*scaleY)))
		if !at.In(visible) {
			return 0
		}
		return shown(x, y)
	})
	if err != nil {
		return fmt.Errorf("looking at a candidate: %w", err)
	}
	c.alone, c.alike = alone, s.looks.cosineAlone(alone)
	return nil
}
