package ui

import (
	"fmt"
	"image"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/segment"
)

func TestFindsAreBestFirstAndTheLineIsBelowThePresentOnes(t *testing.T) {
	mask := disc(image.Pt(12, 8))
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOf(rapid.SampledFrom([]float64{0, 0.2, 0.49, 0.5, 0.51, 0.9, 1})).Draw(t, "scores")
		changes := 0
		r := &ranking{changed: func() { changes++ }}
		for i, score := range scores {
			f := library.Finding{Path: fmt.Sprintf("%03d.jpg", (i*37)%101), Sighting: library.Sighting{
				Score: score, Instances: []library.Instance{{Mask: mask}},
			}}
			if err := r.Found(f); err != nil {
				t.Fatal(err)
			}
			now := r.now(library.PresentScore)
			all := slices.Concat(now.present, now.lessSure)
			if len(all) != i+1 || changes != i+1 {
				t.Fatalf("%d finds and %d changes after %d", len(all), changes, i+1)
			}
			if !slices.IsSortedFunc(all, better) {
				t.Fatal("the finds are not best first")
			}
			if slices.ContainsFunc(now.present, func(f *find) bool { return f.score < library.PresentScore }) ||
				slices.ContainsFunc(now.lessSure, func(f *find) bool { return f.score >= library.PresentScore }) {
				t.Fatal("the line is in the wrong place")
			}
		}
	})
}

func TestAFindKeepsItsMasksWhole(t *testing.T) {
	size := image.Pt(400, 300)
	left, right := segment.NewMask(size), segment.NewMask(size)
	left.Pix[10*400+20] = segment.Object
	right.Pix[200*400+390] = segment.Object
	f, err := newFind(library.Finding{Path: "p", Sighting: library.Sighting{
		Score: 0.7, Instances: []library.Instance{{Mask: left}, {Mask: right}},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []*segment.Mask{left, right} {
		in := f.instances[i]
		got, err := app.DecodeMask(in.mask)
		if err != nil {
			t.Fatal(err)
		}
		if got.Size != size || got.IoU(want) != 1 || in.box != want.Box() {
			t.Errorf("instance %d came back as another mask", i)
		}
	}
	small, err := smallMasks(f.instances)
	if err != nil {
		t.Fatal(err)
	}
	if both := united(small); !both.Has(16, 8) || !both.Has(312, 160) || both.Area() > 4 {
		t.Errorf("the outline's mask marks %v", both.Box())
	}
}

func TestAPhotoIsRejectedWhereNothingLikelyIsLeft(t *testing.T) {
	const likely, unlikely = 0.9, 0.1
	for _, c := range []struct {
		verdicts []verdict
		scores   []float64
		want     verdict
		left     int
	}{
		{nil, nil, undecided, 0},
		{[]verdict{undecided}, []float64{unlikely}, undecided, 1},
		{[]verdict{rejected}, []float64{likely}, rejected, 0},
		{[]verdict{undecided, rejected}, []float64{likely, likely}, undecided, 1},
		{[]verdict{undecided, rejected}, []float64{unlikely, likely}, rejected, 0},
		{[]verdict{undecided, rejected, accepted}, []float64{unlikely, likely, likely}, accepted, 2},
	} {
		f := &find{}
		for i, v := range c.verdicts {
			f.instances = append(f.instances, &instance{verdict: v, score: c.scores[i]})
		}
		if f.verdict() != c.want || len(f.left()) != c.left {
			t.Errorf("of %v with scores %v the verdict is %v and %d are left, want %v and %d",
				c.verdicts, c.scores, f.verdict(), len(f.left()), c.want, c.left)
		}
	}
}
