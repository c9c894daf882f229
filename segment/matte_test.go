package segment_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/segment"
	"whereabouts/segment/resize"
)

// pixelsOf is a picture in memory.
type pixelsOf struct{ *image.NRGBA }

func (p pixelsOf) Size() image.Point { return p.Rect.Size() }

func (p pixelsOf) Crop(part image.Rectangle, size image.Point) *image.NRGBA {
	return resize.Bilinear(p.SubImage(part), size)
}

// painted returns a picture of one colour per pixel.
func painted(size image.Point, colour func(x, y int) color.NRGBA) pixelsOf {
	img := image.NewNRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			img.SetNRGBA(x, y, colour(x, y))
		}
	}
	return pixelsOf{img}
}

func marked(size image.Point, has func(x, y int) bool) *segment.Mask {
	m := segment.NewMask(size)
	for y := range size.Y {
		for x := range size.X {
			if has(x, y) {
				m.Pix[y*size.X+x] = segment.Object
			}
		}
	}
	return m
}

func matte(t interface{ Fatal(...any) }, p segment.Pixels, m *segment.Mask) *segment.Alpha {
	a, err := segment.Matte(context.Background(), p, m)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// drawPhoto draws a picture of any pixels in blocks, so that some of its edges are near
// the mask's.
func drawPhoto(t *rapid.T, size image.Point) pixelsOf {
	block := rapid.IntRange(1, 24).Draw(t, "block")
	across := (size.X + block - 1) / block
	shades := rapid.SliceOfN(rapid.Byte(), 97, 97).Draw(t, "shades")
	return painted(size, func(x, y int) color.NRGBA {
		at := (y/block*across + x/block) * 3
		return color.NRGBA{shades[at%97], shades[(at+1)%97], shades[(at+2)%97], 255}
	})
}

func drawRectangle(t *rapid.T, within image.Point) image.Rectangle {
	x, y := rapid.IntRange(0, within.X-1).Draw(t, "x"), rapid.IntRange(0, within.Y-1).Draw(t, "y")
	return image.Rect(x, y, rapid.IntRange(x+1, within.X).Draw(t, "to x"), rapid.IntRange(y+1, within.Y).Draw(t, "to y"))
}

func TestMatteIsTheMaskAwayFromItsEdge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sides := []int{1, 2, 17, 120, 400, 1500}
		size := image.Pt(rapid.SampledFrom(sides).Draw(t, "width"), rapid.SampledFrom(sides).Draw(t, "height"))
		photo, box := drawPhoto(t, size), drawRectangle(t, size)
		m := marked(size, func(x, y int) bool { return image.Pt(x, y).In(box) })
		a := matte(t, photo, m)
		if !a.Part.In(image.Rectangle{Max: size}) {
			t.Fatalf("%v is not in the photo", a.Part)
		}
		// A step of the logits is at most a 256th of the photo's longer side.
		far := 3 + 3*max(size.X, size.Y)/segment.LogitSide
		for y := 0; y < size.Y; y += 1 + size.Y/200 {
			for x := 0; x < size.X; x += 1 + size.X/200 {
				around := image.Rect(x-far, y-far, x+far+1, y+far+1).Intersect(image.Rectangle{Max: size})
				switch got := a.At(x, y); {
				case around.In(box) && got != 255:
					t.Fatalf("pixel %d,%d is %d, far inside of %v", x, y, got, box)
				case !around.Overlaps(box) && got != 0:
					t.Fatalf("pixel %d,%d is %d, far outside of %v", x, y, got, box)
				}
			}
		}
	})
}

func TestMatteKeepsTheMaskWhereColoursTellNothing(t *testing.T) {
	size := image.Pt(700, 500)
	flat := painted(size, func(int, int) color.NRGBA { return color.NRGBA{90, 140, 60, 255} })
	m := marked(size, func(x, y int) bool { return x >= 200 && x < 600 && y >= 100 })
	a := matte(t, flat, m)
	wrong := 0
	for y := range size.Y {
		for x := range size.X {
			if (a.At(x, y) >= 128) != m.Has(x, y) {
				wrong++
			}
		}
	}
	if wrong > 40 { // at the two corners, which are rounded
		t.Errorf("%d pixels changed sides", wrong)
	}
}

func TestMatteMovesToThePhotosEdge(t *testing.T) {
	size := image.Pt(1024, 160)
	edge := func(y int) int { return 500 + y%3 } // no line of the logits' grid
	photo := painted(size, func(x, y int) color.NRGBA {
		noise := uint8((x*7 + y*13) % 11)
		if x < edge(y) {
			return color.NRGBA{180 + noise, 60, 40 + noise, 255}
		}
		return color.NRGBA{60, 120 + noise, 130, 255}
	})
	for _, off := range []int{-5, -2, 0, 2, 5} {
		a := matte(t, photo, marked(size, func(x, _ int) bool { return x < 500+off }))
		wrong := 0
		for y := 20; y < size.Y-20; y++ {
			for x := range size.X {
				if (a.At(x, y) >= 128) != (x < edge(y)) {
					wrong++
				}
			}
		}
		if rows := size.Y - 40; wrong > rows/2 {
			t.Errorf("with a mask that is %d pixels off, %d pixels of %d rows are on the wrong side", off, wrong, rows)
		}
	}
}

func TestMatteFallsFromInsideToOutside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := image.Pt(512, 24)
		at := rapid.IntRange(250, 260).Draw(t, "edge")
		in := rapid.Byte().Draw(t, "inside")
		out := in + rapid.Uint8Range(40, 215).Draw(t, "contrast") // wraps around
		photo := painted(size, func(x, _ int) color.NRGBA {
			if x < at {
				return color.NRGBA{in, 100, 255 - in, 255}
			}
			return color.NRGBA{out, 100, 255 - out, 255}
		})
		a := matte(t, photo, marked(size, func(x, _ int) bool { return x < 255 }))
		line := make([]uint8, size.X)
		for x := range line {
			line[x] = 255 - a.At(x, size.Y/2)
		}
		if !slices.IsSorted(line) {
			t.Fatalf("not monotone: %v", line[240:270])
		}
	})
}

func TestMatteSoftensAnEdgeThatFades(t *testing.T) {
	size := image.Pt(1024, 128)
	photo := painted(size, func(x, _ int) color.NRGBA {
		v := uint8(min(max((518-x)*255/12, 0), 255)) // 12 pixels of fur
		return color.NRGBA{v, v / 2, 40, 255}
	})
	a := matte(t, photo, marked(size, func(x, _ int) bool { return x < 512 }))
	soft := 0
	for x := range size.X {
		if v := a.At(x, 64); v > 10 && v < 245 {
			soft++
		}
	}
	if soft < 3 || soft > 12 {
		t.Errorf("%d soft pixels at an edge of 12", soft)
	}
}

func TestMatteIsTheSameEachTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := image.Pt(300, 80)
		photo, box := drawPhoto(t, size), drawRectangle(t, size)
		m := marked(size, func(x, y int) bool { return image.Pt(x, y).In(box) })
		if one, other := matte(t, photo, m), matte(t, photo, m); one.Part != other.Part || !slices.Equal(one.Pix, other.Pix) {
			t.Fatal("two mattes of one mask differ")
		}
	})
}

func TestMatteRefusesMasksThatDoNotFit(t *testing.T) {
	photo := painted(image.Pt(8, 6), func(int, int) color.NRGBA { return color.NRGBA{A: 255} })
	if _, err := segment.Matte(context.Background(), photo, segment.NewMask(image.Pt(8, 6))); !errors.Is(err, segment.ErrEmptyMask) {
		t.Errorf("of an empty mask: %v", err)
	}
	if _, err := segment.Matte(context.Background(), photo, segment.NewMask(image.Pt(6, 8))); !errors.Is(err, segment.ErrMaskSize) {
		t.Errorf("of a mask of another size: %v", err)
	}
}

func TestMatteEndsWhenItIsStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	photo := painted(image.Pt(64, 64), func(int, int) color.NRGBA { return color.NRGBA{A: 255} })
	m := marked(image.Pt(64, 64), func(x, _ int) bool { return x > 30 })
	if _, err := segment.Matte(ctx, photo, m); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// BenchmarkMatte cuts a thing that fills most of a photo out of it. The bare call beside
// it reduces the photo to what the encoder sees.
func BenchmarkMatte(b *testing.B) {
	for _, photo := range []struct {
		name string
		size image.Point
	}{{"12MP", image.Pt(4000, 3000)}, {"50MP", image.Pt(8160, 6120)}} {
		pixels := painted(photo.size, func(x, y int) color.NRGBA {
			return color.NRGBA{uint8(x * 255 / photo.size.X), uint8(y ^ x), uint8(y * 255 / photo.size.Y), 255}
		})
		middle, radius := photo.size.Div(2), photo.size.Y*2/5
		m := marked(photo.size, func(x, y int) bool {
			dx, dy := x-middle.X, y-middle.Y
			return dx*dx+dy*dy < radius*radius
		})
		b.Run(photo.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				matte(b, pixels, m)
			}
		})
		b.Run(photo.name+"/reduce", func(b *testing.B) {
			for b.Loop() {
				resize.Bilinear(pixels, image.Pt(1024, 768))
			}
		})
	}
}
