package resize

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"testing"

	"pgregory.net/rapid"
)

func TestWeightsOfVeryManySamplesStayInRange(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 1<<20, 1))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for _, long := range []int{1, 3, 100} {
		got := Bilinear(img, image.Pt(long, 1))
		for x := range long {
			if v := got.NRGBAAt(x, 0).R; v < 192 {
				t.Errorf("white became %d at %d of %d", v, x, long)
			}
		}
	}
}

func TestPartOfAPictureIsResizedAsIfItWereWhole(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		whole := image.NewNRGBA(image.Rect(-5, -3, 40, 30))
		for i := range whole.Pix {
			whole.Pix[i] = uint8(i * i >> 3)
		}
		x, y := rapid.IntRange(-5, 30).Draw(rt, "x"), rapid.IntRange(-3, 20).Draw(rt, "y")
		part := image.Rect(x, y, rapid.IntRange(x+1, 40).Draw(rt, "right"), rapid.IntRange(y+1, 30).Draw(rt, "bottom"))
		copied := image.NewNRGBA(image.Rectangle{Max: part.Size()})
		for y := range part.Dy() {
			for x := range part.Dx() {
				copied.SetNRGBA(x, y, whole.NRGBAAt(part.Min.X+x, part.Min.Y+y))
			}
		}
		size := image.Pt(rapid.IntRange(1, 50).Draw(rt, "width"), rapid.IntRange(1, 50).Draw(rt, "height"))
		want := Bilinear(copied, size)
		got := Bilinear(whole.SubImage(part), size)
		if string(got.Pix) != string(want.Pix) {
			rt.Fatalf("%v to %v differs from its copy", part, size)
		}
	})
}

func TestTransparentPixelsBecomeWhite(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 4, 4))
	for i := range 16 {
		img.SetNRGBA(i%4, i/4, color.NRGBA{10, 200, 30, 0})
	}
	if got := Bilinear(img, image.Pt(2, 2)).NRGBAAt(1, 1); got != (color.NRGBA{255, 255, 255, 255}) {
		t.Errorf("got %v", got)
	}
}

func TestOpaquePixelsAreTakenAsTheyAre(t *testing.T) {
	plain := image.NewNRGBA(image.Rect(0, 0, 41, 29))
	for i := range plain.Pix {
		plain.Pix[i] = uint8(i*i*7 + i)
		if i%4 == 3 {
			plain.Pix[i] = 255
		}
	}
	drawn := image.NewRGBA(plain.Rect)
	draw.Draw(drawn, drawn.Rect, plain, image.Point{}, draw.Src)
	part := image.Rect(3, 5, 37, 28)
	for _, size := range []image.Point{{10, 9}, {80, 50}, {34, 23}} {
		want := Bilinear(drawn.SubImage(part), size)
		if got := Bilinear(plain.SubImage(part), size); !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("%v: another picture", size)
		}
	}
}
