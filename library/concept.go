package library

import (
	"context"

	"whereabouts/segment"
)

// Concept is what a user has taught, ready to be looked for.
type Concept struct {
	Segmenter   segment.Segmenter
	Matcher     *segment.Matcher
	Descriptors *segment.Descriptors
}

// Instance is one place in a photo where a concept may be.
type Instance struct {
	Mask  *segment.Mask
	Score float64 // 0..1
}

// Sighting is the answer for one photo.
type Sighting struct {
	Score     float64    // how sure it is that the photo shows the concept, 0..1
	Instances []Instance // best first, never empty: what is there, or the best candidate
}

// PresentScore is the score from which on a photo is judged to show a concept.
const PresentScore = 0.5

// Present reports whether the photo is judged to show the concept.
func (s Sighting) Present() bool { return s.Score >= PresentScore }

// Look looks for the concept in a photo's features.
func (c *Concept) Look(ctx context.Context, f *segment.Features) (Sighting, error) {
	score, err := c.Matcher.Match(ctx, f, c.Descriptors)
	if err != nil {
		return Sighting{}, err
	}
	result, err := c.Segmenter.Segment(ctx, f)
	if err != nil {
		return Sighting{}, err
	}
	return Sighting{Score: score, Instances: []Instance{{Mask: result.Mask, Score: score}}}, nil
}
