package segment

import (
	"image"
	"testing"

	"pgregory.net/rapid"
)

// scales returns what a decoder gives that draws a box for each of the four masks.
func scales(iou [4]float32, boxes ...image.Rectangle) *Decoded {
	d := &Decoded{IoU: iou[:]}
	for _, box := range boxes {
		d.Logits = append(d.Logits, blob(box))
	}
	return d
}

func TestOneClickMeansTheWholeThingWhereThatIsAboutAsSure(t *testing.T) {
	v := viewOf(image.Rect(0, 0, 1024, 1024), image.Pt(1024, 1024))
	ear, head, cat, room := image.Rect(50, 50, 60, 60), image.Rect(50, 50, 80, 80), image.Rect(40, 40, 160, 200), image.Rect(0, 0, 256, 256)
	for name, c := range map[string]struct {
		iou   [4]float32
		boxes []image.Rectangle
		want  int
	}{
		"all alike":                    {[4]float32{1, 0.93, 0.95, 0.92}, []image.Rectangle{cat, ear, head, cat}, 3},
		"the whole is a guess":         {[4]float32{1, 0.93, 0.95, 0.6}, []image.Rectangle{cat, ear, head, cat}, 2},
		"the whole is the whole photo": {[4]float32{1, 0.93, 0.95, 0.99}, []image.Rectangle{cat, ear, cat, room}, 2},
		"all is the whole photo":       {[4]float32{1, 0.93, 0.99, 0.95}, []image.Rectangle{room, room, room, room}, 2},
		"a part is far surer":          {[4]float32{1, 0.93, 0.95, 0.82}, []image.Rectangle{cat, ear, head, cat}, 2},
	} {
		if got := scales(c.iou, c.boxes...).whole(v); got != c.want {
			t.Errorf("%s: mask %d is taken, want %d", name, got, c.want)
		}
	}
}

func TestAMaskWithoutAFirmEdgeIsNotTaken(t *testing.T) {
	v := viewOf(image.Rect(0, 0, 1024, 1024), image.Pt(1024, 1024))
	d := scales([4]float32{1, 0.9, 0.95, 0.95}, image.Rect(40, 40, 80, 80), image.Rect(50, 50, 60, 60), image.Rect(40, 40, 80, 80), image.Rect(40, 40, 160, 200))
	for i := range d.Logits[3] {
		d.Logits[3][i] /= 10 // so that all of it is in doubt
	}
	if got := d.whole(v); got != 2 {
		t.Errorf("mask %d is taken", got)
	}
}

func TestASelectionIsTheSameInEverySizeOfItsPhoto(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := image.Pt(rapid.IntRange(60, 300).Draw(t, "width"), rapid.IntRange(60, 300).Draw(t, "height"))
		times := rapid.IntRange(1, 3).Draw(t, "times")
		photo := small.Mul(times)
		frame := NewFrame(photo)
		x, y := rapid.IntRange(0, frame.Input.X/logitStep-10).Draw(t, "x"), rapid.IntRange(0, frame.Input.Y/logitStep-10).Draw(t, "y")
		s := &Selection{Logits: blob(image.Rect(x, y, x+9, y+9)), Frame: frame}
		reduced, full := s.Mask(small), s.Mask(photo)
		differ := 0
		for i := range reduced.Pix {
			at := image.Pt(i%small.X, i/small.X).Mul(times).Add(image.Pt(times/2, times/2))
			if reduced.Pix[i] == Object != full.Has(at.X, at.Y) {
				differ++
			}
			if s.Has(at) != full.Has(at.X, at.Y) {
				differ++
			}
		}
		if allowed := 4 * (small.X + small.Y) / 10; differ > allowed {
			t.Fatalf("at %d of %d pixels they differ", differ, len(reduced.Pix))
		}
	})
}
