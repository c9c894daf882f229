package segment

import (
	"image"
	"testing"
)

// candidateOf returns a candidate whose mask fills a rectangle of the logits' grid.
func candidateOf(v *view, r image.Rectangle) *candidate {
	logits := blob(r)
	return &candidate{view: v, logits: logits, reach: v.reachOf(logits)}
}

func TestWhatIsClaimedIsNoCandidate(t *testing.T) {
	photo := image.Pt(1024, 1024)
	v := viewOf(image.Rectangle{Max: photo}, photo)
	taken := maskOfBox(photo, image.Rect(200, 200, 600, 600)) // 50 to 150 in the grid
	for name, c := range map[string]struct {
		box     image.Rectangle
		claimed bool
	}{
		"the same":      {image.Rect(50, 50, 150, 150), true},
		"a part":        {image.Rect(60, 60, 90, 90), true},
		"much larger":   {image.Rect(0, 0, 250, 250), true},
		"beside it":     {image.Rect(150, 50, 250, 150), false},
		"touching it":   {image.Rect(130, 50, 230, 150), false},
		"a third of it": {image.Rect(120, 50, 220, 150), false},
	} {
		claimed := claims{view: v}
		claimed.reject(taken)
		if held := claimed.hold(candidateOf(v, c.box)); held != c.claimed {
			t.Errorf("%s: claimed is %v", name, held)
		}
	}
}

func TestWhatIsLeftOfAPhotoIsNoCandidate(t *testing.T) {
	photo := image.Pt(1024, 1024)
	v := viewOf(image.Rectangle{Max: photo}, photo)
	claimed := claims{view: v}
	claimed.add(maskOfBox(photo, image.Rect(200, 200, 600, 600)), image.Pt(400, 400))
	rest := candidateOf(v, image.Rect(0, 0, LogitSide, LogitSide))
	behind := candidateOf(v, image.Rect(0, 100, LogitSide, LogitSide)) // the lower half of what is around
	for y := 50; y < 150; y++ {
		for x := 50; x < 150; x++ {
			rest.logits[y*LogitSide+x], behind.logits[y*LogitSide+x] = -5, -5
		}
	}
	if !claimed.hold(rest) {
		t.Error("what is around a find is taken for another")
	}
	if claimed.hold(behind) {
		t.Error("what a find partly hides is taken for its surroundings")
	}
}

func TestWhatWasFoundNearbyIsLeftOut(t *testing.T) {
	photo := image.Pt(1024, 1024)
	c := claims{view: viewOf(image.Rectangle{Max: photo}, photo)}
	c.reject(NewMask(photo))
	c.add(NewMask(photo), image.Pt(300, 300))
	c.add(NewMask(photo), image.Pt(900, 900))
	v := viewOf(image.Rect(100, 100, 1000, 1000), photo)
	points := c.exclude(v, image.Rect(0, 0, 400, 400))
	if len(points) != 1 || points[0] != (Point{At: image.Pt(200, 200), Label: Exclude}) {
		t.Errorf("the points are %+v", points)
	}
}

func TestPlacesWorthTrying(t *testing.T) {
	at := func(cosines ...float64) []Place {
		var places []Place
		for _, c := range cosines {
			places = append(places, Place{Cosine: c})
		}
		return places
	}
	for _, c := range []struct {
		places []Place
		want   int
	}{
		{at(0.9), 1},
		{at(0.9, 0.8), 2},
		{at(0.9, 0.5), 1},
		{at(PossibleCosine-0.01, PossibleCosine-0.01), 1}, // a guess
		{at(0.9, 0.85, 0.2), 2},
	} {
		if got := len(promising(c.places)); got != c.want {
			t.Errorf("of %+v there are %d", c.places, got)
		}
	}
}
