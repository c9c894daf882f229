package app_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// photoBytes is a JPEG of 40×30 pixels, which a camera has noted to be turned
// as orientation says; 1 is upright, 6 is to be turned by a quarter.
func photoBytes(tb testing.TB, orientation byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	check(tb, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil))
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00"
	file := binary.BigEndian.AppendUint16([]byte("\xff\xd8\xff\xe1"), uint16(2+len(exif)))
	return append(append(file, exif...), b.Bytes()[2:]...)
}

// maskBytes is a PNG in which the given rectangle is marked, in white on black
// or by being opaque.
func maskBytes(tb testing.TB, size image.Point, marked image.Rectangle, byAlpha bool) []byte {
	tb.Helper()
	img := image.NewNRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			c := color.NRGBA{A: 255}
			if byAlpha {
				c = color.NRGBA{R: 200, G: 200, B: 200}
			}
			if image.Pt(x, y).In(marked) {
				c = color.NRGBA{255, 255, 255, 255}
				if byAlpha {
					c = color.NRGBA{A: 255}
				}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	b, err := app.EncodePNG(img)
	check(tb, err)
	return b
}

// recorder is an encoder that makes empty features.
type recorder struct{ size image.Point }

func (r *recorder) Encode(_ context.Context, _ image.Image, size image.Point) (*segment.Features, error) {
	r.size = size
	return &segment.Features{
		Frame: segment.NewFrame(size),
		Data:  make([]float32, segment.FeatureChannels*segment.FeatureSide*segment.FeatureSide),
	}, nil
}

func TestPhotoAndMaskAreAReference(t *testing.T) {
	marked := image.Rect(3, 5, 10, 20)
	lying, standing := image.Pt(40, 30), image.Pt(30, 40)
	tests := map[string]struct {
		photo, mask []byte
		size        image.Point
	}{
		"white on black":                     {photoBytes(t, 1), maskBytes(t, lying, marked, false), lying},
		"opaque on transparent":              {photoBytes(t, 1), maskBytes(t, lying, marked, true), lying},
		"turned photo with its upright mask": {photoBytes(t, 6), maskBytes(t, standing, marked, false), standing},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			photoPath, maskPath := filepath.Join(dir, "photo.jpg"), filepath.Join(dir, "mask.png")
			check(t, os.WriteFile(photoPath, test.photo, 0o600))
			check(t, os.WriteFile(maskPath, test.mask, 0o600))
			file, err := app.ReadReference(t.Context(), photoPath, maskPath, photo.Options{})
			check(t, err)
			var encoder recorder
			reference, err := file.Reference(t.Context(), &library.Finder{Encoder: &encoder})
			check(t, err)
			if encoder.size != test.size || reference.Features.Frame.Photo != test.size || reference.Mask.Size != test.size {
				t.Errorf("the photo has %v, the mask %v, want %v", encoder.size, reference.Mask.Size, test.size)
			}
			if box, area := reference.Mask.Box(), reference.Mask.Area(); box != marked || area != marked.Dx()*marked.Dy() {
				t.Errorf("marked are %d pixels in %v, want all in %v", area, box, marked)
			}
		})
	}
}

func TestUnusableReferenceIsRefusedWithTheReason(t *testing.T) {
	marked := image.Rect(3, 5, 10, 20)
	size := image.Pt(40, 30)
	upright, mask := photoBytes(t, 1), maskBytes(t, size, marked, false)
	tests := map[string]struct {
		photo, mask []byte // nil: there is no such file
		about       string // the file that the error names
		cause       error
		says        string
	}{
		"missing photo":      {nil, mask, "photo.jpg", photo.ErrMissing, "no such file"},
		"missing mask":       {upright, nil, "mask.png", photo.ErrMissing, "no such file"},
		"damaged photo":      {upright[:len(upright)-300], mask, "photo.jpg", photo.ErrDamaged, "damaged"},
		"damaged mask":       {upright, mask[:len(mask)-20], "mask.png", photo.ErrDamaged, "damaged"},
		"photo that is text": {[]byte("text"), mask, "photo.jpg", photo.ErrNotAPhoto, "not a JPEG"},
		"black mask":         {upright, maskBytes(t, size, image.Rectangle{}, false), "mask.png", photo.ErrEmptyMask, "nothing in it is white"},
		"transparent mask":   {upright, maskBytes(t, size, image.Rectangle{}, true), "mask.png", photo.ErrEmptyMask, "opaque"},
		"mask of half the size": {upright, maskBytes(t, image.Pt(20, 15), image.Rect(3, 5, 9, 9), false), "photo.jpg", segment.ErrMaskSize,
			"the mask has 20×15 pixels, but the upright photo has 40×30"},
		"mask of another aspect": {upright, maskBytes(t, image.Pt(40, 40), marked, false), "photo.jpg", segment.ErrMaskSize,
			"the mask has 40×40 pixels, but the upright photo has 40×30"},
		"mask of the photo before it is turned": {photoBytes(t, 6), mask, "photo.jpg", segment.ErrMaskSize,
			"the mask has 40×30 pixels, but the upright photo has 30×40"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for name, content := range map[string][]byte{"photo.jpg": test.photo, "mask.png": test.mask} {
				if content != nil {
					check(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
				}
			}
			file, err := app.ReadReference(t.Context(), filepath.Join(dir, "photo.jpg"), filepath.Join(dir, "mask.png"), photo.Options{})
			if !errors.Is(err, app.ErrReference) || !errors.Is(err, test.cause) || file != nil {
				t.Fatalf("got %v and %v, want ErrReference for %v", file, err, test.cause)
			}
			if s := err.Error(); !strings.Contains(s, filepath.Join(dir, test.about)+": ") || !strings.Contains(s, test.says) {
				t.Errorf("%q names not %s or says not %q", s, test.about, test.says)
			}
		})
	}
}

func TestPaintedMaskThatMarksNothingIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "photo.jpg")
	check(t, os.WriteFile(path, photoBytes(t, 1), 0o600))
	mask := segment.NewMask(image.Pt(40, 30))
	if _, err := app.MarkPhoto(t.Context(), path, mask, photo.Options{}); !errors.Is(err, app.ErrReference) || !errors.Is(err, segment.ErrEmptyMask) {
		t.Errorf("got %v, want ErrReference for ErrEmptyMask", err)
	}
	mask.Pix[7] = segment.Object
	if _, err := app.MarkPhoto(t.Context(), path, mask, photo.Options{}); err != nil {
		t.Errorf("a mask of one pixel: %v", err)
	}
}

func TestPhotoAboveTheLimitIsNoReference(t *testing.T) {
	path := filepath.Join(t.TempDir(), "photo.jpg")
	check(t, os.WriteFile(path, photoBytes(t, 1), 0o600))
	_, err := app.MarkPhoto(t.Context(), path, segment.NewMask(image.Pt(40, 30)), photo.Options{MaxPixels: 1000})
	if !errors.Is(err, app.ErrReference) || !errors.Is(err, photo.ErrTooLarge) {
		t.Errorf("got %v, want ErrReference for ErrTooLarge", err)
	}
}

func TestCancelledReferenceIsNotBlamedOnThePhoto(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := app.ReadReference(ctx, "photo.jpg", "mask.png", photo.Options{})
	if !errors.Is(err, context.Canceled) || errors.Is(err, app.ErrReference) {
		t.Errorf("got %v, want context.Canceled alone", err)
	}
}

func TestUnknownMethodTeachesNothing(t *testing.T) {
	var e app.Engine
	if _, err := e.Teach(t.Context(), &library.Finder{}, app.Lesson{Method: "persam-g"}); !errors.Is(err, app.ErrMethod) {
		t.Errorf("got %v, want ErrMethod", err)
	}
}

func TestLessonWithoutAReferenceTeachesNothing(t *testing.T) {
	var e app.Engine
	if _, err := e.Teach(t.Context(), &library.Finder{}, app.Lesson{Method: app.MethodAuto}); !errors.Is(err, app.ErrReference) {
		t.Errorf("got %v, want ErrReference", err)
	}
}
