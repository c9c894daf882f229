package photo_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/library/photo"
)

func TestEveryFormatIsDecoded(t *testing.T) {
	for name, data := range everyFormat(t) {
		t.Run(name, func(t *testing.T) {
			p := decode(t, data)
			if p.Format() != name || p.Size() != image.Pt(32, 16) {
				t.Errorf("got a %s of %v, want a %s of (32,16)", p.Format(), p.Size(), name)
			}
			wantCorners(t, p.Upright(), [4]color.NRGBA{red, green, blue, yellow})
			wantCorners(t, p.Reduced(16), [4]color.NRGBA{red, green, blue, yellow})
		})
	}
}

func TestContentDecidesOverExtension(t *testing.T) {
	path := filepath.Join(t.TempDir(), "really-a-png.jpg")
	check(t, os.WriteFile(path, pngOf(t, corners(8, 8)), 0o600))
	p, err := photo.Open(t.Context(), path, photo.Options{})
	check(t, err)
	if p.Format() != "png" {
		t.Errorf("format %q, want png", p.Format())
	}
}

func TestVarietiesOfPixels(t *testing.T) {
	bounds := image.Rect(0, 0, 8, 4)
	fill := func(img interface {
		image.Image
		Set(x, y int, c color.Color)
	}, left, right color.Color) image.Image {
		for y := range 4 {
			for x := range 8 {
				if x < 4 {
					img.Set(x, y, left)
				} else {
					img.Set(x, y, right)
				}
			}
		}
		return img
	}
	glass, half := color.NRGBA{}, color.NRGBA{255, 0, 0, 128}
	pink, grey := color.NRGBA{255, 127, 127, 255}, color.NRGBA{90, 90, 90, 255}
	palette := color.Palette{red, glass}

	tests := []struct {
		name          string
		data          []byte
		upright, flat [2]color.NRGBA // left and right: Upright, Reduced
	}{
		{"grey PNG", pngOf(t, fill(image.NewGray(bounds), black, grey)), [2]color.NRGBA{black, grey}, [2]color.NRGBA{black, grey}},
		{"16-bit grey PNG", pngOf(t, fill(image.NewGray16(bounds), black, grey)), [2]color.NRGBA{black, grey}, [2]color.NRGBA{black, grey}},
		{"grey and alpha PNG", fixture(t, "grey-alpha.png"), [2]color.NRGBA{{40, 40, 40, 255}, {40, 40, 40, 0}}, [2]color.NRGBA{{40, 40, 40, 255}, white}},
		{"alpha PNG", pngOf(t, fill(image.NewNRGBA(bounds), half, glass)), [2]color.NRGBA{half, glass}, [2]color.NRGBA{pink, white}},
		{"16-bit PNG", pngOf(t, fill(image.NewRGBA64(bounds), red, blue)), [2]color.NRGBA{red, blue}, [2]color.NRGBA{red, blue}},
		{"16-bit alpha PNG", pngOf(t, fill(image.NewNRGBA64(bounds), half, glass)), [2]color.NRGBA{half, glass}, [2]color.NRGBA{pink, white}},
		{"palette PNG", pngOf(t, fill(image.NewPaletted(bounds, palette), red, glass)), [2]color.NRGBA{red, glass}, [2]color.NRGBA{red, white}},
		{"transparent GIF", gifOf(t, fill(image.NewPaletted(bounds, palette), red, glass)), [2]color.NRGBA{red, glass}, [2]color.NRGBA{red, white}},
		{"grey JPEG", jpegOf(t, fill(image.NewGray(bounds), black, grey)), [2]color.NRGBA{black, grey}, [2]color.NRGBA{black, grey}},
		{"palette BMP", bmpOf(t, fill(image.NewPaletted(bounds, color.Palette{red, blue}), red, blue)), [2]color.NRGBA{red, blue}, [2]color.NRGBA{red, blue}},
		{"16-bit TIFF", tiffOf(t, fill(image.NewNRGBA64(bounds), half, glass)), [2]color.NRGBA{half, glass}, [2]color.NRGBA{pink, white}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := decode(t, test.data)
			for i, x := range []int{1, 6} {
				wantNear(t, p.Upright(), x, 2, test.upright[i])
				wantNear(t, p.Reduced(8), x, 2, test.flat[i])
			}
		})
	}
}

func TestCMYKAndYCCKJPEGKeepTheirColours(t *testing.T) {
	p := decode(t, fixture(t, "cmyk.jpg"))
	wantCorners(t, p.Upright(), [4]color.NRGBA{red, green, blue, yellow})
	wantCorners(t, p.Reduced(32), [4]color.NRGBA{red, green, blue, yellow})

	p = decode(t, fixture(t, "ycck.jpg"))
	wantNear(t, p.Upright(), 2, 4, color.NRGBA{200, 60, 30, 255})
	wantNear(t, p.Reduced(32), 29, 4, color.NRGBA{30, 90, 200, 255})
}

func TestLossyWebPUsesItsFullRange(t *testing.T) {
	img := decode(t, fixture(t, "bands.webp")).Upright() // black, white, red
	for x, want := range map[int]color.NRGBA{16: black, 48: white, 80: {255, 0, 0, 255}} {
		got := img.NRGBAAt(x, 16)
		if max(got.R, want.R)-min(got.R, want.R) > 3 || max(got.G, want.G)-min(got.G, want.G) > 3 {
			t.Errorf("at %d: %v, want %v", x, got, want)
		}
	}
}

func TestLossyWebPWithAlphaIsShownOnWhite(t *testing.T) {
	p := decode(t, fixture(t, "alpha.webp")) // its upper right quarter is transparent
	if a := p.Upright().NRGBAAt(31, 0).A; a != 0 {
		t.Errorf("alpha %d in the transparent quarter", a)
	}
	wantCorners(t, p.Reduced(32), [4]color.NRGBA{red, white, blue, blue})
}

func TestFirstFrameOfGIFIsPlacedOnItsScreen(t *testing.T) {
	palette := color.Palette{red, blue}
	first := image.NewPaletted(image.Rect(4, 2, 8, 6), palette)
	second := image.NewPaletted(image.Rect(0, 0, 10, 8), palette)
	for i := range second.Pix {
		second.Pix[i] = 1
	}
	var b bytes.Buffer
	check(t, gif.EncodeAll(&b, &gif.GIF{
		Image:  []*image.Paletted{first, second},
		Delay:  []int{1, 1},
		Config: image.Config{ColorModel: palette, Width: 10, Height: 8},
	}))
	img := decode(t, b.Bytes()).Upright()
	if img.Rect.Max != image.Pt(10, 8) {
		t.Fatalf("size %v, want (10,8)", img.Rect.Max)
	}
	wantNear(t, img, 4, 2, red)
	wantNear(t, img, 7, 5, red)
	wantNear(t, img, 3, 2, color.NRGBA{})
	wantNear(t, img, 8, 5, color.NRGBA{})
}

func TestFirstFrameOfAnimatedWebPIsPlacedOnItsCanvas(t *testing.T) {
	data := animatedWebP(fixture(t, "lossless.webp"), image.Pt(32, 16), image.Pt(6, 4), image.Pt(50, 40))
	img := decode(t, data).Upright()
	if img.Rect.Max != image.Pt(50, 40) {
		t.Fatalf("size %v, want (50,40)", img.Rect.Max)
	}
	wantNear(t, img, 6, 4, red)
	wantNear(t, img, 37, 19, yellow)
	wantNear(t, img, 5, 4, color.NRGBA{})
	wantNear(t, img, 38, 19, color.NRGBA{})
}

func TestAnimatedLossyWebPShowsItsFirstFrame(t *testing.T) {
	img := decode(t, fixture(t, "animated.webp")).Upright() // its second frame is black
	wantCorners(t, img, [4]color.NRGBA{red, green, blue, yellow})
}

func TestAnimatedWebPKeepsItsAlpha(t *testing.T) {
	const header = 18 // of the VP8X chunk, which a frame has not
	data := animatedWebP(fixture(t, "alpha.webp")[header:], image.Pt(32, 16), image.Pt(2, 2), image.Pt(40, 20))
	img := decode(t, data).Upright()
	wantNear(t, img, 2, 2, red)
	if a := img.NRGBAAt(33, 2).A; a != 0 {
		t.Errorf("alpha %d in the transparent quarter", a)
	}
}

func TestWebPFrameBeyondItsCanvasIsDamage(t *testing.T) {
	data := animatedWebP(fixture(t, "lossless.webp"), image.Pt(32, 16), image.Pt(6, 4), image.Pt(33, 40))
	if _, err := photo.Decode(t.Context(), data, photo.Options{}); !errors.Is(err, photo.ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
}

func TestReducedHasTheSizeOfResizeLongestSide(t *testing.T) {
	tests := []struct{ w, h, long, wantW, wantH int }{
		{1600, 1200, 1024, 1024, 768},
		{1200, 1600, 1024, 768, 1024},
		{1000, 667, 1024, 1024, 683},
		{3, 2, 1024, 1024, 683}, // enlarged
		{1024, 1024, 1024, 1024, 1024},
		{500, 1, 100, 100, 1}, // never without pixels
		{1, 500, 100, 1, 100},
		{10, 10, 0, 1, 1},
		{10, 10, -5, 1, 1},
	}
	for _, test := range tests {
		p := decode(t, pngOf(t, image.NewGray(image.Rect(0, 0, test.w, test.h))))
		if got := p.Reduced(test.long).Rect.Max; got != image.Pt(test.wantW, test.wantH) {
			t.Errorf("%d×%d reduced to %d is %v, want (%d,%d)", test.w, test.h, test.long, got, test.wantW, test.wantH)
		}
	}
}

// The pictures in testdata were resized by Pillow with its bilinear filter.
func TestReducedEqualsPillowToTheBit(t *testing.T) {
	src := image.NewNRGBA(image.Rect(0, 0, 37, 23))
	for y := range 23 {
		for x := range 37 {
			src.SetNRGBA(x, y, color.NRGBA{uint8(x*37 + y*11), uint8(x*x + y*5), uint8(x * y * 3), 255})
		}
	}
	p := decode(t, pngOf(t, src))
	for long, name := range map[int]string{16: "pillow-16.png", 40: "pillow-40.png"} {
		want, err := png.Decode(bytes.NewReader(fixture(t, name)))
		check(t, err)
		got := p.Reduced(long)
		if got.Rect != want.Bounds() {
			t.Fatalf("%s: size %v, want %v", name, got.Rect.Max, want.Bounds().Max)
		}
		for y := range got.Rect.Dy() {
			for x := range got.Rect.Dx() {
				if w := color.NRGBAModel.Convert(want.At(x, y)); got.NRGBAAt(x, y) != w {
					t.Fatalf("%s: pixel (%d,%d) is %v, want %v", name, x, y, got.NRGBAAt(x, y), w)
				}
			}
		}
	}
}

func TestReducingKeepsAnEvenColour(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, h := rapid.IntRange(1, 300).Draw(rt, "w"), rapid.IntRange(1, 300).Draw(rt, "h")
		long := rapid.IntRange(1, 200).Draw(rt, "long")
		want := color.NRGBA{rapid.Byte().Draw(rt, "r"), rapid.Byte().Draw(rt, "g"), rapid.Byte().Draw(rt, "b"), 255}
		src := image.NewNRGBA(image.Rect(0, 0, w, h))
		for i := range w * h {
			src.SetNRGBA(i%w, i/w, want)
		}
		img := decode(t, pngOf(t, src)).Reduced(long)
		if max(img.Rect.Dx(), img.Rect.Dy()) != long {
			rt.Fatalf("%d×%d reduced to %d is %v", w, h, long, img.Rect.Max)
		}
		for i := range img.Rect.Dx() * img.Rect.Dy() {
			if got := img.NRGBAAt(i%img.Rect.Dx(), i/img.Rect.Dx()); got != want {
				rt.Fatalf("%v became %v", want, got)
			}
		}
	})
}

func TestReducedNeverCopiesThePhotoInFull(t *testing.T) {
	data := jpegOf(t, corners(2000, 1500))
	p := decode(t, withJPEG(data, exif(tag{tagOrientation, kindShort, 6})))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p.Reduced(256)
	runtime.ReadMemStats(&after)
	const fullCopy = 2000 * 1500 * 4
	if spent := after.TotalAlloc - before.TotalAlloc; spent > fullCopy/4 {
		t.Errorf("Reduced allocated %d bytes, a full copy has %d", spent, fullCopy)
	}
}

func TestCancelledContextIsHeeded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := photo.Decode(ctx, pngOf(t, corners(8, 8)), photo.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Decode: got %v, want context.Canceled", err)
	}
	if _, _, err := photo.Read(ctx, "decode_test.go"); !errors.Is(err, context.Canceled) {
		t.Errorf("Read: got %v, want context.Canceled", err)
	}
	if _, err := photo.DecodeMask(ctx, pngOf(t, corners(8, 8)), photo.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("DecodeMask: got %v, want context.Canceled", err)
	}
}
