package app_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"whereabouts/app"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

var (
	red  = color.NRGBA{200, 40, 30, 255}
	blue = color.NRGBA{30, 60, 190, 255}
)

var taken = time.Date(2024, 5, 3, 14, 7, 9, 0, time.FixedZone("", 2*3600))

// disc is a photo of a red disc, 100 pixels wide, before blue, and the disc's mask.
func disc(t *testing.T) (file []byte, mask *segment.Mask) {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 240, 160))
	mask = segment.NewMask(img.Rect.Size())
	for y := range 160 {
		for x := range 240 {
			img.SetNRGBA(x, y, blue)
			if (x-120)*(x-120)+(y-80)*(y-80) < 50*50 {
				img.SetNRGBA(x, y, red)
				mask.Pix[y*240+x] = segment.Object
			}
		}
	}
	file, err := app.EncodePNG(img)
	check(t, err)
	return file, mask
}

func cutOut(t *testing.T, file []byte, mask *segment.Mask, o app.CutoutOptions) []byte {
	t.Helper()
	cutter, err := app.NewCutter(t.Context(), file, photo.Options{}, o)
	check(t, err)
	cut, err := cutter.Cut(t.Context(), mask)
	check(t, err)
	b, err := cutter.PNG(cut)
	check(t, err)
	return b
}

func decoded(t *testing.T, file []byte) *image.NRGBA {
	t.Helper()
	p, err := photo.Decode(t.Context(), file, photo.Options{})
	check(t, err)
	return p.Upright()
}

func TestPaddingIsRoomOnAllSides(t *testing.T) {
	file, mask := disc(t)
	bare := decoded(t, cutOut(t, file, mask, app.CutoutOptions{}))
	padded := decoded(t, cutOut(t, file, mask, app.CutoutOptions{Padding: 20}))
	margin := max(bare.Rect.Dx(), bare.Rect.Dy()) / 5
	if want := bare.Rect.Size().Add(image.Pt(2*margin, 2*margin)); padded.Rect.Size() != want {
		t.Fatalf("it has %v, not %v", padded.Rect.Size(), want)
	}
	for y := range bare.Rect.Dy() {
		for x := range bare.Rect.Dx() {
			if got := padded.NRGBAAt(x+margin, y+margin); got.A != bare.NRGBAAt(x, y).A {
				t.Fatalf("pixel %d,%d shows %d", x, y, got.A)
			}
		}
	}
	if padded.NRGBAAt(margin/2, padded.Rect.Dy()/2).A != 0 {
		t.Error("there is something in the room at the left")
	}
}

func TestABackgroundLeavesNothingTransparent(t *testing.T) {
	file, mask := disc(t)
	cut := decoded(t, cutOut(t, file, mask, app.CutoutOptions{Background: "#10f020", Padding: 5, Shadow: true}))
	if !cut.Opaque() {
		t.Error("it is transparent")
	}
	if c := cut.NRGBAAt(0, 0); c != (color.NRGBA{0x10, 0xf0, 0x20, 255}) {
		t.Errorf("its corner is %v", c)
	}
	if c := cut.NRGBAAt(cut.Rect.Dx()/2, cut.Rect.Dy()/2); c != red {
		t.Errorf("its middle is %v", c)
	}
}

func TestAShadowLiesBelowTheThing(t *testing.T) {
	file, mask := disc(t)
	cut := decoded(t, cutOut(t, file, mask, app.CutoutOptions{Shadow: true}))
	middle := cut.Rect.Dx() / 2
	above, below := 0, 0
	for y := range cut.Rect.Dy() {
		if c := cut.NRGBAAt(middle, y); c.A > 0 && c.R < 60 {
			if y < cut.Rect.Dy()/2 {
				above += int(c.A)
			} else {
				below += int(c.A)
			}
		}
	}
	if below <= above || below < 100 {
		t.Errorf("the shadow is %d above and %d below", above, below)
	}
}

func TestACutoutIsNoLongerThanItsLimit(t *testing.T) {
	file, mask := disc(t)
	rapid.Check(t, func(rt *rapid.T) {
		o := app.CutoutOptions{
			MaxSide: rapid.IntRange(16, 140).Draw(rt, "limit"),
			Padding: rapid.IntRange(0, 100).Draw(rt, "padding"),
			Shadow:  rapid.Bool().Draw(rt, "shadow"),
		}
		size := decoded(t, cutOut(t, file, mask, o)).Rect.Size()
		if side := max(size.X, size.Y); side > o.MaxSide {
			rt.Fatalf("%+v gives %v", o, size)
		} else if side < min(o.MaxSide, 90)*3/4 {
			rt.Fatalf("%+v gives %v, which is smaller than need be", o, size)
		}
	})
}

func TestOptionsThatCannotBeAreRefused(t *testing.T) {
	for _, o := range []app.CutoutOptions{
		{Padding: -1}, {Padding: 101}, {MaxSide: -5}, {MaxSide: 3}, {Background: "white"}, {Background: "#12345"},
		{Background: "#+12345"}, {Background: "#1234567"}, {Metadata: "all"},
	} {
		if err := o.Check(); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
	for _, o := range []app.CutoutOptions{{}, {Shadow: true, Padding: 100, Background: "#A0b1C2", MaxSide: 16, Metadata: app.MetadataPlace}} {
		if err := o.Check(); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestACutoutTellsOnlyWhatItMay(t *testing.T) {
	img, mask := disc(t)
	file := app.DescribePNG(img, app.ExifOf(photo.Details{
		Camera: "NIKON D850", Taken: taken, Zoned: true, Place: photo.Place{Latitude: -33.8568, Longitude: 151.2153}, HasPlace: true,
	}, true))
	if d := photo.ReadDetails(file); d.Camera != "NIKON D850" || !d.HasPlace || !d.Taken.Equal(taken) || !d.Zoned {
		t.Fatalf("the photo tells %+v", d)
	}
	for may, want := range map[app.Metadata][2]bool{
		app.MetadataNone: {false, false}, app.MetadataCamera: {true, false}, app.MetadataPlace: {true, true},
	} {
		cut := cutOut(t, file, mask, app.CutoutOptions{Metadata: may})
		d := photo.ReadDetails(cut)
		if got := [2]bool{d.Camera == "NIKON D850" && d.Taken.Equal(taken), d.HasPlace}; got != want {
			t.Errorf("%q: it tells %+v", may, d)
		}
		if d.HasPlace && (d.Place.Latitude > -33.8567 || d.Place.Latitude < -33.8569 || d.Place.Longitude < 151.2152 || d.Place.Longitude > 151.2154) {
			t.Errorf("%q: the place is %v", may, d.Place)
		}
		if _, err := png.Decode(bytes.NewReader(cut)); err != nil {
			t.Errorf("%q: %v", may, err)
		}
	}
	if cut := cutOut(t, file, mask, app.CutoutOptions{}); strings.Contains(string(cut), "eXIf") || !strings.Contains(string(cut), "sRGB") {
		t.Error("it has EXIF, or does not say that its colours are sRGB")
	}
}
