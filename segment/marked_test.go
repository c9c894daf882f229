package segment

import (
	"context"
	"errors"
	"image"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// gridOf samples a mask in a view of the whole photo.
func gridOf(m *Mask) (*grid, *view) {
	v := viewOf(image.Rectangle{Max: m.Size}, m.Size)
	return v.grid(m), v
}

func TestSampledMaskAgreesWithItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		photo := image.Pt(rapid.IntRange(40, 1500).Draw(t, "width"), rapid.IntRange(40, 1500).Draw(t, "height"))
		x, y := rapid.IntRange(0, photo.X/2).Draw(t, "x"), rapid.IntRange(0, photo.Y/2).Draw(t, "y")
		m := maskOfBox(photo, image.Rect(x, y, x+photo.X/3, y+photo.Y/3))
		g, _ := gridOf(m)
		if iou, within := g.compare(g.logits()); iou != 1 || within != 1 {
			t.Errorf("with itself it has the IoU %g and %g of it within", iou, within)
		}
		if iou, within := g.compare(blob(image.Rectangle{})); iou != 0 || within != 0 {
			t.Errorf("with nothing it has the IoU %g and %g of it within", iou, within)
		}
	})
}

func TestDepthIsTheDistanceFromTheOutside(t *testing.T) {
	photo := image.Pt(LogitSide, LogitSide)
	g, _ := gridOf(maskOfBox(photo, image.Rect(50, 60, 91, 161)))
	if deepest := g.depth[g.most]; deepest < 20 || deepest > 22 {
		t.Errorf("a box of 41 by 101 is %g deep", deepest)
	}
	if x := g.most % LogitSide; x != 70 {
		t.Errorf("its deepest place is in column %d", x)
	}
	for i, d := range g.depth {
		if g.has[i] != (d > 0) {
			t.Fatalf("at %d the depth is %g", i, d)
		}
	}
}

func TestStrokesAreToldFromThings(t *testing.T) {
	photo := image.Pt(1024, 1024)
	disc := NewMask(photo)
	scribble := NewMask(photo)
	for y := range photo.Y {
		for x := range photo.X {
			if math.Hypot(float64(x-500), float64(y-500)) < 200 {
				disc.Pix[y*photo.X+x] = Object
			}
			if wave := 500 + 150*math.Sin(float64(x)/90); x > 200 && x < 800 && math.Abs(float64(y)-wave) < 20 {
				scribble.Pix[y*photo.X+x] = Object
			}
		}
	}
	for name, c := range map[string]struct {
		mask   *Mask
		stroke bool
	}{
		"disc":        {disc, false},
		"square":      {maskOfBox(photo, image.Rect(100, 100, 400, 400)), false},
		"two to one":  {maskOfBox(photo, image.Rect(100, 100, 700, 400)), false},
		"wavy line":   {scribble, true},
		"long stripe": {maskOfBox(photo, image.Rect(100, 100, 900, 160)), true},
	} {
		if g, _ := gridOf(c.mask); g.stroke() != c.stroke {
			t.Errorf("a %s is taken for a stroke: %v", name, g.stroke())
		}
	}
}

func TestPointsOfAPaintingLieDeepInItAndApart(t *testing.T) {
	photo := image.Pt(1024, 768)
	box := image.Rect(100, 300, 900, 400)
	m := maskOfBox(photo, box)
	g, v := gridOf(m)
	points := g.points(v)
	if len(points) != paintedPoints {
		t.Fatalf("there are %d points", len(points))
	}
	for i, p := range points {
		if p.Label != Include || !p.At.In(box.Inset(20)) {
			t.Errorf("a point is %+v", p)
		}
		for _, q := range points[:i] {
			if d := p.At.Sub(q.At); math.Hypot(float64(d.X), float64(d.Y)) < 200 {
				t.Errorf("%v and %v are near each other", p.At, q.At)
			}
		}
	}
	dot, v := gridOf(maskOfBox(image.Pt(256, 256), image.Rect(9, 9, 10, 10)))
	for _, p := range dot.points(v) {
		if !p.At.In(image.Rect(8, 8, 11, 11)) {
			t.Errorf("a point of a dot is %v", p.At)
		}
	}
}

func TestInnerLeavesOutEdgesThatAreNotThePhotos(t *testing.T) {
	photo := image.Pt(100, 80)
	for part, want := range map[image.Rectangle]image.Rectangle{
		image.Rect(0, 0, 100, 80):   image.Rect(0, 0, 100, 80),
		image.Rect(10, 10, 50, 50):  image.Rect(11, 11, 49, 49),
		image.Rect(0, 20, 60, 80):   image.Rect(0, 21, 59, 80),
		image.Rect(40, 0, 100, 60):  image.Rect(41, 0, 100, 59),
		image.Rect(50, 30, 100, 80): image.Rect(51, 31, 100, 80),
	} {
		if got := inner(part, photo); got != want {
			t.Errorf("of %v it is %v, want %v", part, got, want)
		}
	}
}

func TestNothingMarkedIsRefused(t *testing.T) {
	look := func(context.Context, image.Rectangle) (*Features, error) {
		t.Error("the photo is looked at")
		return nil, nil
	}
	if _, err := (Networks{}).Mark(t.Context(), look, NewMask(image.Pt(9, 9))); !errors.Is(err, ErrEmptyMask) {
		t.Errorf("the error is %v", err)
	}
}
