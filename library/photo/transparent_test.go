package photo_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"whereabouts/library/photo"
)

func TestPhotoSaysWhetherAnyOfItIsTransparent(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	transparent := func(encode func(*bytes.Buffer) error) bool {
		t.Helper()
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		p, err := photo.Decode(t.Context(), b.Bytes(), photo.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return p.Transparent()
	}
	asPNG := func(b *bytes.Buffer) error { return png.Encode(b, img) }
	if transparent(asPNG) || transparent(func(b *bytes.Buffer) error { return jpeg.Encode(b, img, nil) }) {
		t.Error("an opaque photo is transparent")
	}
	img.SetNRGBA(7, 7, color.NRGBA{R: 1, A: 0xfe})
	if !transparent(asPNG) {
		t.Error("a photo that lets through in one pixel is not transparent")
	}
}
