package main

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/library"
	"whereabouts/segment"
)

func TestTwoObjectsAreArrangedInsideAndApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, low, high int) image.Point {
			return image.Pt(rapid.IntRange(low, high).Draw(t, name), rapid.IntRange(low, high).Draw(t, name))
		}
		picture, first, second := draw("picture", 400, 1600), draw("first", 50, 900), draw("second", 50, 900)
		places, err := arrange(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)), picture, first, second)
		if errors.Is(err, errNoRoom) {
			t.Skip("no room")
		}
		if places[0].Overlaps(places[1]) {
			t.Fatalf("%v overlap", places)
		}
		for i, object := range []image.Point{first, second} {
			p := places[i]
			if !p.In(image.Rectangle{Max: picture}) {
				t.Fatalf("%v is not in %v", p, picture)
			}
			side := float64(max(p.Dx(), p.Dy())) / float64(max(picture.X, picture.Y))
			if side < smallestPasted-0.01 || side > largestPasted+0.01 {
				t.Fatalf("%v takes %.2f of %v", p, side, picture)
			}
			// One side is rounded by at most half a pixel more than the other.
			if off := object.X*p.Dy() - object.Y*p.Dx(); max(off, -off) > object.X+object.Y {
				t.Fatalf("%v became %v", object, p.Size())
			}
		}
	})
}

func TestPastingShowsTheObjectWhereTheMaskSays(t *testing.T) {
	red, blue := color.NRGBA{R: 200, A: 255}, color.NRGBA{B: 200, A: 255}
	object := image.NewNRGBA(image.Rect(0, 0, 80, 80))
	draw.Draw(object, object.Rect, image.NewUniform(red), image.Point{}, draw.Src)
	canvas := image.NewNRGBA(image.Rect(0, 0, 100, 60))
	draw.Draw(canvas, canvas.Rect, image.NewUniform(blue), image.Point{}, draw.Src)
	c := cutOut{object, disc(image.Pt(80, 80), image.Pt(40, 40), 38).Gray()}

	m := c.paste(canvas, image.Rect(30, 10, 70, 50))
	if box := m.Box(); box.Dx() < 37 || box.Dx() > 39 || !box.In(image.Rect(30, 10, 70, 50)) {
		t.Errorf("the mask's box is %v", box)
	}
	for y := range 60 {
		for x := range 100 {
			p := canvas.NRGBAAt(x, y)
			if m.Has(x, y) != (p.R >= 100) {
				t.Fatalf("at %d, %d the mask says %t and the picture shows %v", x, y, m.Has(x, y), p)
			}
		}
	}
	if canvas.NRGBAAt(50, 30) != red || canvas.NRGBAAt(5, 5) != blue {
		t.Errorf("%v, %v", canvas.NRGBAAt(50, 30), canvas.NRGBAAt(5, 5))
	}
}

func TestPairsCountFoundThirdAndFragments(t *testing.T) {
	size := image.Pt(200, 100)
	left, right := disc(size, image.Pt(50, 50), 30), disc(size, image.Pt(150, 50), 30)
	part, elsewhere := disc(size, image.Pt(50, 65), 10), disc(size, image.Pt(100, 10), 8)
	in := func(score float64, masks ...*segment.Mask) (list []library.Instance) {
		for _, m := range masks {
			list = append(list, library.Instance{Mask: m, Score: score})
		}
		return list
	}
	for name, c := range map[string]struct {
		seen                        []library.Instance
		found, instances, fragments int
	}{
		"both":               {in(0.9, left, right), 2, 2, 0},
		"one":                {in(0.9, right), 1, 1, 0},
		"one too unsure":     {append(in(0.9, left), in(0.4, right)...), 1, 1, 0},
		"a third elsewhere":  {in(0.9, left, right, elsewhere), 2, 3, 0},
		"a fragment":         {in(0.9, left, part), 1, 2, 1},
		"a duplicate":        {in(0.9, left, left, right), 2, 3, 1},
		"a part is not it":   {in(0.9, part), 0, 1, 1},
		"nothing":            {nil, 0, 0, 0},
		"only other things":  {in(0.9, elsewhere), 0, 1, 0},
		"a third too unsure": {append(in(0.9, left, right), in(0.4, elsewhere)...), 2, 2, 0},
	} {
		got := comparePair(library.Sighting{Instances: c.seen}, [2]*segment.Mask{left, right})
		if len(got.ious) != c.found || got.instances != c.instances || got.fragments != c.fragments {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestPairRowsBecomeSharesOfPictures(t *testing.T) {
	var a, b, all pairRow
	a.add(pairOutcome{ious: []float64{0.9, 0.7}, instances: 3, fragments: 1})
	b.add(pairOutcome{ious: []float64{0.8}, instances: 1})
	b.add(pairOutcome{})
	all.merge(a)
	all.merge(b)
	got := all.shares()
	if got.Pictures != 3 || !near(got.Both, 1./3) || !near(got.One, 1./3) || !near(got.Third, 1./3) || !near(got.Fragments, 1./3) || !near(got.IoU, 0.8) {
		t.Errorf("%+v", got)
	}
}

func TestACollageIsAPhotoWithBoth(t *testing.T) {
	dir := t.TempDir()
	file := writePhoto(t, dir, image.Pt(640, 480), color.NRGBA{G: 128, A: 255})
	background, _, err := testPhoto{path: file}.opened(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	object := newCutOut(background, disc(image.Pt(640, 480), image.Pt(300, 200), 100))
	c, err := newCollage(context.Background(), rand.New(rand.NewPCG(1, 2)), background, object, object)
	if err != nil {
		t.Fatal(err)
	}
	if c.photo.Size() != background.Size() || c.masks[0].Area() == 0 || shared(c.masks[0], c.masks[1]) != 0 {
		t.Errorf("%v, %v", c.photo.Size(), c.masks[0].Box())
	}
}
