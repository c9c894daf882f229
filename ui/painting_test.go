package ui

import (
	"bytes"
	"image"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"whereabouts/segment"
)

func sizes() *rapid.Generator[image.Point] {
	side := rapid.IntRange(1, 60)
	return rapid.Custom(func(t *rapid.T) image.Point { return image.Pt(side.Draw(t, "w"), side.Draw(t, "h")) })
}

func spots(size image.Point) *rapid.Generator[spot] {
	return rapid.Custom(func(t *rapid.T) spot {
		return spot{
			rapid.Float64Range(-20, float64(size.X)+20).Draw(t, "x"),
			rapid.Float64Range(-20, float64(size.Y)+20).Draw(t, "y"),
		}
	})
}

var radii = rapid.Float64Range(0.5, 25)

// scribble draws a stroke of some lines and ends it.
func scribble(t *rapid.T, p *painting) {
	p.begin(rapid.Bool().Draw(t, "erase"))
	at := spots(p.mask.Size).Draw(t, "from")
	radius := radii.Draw(t, "radius")
	p.draw(at, at, radius)
	for range rapid.IntRange(0, 4).Draw(t, "lines") {
		to := spots(p.mask.Size).Draw(t, "to")
		p.draw(at, to, radius)
		at = to
	}
	p.end()
}

// layAny lays any mask over a painting, in any way.
func layAny(t *rapid.T, p *painting) {
	laid := newPainting(p.mask.Size)
	scribble(t, laid)
	scribble(t, laid)
	before := bytes.Clone(p.mask.Pix)
	how := rapid.SampledFrom([]laying{addIt, takeIt, beIt}).Draw(t, "how")
	where := p.lay(laid.mask, how, nil)
	var around image.Rectangle
	for i, was := range before {
		want := laid.mask.Pix[i]
		switch how {
		case addIt:
			want |= was
		case takeIt:
			want = was &^ want
		case beIt:
		}
		if p.mask.Pix[i] != want {
			t.Fatalf("laid %d, pixel %d is %d, want %d", how, i, p.mask.Pix[i], want)
		}
		if want != was {
			x, y := i%p.mask.Size.X, i/p.mask.Size.X
			around = around.Union(image.Rect(x, y, x+1, y+1))
		}
	}
	if where != around {
		t.Fatalf("%v is said to have changed, and %v has", where, around)
	}
}

func TestUndoAndRedoRestoreTheMaskToThePixel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPainting(sizes().Draw(t, "size"))
		history := [][]byte{bytes.Clone(p.mask.Pix)} // a mask for each step that can be undone, and the present one
		var future [][]byte                          // masks that redo leads to, the next one last
		last := func() []byte { return history[len(history)-1] }
		changed := func() {
			if !bytes.Equal(p.mask.Pix, last()) {
				history = append(history, bytes.Clone(p.mask.Pix))
				future = nil
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"stroke": func(t *rapid.T) { scribble(t, p); changed() },
			"clear":  func(*rapid.T) { p.clear(); changed() },
			"lay":    func(t *rapid.T) { layAny(t, p); changed() },
			"undo": func(*rapid.T) {
				p.undo()
				if len(history) > 1 {
					future = append(future, last())
					history = history[:len(history)-1]
				}
			},
			"redo": func(*rapid.T) {
				p.redo()
				if len(future) > 0 {
					history = append(history, future[len(future)-1])
					future = future[:len(future)-1]
				}
			},
			"": func(t *rapid.T) {
				if !bytes.Equal(p.mask.Pix, last()) {
					t.Fatal("the mask is not the one it was")
				}
				if p.canUndo() != (len(history) > 1) || p.canRedo() != (len(future) > 0) {
					t.Fatalf("undo %v, redo %v with %d steps before and %d after", p.canUndo(), p.canRedo(), len(history)-1, len(future))
				}
				if p.marked != p.mask.Area() {
					t.Fatalf("%d pixels are counted and %d are marked", p.marked, p.mask.Area())
				}
			},
		})
	})
}

func TestABrushPaintsWhatIsNoFurtherThanItsRadius(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := sizes().Draw(t, "size")
		from, to := spots(size).Draw(t, "from"), spots(size).Draw(t, "to")
		radius := radii.Draw(t, "radius")
		p := newPainting(size)
		p.begin(false)
		changed := p.draw(from, to, radius)
		p.end()
		for y := range size.Y {
			for x := range size.X {
				d := distance(spot{float64(x) + 0.5, float64(y) + 0.5}, from, to)
				if math.Abs(d-radius) < 1e-9 {
					continue // rounding decides
				}
				if got := p.mask.Has(x, y); got != (d < radius) {
					t.Fatalf("pixel %d, %d at distance %v of radius %v: painted %v", x, y, d, radius, got)
				}
			}
		}
		if changed != p.mask.Box() {
			t.Fatalf("%v is said to have changed, and %v has", changed, p.mask.Box())
		}
	})
}

// distance is that of a spot from a line between two.
func distance(p, from, to spot) float64 {
	dx, dy := to.x-from.x, to.y-from.y
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(max(((p.x-from.x)*dx+(p.y-from.y)*dy)/l, 0), 1)
	}
	return math.Hypot(p.x-from.x-t*dx, p.y-from.y-t*dy)
}

func TestTheHistoryIsBounded(t *testing.T) {
	p := newPainting(image.Pt(maxHistory+50, 1))
	for x := range maxHistory + 50 {
		p.begin(false)
		at := spot{float64(x) + 0.5, 0.5}
		p.draw(at, at, 0.5)
		p.end()
	}
	steps := 0
	for ; p.canUndo(); steps++ {
		p.undo()
	}
	if steps != maxHistory || p.marked != 50 {
		t.Errorf("%d steps were undone and %d pixels are left; want %d and 50", steps, p.marked, maxHistory)
	}
}

func TestTheVeilIsTheSameHoweverItsChangesCame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPainting(sizes().Draw(t, "size"))
		stepwise, whole := newVeil(p.mask.Size), newVeil(p.mask.Size)
		stepwise.edge = rapid.IntRange(1, 4).Draw(t, "edge")
		whole.edge = stepwise.edge
		stepwise.step = rapid.IntRange(1, 2).Draw(t, "step")
		whole.step = stepwise.step
		for range rapid.IntRange(1, 5).Draw(t, "strokes") {
			p.begin(rapid.Bool().Draw(t, "erase"))
			stepwise.update(p.mask, p.draw(spots(p.mask.Size).Draw(t, "from"), spots(p.mask.Size).Draw(t, "to"), radii.Draw(t, "radius")))
			p.end()
		}
		stepwise.update(p.mask, p.undo())
		whole.update(p.mask, image.Rectangle{Max: p.mask.Size})
		if !bytes.Equal(stepwise.picture.Pix, whole.picture.Pix) {
			t.Fatal("a veil that was updated by steps differs from one drawn at once")
		}
	})
}

func TestAMaskIsEnlargedByNearestNeighbour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := segment.NewMask(sizes().Draw(t, "small"))
		for i := range small.Pix {
			if rapid.Bool().Draw(t, "marked") {
				small.Pix[i] = segment.Object
			}
		}
		size := image.Pt(small.Size.X*rapid.IntRange(1, 3).Draw(t, "x")+rapid.IntRange(0, 5).Draw(t, "dx"),
			small.Size.Y*rapid.IntRange(1, 3).Draw(t, "y")+rapid.IntRange(0, 5).Draw(t, "dy"))
		large := enlarge(small, size)
		if large.Size != size {
			t.Fatalf("size %v, want %v", large.Size, size)
		}
		for y := range size.Y {
			for x := range size.X {
				sx := int((float64(x) + 0.5) / float64(size.X) * float64(small.Size.X))
				sy := int((float64(y) + 0.5) / float64(size.Y) * float64(small.Size.Y))
				if large.Has(x, y) != small.Has(sx, sy) {
					t.Fatalf("pixel %d, %d is not that of %d, %d", x, y, sx, sy)
				}
			}
		}
	})
}

func TestAStrokeThatChangesNothingIsNoStep(t *testing.T) {
	p := newPainting(image.Pt(10, 10))
	p.begin(true)
	p.draw(spot{5, 5}, spot{6, 6}, 3)
	p.end()
	p.clear()
	if p.canUndo() || !p.empty() {
		t.Error("erasing on an empty painting can be undone")
	}
}

func TestTheVeilOfALargeMaskIsSmall(t *testing.T) {
	p := newPainting(image.Pt(2047, 1301))
	v := newVeil(p.mask.Size)
	if got := v.picture.Rect.Size(); got != image.Pt(1024, 651) {
		t.Errorf("the veil has %v", got)
	}
	p.begin(false)
	v.update(p.mask, p.draw(spot{0, 0}, spot{2047, 1301}, 3000))
	if v.picture.RGBAAt(0, 0).A == 0 || v.picture.RGBAAt(1023, 650).A == 0 {
		t.Error("a corner is not veiled")
	}
}

// BenchmarkStep compares what an answer costs the main goroutine at most, laying a
// mask of the largest painting over it and veiling it, with a bare copy of the mask,
// in turn. The ratio is the metric "x-copy".
func BenchmarkStep(b *testing.B) {
	size := image.Pt(maxPaper, maxPaper*3/4)
	m, p, v := disc(size), newPainting(size), newVeil(size)
	var step, bare time.Duration
	for b.Loop() {
		start := time.Now()
		cloneMask(m)
		cloneMask(m)
		bare += time.Since(start)

		start = time.Now()
		v.update(p.mask, p.lay(m, addIt, nil))
		v.update(p.mask, p.lay(m, takeIt, nil))
		step += time.Since(start)
	}
	b.ReportMetric(step.Seconds()/bare.Seconds(), "x-copy")
	b.ReportMetric(500*step.Seconds()/float64(b.N), "step-ms")
}
