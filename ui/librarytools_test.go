package ui

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"whereabouts/library"
)

// bases returns the names of photos without their folders.
func bases(paths []string) (names []string) {
	for _, path := range paths {
		names = append(names, filepath.Base(path))
	}
	return names
}

func TestTheLibraryIsSearchedAndSorted(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png", "b.png", "ab.png")
	e := scanning(nil)
	e.files = []library.File{
		taken(filepath.Join(dir, "a.png"), 2020, time.May, 1),
		taken(filepath.Join(dir, "b.png"), 2024, time.May, 1),
	}
	d.with(e)
	s := d.openLibrary(dir)
	d.rune('f')
	if d.win.Canvas().Focused() != s.search {
		t.Fatal("F does not lead to the search")
	}
	test.Type(s.search, "AB")
	d.until("one photo is shown", func() bool { return slices.Equal(bases(s.shown), []string{"ab.png"}) })
	s.search.TypedKey(escape())
	if len(s.shown) != 3 || d.win.Canvas().Focused() != s.gallery {
		t.Errorf("after Escape %q are shown", s.shown)
	}
	d.rune('n')
	d.until("the newest is first", func() bool { return slices.Equal(bases(s.shown), []string{"b.png", "a.png", "ab.png"}) })
	test.Type(s.search, "nothing")
	d.until("nothing is shown", func() bool { return len(s.shown) == 0 })
	if s.none.Hidden {
		t.Error("it is not said that no photo has the word")
	}
}

func TestTheSizeOfPhotosIsChanged(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	s := d.openLibrary(album(t, "a.png", "b.png"))
	before := s.gallery.picture.Width
	d.rune('+')
	d.rune('+')
	larger := s.gallery.picture.Width
	d.rune('-')
	d.rune('-')
	if larger <= before || s.gallery.picture.Width != before {
		t.Errorf("a photo is %v wide, then %v, then %v", before, larger, s.gallery.picture.Width)
	}
}

func TestOrderAndSizeAreRemembered(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png", "b.png")
	s := d.openLibrary(dir)
	s.rune('n')
	s.rune('+')
	again := d.openLibrary(dir)
	if again == s || again.choice.order != newestFirst || again.order.SelectedIndex() != int(newestFirst) {
		t.Errorf("the order is %v", again.choice.order)
	}
	if again.size.Value <= startSize || again.size.Value != s.size.Value || again.gallery.least != s.gallery.least {
		t.Errorf("the size is %v, the pictures are %v", again.size.Value, again.gallery.least)
	}
}

func TestTheGalleryTellsWhenKeysScrollIt(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	names := make([]string, 60)
	for i := range names {
		names[i] = fmt.Sprintf("%02d.png", i)
	}
	g := d.openLibrary(album(t, names...)).gallery
	scrolled := 0
	g.source.scrolled = func() { scrolled++ }
	g.ScrollTo(0)
	if scrolled != 0 {
		t.Error("it tells so where it stays")
	}
	g.ScrollTo(59)
	if scrolled == 0 {
		t.Error("it does not tell so")
	}
}

func TestPhotosThatAreAwayAreShownAsSuch(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := filepath.Join(t.TempDir(), "USB")
	e := scanning(nil)
	e.files = []library.File{{Path: filepath.Join(dir, "a.png"), Offline: true}, {Path: "/elsewhere/b.png", Offline: true}}
	d.with(e)
	s := d.openLibrary(dir)
	if got := bases(s.shown); !slices.Equal(got, []string{"a.png"}) || s.item(0).note != "away" {
		t.Fatalf("%q are shown", got)
	}
	s.choose(0)
	if d.current != s || d.message.object.Hidden {
		t.Error("a photo that is away is opened")
	}
}

// BenchmarkScrolling100000Photos scrolls by a row a frame through photos that are
// not on disk.
func BenchmarkScrolling100000Photos(b *testing.B) {
	test.NewTempApp(b)
	bridge := newBridge(context.Background())
	bridge.post = func(func()) {}
	defer bridge.close()
	paths, _ := simulated(100_000)
	g := newGallery(newThumbs(bridge), cellSize(startSize), gallerySource{
		length: func() int { return len(paths) },
		item:   func(i int) item { return item{picture: picture{key: paths[i]}, title: filepath.Base(paths[i])} },
	})
	w := test.NewTempWindow(b, g)
	w.Resize(cellSize(400))
	at := float32(0)
	for b.Loop() {
		at += g.rowHeight()
		g.ScrollToOffset(at)
	}
}
