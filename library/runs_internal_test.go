package library

import (
	"bytes"
	"encoding/json"
	"image"
	"math"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/segment"
)

var drawnMask = rapid.Custom(func(t *rapid.T) *segment.Mask {
	m := segment.NewMask(image.Pt(rapid.IntRange(1, 30).Draw(t, "width"), rapid.IntRange(1, 30).Draw(t, "height")))
	for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(m.Pix)-1), 1, -1).Draw(t, "marked") {
		m.Pix[i] = segment.Object
	}
	return m
})

func TestMaskComesBackFromItsRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawnMask.Draw(t, "mask")
		b, err := json.Marshal(runsOf(m))
		if err != nil {
			t.Fatal(err)
		}
		var r runs
		if err := json.Unmarshal(b, &r); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if got := r.mask(); got.Size != m.Size || !bytes.Equal(got.Pix, m.Pix) || r.area() != m.Area() {
			t.Fatalf("%v became %v", m, got)
		}
	})
}

func TestRunsOverlapAsTheirMasksDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawnMask.Draw(t, "one")
		b := segment.NewMask(a.Size)
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(b.Pix)-1), 1, -1).Draw(t, "other") {
			b.Pix[i] = segment.Object
		}
		common := 0
		for i, v := range a.Pix {
			if v&b.Pix[i] != 0 {
				common++
			}
		}
		iou, inside := runsOf(a).overlap(b)
		if math.Abs(iou-a.IoU(b)) > 1e-12 || math.Abs(inside-float64(common)/float64(b.Area())) > 1e-12 {
			t.Fatalf("overlap %g and %g, the masks %g", iou, inside, a.IoU(b))
		}
	})
}

func FuzzRunsAreOfAMaskOrRefused(f *testing.F) {
	for _, text := range []string{
		`{"size":[4,3],"runs":[2,5,5]}`, `{"size":[4,3],"runs":[0,12]}`, `{"size":[4,3],"runs":[12]}`, `{"size":[4,3],"runs":[2,0,10]}`,
		`{"size":[4,3],"runs":[2,-1,11]}`, `{"size":[4,3],"runs":[2,11]}`, `{"size":[0,3],"runs":[0,0]}`, `{"size":[-4,-3],"runs":[2,10]}`,
		`{"size":[1048576,1048576],"runs":[2,1099511627774]}`, `{"size":[2,2],"runs":[9223372036854775807,9223372036854775807,6]}`, `null`, `[]`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var r runs
		if json.Unmarshal(b, &r) != nil || r.lengths == nil {
			return // null is no runs, and what needs some looks at the area
		}
		if r.area() < 1 || r.area() > r.size.X*r.size.Y {
			t.Fatalf("%s marks %d of %v pixels", b, r.area(), r.size)
		}
		if r.size.X*r.size.Y > 1e6 {
			return
		}
		m := r.mask()
		if m.Area() != r.area() {
			t.Fatalf("%s marks %d pixels, its mask %d", b, r.area(), m.Area())
		}
		if iou, inside := r.overlap(m); iou != 1 || inside != 1 {
			t.Fatalf("%s is not like itself: %g, %g", b, iou, inside)
		}
	})
}

func TestOverlapOfRunsIsThatOfTheirMasks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) *segment.Mask {
			m := segment.NewMask(image.Pt(6, 5))
			for i := range m.Pix {
				if rapid.Bool().Draw(t, name) {
					m.Pix[i] = segment.Object
				}
			}
			return m
		}
		a, b := draw("a"), draw("b")
		want, _ := runsOf(a).overlap(b)
		if got := runsOf(a).iou(runsOf(b)); got != want {
			t.Errorf("it is %g, of the masks %g", got, want)
		}
	})
}
