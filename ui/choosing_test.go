package ui

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// clickWith clicks on the cell of a photo with keys held.
func clickWith(t *testing.T, g *gallery, i int, held fyne.KeyModifier) {
	t.Helper()
	for c, shown := range g.shown {
		if shown == i {
			c.MouseDown(&desktop.MouseEvent{Modifier: held})
			c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, 20)})
			return
		}
	}
	t.Fatalf("photo %d has no cell", i)
}

// albumOf4 shows four photos.
func albumOf4(t *testing.T) (*desk, *photosScreen) {
	t.Helper()
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	s := d.openLibrary(album(t, "a.png", "b.png", "c.png", "d.png"))
	d.settle(s.gallery)
	return d, s
}

func wantChosen(t *testing.T, s *photosScreen, want ...string) {
	t.Helper()
	if got := bases(s.chosen.chosen()); !slices.Equal(got, want) {
		t.Errorf("%q are chosen, not %q", got, want)
	}
	if s.chosen.object.Hidden != (len(want) == 0) {
		t.Errorf("the line of %d chosen ones is hidden: %v", len(want), s.chosen.object.Hidden)
	}
}

func TestPhotosAreChosenByMouse(t *testing.T) {
	d, s := albumOf4(t)
	clickWith(t, s.gallery, 1, fyne.KeyModifierShortcutDefault)
	clickWith(t, s.gallery, 3, fyne.KeyModifierShortcutDefault)
	wantChosen(t, s, "b.png", "d.png")
	clickWith(t, s.gallery, 1, fyne.KeyModifierShortcutDefault)
	wantChosen(t, s, "d.png")
	clickWith(t, s.gallery, 0, fyne.KeyModifierShortcutDefault)
	clickWith(t, s.gallery, 2, fyne.KeyModifierShift)
	wantChosen(t, s, "a.png", "b.png", "c.png")
	if s.chosen.text.Text != "3 chosen" {
		t.Errorf("it says %q", s.chosen.text.Text)
	}
	d.key(escape())
	wantChosen(t, s)
	if d.current != s {
		t.Error("Escape also leaves the library")
	}
	clickWith(t, s.gallery, 1, 0)
	if d.current == s {
		t.Error("a click does not open the photo")
	}
}

func TestTheTickThatThePointerIsOfferedChooses(t *testing.T) {
	_, s := albumOf4(t)
	for c, i := range s.gallery.shown {
		if i != 2 {
			continue
		}
		c.MouseIn(nil)
		if c.tick.Hidden {
			t.Fatal("the pointer is offered none")
		}
		c.Tapped(&fyne.PointEvent{Position: c.tick.Position().AddXY(3, 3)})
	}
	wantChosen(t, s, "c.png")
}

func TestPhotosAreChosenByABand(t *testing.T) {
	_, s := albumOf4(t)
	b := s.gallery.board
	from := s.gallery.plan.place(1).AddXY(10, 10)
	to := s.gallery.plan.place(2).AddXY(10, 10)
	b.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}, Dragged: fyne.NewDelta(to.X-from.X, to.Y-from.Y)})
	if b.band.Hidden {
		t.Error("it is not drawn")
	}
	b.DragEnd()
	wantChosen(t, s, "b.png", "c.png")
}

func TestPhotosAreChosenByKeyboard(t *testing.T) {
	d, s := albumOf4(t)
	g := s.gallery
	press := func(names ...fyne.KeyName) {
		for _, name := range names {
			g.TypedKey(&fyne.KeyEvent{Name: name})
		}
	}
	d.win.Canvas().Focus(g)
	press(fyne.KeyRight, fyne.KeySpace)
	wantChosen(t, s, "b.png")
	g.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(fyne.KeyRight, fyne.KeyRight)
	wantChosen(t, s, "b.png", "c.png", "d.png")
	press(fyne.KeyHome)
	wantChosen(t, s, "a.png", "b.png")
	g.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(fyne.KeyEnd)
	wantChosen(t, s, "a.png", "b.png")
	d.current.do(chooseAll)
	wantChosen(t, s, "a.png", "b.png", "c.png", "d.png")
	d.current.do(chooseAll)
	wantChosen(t, s)
}

func TestWhatIsChosenLeavesTheWindow(t *testing.T) {
	d, s := albumOf4(t)
	var opened *url.URL
	d.openURL = func(u *url.URL) error {
		opened = u
		return nil
	}
	s.chosen.extend([]int{0, 1})
	d.rune('c')
	if got := strings.Split(fyne.CurrentApp().Clipboard().Content(), "\n"); !slices.Equal(bases(got), []string{"a.png", "b.png"}) {
		t.Errorf("the clipboard has %q", got)
	}
	d.rune('o')
	if opened == nil || opened.Path != filepath.Dir(s.shown[0]) {
		t.Errorf("opened %v", opened)
	}
	out := t.TempDir()
	s.chosen.copyTo(out)
	d.until("the photos are copied", func() bool { return !s.chosen.saving })
	if files, err := os.ReadDir(out); err != nil || len(files) != 2 {
		t.Errorf("%v are copied, error %v", files, err)
	}
	if want := "Saved 2 photos in " + out + "."; s.footer.text.Text != want {
		t.Errorf("it says %q, not %q", s.footer.text.Text, want)
	}
	if !s.chosen.teach.Disabled() {
		t.Error("two photos can be taught from at a time")
	}
	s.chosen.extend([]int{1})
	test.Tap(s.chosen.teach)
	if d.current == s {
		t.Error("the photo is not opened")
	}
}
