package segment

import (
	"image"
	"testing"

	"pgregory.net/rapid"
)

// viewOf returns a view of a part of a photo without any content.
func viewOf(part image.Rectangle, photo image.Point) *view {
	return &view{part: part, photo: photo, features: &Features{Frame: NewFrame(part.Size())}}
}

// blob returns logits that are above zero in a rectangle of the grid.
func blob(r image.Rectangle) []float32 {
	logits := make([]float32, LogitSide*LogitSide)
	for y := range LogitSide {
		for x := range LogitSide {
			logits[y*LogitSide+x] = -5
			if image.Pt(x, y).In(r) {
				logits[y*LogitSide+x] = 5
			}
		}
	}
	return logits
}

func TestReachOfAMask(t *testing.T) {
	v := viewOf(image.Rect(0, 0, 1024, 1024), image.Pt(1024, 1024))
	logits := blob(image.Rect(40, 60, 80, 100))
	logits[70*LogitSide+50] = 9
	r := v.reachOf(logits)
	if r.box != image.Rect(40, 60, 80, 100) || r.area != 1600 || len(r.cells) != 100 || r.peak != image.Pt(50, 70) || r.sure != 1 {
		t.Errorf("box %v, area %d, %d cells, peak %v, sure %g", r.box, r.area, len(r.cells), r.peak, r.sure)
	}
	if box := v.box(r.box); box != image.Rect(160, 240, 320, 400) {
		t.Errorf("in pixels the box is %v", box)
	}
}

func TestMaskOutsideThePhotoIsNotReached(t *testing.T) {
	v := viewOf(image.Rect(0, 0, 1000, 500), image.Pt(1000, 500))
	r := v.reachOf(blob(image.Rect(0, 0, LogitSide, LogitSide)))
	if r.box != image.Rect(0, 0, 256, 128) {
		t.Errorf("the box is %v", r.box)
	}
	if box := v.box(r.box); !box.In(image.Rect(0, 0, 1000, 500)) || box.Dx() < 990 || box.Dy() < 490 {
		t.Errorf("in pixels the box is %v", box)
	}
}

// What a mask shows in a crop of a view is what it shows in the photo.
func TestShownAgreesWithTheMask(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		photo := image.Pt(rapid.IntRange(64, 900).Draw(t, "width"), rapid.IntRange(64, 900).Draw(t, "height"))
		v := viewOf(image.Rectangle{Max: photo}, photo)
		logits := blob(image.Rect(
			rapid.IntRange(0, 100).Draw(t, "left"), rapid.IntRange(0, 100).Draw(t, "top"),
			rapid.IntRange(110, 256).Draw(t, "right"), rapid.IntRange(110, 256).Draw(t, "bottom")))
		mask := v.mask(logits)
		part := image.Rect(photo.X/8, photo.Y/8, photo.X*7/8, photo.Y*7/8)
		shown := v.shown(logits, part, part.Size())
		differ := 0
		for y := range part.Dy() {
			for x := range part.Dx() {
				if (shown(x, y) == Object) != mask.Has(part.Min.X+x, part.Min.Y+y) {
					differ++
				}
			}
		}
		if border := 2 * (part.Dx() + part.Dy()); differ > border {
			t.Errorf("%d of %d pixels differ, more than the border of %d", differ, part.Dx()*part.Dy(), border)
		}
	})
}

// A mask that is carried to a closer view and back into the photo stays where it
// was.
func TestCarriedMaskStaysInPlace(t *testing.T) {
	photo := image.Pt(1200, 800)
	whole := viewOf(image.Rectangle{Max: photo}, photo)
	logits := blob(image.Rect(100, 60, 140, 100))
	c := &candidate{view: whole, logits: logits, reach: whole.reachOf(logits)}
	c.box = whole.box(c.reach.box)
	for _, share := range []float64{0.3, 0.5, 0.9} {
		closer := viewOf(surround(c.box, share, photo), photo)
		if iou := closer.mask(closer.carried(c)).IoU(whole.mask(logits)); iou < 0.95 {
			t.Errorf("in a view that it fills to %g the mask has the IoU %g", share, iou)
		}
	}
}

func TestSurroundKeepsTheShareAndStaysInThePhoto(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		photo := image.Pt(rapid.IntRange(1, 3000).Draw(t, "width"), rapid.IntRange(1, 3000).Draw(t, "height"))
		x, y := rapid.IntRange(0, photo.X-1).Draw(t, "x"), rapid.IntRange(0, photo.Y-1).Draw(t, "y")
		box := image.Rect(x, y, rapid.IntRange(x+1, photo.X).Draw(t, "right"), rapid.IntRange(y+1, photo.Y).Draw(t, "bottom"))
		part := surround(box, 0.5, photo)
		if !part.In(image.Rectangle{Max: photo}) || !box.In(part) {
			t.Fatalf("%v around %v in %v", part, box, photo)
		}
		if want := min(2*max(box.Dx(), box.Dy()), photo.X); part.Dx() != want {
			t.Errorf("%v around %v is %d wide, not %d", part, box, part.Dx(), want)
		}
	})
}

func TestCoverageIsOfTheViewThatFitsBest(t *testing.T) {
	// Two views of one row each, and one of background.
	m := &matching{
		template: &Template{views: []span{{0, 1}, {1, 2}}, background: span{2, 3}},
		cosines:  make([]float32, 3*featureCells),
	}
	m.cosines[5], m.cosines[featureCells+5], m.cosines[2*featureCells+5] = 0.2, 0.8, 0.9
	m.cosines[featureCells+6] = 0.7
	m.object, m.around = m.best(span{0, 2}), m.best(m.template.background)
	if c := m.coverage([]int{5, 9}); c < 0.79 || c > 0.81 {
		t.Errorf("the coverage is %g", c)
	}
	if e := m.explained([]int{5, 6}); e < 0.74 || e > 0.76 {
		t.Errorf("the explanation is %g", e)
	}
	if p := m.peak([]int{5, 6, 7}); p != 6 {
		t.Errorf("the peak is %d: what looks like the background as much counts less", p)
	}
}
