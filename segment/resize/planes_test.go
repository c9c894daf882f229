package resize

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"pgregory.net/rapid"
)

// gentle is a picture whose samples all stand for a colour.
func gentle(rect image.Rectangle, ratio image.YCbCrSubsampleRatio, seed uint32) *image.YCbCr {
	img := image.NewYCbCr(rect, ratio)
	fill := func(plane []uint8, low, range_ uint32) {
		for i := range plane {
			seed = seed*1664525 + 1013904223
			plane[i] = uint8(low + (seed>>24)%range_)
		}
	}
	fill(img.Y, 90, 80)
	fill(img.Cb, 108, 40)
	fill(img.Cr, 108, 40)
	return img
}

var ratios = []image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
	image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
}

// planesOff is how far a sample may be from what the pixels' colours give. Brightness
// and colour are rounded twice each, and colour counts up to 1.772 times: 2.8. Pixels
// are rounded three times: 1.5.
const planesOff = 4

func TestPlanesGiveTheColoursOfTheirPixels(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		at := image.Pt(rapid.IntRange(0, 5).Draw(rt, "x"), rapid.IntRange(0, 5).Draw(rt, "y"))
		rect := image.Rectangle{Max: image.Pt(rapid.IntRange(1, 60).Draw(rt, "w"), rapid.IntRange(1, 60).Draw(rt, "h"))}.Add(at)
		whole := gentle(image.Rectangle{Max: rect.Max.Add(image.Pt(3, 3))}, rapid.SampledFrom(ratios).Draw(rt, "ratio"), rapid.Uint32().Draw(rt, "seed"))
		part, ok := whole.SubImage(rect).(*image.YCbCr)
		if !ok {
			rt.Fatal("no part")
		}
		size := image.Pt(rapid.IntRange(1, 80).Draw(rt, "width"), rapid.IntRange(1, 80).Draw(rt, "height"))
		pixels := image.NewNRGBA(image.Rectangle{Max: rect.Size()})
		draw.Draw(pixels, pixels.Rect, part, rect.Min, draw.Src)
		want, got := Bilinear(pixels, size), Bilinear(part, size)
		for i := range got.Pix {
			if d := int(got.Pix[i]) - int(want.Pix[i]); d < -planesOff || d > planesOff {
				rt.Fatalf("sample %d is %d instead of %d", i, got.Pix[i], want.Pix[i])
			}
		}
	})
}

func TestPlanesAreNoDarkerNorBrighter(t *testing.T) {
	img := gentle(image.Rect(0, 0, 400, 300), image.YCbCrSubsampleRatio420, 7)
	pixels := image.NewNRGBA(img.Rect)
	draw.Draw(pixels, pixels.Rect, img, image.Point{}, draw.Src)
	size := image.Pt(131, 97)
	want, got := Bilinear(pixels, size), Bilinear(img, size)
	var sum, off int
	for i := range got.Pix {
		d := int(got.Pix[i]) - int(want.Pix[i])
		sum += d
		off += max(d, -d)
	}
	n := float64(len(got.Pix) * 3 / 4)
	if mean, distance := float64(sum)/n, float64(off)/n; mean < -0.2 || mean > 0.2 || distance > 0.7 {
		t.Errorf("off by %.3f on the whole and by %.3f at a sample", mean, distance)
	}
}

func TestPlanesOfOneColourKeepIt(t *testing.T) {
	for _, ratio := range ratios {
		img := image.NewYCbCr(image.Rect(0, 0, 37, 23), ratio)
		y, cb, cr := color.RGBToYCbCr(200, 60, 30)
		for i := range img.Y {
			img.Y[i] = y
		}
		for i := range img.Cb {
			img.Cb[i], img.Cr[i] = cb, cr
		}
		r, g, b := color.YCbCrToRGB(y, cb, cr)
		for _, size := range []image.Point{{5, 7}, {100, 40}, {1, 1}} {
			got := Bilinear(img, size)
			for i := range size.X * size.Y {
				if c := got.NRGBAAt(i%size.X, i/size.X); c != (color.NRGBA{r, g, b, 255}) {
					t.Fatalf("%v to %v: %v", ratio, size, c)
				}
			}
		}
	}
}

// BenchmarkPlanes reduces what is left of a photo of 12 megapixels that was decoded
// at half its size to what the identity encoder sees.
func BenchmarkPlanes(b *testing.B) {
	img := gentle(image.Rect(0, 0, 2000, 1500), image.YCbCrSubsampleRatio444, 1)
	b.ReportAllocs()
	for b.Loop() {
		Bilinear(img, image.Pt(1344, 1008))
	}
}
