package album

import (
	"bytes"
	"image"
	"image/color"
	"slices"
	"testing"

	"github.com/disintegration/imaging"
)

func TestEveryShotCanBeFurnishedUnderANameOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Shots() {
		if _, err := s.scene(); err != nil {
			t.Error(err)
		}
		if seen[s.Name] {
			t.Errorf("two shots are called %s", s.Name)
		}
		seen[s.Name] = true
	}
}

func TestAShotOfSomethingUnknownIsRefused(t *testing.T) {
	s := Shot{Name: "a.jpg", place: desk, items: []item{{what: "unicorn"}}}
	if _, err := s.Render(t.Context(), 8, 6); err == nil {
		t.Error("a unicorn was rendered")
	}
}

func TestLookalikesAreNoObjects(t *testing.T) {
	slugs := make([]string, 0, len(Objects()))
	for _, o := range Objects() {
		slugs = append(slugs, o.Slug)
	}
	for what, slug := range lookalikes {
		if slices.Contains(slugs, what) || !slices.Contains(slugs, slug) {
			t.Errorf("%q looks like %q; the objects are %v", what, slug, slugs)
		}
		if clutter(&luck{})[what] == nil {
			t.Errorf("there is no %q", what)
		}
	}
}

func TestAPhotoIsStoredTurnedAndShownUpright(t *testing.T) {
	upright := image.NewGray(image.Rect(0, 0, 64, 32))
	for y := range 32 {
		for x := range 64 {
			upright.SetGray(x, y, color.Gray{Y: uint8(2*x + 4*y)})
		}
	}
	for _, c := range []struct {
		orientation int
		stored      image.Point
	}{
		{0, image.Pt(64, 32)}, {6, image.Pt(32, 64)}, {8, image.Pt(32, 64)},
	} {
		var b bytes.Buffer
		if err := (Shot{Name: "a.jpg", Orientation: c.orientation}).Encode(&b, upright); err != nil {
			t.Fatal(err)
		}
		raw, err := imaging.Decode(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if got := raw.Bounds().Size(); got != c.stored {
			t.Errorf("orientation %d: stored as %v, want %v", c.orientation, got, c.stored)
		}
		shown, err := imaging.Decode(&b, imaging.AutoOrientation(true))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []image.Point{{2, 2}, {60, 2}, {2, 29}, {60, 29}} {
			want := int(upright.GrayAt(p.X, p.Y).Y)
			red, _, _, _ := shown.At(p.X, p.Y).RGBA()
			got := int(red >> 8)
			if got < want-12 || got > want+12 {
				t.Errorf("orientation %d: %v shows %d, want %d", c.orientation, p, got, want)
			}
		}
	}
}
