package main

import (
	"image"
	"math"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/segment"
)

// disc returns a mask of a disc.
func disc(size image.Point, at image.Point, radius float64) *segment.Mask {
	m := segment.NewMask(size)
	for y := range size.Y {
		for x := range size.X {
			if math.Hypot(float64(x-at.X), float64(y-at.Y)) <= radius {
				m.Pix[y*size.X+x] = segment.Object
			}
		}
	}
	return m
}

func drawMask(t *rapid.T) *segment.Mask {
	m := segment.NewMask(image.Pt(rapid.IntRange(1, 12).Draw(t, "width"), rapid.IntRange(1, 12).Draw(t, "height")))
	for i := range m.Pix {
		if rapid.IntRange(0, 3).Draw(t, "pixel") == 0 {
			m.Pix[i] = segment.Object
		}
	}
	return m
}

func TestDistancesAreTheLeastOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMask(t)
		got := squaredDistances(m, func(v uint8) bool { return v != 0 })
		for i, d := range got {
			want := math.Inf(1)
			for j, v := range m.Pix {
				if v != 0 {
					dx, dy := float64(i%m.Size.X-j%m.Size.X), float64(i/m.Size.X-j/m.Size.X)
					want = min(want, dx*dx+dy*dy)
				}
			}
			if d != want {
				t.Fatalf("pixel %d: %g, want %g", i, d, want)
			}
		}
	})
}

func TestErodingAndDilatingChangeTheAreaByTheShare(t *testing.T) {
	m := disc(image.Pt(300, 240), image.Pt(140, 120), 60)
	for _, share := range []float64{0.1, 0.2, 0.3} {
		smaller, larger := eroded(m, share), dilated(m, share)
		if got := 1 - float64(smaller.Area())/float64(m.Area()); math.Abs(got-share) > 0.02 {
			t.Errorf("eroded by %.3f instead of %g", got, share)
		}
		if got := float64(larger.Area())/float64(m.Area()) - 1; math.Abs(got-share) > 0.02 {
			t.Errorf("dilated by %.3f instead of %g", got, share)
		}
		// A disc stays one, about its middle.
		if b := smaller.Box(); b.Min.Add(b.Max).Div(2) != image.Pt(140, 120) {
			t.Errorf("the eroded disc is at %v", b)
		}
	}
}

func TestAnErodedMaskLiesInsideAndADilatedAround(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMask(t)
		share := rapid.Float64Range(0, 0.9).Draw(t, "share")
		smaller, larger := eroded(m, share), dilated(m, share)
		for i, v := range m.Pix {
			if smaller.Pix[i] > v || larger.Pix[i] < v {
				t.Fatalf("pixel %d: %d, %d, %d", i, smaller.Pix[i], v, larger.Pix[i])
			}
		}
	})
}

func TestThePhotosBorderDoesNotErode(t *testing.T) {
	m := segment.NewMask(image.Pt(20, 10)) // the left half
	for y := range 10 {
		for x := range 10 {
			m.Pix[y*20+x] = segment.Object
		}
	}
	if got := eroded(m, 0.2); got.Area() != 80 || got.Box() != image.Rect(0, 0, 8, 10) {
		t.Errorf("left: %v, %d pixels", got.Box(), got.Area())
	}
	whole := segment.NewMask(image.Pt(4, 4))
	for i := range whole.Pix {
		whole.Pix[i] = segment.Object
	}
	if got := eroded(whole, 0.2); got.Area() != 16 {
		t.Errorf("of a mask without an outside %d pixels are left", got.Area())
	}
}
