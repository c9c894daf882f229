package main

import (
	"image"
	"testing"

	"whereabouts/segment"
)

func TestAScribblePaintsAPartOfTheObjectFromEndToEnd(t *testing.T) {
	for name, m := range map[string]*segment.Mask{
		"round": disc(image.Pt(300, 240), image.Pt(140, 120), 60),
		"wide":  ellipse(image.Pt(300, 240), image.Pt(140, 120), 120, 30),
		"high":  ellipse(image.Pt(240, 300), image.Pt(100, 140), 30, 120),
	} {
		s := scribbled(m)
		share := float64(shared(s, m)) / float64(m.Area())
		if share < 0.1 || share > 0.5 {
			t.Errorf("%s: %.2f of the object is painted", name, share)
		}
		if outside := s.Area() - shared(s, m); outside > s.Area()/10 {
			t.Errorf("%s: %d of %d painted pixels are outside", name, outside, s.Area())
		}
		box, painted := m.Box(), s.Box()
		if longer := max(painted.Dx(), painted.Dy()); longer < 3*max(box.Dx(), box.Dy())/4 {
			t.Errorf("%s: the stroke is %d long in a box of %v", name, longer, box)
		}
	}
}

// ellipse returns a mask of an ellipse.
func ellipse(size, at image.Point, rx, ry float64) *segment.Mask {
	m := segment.NewMask(size)
	for y := range size.Y {
		for x := range size.X {
			dx, dy := float64(x-at.X)/rx, float64(y-at.Y)/ry
			if dx*dx+dy*dy <= 1 {
				m.Pix[y*size.X+x] = segment.Object
			}
		}
	}
	return m
}

func TestAScribbleInAHollowObjectKeepsToIt(t *testing.T) {
	m := disc(image.Pt(200, 200), image.Pt(100, 100), 80)
	for i, v := range disc(image.Pt(200, 200), image.Pt(110, 100), 40).Pix {
		if v != 0 {
			m.Pix[i] = 0
		}
	}
	if s := scribbled(m); 3*shared(s, m) < 2*s.Area() {
		t.Errorf("%d of %d painted pixels are on the object", shared(s, m), s.Area())
	}
}

func TestASpilledMaskIsMovedByAShareOfItsBox(t *testing.T) {
	m := segment.NewMask(image.Pt(100, 60))
	for y := 10; y < 30; y++ {
		for x := 20; x < 60; x++ {
			m.Pix[y*100+x] = segment.Object
		}
	}
	if got := spilled(m, 0.15); got.Box() != image.Rect(26, 13, 66, 33) || got.Area() != m.Area() {
		t.Errorf("%v, %d pixels", got.Box(), got.Area())
	}
	m.Pix[59*100+99] = segment.Object // what leaves the photo is lost
	if got := spilled(m, 0.15); got.Area() != m.Area()-1 {
		t.Errorf("%d of %d pixels are left", got.Area(), m.Area())
	}
}

func TestPaintingsBeginWithTheUntouchedMask(t *testing.T) {
	list, err := paintings([]string{"shrink", "spill"}, []float64{0.1, 0.2})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range list {
		names = append(names, p.name)
	}
	want := []string{"untouched", "shrink, −10 %", "shrink, −20 %", "spill"}
	if len(names) != len(want) {
		t.Fatalf("%q", names)
	}
	for i, n := range names {
		if n != want[i] {
			t.Errorf("%q instead of %q", n, want[i])
		}
	}
	for _, wrong := range []struct {
		way   string
		share float64
	}{{"blur", 0.1}, {"shrink", 0}, {"grow", 1}} {
		if _, err := paintings([]string{wrong.way}, []float64{wrong.share}); err == nil {
			t.Errorf("%+v passes", wrong)
		}
	}
}
