package segment

import (
	"context"
	"image"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestMasksThatCannotWinAreNotComparedAndChangeNothing(t *testing.T) {
	photo := image.Pt(1024, 1024)
	v := viewOf(image.Rectangle{Max: photo}, photo)
	spared := 0
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		margin := rapid.Float64Range(0, 0.5).Draw(rt, "margin")
		random := rand.New(rand.NewPCG(seed, 1))
		worth := map[*candidate]float64{}
		var all []*candidate
		for i := range rapid.IntRange(1, 20).Draw(rt, "masks") {
			c := judgedCandidate(v, image.Rect(10*i, 0, 10*i+9, 30), 2.25*random.Float64())
			worth[c] = c.quality + (2*random.Float64()-1)*(weighAlike+weighWhole)
			all = append(all, c)
		}
		compared := 0
		err := contest(t.Context(), twins(all), margin, func(_ context.Context, mask []*candidate) error {
			for _, c := range mask {
				c.quality = worth[c]
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
		best := slices.MaxFunc(all, func(a, b *candidate) int { return better(b, a) })
		for _, c := range all {
			if worth[c] > worth[best] {
				rt.Fatalf("the best is worth %v, and another %v", worth[best], worth[c])
			}
			if c.quality == worth[c] {
				compared++
			} else if worth[c] >= worth[best]-margin || c.quality >= worth[best]-margin {
				rt.Fatalf("one that is worth %v beside %v was not compared", worth[c], worth[best])
			}
		}
		spared += len(all) - compared
	})
	if spared == 0 {
		t.Error("all masks were compared")
	}
}

func TestTwinsAreTheSameMaskAndTheBestOfThemComesFirst(t *testing.T) {
	photo := image.Pt(1024, 1024)
	v := viewOf(image.Rectangle{Max: photo}, photo)
	a := judgedCandidate(v, image.Rect(10, 10, 100, 100), 1)
	b := judgedCandidate(v, image.Rect(10, 10, 100, 101), 2)
	other := judgedCandidate(v, image.Rect(10, 10, 100, 60), 3)
	masks := twins([]*candidate{a, b, other})
	if len(masks) != 2 || !slices.Equal(masks[0], []*candidate{b, a}) || !slices.Equal(masks[1], []*candidate{other}) {
		t.Errorf("the groups are %v", masks)
	}
}
