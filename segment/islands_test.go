package segment

import (
	"image"
	"slices"
	"testing"
)

func TestIslandsAreNotPartOfWhatWasPointedAt(t *testing.T) {
	thing, half, speck, other := image.Rect(50, 50, 90, 90), image.Rect(100, 50, 120, 80), image.Rect(5, 5, 8, 8), image.Rect(130, 130, 255, 255)
	at := func(x, y int) int { return y*LogitSide + x }
	for name, c := range map[string]struct {
		places []int
		drawn  []image.Rectangle
		want   []image.Rectangle
	}{
		"a speck":                            {[]int{at(60, 60)}, []image.Rectangle{thing, speck}, []image.Rectangle{thing}},
		"a part behind something":            {[]int{at(60, 60)}, []image.Rectangle{thing, half, speck}, []image.Rectangle{thing, half}},
		"a speck that was pointed at":        {[]int{at(60, 60), at(6, 6)}, []image.Rectangle{thing, speck}, []image.Rectangle{thing, speck}},
		"none holds the place":               {[]int{at(1, 200)}, []image.Rectangle{thing, speck}, []image.Rectangle{thing}},
		"no place":                           {nil, []image.Rectangle{thing, speck}, []image.Rectangle{thing}},
		"what is larger may be of the thing": {[]int{at(60, 60)}, []image.Rectangle{thing, other}, []image.Rectangle{thing, other}},
		"nothing is drawn":                   {[]int{at(60, 60)}, nil, nil},
	} {
		got := withoutIslands(drawnBoxes(c.drawn), c.places)
		want := drawnBoxes(c.want)
		if !slices.EqualFunc(got, want, func(a, b float32) bool { return (a > 0) == (b > 0) }) {
			t.Errorf("%s: another mask", name)
		}
	}
}

// drawnBoxes is a grid of logits with several boxes in it.
func drawnBoxes(boxes []image.Rectangle) []float32 {
	all := blob(image.Rectangle{})
	for _, box := range boxes {
		for i, l := range blob(box) {
			all[i] = max(all[i], l)
		}
	}
	return all
}
