package segment

import (
	"image"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// axisDescriptor returns the descriptor along one dimension.
func axisDescriptor(i int) Descriptor {
	d := make(Descriptor, IdentityDimensions)
	d[i] = 1
	return d
}

func exampleOf(d Descriptor) Example { return Example{Whole: []Descriptor{d}, Alone: d} }

// between returns the descriptor between two others of which the first has the
// given cosine.
func between(a, b Descriptor, cosine float64) Descriptor {
	d := make(Descriptor, len(a))
	for i := range d {
		d[i] = float32(cosine)*a[i] + float32(math.Sqrt(1-cosine*cosine))*b[i]
	}
	return d
}

// maskOfBox returns a mask of a photo that shows a rectangle.
func maskOfBox(photo image.Point, r image.Rectangle) *Mask {
	m := NewMask(photo)
	for y := range photo.Y {
		for x := range photo.X {
			if image.Pt(x, y).In(r) {
				m.Pix[y*photo.X+x] = Object
			}
		}
	}
	return m
}

// appearanceWith returns the appearance of a photo whose cells look like
// nothing but for some parts, which look like the given descriptors.
func appearanceWith(photo image.Point, parts map[image.Rectangle]Descriptor) *Appearance {
	a := &Appearance{Photo: photo}
	for _, side := range appearanceSides {
		size := IdentitySize(photo, side).Div(IdentityCell)
		m := IdentityMap{Width: size.X, Height: size.Y, Dim: IdentityDimensions, Data: make([]float32, size.X*size.Y*IdentityDimensions)}
		for i := range size.X * size.Y {
			m.cell(i)[IdentityDimensions-1] = 0.5
		}
		for part, d := range parts {
			cells := m.toCells(part, photo)
			for y := cells.Min.Y; y < cells.Max.Y; y++ {
				for x := cells.Min.X; x < cells.Max.X; x++ {
					copy(m.cell(y*m.Width+x), d)
				}
			}
		}
		a.Levels = append(a.Levels, m)
	}
	return a
}

func TestPooledWindowIsTheMeanOfItsCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMap(t, rapid.IntRange(1, 20).Draw(t, "width"), rapid.IntRange(1, 20).Draw(t, "height"))
		x, y := rapid.IntRange(0, m.Width-1).Draw(t, "x"), rapid.IntRange(0, m.Height-1).Draw(t, "y")
		window := image.Rect(x, y, rapid.IntRange(x+1, m.Width).Draw(t, "right"), rapid.IntRange(y+1, m.Height).Draw(t, "bottom"))
		want := make(Descriptor, m.Dim)
		for y := window.Min.Y; y < window.Max.Y; y++ {
			for x := window.Min.X; x < window.Max.X; x++ {
				for i, v := range m.cell(y*m.Width + x) {
					want[i] += v
				}
			}
		}
		if dot(want, want) < 1 {
			t.Skip("the window has next to no direction")
		}
		normaliseVector(want)
		got := make(Descriptor, m.Dim)
		if !m.summed(nil).describe(window, got) || got.Cosine(want) < 0.9999 {
			t.Errorf("the cosine with the plain mean is %g", got.Cosine(want))
		}
	})
}

func TestWindowsLieInTheMapAndReachItsEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := IdentityMap{Width: rapid.IntRange(1, 50).Draw(t, "width"), Height: rapid.IntRange(1, 50).Draw(t, "height")}
		whole := image.Rect(0, 0, m.Width, m.Height)
		var all image.Rectangle
		seen := make(map[image.Rectangle]bool)
		m.windows(func(w image.Rectangle) {
			if !w.In(whole) || w.Empty() {
				t.Fatalf("the window %v of %v", w, whole)
			}
			if seen[w] {
				t.Fatalf("the window %v comes twice", w)
			}
			seen[w] = true
			all = all.Union(w)
		})
		if all != whole {
			t.Errorf("the windows cover %v of %v", all, whole)
		}
	})
}

func TestPlacesAreWhereTheConceptIsBestFirst(t *testing.T) {
	photo := image.Pt(1600, 1200)
	thing, other := axisDescriptor(0), axisDescriptor(1)
	left, right := image.Rect(100, 100, 500, 500), image.Rect(1000, 600, 1400, 1000)
	a := appearanceWith(photo, map[image.Rectangle]Descriptor{left: between(thing, other, 0.8), right: thing})
	looks := NewLooks([]Thing{{exampleOf(thing)}}, nil)
	places := looks.Places(a, 1, nil, nil)
	places = append(places, looks.Places(a, 1, []*Mask{maskOfBox(photo, right.Inset(-60))}, nil)...)
	if len(places) != 2 || !middle(places[0].Box).In(right) || !middle(places[1].Box).In(left) {
		t.Fatalf("the places are %+v", places)
	}
	if places[0].Cosine < 0.95 || places[1].Cosine > 0.85 {
		t.Errorf("their cosines are %g and %g", places[0].Cosine, places[1].Cosine)
	}
}

func TestWhatIsTakenIsNoPlace(t *testing.T) {
	photo := image.Pt(1600, 1200)
	thing := axisDescriptor(0)
	part := image.Rect(100, 100, 500, 500)
	a := appearanceWith(photo, map[image.Rectangle]Descriptor{part: thing})
	for _, p := range NewLooks([]Thing{{exampleOf(thing)}}, nil).Places(a, 8, []*Mask{maskOfBox(photo, part)}, nil) {
		if shown := area(p.Box.Intersect(part)) / area(p.Box); shown > 1-freeShare {
			t.Errorf("the place %v shows what is taken to %g", p.Box, shown)
		}
	}
}

// What is left of a window beside what is taken is what it is compared by: a thing
// that stands before another is not found again in its surroundings.
func TestWindowsAreDescribedByWhatIsNotTaken(t *testing.T) {
	photo := image.Pt(1600, 1200)
	thing, other := axisDescriptor(0), axisDescriptor(1)
	left, right := image.Rect(100, 100, 500, 500), image.Rect(900, 600, 1300, 1000)
	a := appearanceWith(photo, map[image.Rectangle]Descriptor{left: thing, right: between(thing, other, 0.5)})
	looks := NewLooks([]Thing{{exampleOf(thing)}}, nil)
	places := looks.Places(a, 4, []*Mask{maskOfBox(photo, left)}, nil)
	if len(places) == 0 || !middle(places[0].Box).In(right) {
		t.Fatalf("the places are %+v", places)
	}
	for _, p := range places {
		if p.Cosine > 0.55 {
			t.Errorf("the place %v has the cosine %g", p.Box, p.Cosine)
		}
	}
}

func TestWhatWasTriedIsNoPlaceAgain(t *testing.T) {
	photo := image.Pt(1600, 1200)
	thing := axisDescriptor(0)
	a := appearanceWith(photo, map[image.Rectangle]Descriptor{image.Rect(100, 100, 500, 500): thing})
	looks := NewLooks([]Thing{{exampleOf(thing)}}, nil)
	tried := looks.Places(a, 2, nil, nil)
	kept := slices.Clone(tried)
	for _, p := range looks.Places(a, 3, nil, tried) {
		if slices.ContainsFunc(tried, p.near) {
			t.Errorf("%v comes again", p.Box)
		}
	}
	if !slices.Equal(tried, kept) {
		t.Error("what was tried has changed")
	}
}

func TestRejectedExamplesLowerWhatIsLikeThemMore(t *testing.T) {
	thing, other := axisDescriptor(0), axisDescriptor(1)
	rejected := between(thing, other, 0.75)
	before := NewLooks([]Thing{{exampleOf(thing)}}, nil)
	after := NewLooks([]Thing{{exampleOf(thing)}}, []Example{exampleOf(rejected)})
	if b, a := before.Cosine(rejected), after.Cosine(rejected); a > b-0.2 {
		t.Errorf("what was rejected went from %g to %g", b, a)
	}
	if b, a := before.Cosine(thing), after.Cosine(thing); a < b-0.2 {
		t.Errorf("the thing itself went from %g to %g", b, a)
	}
}

func TestEveryReferenceIsLookedForAndTheNearestIsTold(t *testing.T) {
	front, side := axisDescriptor(0), axisDescriptor(1)
	looks := NewLooks([]Thing{{exampleOf(front)}, {exampleOf(side)}}, nil)
	for i, d := range []Descriptor{front, side} {
		if c := looks.Cosine(d); c < 0.99 {
			t.Errorf("reference %d is found with the cosine %g", i, c)
		}
		if n := looks.nearest(d); n != i {
			t.Errorf("reference %d is taken for %d", i, n)
		}
	}
	// What is seen half from the front is nearer to both than to either.
	half := between(front, side, math.Sqrt(0.5))
	if c := looks.Cosine(half); c < 0.99 {
		t.Errorf("between the references the cosine is %g", c)
	}
}

func TestPresenceGrowsWithLikeness(t *testing.T) {
	if p := Presence(presenceMiddle); p != 0.5 {
		t.Errorf("in the middle it is %g", p)
	}
	for c := -1.0; c < 1; c += 0.01 {
		if a, b := Presence(c), Presence(c+0.01); a > b || a < 0 || b > 1 {
			t.Fatalf("at %g it goes from %g to %g", c, a, b)
		}
	}
}
