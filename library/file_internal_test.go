package library

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/library/photo"
)

// loaded returns a file with the given content and the share that it is part of.
func loaded(t *testing.T, data []byte) (*file, *share) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "photo.jpg")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s := newShare(1 << 30)
	f, err := load(t.Context(), s, path)
	if err != nil {
		t.Fatal(err)
	}
	return f, s
}

func largeJPEG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewYCbCr(image.Rect(0, 0, 2000, 1500), image.YCbCrSubsampleRatio420), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReducedPhotoHoldsNoMoreThanItNeeds(t *testing.T) {
	data := largeJPEG(t)
	for long, cost := range map[int]int64{
		1000: photo.SmallCost(data, photo.Options{}, 1000),
		1001: photo.Cost(data, photo.Options{}), // which is more than half of it
	} {
		f, s := loaded(t, data)
		picture, size, err := f.reduced(t.Context(), photo.Options{}, long)
		if err != nil {
			t.Fatal(err)
		}
		if picture.Rect.Dx() != long || size != image.Pt(2000, 1500) {
			t.Errorf("for %d: it is %v of %v", long, picture.Rect, size)
		}
		if want := int64(len(data)) + cost; f.held != want {
			t.Errorf("for %d: %d bytes are held instead of %d", long, f.held, want)
		}
		f.free()
		if !s.free.TryAcquire(s.size) {
			t.Errorf("for %d: not all is given back", long)
		}
	}
}

// What cannot be decoded small is decoded whole, with the room that this takes.
func TestDamagedPhotoIsRefusedForItsReason(t *testing.T) {
	data := largeJPEG(t)
	data = data[:len(data)*3/4]
	_, want := photo.Decode(t.Context(), data, photo.Options{})
	f, s := loaded(t, data)
	_, _, err := f.reduced(t.Context(), photo.Options{}, 500)
	if !errors.Is(err, photo.ErrDamaged) || err.Error() != want.Error() {
		t.Errorf("got %v, want %v", err, want)
	}
	if whole := int64(len(data)) + photo.Cost(data, photo.Options{}); f.held != whole {
		t.Errorf("%d bytes are held instead of %d", f.held, whole)
	}
	f.free()
	if !s.free.TryAcquire(s.size) {
		t.Error("not all is given back")
	}
}
