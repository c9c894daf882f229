package main

import (
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/library"
)

func writePhoto(t *testing.T, dir string, size image.Point, c color.Color) string {
	t.Helper()
	img := image.NewNRGBA(image.Rectangle{Max: size})
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	file := filepath.Join(dir, "photo.jpg")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := jpeg.Encode(f, img, nil); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestATallyLeavesOutRankingsWithoutThePositive(t *testing.T) {
	a := tally{ious: []float64{0.5, 0.7, 0.9}}
	a.addRanking([]ranked{{0.9, true}, {0.8, false}})
	a.addRanking([]ranked{{0.9, false}})
	a.addRanking([]ranked{{0.9, false}, {0.8, true}})
	q := a.quality()
	if q.Subjects != 2 || !near(q.MAP, 0.75) || q.Masks != 3 || !near(q.MIoU, 0.7) {
		t.Errorf("%+v", q)
	}
	if empty := (&tally{}).quality(); empty != (quality{}) {
		t.Errorf("of nothing: %+v", empty)
	}
}

func TestTheSecondReferenceIsTheNextPhotoWithAMask(t *testing.T) {
	for name, c := range map[string]struct {
		reference int
		masks     []int
		want      int
		found     bool
	}{
		"the next":         {0, []int{0, 1, 2}, 1, true},
		"not the next":     {1, []int{1, 3, 4}, 3, true},
		"round the corner": {4, []int{1, 2, 4}, 1, true},
		"none":             {3, []int{3}, 0, false},
	} {
		s := subject{name: "cat", reference: c.reference, masks: make(map[int]bool)}
		for _, n := range c.masks {
			s.masks[n] = true
		}
		set := &dataset{subjects: []subject{{name: "ant"}, s}}
		if got, found := set.nextMarked("cat"); got != c.want || found != c.found {
			t.Errorf("%s: %d, %t", name, got, found)
		}
	}
	if _, found := (&dataset{}).nextMarked("cat"); found {
		t.Error("of a subject that is not there one is found")
	}
}

func TestSearchedPhotosShowOrMayShowTheSubject(t *testing.T) {
	b := &bench{}
	for _, p := range []testPhoto{
		{subject: "cat", number: 0}, {subject: "cat", number: 1}, {subject: "cat", number: 2},
		{subject: "dog", number: 0}, {subject: "dog", number: 1, background: "cat"},
	} {
		b.scenes = append(b.scenes, &scene{testPhoto: p})
	}
	cat := subject{name: "cat"}
	if got := b.searched(cat, nil); len(got) != 3 || got[0].number != 1 || got[2].subject != "dog" {
		t.Errorf("%d photos", len(got))
	}
	second := func(p *scene) bool { return p.subject == "cat" && p.number == 1 }
	if got := b.searched(cat, second); len(got) != 2 || got[0].number != 2 {
		t.Errorf("%d photos", len(got))
	}
	set := &dataset{photos: []testPhoto{b.scenes[0].testPhoto, b.scenes[3].testPhoto, b.scenes[4].testPhoto}}
	if got := set.without("cat"); len(got) != 1 || got[0].subject != "dog" || got[0].background != "" {
		t.Errorf("without: %v", got)
	}
}

func TestARankingKeepsTheWantedFinds(t *testing.T) {
	finds := []find{
		{&scene{testPhoto: testPhoto{subject: "cat", number: 1}}, library.Sighting{Score: 0.9}},
		{&scene{testPhoto: testPhoto{subject: "dog"}}, library.Sighting{Score: 0.5}},
	}
	cat := subject{name: "cat"}
	all := ranking(cat, finds, nil)
	if len(all) != 2 || all[0] != (ranked{0.9, true}) || all[1] != (ranked{0.5, false}) {
		t.Errorf("%v", all)
	}
	if got := ranking(cat, finds, func(f find) bool { return f.number == 0 }); len(got) != 1 || got[0].positive {
		t.Errorf("%v", got)
	}
}

func TestCostsAreMediansOfRatiosMeasuredSideBySide(t *testing.T) {
	// The machine becomes four times as slow; each photo's ratio stays.
	var taken []timing
	for _, speed := range []float64{1, 4, 4} {
		taken = append(taken, timing{
			encoding: encoding{Decode: 1 * speed, Encode: 4 * speed, Identity: 1 * speed},
			paper:    1 * speed, masks: 2 * speed, rank: 0.001,
		})
	}
	c := summarise(taken)
	if c.Photos != 3 || c.Encode != 16 || c.Identity != 4 || c.Rank != 0.001 {
		t.Errorf("%+v", c)
	}
	if !near(c.IdentityToEncoder, 0.25) || !near(c.AutoToPaper, 7./5) || !near(c.AutoToPaperFile, 8./6) {
		t.Errorf("%+v", c)
	}
}

func TestMeanAndMedian(t *testing.T) {
	for _, c := range []struct {
		values       []float64
		mean, median float64
	}{{nil, 0, 0}, {[]float64{3}, 3, 3}, {[]float64{5, 1, 3}, 3, 3}, {[]float64{9, 1, 2, 4}, 4, 3}} {
		if mean(c.values) != c.mean || median(c.values) != c.median {
			t.Errorf("%v: %g, %g", c.values, mean(c.values), median(c.values))
		}
	}
}

func TestEveryStudyHasACommand(t *testing.T) {
	root := newCommand()
	for _, name := range []string{"sloppy", "references", "judge", "pairs", "index", "cost", "whitening", "projection"} {
		cmd, _, err := root.Find([]string{name})
		if err != nil || cmd == root {
			t.Errorf("%s: %v", name, err)
		}
	}
	cmd, args, err := root.Find([]string{"folder"})
	if err != nil || cmd != root || len(args) != 1 {
		t.Errorf("a folder leads to %s, %v", cmd.Name(), err)
	}
}

// near reports whether two numbers are the same but for rounding.
func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
