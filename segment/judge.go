package segment

import (
	"context"
	"fmt"
	"image"
	"math"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
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

// maxCosine is what identity can say for a mask at most.
const maxCosine = 1

// judges is how many candidates are looked at together: while the network looks at
// one, another is cropped.
const judges = 2

// judge fills in what candidates are worth. Those that cannot come within margin of
// the best, however like the concept they were, are not looked at, and stay below it.
func (s *search) judge(ctx context.Context, candidates []*candidate, margin float64) error {
	for _, c := range candidates {
		c.quality = weighIoU*c.iou + weighSure*c.reach.sure +
			weighCoverage*c.view.matching.coverage(c.reach.cells) + weighExplain*c.view.matching.explained(c.reach.cells)
	}
	return contest(ctx, twins(candidates), margin, s.compare)
}

// contest adds to the quality of masks what comparing them tells, the most hopeful
// first, and leaves out those that cannot come within margin of the best.
func contest(ctx context.Context, masks [][]*candidate, margin float64, compare func(context.Context, []*candidate) error) error {
	slices.SortStableFunc(masks, func(a, b []*candidate) int { return better(a[0], b[0]) })
	var mu sync.Mutex
	best := math.Inf(-1)
	hopeful := func(quality float64) bool {
		mu.Lock()
		defer mu.Unlock()
		return quality >= best-margin
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(judges)
	for _, mask := range masks {
		group.Go(func() error {
			if !hopeful(mask[0].quality + maxCosine*(weighAlike+weighWhole)) {
				return nil
			}
			if err := compare(ctx, mask); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			best = max(best, mask[0].quality)
			return nil
		})
	}
	return group.Wait()
}

// twins groups candidates whose masks are the same, in each group the best first.
func twins(candidates []*candidate) [][]*candidate {
	var masks [][]*candidate
	for _, c := range candidates {
		if at := slices.IndexFunc(masks, func(m []*candidate) bool { return c.twin(m[0]) }); at >= 0 {
			masks[at] = append(masks[at], c)
		} else {
			masks = append(masks, []*candidate{c})
		}
	}
	for _, m := range masks {
		slices.SortStableFunc(m, better)
	}
	return masks
}

// compare looks at the crop of candidates with one mask, as it is and cut out.
func (s *search) compare(ctx context.Context, twins []*candidate) error {
	c := twins[0]
	part := widen(c.box, describeMargin, s.scene.Size())
	size := IdentitySize(part.Size(), aloneSide)
	crop := s.pixels.Crop(part, size)
	m, err := s.networks.Identity.Encode(ctx, crop, aloneSide)
	if err != nil {
		return fmt.Errorf("looking at a candidate: %w", err)
	}
	whole := s.looks.Cosine(m.mean())
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
	alike := s.looks.cosineAlone(alone)
	for _, c := range twins {
		c.alone, c.alike, c.whole = alone, alike, whole
		c.quality += weighAlike*alike + weighWhole*whole
	}
	return nil
}
