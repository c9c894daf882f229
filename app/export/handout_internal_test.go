package export

import (
	"path"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCutOutsAreNamedAsAPersonWouldNameThem(t *testing.T) {
	taken := time.Date(2024, 5, 3, 23, 59, 0, 0, time.FixedZone("", 2*60*60))
	names := NewNames()
	for _, c := range []struct {
		concept string
		taken   time.Time
		photo   string
		want    string
	}{
		{"Mimi", taken, "/photos/IMG_2041.JPG", "Mimi 2024-05-03 IMG_2041.png"},
		{"Mimi", taken, "/other/img_2041.heic", "Mimi 2024-05-03 img_2041 (2).png"},
		{" ", taken, "/photos/a.b.jpg", "2024-05-03 a.b.png"},
		{"", time.Time{}, "/photos/IMG_1", "IMG_1.png"},
		{"../Mi\nmi", time.Time{}, "/photos/a.jpg", "_Mi mi a.png"},
		{"CON", time.Time{}, "/photos/.png", "_CON.png"},
	} {
		got, err := names.Cutout(c.concept, c.taken, c.photo)
		if err != nil || got != c.want {
			t.Errorf("a cut-out of %q from %s is named %q, not %q (%v)", c.concept, c.photo, got, c.want, err)
		}
	}
}

func TestNamesHandedOutAreSafeAndApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(nasty), 0, 5).Draw(t, "parts"), "")
		})
		names, seen := NewNames(), map[string]bool{}
		for range rapid.IntRange(1, 8).Draw(t, "count") {
			concept, photo := word.Draw(t, "concept"), "/photos/"+word.Draw(t, "photo")
			cutout, err := names.Cutout(concept, time.Time{}, photo)
			if err != nil {
				t.Fatal(err)
			}
			copied, err := names.Copy(photo)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{cutout, copied} {
				wantSafe(t, name)
				if path.Base(name) != name {
					t.Fatalf("%q has folders in it", name)
				}
				if seen[folded(name)] {
					t.Fatalf("%q is given twice", name)
				}
				seen[folded(name)] = true
			}
			if path.Ext(cutout) != ".png" {
				t.Fatalf("%q is no PNG", cutout)
			}
		}
	})
}
