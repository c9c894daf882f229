package segment

import (
	"math"
	"slices"
)

// Finalists are the masks among which the last choice is made.
const (
	// maxFinalists bounds them; each costs two calls of the decoder.
	maxFinalists = 3
	// finalistMargin is how much less good than the best one may be.
	finalistMargin = 0.4
	// otherMask is the intersection over union from which on two masks are the same.
	otherMask = 0.8
	// sameThing is the share of a box that lies in another from which on both are
	// of one thing, or of parts of it.
	sameThing = 0.7
	// weighSize is the weight of a mask's size, as the root of its share of the
	// largest finalist's: a part of a thing is as like it as the whole, and sharper.
	weighSize = 0.1
)

// finalists returns the best candidate and those of the same thing that may turn
// out to be better: masks that differ, and are nearly as good.
func finalists(candidates []*candidate, best *candidate) []*candidate {
	chosen := []*candidate{best}
	for _, c := range slices.SortedStableFunc(slices.Values(candidates), better) {
		if len(chosen) == maxFinalists || c.quality < best.quality-finalistMargin {
			break
		}
		if c.partOf(best) && !slices.ContainsFunc(chosen, func(o *candidate) bool { return c.overlap(o) > otherMask }) {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

// partOf reports whether a candidate's box lies in another's, or that in it.
func (c *candidate) partOf(o *candidate) bool {
	return area(c.box.Intersect(o.box)) >= sameThing*min(area(c.box), area(o.box))
}

// overlap returns the intersection over union with another mask of the same view.
func (c *candidate) overlap(o *candidate) float64 {
	both := 0
	for i, l := range c.logits {
		if l > 0 && o.logits[i] > 0 {
			both++
		}
	}
	return float64(both) / float64(c.reach.area+o.reach.area-both)
}

// preferWhole adds what size is worth to masks of one view that were judged.
func preferWhole(masks []*candidate) {
	largest := 0
	for _, c := range masks {
		largest = max(largest, c.reach.area)
	}
	for _, c := range masks {
		c.quality += weighSize * math.Sqrt(float64(c.reach.area)/float64(largest))
	}
}
