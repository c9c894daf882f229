package segment

import (
	"image"
	"slices"
	"testing"
)

// judgedCandidate returns a candidate whose mask fills a rectangle of the grid and
// that is worth quality.
func judgedCandidate(v *view, r image.Rectangle, quality float64) *candidate {
	c := candidateOf(v, r)
	c.box, c.quality = v.box(c.reach.box), quality
	return c
}

func TestFinalistsAreOtherMasksOfTheSameThing(t *testing.T) {
	photo := image.Pt(1024, 1024)
	v := viewOf(image.Rectangle{Max: photo}, photo)
	face := judgedCandidate(v, image.Rect(60, 60, 100, 100), 2)
	animal := judgedCandidate(v, image.Rect(50, 50, 150, 200), 1.8)
	body := judgedCandidate(v, image.Rect(50, 100, 150, 200), 1.75) // lies in neither the face nor around it
	eye := judgedCandidate(v, image.Rect(65, 65, 75, 75), 1.7)
	nearlyTheFace := judgedCandidate(v, image.Rect(60, 60, 100, 98), 1.95)
	neighbour := judgedCandidate(v, image.Rect(160, 60, 200, 100), 1.9)
	for name, c := range map[string]struct{ all, want []*candidate }{
		"a whole beside its part":    {[]*candidate{face, animal}, []*candidate{face, animal}},
		"the same mask is one":       {[]*candidate{face, nearlyTheFace, animal}, []*candidate{face, animal}},
		"another thing is none":      {[]*candidate{neighbour, face, body}, []*candidate{face}},
		"no more than three":         {[]*candidate{judgedCandidate(v, image.Rect(0, 0, 255, 255), 1.69), eye, animal, face}, []*candidate{face, animal, eye}},
		"what is much worse is none": {[]*candidate{judgedCandidate(v, image.Rect(50, 50, 150, 200), 1.5), face}, []*candidate{face}},
	} {
		if got := finalists(c.all, face); !slices.Equal(got, c.want) {
			t.Errorf("%s: %d finalists, not the %d expected", name, len(got), len(c.want))
		}
	}
}

func TestOfMasksThatAreEquallyGoodTheWholeIsPreferred(t *testing.T) {
	photo := image.Pt(1024, 1024)
	v := viewOf(image.Rectangle{Max: photo}, photo)
	part := judgedCandidate(v, image.Rect(60, 60, 100, 100), 1)
	whole := judgedCandidate(v, image.Rect(50, 50, 150, 200), 1)
	better1 := judgedCandidate(v, image.Rect(60, 60, 100, 100), 1+weighSize)
	preferWhole([]*candidate{part, whole, better1})
	if part.quality >= whole.quality {
		t.Errorf("the part is worth %.2f, the whole %.2f", part.quality, whole.quality)
	}
	if better1.quality <= whole.quality {
		t.Errorf("a part that is clearly better is worth %.2f, the whole %.2f", better1.quality, whole.quality)
	}
}
