package smalljpeg_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/library/internal/smalljpeg"
)

var ratios = []image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
	image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411,
}

// gray stands for a picture without colours among the ratios.
const gray = image.YCbCrSubsampleRatio(-1)

// scenery is a picture with gentle and sharp edges and grain, of which no sample is
// nearly black or white unless it is harsh.
func scenery(size image.Point, ratio image.YCbCrSubsampleRatio, seed uint64, harsh bool) image.Image {
	random := rand.New(rand.NewPCG(seed, 1))
	fill := func(pix []uint8, stride int) {
		a, b, edge := 3+20*random.Float64(), 3+20*random.Float64(), 5+random.IntN(30)
		for i := range pix {
			x, y := float64(i%stride), float64(i/stride)
			v := 128 + 25*math.Sin(x/a) + 25*math.Cos((x+2*y)/b) + float64(random.IntN(9)-4)
			if (i%stride/edge+i/stride/edge)%2 == 0 {
				v += 15
			}
			if harsh {
				v = 128 + 4*(v-128)
			}
			pix[i] = uint8(min(max(v, 0), 255))
		}
	}
	if ratio == gray {
		img := image.NewGray(image.Rectangle{Max: size})
		fill(img.Pix, img.Stride)
		return img
	}
	img := image.NewYCbCr(image.Rectangle{Max: size}, ratio)
	fill(img.Y, img.YStride)
	fill(img.Cb, img.CStride)
	fill(img.Cr, img.CStride)
	return img
}

func whole(tb testing.TB, data []byte) image.Image {
	tb.Helper()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	return img
}

// difference says how far the samples of a small picture are from the means of the
// whole one's, in the mean and at most.
func difference(tb testing.TB, small, whole image.Image, shrink int) (mean float64, most int) {
	tb.Helper()
	a, b := planesOf(small), planesOf(whole)
	if len(a) != len(b) {
		tb.Fatalf("there are %d components instead of %d", len(a), len(b))
	}
	var sum, n int
	for i, p := range a {
		across, down := shrink, shrink // samples of the whole for one
		if i > 0 {
			across, down = shrink*a[0].across/b[0].across, shrink*a[0].down/b[0].down
		}
		for y := range p.size.Y {
			for x := range p.size.X {
				var all int
				for j := range across * down {
					all += int(b[i].pix[(y*down+j/across)*b[i].stride+x*across+j%across])
				}
				off := int(p.pix[y*p.stride+x]) - (all+across*down/2)/(across*down)
				off = max(off, -off)
				sum, n, most = sum+off, n+1, max(most, off)
			}
		}
	}
	return float64(sum) / float64(n), most
}

// ratioAt is how colours are stored at a fraction of the size: as they are, where that
// is no larger.
func ratioAt(ratio image.YCbCrSubsampleRatio, shrink int) image.YCbCrSubsampleRatio {
	if ratio == image.YCbCrSubsampleRatio411 && shrink == 2 {
		return image.YCbCrSubsampleRatio422
	}
	return image.YCbCrSubsampleRatio444
}

func TestSamplesAreTheMeansOfTheWholePicture(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		size := image.Pt(rapid.IntRange(1, 90).Draw(rt, "w"), rapid.IntRange(1, 90).Draw(rt, "h"))
		ratio := rapid.SampledFrom(append(ratios, gray)).Draw(rt, "ratio")
		img := scenery(size, ratio, rapid.Uint64().Draw(rt, "seed"), false)
		e := encoder{
			quantizer: rapid.IntRange(1, 30).Draw(rt, "quantizer"),
			interval:  rapid.IntRange(0, 9).Draw(rt, "interval"),
			marker:    rapid.SampledFrom([]byte{0xc0, 0xc1}).Draw(rt, "marker"),
		}
		data := e.encode(img)
		shrink := rapid.SampledFrom([]int{2, 4, 8}).Draw(rt, "shrink")
		small, err := smalljpeg.Decode(t.Context(), data, size, shrink)
		if err != nil {
			rt.Fatal(err)
		}
		if want := image.Pt((size.X+shrink-1)/shrink, (size.Y+shrink-1)/shrink); small.Bounds() != (image.Rectangle{Max: want}) {
			rt.Fatalf("it is %v instead of %v", small.Bounds(), want)
		}
		if s, ok := small.(*image.YCbCr); ok && s.SubsampleRatio != ratioAt(ratio, shrink) {
			rt.Fatalf("%v became %v", ratio, s.SubsampleRatio)
		}
		if mean, most := difference(t, small, whole(t, data), shrink); most > 1 {
			rt.Fatalf("off by %.2f and %d at most", mean, most)
		}
	})
}

func TestEvenPicturesKeepTheirLevel(t *testing.T) {
	size := image.Pt(24, 16)
	for level := range 256 {
		img := image.NewGray(image.Rectangle{Max: size})
		for i := range img.Pix {
			img.Pix[i] = uint8(level)
		}
		e := encoder{quantizer: 1}
		data := e.encode(img)
		for _, shrink := range []int{2, 4, 8} {
			small, err := smalljpeg.Decode(t.Context(), data, size, shrink)
			if err != nil {
				t.Fatal(err)
			}
			if _, most := difference(t, small, img, shrink); most > 0 {
				t.Errorf("level %d at 1/%d: off by %d", level, shrink, most)
			}
		}
	}
}

// Where samples are beyond black or white, the whole picture has them cut before they
// are averaged.
func TestHarshPicturesAreNearlyTheMeans(t *testing.T) {
	size := image.Pt(333, 251)
	for _, ratio := range append(ratios, gray) {
		e := encoder{quantizer: 10, interval: 7}
		data := e.encode(scenery(size, ratio, 3, true))
		for _, shrink := range []int{2, 4, 8} {
			small, err := smalljpeg.Decode(t.Context(), data, size, shrink)
			if err != nil {
				t.Fatal(err)
			}
			if mean, most := difference(t, small, whole(t, data), shrink); mean > 1 {
				t.Errorf("%v at 1/%d: off by %.2f and %d at most", ratio, shrink, mean, most)
			}
		}
	}
}

// standard is a picture with the tables of codes of the standard, whose longest codes
// have 16 bits.
func standard(tb testing.TB, img image.Image, quality int) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestStandardCodesAreRead(t *testing.T) {
	size := image.Pt(200, 150)
	for _, quality := range []int{1, 50, 90, 100} {
		data := standard(t, scenery(size, image.YCbCrSubsampleRatio420, 5, false), quality)
		small, err := smalljpeg.Decode(t.Context(), data, size, 2)
		if err != nil {
			t.Fatal(err)
		}
		if mean, most := difference(t, small, whole(t, data), 2); most > 1 && quality > 1 || mean > 1 {
			t.Errorf("quality %d: off by %.2f and %d at most", quality, mean, most)
		}
	}
}

func TestPictureMayHoldMoreThanTheBuffer(t *testing.T) {
	size := image.Pt(1100, 900)
	e := encoder{quantizer: 1}
	data := e.encode(scenery(size, image.YCbCrSubsampleRatio444, 8, true))
	small, err := smalljpeg.Decode(t.Context(), data, size, 4)
	if err != nil || len(data) < 1<<20 {
		t.Fatalf("%d bytes: %v", len(data), err)
	}
	if mean, most := difference(t, small, whole(t, data), 4); mean > 2 {
		t.Errorf("off by %.2f and %d at most", mean, most)
	}
}

// changed returns a picture with something else in it. What is to be replaced must
// be there.
func changed(tb testing.TB, data []byte, old, replacement string) []byte {
	tb.Helper()
	if !bytes.Contains(data, []byte(old)) {
		tb.Fatalf("there is no %q", old)
	}
	return bytes.Replace(data, []byte(old), []byte(replacement), 1)
}

func TestOtherPicturesAreRefused(t *testing.T) {
	size := image.Pt(60, 44)
	e := encoder{quantizer: 5, interval: 2}
	good := e.encode(scenery(size, image.YCbCrSubsampleRatio422, 2, false))
	restart := bytes.Index(good, []byte("\xff\xd1"))
	const start, ids, comment = "\xff\xd8", "\x01\x21\x00\x02\x11\x00\x03\x11\x00", "\xff\xfe\x00\x04hi"
	if _, err := smalljpeg.Decode(t.Context(), changed(t, good, start, start+comment), size, 2); err != nil {
		t.Fatalf("with a comment: %v", err)
	}
	for name, data := range map[string][]byte{
		"nothing":               nil,
		"text":                  []byte("a shopping list"),
		"progressive":           changed(t, good, "\xff\xc0", "\xff\xc2"),
		"lossless":              changed(t, good, "\xff\xc0", "\xff\xc3"),
		"arithmetic":            changed(t, good, "\xff\xc0", "\xff\xc9"),
		"of twelve bits":        changed(t, good, "\x08\x00\x2c", "\x0c\x00\x2c"),
		"without a height":      changed(t, good, "\x08\x00\x2c", "\x08\x00\x00"),
		"of another height":     changed(t, good, "\x08\x00\x2c", "\x08\x00\x2b"),
		"red, green and blue":   changed(t, changed(t, good, ids, "R\x21\x00G\x11\x00B\x11\x00"), "\xda\x00\x0c\x03\x01\x00\x02\x00\x03\x00", "\xda\x00\x0c\x03R\x00G\x00B\x00"),
		"Adobe's red and green": changed(t, good, start, start+"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"),
		"of odd factors":        changed(t, good, ids, "\x01\x31\x00\x02\x11\x00\x03\x11\x00"),
		"with larger colours":   changed(t, good, ids, "\x01\x11\x00\x02\x21\x00\x03\x11\x00"),
		"without quantizer":     changed(t, good, ids, "\x01\x21\x00\x02\x11\x00\x03\x11\x01"),
		"of part of a spectrum": changed(t, good, "\x00\x3f\x00", "\x00\x05\x00"),
		"without its end":       good[:len(good)-1],
		"short of a restart":    slices.Concat(good[:restart-3], good[restart:]),
		"with too many codes":   changed(t, good, start, start+"\xff\xc4\x00\x16\x00\x03"+strings.Repeat("\x00", 15)+"\x01\x02\x03"),
		"with more at the end":  changed(t, good, "\xff\xd9", "\x00\xff\xd9"),
		"with another restart":  changed(t, good, "\xff\xd1", "\xff\xd2"),
		"with a segment cut":    changed(t, good, "\xff\xdd\x00\x04", "\xff\xdd\x00\x05"),
		"of unknown segments":   changed(t, good, "\xff\xdd", "\xff\xdc"),
	} {
		if img, err := smalljpeg.Decode(t.Context(), data, size, 2); !errors.Is(err, smalljpeg.ErrRefused) || img != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFactorsOfGrayPicturesMeanNothingButMustBeRight(t *testing.T) {
	size := image.Pt(60, 44)
	e := encoder{quantizer: 5}
	img := scenery(size, gray, 2, false)
	good := e.encode(img)
	for factors, right := range map[string]bool{"\x11": true, "\x22": true, "\x41": true, "\x00": false, "\x33": false, "\x51": false} {
		data := changed(t, good, "\x01\x01\x11\x00", "\x01\x01"+factors+"\x00")
		small, err := smalljpeg.Decode(t.Context(), data, size, 2)
		if !right {
			if !errors.Is(err, smalljpeg.ErrRefused) {
				t.Errorf("%x: %v", factors, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%x: %v", factors, err)
		}
		if mean, most := difference(t, small, whole(t, data), 2); most > 1 {
			t.Errorf("%x: off by %.2f and %d at most", factors, mean, most)
		}
	}
}

func TestPictureCutAnywhereIsRefused(t *testing.T) {
	size := image.Pt(50, 40)
	e := encoder{quantizer: 4, interval: 3}
	data := e.encode(scenery(size, image.YCbCrSubsampleRatio420, 9, false))
	for n := range data {
		if _, err := smalljpeg.Decode(t.Context(), data[:n], size, 2); !errors.Is(err, smalljpeg.ErrRefused) {
			t.Errorf("first %d of %d bytes: %v", n, len(data), err)
		}
	}
	if _, err := smalljpeg.Decode(t.Context(), append(data, "what follows the end"...), size, 2); err != nil {
		t.Error(err)
	}
}

// wantTrusted fails where a picture is decoded that image/jpeg refuses.
func wantTrusted(tb testing.TB, data []byte, shrink int) {
	tb.Helper()
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width*config.Height > 1<<16 {
		return
	}
	size := image.Pt(config.Width, config.Height)
	small, err := smalljpeg.Decode(tb.Context(), data, size, shrink)
	if err != nil {
		if !errors.Is(err, smalljpeg.ErrRefused) {
			tb.Errorf("another reason: %v", err)
		}
		return
	}
	if want := image.Pt((size.X+shrink-1)/shrink, (size.Y+shrink-1)/shrink); small.Bounds() != (image.Rectangle{Max: want}) {
		tb.Errorf("it is %v instead of %v", small.Bounds(), want)
	}
	full, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		tb.Fatalf("image/jpeg says %v", err)
	}
	if len(planesOf(small)) != len(planesOf(full)) {
		tb.Error("image/jpeg finds other components")
	}
}

func TestNothingIsDecodedThatImageJPEGRefuses(t *testing.T) {
	e := encoder{quantizer: 6, interval: 4}
	data := e.encode(scenery(image.Pt(70, 50), image.YCbCrSubsampleRatio420, 4, false))
	rapid.Check(t, func(rt *rapid.T) {
		broken := bytes.Clone(data)
		for range rapid.IntRange(1, 3).Draw(rt, "times") {
			broken[rapid.IntRange(0, len(broken)-1).Draw(rt, "at")] ^= byte(rapid.IntRange(1, 255).Draw(rt, "by"))
		}
		wantTrusted(t, broken, rapid.SampledFrom([]int{2, 4, 8}).Draw(rt, "shrink"))
	})
}

func FuzzDecode(f *testing.F) {
	for i, ratio := range append(ratios, gray) {
		e := encoder{quantizer: 8, interval: i}
		f.Add(e.encode(scenery(image.Pt(40, 24), ratio, 1, i%2 == 0)), byte(i))
	}
	f.Add(standard(f, scenery(image.Pt(33, 17), image.YCbCrSubsampleRatio420, 1, false), 90), byte(0))
	f.Fuzz(func(t *testing.T, data []byte, shrink byte) { wantTrusted(t, data, 2<<(shrink%3)) })
}

// ending is a context that ends after it was asked so many times.
type ending struct {
	context.Context
	left *int
}

func (e ending) Err() error {
	if *e.left--; *e.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestContextIsHeededWithinThePicture(t *testing.T) {
	e := encoder{quantizer: 8}
	data := e.encode(scenery(image.Pt(80, 80), gray, 1, false)) // ten rows of blocks
	for left := range 10 {
		if _, err := smalljpeg.Decode(ending{t.Context(), &left}, data, image.Pt(80, 80), 2); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
	}
}

func TestNoMoreIsHeldThanTheSmallPictureTakes(t *testing.T) {
	e := encoder{quantizer: 8}
	data := e.encode(scenery(image.Pt(64, 64), image.YCbCrSubsampleRatio420, 1, false))
	size := image.Pt(6400, 6400)
	frame := bytes.Index(data, []byte("\xff\xc0"))
	binary.BigEndian.PutUint16(data[frame+5:], uint16(size.Y))
	binary.BigEndian.PutUint16(data[frame+7:], uint16(size.X))
	for _, shrink := range []int{2, 4, 8} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := smalljpeg.Decode(t.Context(), data, size, shrink)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, smalljpeg.ErrRefused) {
			t.Errorf("a picture of which most is missing: %v", err)
		}
		if took, most := int(after.TotalAlloc-before.TotalAlloc), size.X*size.Y*3/shrink/shrink+100<<10; took > most {
			t.Errorf("1/%d took %d bytes, at most %d are right", shrink, took, most)
		}
	}
}

// BenchmarkJPEG decodes a photo of 12 megapixels with image/jpeg and at fractions of
// its size.
func BenchmarkJPEG(b *testing.B) {
	size := image.Pt(4000, 3000)
	data := standard(b, scenery(size, image.YCbCrSubsampleRatio420, 1, false), 90)
	b.Run("image/jpeg", func(b *testing.B) {
		b.ReportAllocs()
		b.ReportMetric(float64(len(data)), "file-bytes")
		for b.Loop() {
			whole(b, data)
		}
	})
	for _, shrink := range []int{2, 4, 8} {
		b.Run(fmt.Sprintf("1 by %d", shrink), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := smalljpeg.Decode(b.Context(), data, size, shrink); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
