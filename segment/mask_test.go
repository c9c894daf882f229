package segment

import (
	"image"
	"testing"

	"pgregory.net/rapid"
)

func drawMask(t *rapid.T, label string, size image.Point) *Mask {
	m := NewMask(size)
	for i, b := range rapid.SliceOfN(rapid.Bool(), len(m.Pix), len(m.Pix)).Draw(t, label) {
		if b {
			m.Pix[i] = Object
		}
	}
	return m
}

func TestMaskMeasuresWhatItMarks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := image.Pt(rapid.IntRange(1, 12).Draw(t, "width"), rapid.IntRange(1, 12).Draw(t, "height"))
		m := drawMask(t, "mask", size)
		area, box := 0, image.Rectangle{}
		for y := range size.Y {
			for x := range size.X {
				if m.Has(x, y) {
					area++
					box = box.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		if m.Area() != area {
			t.Fatalf("area %d instead of %d", m.Area(), area)
		}
		if m.Box() != box {
			t.Fatalf("box %v instead of %v", m.Box(), box)
		}
		if back := MaskOf(m.Gray()); back.IoU(m) != 1 || back.Size != m.Size {
			t.Fatal("a mask and its picture differ")
		}
	})
}

func TestIoUIsSymmetricAndOneOnlyForEqualMasks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := image.Pt(rapid.IntRange(1, 8).Draw(t, "width"), rapid.IntRange(1, 8).Draw(t, "height"))
		a, b := drawMask(t, "a", size), drawMask(t, "b", size)
		if a.IoU(b) != b.IoU(a) {
			t.Fatal("not symmetric")
		}
		equal := string(a.Pix) == string(b.Pix)
		if (a.IoU(b) == 1) != equal {
			t.Fatalf("IoU %g, equal %v", a.IoU(b), equal)
		}
	})
}

func TestMaskOfAPartOfAPicture(t *testing.T) {
	g := image.NewGray(image.Rect(0, 0, 6, 4))
	g.Pix[2*6+3] = 200
	g.Pix[2*6+4] = 127
	part, ok := g.SubImage(image.Rect(2, 1, 6, 4)).(*image.Gray)
	if !ok {
		t.Fatal("no grey part")
	}
	m := MaskOf(part)
	if m.Size != image.Pt(4, 3) || m.Area() != 1 || !m.Has(1, 1) {
		t.Fatalf("%+v", m)
	}
}
