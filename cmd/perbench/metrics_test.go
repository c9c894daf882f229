package main

import (
	"image"
	"math"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/segment"
)

func list(scores ...float64) []ranked {
	// Scores above 10 are positives, shifted by 10.
	var out []ranked
	for _, s := range scores {
		if s > 10 {
			out = append(out, ranked{s - 10, true})
		} else {
			out = append(out, ranked{s, false})
		}
	}
	return out
}

func TestAveragePrecisionIsTheMeanPrecisionAtThePositives(t *testing.T) {
	for _, c := range []struct {
		name string
		list []ranked
		want float64
	}{
		{"all first", list(10.9, 10.8, 0.1), 1},
		{"all last", list(0.9, 0.8, 10.7, 10.6), (1./3 + 2./4) / 2},
		{"alternating", list(10.9, 0.8, 10.7, 0.6), (1 + 2./3) / 2},
		{"a tie counts against", list(0.5, 10.5), 0.5},
		{"no positives", list(0.5), 0},
	} {
		if got := averagePrecision(c.list); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %g instead of %g", c.name, got, c.want)
		}
	}
}

func TestRecallAllowsTheGivenShareOfNegatives(t *testing.T) {
	var photos []ranked
	for i := range 100 {
		photos = append(photos, ranked{float64(i) / 100, false})
	}
	// One negative of a hundred may stand above the cut-off: the one at 0.99.
	photos = append(photos, list(10.995, 10.985, 10.975)...)
	if got := recallAt(photos, 0.01); math.Abs(got-2./3) > 1e-9 {
		t.Errorf("%g instead of 2/3", got)
	}
	if got := recallAt(photos, 0); math.Abs(got-1./3) > 1e-9 {
		t.Errorf("with none allowed %g instead of 1/3", got)
	}
}

func TestBoundaryIsWhatErosionTakesAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := image.Pt(rapid.IntRange(1, 14).Draw(t, "width"), rapid.IntRange(1, 14).Draw(t, "height"))
		width := rapid.IntRange(1, 4).Draw(t, "boundary")
		m := segment.NewMask(size)
		for i, marked := range rapid.SliceOfN(rapid.Bool(), len(m.Pix), len(m.Pix)).Draw(t, "mask") {
			if marked {
				m.Pix[i] = segment.Object
			}
		}
		got := boundary(m, width)
		for y := range size.Y {
			for x := range size.X {
				inside := true
				for dy := -width; dy <= width; dy++ {
					for dx := -width; dx <= width; dx++ {
						inside = inside && m.Has(x+dx, y+dy)
					}
				}
				if want := m.Has(x, y) && !inside; got.Has(x, y) != want {
					t.Fatalf("at %d,%d: %v", x, y, !want)
				}
			}
		}
	})
}
