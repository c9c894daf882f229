package ui

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"whereabouts/app"
	"whereabouts/library/photo"
)

func TestSavedMasksAreWhatTheCommandLineTakesForYesAndNo(t *testing.T) {
	dir := t.TempDir()
	f := found(t, "/a/cat.jpg", 0.9)
	s, err := saveMasks("Mimi")(t.Context(), nil, []*find{f}, dir, func(int) {})
	if err != nil || s.saved != 1 || s.sentence() != "Saved 1 mask in "+dir+"." {
		t.Fatalf("%s, failed %v, error %v", s.sentence(), s.failed, err)
	}
	read, err := app.ReadFind(t.Context(), filepath.Join(dir, "Mimi cat mask.png"), photo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if read.Photo != f.instances[0].photo || read.Mask.IoU(disc(testSize)) != 1 {
		t.Error("the mask that was saved is another")
	}
}

func TestCopiesOfPhotosNeverTakeTheNameOfAFile(t *testing.T) {
	one, two := album(t, "cat.png"), album(t, "cat.png")
	dir := t.TempDir()
	precious := filepath.Join(dir, "cat.png")
	if err := os.WriteFile(precious, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	finds := []*find{found(t, filepath.Join(one, "cat.png"), 0.9), found(t, filepath.Join(two, "cat.png"), 0.8), found(t, "gone.png", 0.7)}
	s, err := copyPhotos(t.Context(), nil, finds, dir, func(int) {})
	if err != nil || s.saved != 2 || len(s.failed) != 1 || s.failed[0].path != "gone.png" {
		t.Fatalf("copied %d, failed %v, error %v", s.saved, s.failed, err)
	}
	for name, from := range map[string]string{"cat (2).png": finds[0].path, "cat (3).png": finds[1].path} {
		want, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != string(want) {
			t.Errorf("%s is no copy of %s: %v", name, from, err)
		}
	}
	if kept, err := os.ReadFile(precious); err != nil || string(kept) != "mine" {
		t.Errorf("what was there is %q now, error %v", kept, err)
	}
}

func TestAFindsFolderAndPathLeaveTheWindow(t *testing.T) {
	d, r, _ := threeFinds(t)
	var shown *url.URL
	d.openURL = func(u *url.URL) error { shown = u; return nil }
	d.press(fyne.KeyRight)
	d.rune('o')
	dir := filepath.Dir(r.cursor.path)
	if shown == nil || shown.Scheme != "file" || shown.Path != filepath.ToSlash(dir) {
		t.Errorf("shown is %v and should be %s", shown, dir)
	}
	d.rune('e')
	if shown.Path != filepath.ToSlash(r.cursor.path) {
		t.Errorf("opened is %v and should be %s", shown, r.cursor.path)
	}
	d.rune('d')
	if got := fyne.CurrentApp().Clipboard().Content(); got != r.cursor.path {
		t.Errorf("copied is %q", got)
	}
	r.do(chooseAll)
	d.rune('d')
	if got := fyne.CurrentApp().Clipboard().Content(); len(strings.Split(got, "\n")) != 2 {
		t.Errorf("of two chosen finds, copied is %q", got)
	}
}

func TestTheWaysOutAreShownByAKey(t *testing.T) {
	d, r, _ := threeFinds(t)
	keys := map[rune]bool{}
	for _, w := range r.leaving() {
		if keys[w.key] || w.label == "" {
			t.Errorf("%q has the key %c, which another has", w.label, w.key)
		}
		keys[w.key] = true
	}
	d.rune('m')
	if d.win.Canvas().Overlays().Top() == nil {
		t.Error("M shows nothing")
	}
}
