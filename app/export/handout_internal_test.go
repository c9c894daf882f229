package export

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCutOutsAreNamedAsAPersonWouldNameThem(t *testing.T) {
	taken := time.Date(2024, 5, 3, 23, 59, 0, 0, time.FixedZone("", 2*60*60))
	names, err := NewNames("")
	if err != nil {
		t.Fatal(err)
	}
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
		names, err := NewNames("")
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for range rapid.IntRange(1, 8).Draw(t, "count") {
			concept, photo := word.Draw(t, "concept"), "/photos/"+word.Draw(t, "photo")
			cutout, err := names.Cutout(concept, time.Time{}, photo)
			if err != nil {
				t.Fatal(err)
			}
			mask, err := names.Mask(concept, time.Time{}, photo)
			if err != nil {
				t.Fatal(err)
			}
			copied, err := names.Copy(photo)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{cutout, mask, copied} {
				wantSafe(t, name)
				if path.Base(name) != name {
					t.Fatalf("%q has folders in it", name)
				}
				if seen[folded(name)] {
					t.Fatalf("%q is given twice", name)
				}
				seen[folded(name)] = true
			}
			if path.Ext(cutout) != ".png" || path.Ext(mask) != ".png" {
				t.Fatalf("%q or %q is no PNG", cutout, mask)
			}
		}
	})
}

func TestNamesOfFilesInTheFolderAreNotGivenAgain(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"MIMI a.png", "Mimi a mask.png", "a.jpg", "a (2).jpg"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	names, err := NewNames(dir)
	if err != nil {
		t.Fatal(err)
	}
	cutout, err1 := names.Cutout("Mimi", time.Time{}, "/photos/a.jpg")
	mask, err2 := names.Mask("Mimi", time.Time{}, "/photos/a.jpg")
	copied, err3 := names.Copy("/photos/a.jpg")
	if cutout != "Mimi a (2).png" || mask != "Mimi a mask (2).png" || copied != "a (3).jpg" || errors.Join(err1, err2, err3) != nil {
		t.Errorf("named are %q, %q and %q (%v)", cutout, mask, copied, errors.Join(err1, err2, err3))
	}
	if _, err := NewNames(filepath.Join(dir, "a.jpg")); err == nil {
		t.Error("there are names in a file")
	}
}
