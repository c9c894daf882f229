package photo

import (
	"errors"
	"image"
	"testing"
)

func TestPanicOfADecoderIsDamage(t *testing.T) {
	f := format{
		name:   "bad",
		config: func([]byte) (image.Config, error) { panic("index out of range") },
		decode: decoding(func([]byte) (image.Image, error) { panic(errors.New("slice bounds")) }),
	}
	if _, err := f.declared(nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("declared: got %v, want ErrDamaged", err)
	}
	if img, err := f.pixels(t.Context(), nil, image.Pt(1, 1)); img != nil || !errors.Is(err, ErrDamaged) {
		t.Errorf("pixels: got %v, want ErrDamaged", err)
	}
}

func TestPictureOfAnotherSizeThanDeclaredIsDamage(t *testing.T) {
	f := format{decode: decoding(func([]byte) (image.Image, error) { return image.NewGray(image.Rect(0, 0, 9, 9)), nil })}
	if _, err := f.pixels(t.Context(), nil, image.Pt(9, 9)); err != nil {
		t.Errorf("the declared size: %v", err)
	}
	if _, err := f.pixels(t.Context(), nil, image.Pt(9, 8)); !errors.Is(err, ErrDamaged) {
		t.Errorf("another size: got %v, want ErrDamaged", err)
	}
}
