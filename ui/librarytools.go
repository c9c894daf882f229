package ui

import (
	"context"
	"path/filepath"
	"slices"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"whereabouts/library"
)

// Cell sizes are the notches of the slider, in steps of a picture's width.
const (
	leastSize = 24
	startSize = 44
	mostSize  = 104
	sizeNotch = 10
)

func cellSize(width float64) fyne.Size {
	return fyne.NewSize(steps(float32(width)), steps(float32(width)*3/4))
}

// A searchEntry is a line for words to search for. Escape, Enter and the down key
// lead on from it.
type searchEntry struct {
	widget.Entry
	leave func(*fyne.KeyEvent)
}

// TypedKey implements [fyne.Focusable].
func (e *searchEntry) TypedKey(k *fyne.KeyEvent) {
	if slices.Contains([]fyne.KeyName{fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyDown}, k.Name) {
		e.leave(k)
		return
	}
	e.Entry.TypedKey(k)
}

// buildTools makes what photos are chosen and ordered with.
func (s *photosScreen) buildTools() {
	s.search = &searchEntry{leave: s.leaveSearch}
	s.search.ExtendBaseWidget(s.search)
	s.search.PlaceHolder = tr("Search name, date or place (F)")
	s.search.OnChanged = func(words string) {
		s.choice.words = words
		s.arrange()
	}
	remembered := fyne.CurrentApp().Preferences()
	s.choice.order = rememberedOrder(remembered)
	s.order = widget.NewSelect(nil, func(string) {
		s.choice.order = order(max(0, s.order.SelectedIndex()))
		remembered.SetInt(orderKey, int(s.choice.order))
		s.arrange()
	})
	for _, name := range orders() {
		s.order.Options = append(s.order.Options, tr("{{.Order}} (N)", with{"Order": name}))
	}
	s.order.Selected = s.order.Options[s.choice.order]
	s.size = widget.NewSlider(leastSize, mostSize)
	s.size.Step = sizeNotch
	s.size.Value = rememberedPicture(remembered)
	s.size.OnChanged = func(width float64) {
		remembered.SetFloat(pictureKey, width)
		s.gallery.setLeast(cellSize(width))
	}
	s.size.OnChangeEnded = func(float64) { s.window.win.Canvas().Focus(s.gallery) }
	s.none = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{})
	s.none.Hide()
}

// leaveSearch goes back to the photos; Escape shows all of them again.
func (s *photosScreen) leaveSearch(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		s.search.SetText("")
	}
	s.window.win.Canvas().Focus(s.gallery)
}

// atOnce is how many photos are arranged within a frame.
const atOnce = 500

// arrange has the chosen photos shown in order. What takes longer than a frame is
// done on another goroutine, and once more where something has changed by then.
func (s *photosScreen) arrange() {
	if s.arranging {
		s.again = true
		return
	}
	listed, folders, c, towns := s.listed, s.source.paths, s.choice, s.window.towns
	if len(listed.paths) <= atOnce {
		s.showPhotos(c.arrange(listed.paths, folders, listed.known, towns))
		return
	}
	s.arranging = true
	start(s.ctx, s.window.bridge, func(context.Context) (arrangement, error) {
		return c.arrange(listed.paths, folders, listed.known, towns), nil
	}, func(a arrangement, _ error) {
		s.arranging = false
		if c == s.choice {
			s.showPhotos(a)
		}
		if s.again {
			s.again = false
			s.arrange()
		}
	})
}

// showPhotos puts photos into the grid. What is at the top stays there, and so does
// the cursor, where they are the same photos.
func (s *photosScreen) showPhotos(a arrangement) {
	s.done = ""
	held, cursor := s.gallery.hold(), s.gallery.cursor
	moved := s.where(a.paths, held.item, cursor)
	s.shown, s.sections = a.paths, a.sections
	s.none.Hidden = len(a.paths) > 0 || len(s.listed.paths) == 0
	s.none.SetText(tr("No photo has “{{.Words}}” in its name, its folder, its date or its place. Esc shows all.", with{"Words": s.choice.words}))
	s.gallery.cursor, s.gallery.anchor = moved[1], moved[1]
	s.gallery.Refresh()
	if held != (hold{}) {
		s.gallery.keep(hold{moved[0], held.out})
	}
	s.tell()
}

// where returns where some of the photos that are shown are among others, or 0 for
// each that is not.
func (s *photosScreen) where(paths []string, items ...int) []int {
	wanted := map[string][]int{}
	for n, i := range items {
		if i < len(s.shown) {
			wanted[s.shown[i]] = append(wanted[s.shown[i]], n)
		}
	}
	moved := make([]int, len(items))
	for i, path := range paths {
		for _, n := range wanted[path] {
			moved[n] = i
		}
	}
	return moved
}

// item is what the grid shows of a photo.
func (s *photosScreen) item(i int) item {
	path := s.shown[i]
	shown := item{picture: photoThumb(path, s.window.photos), title: filepath.Base(path), chosen: s.chosen.paths[path]}
	if s.listed.away[path] {
		shown.picture.make = nil
		shown.note = tr("away")
	}
	return shown
}

// choose picks a photo to teach from.
func (s *photosScreen) choose(i int) { s.pick(s.shown[i]) }

func (s *photosScreen) pick(path string) {
	if s.listed.away[path] {
		s.window.message.fail(failed(library.ErrOffline, "{{.Photo}} is on a drive or in a folder that is away; plug it in and open it again", with{"Photo": filepath.Base(path)}))
		return
	}
	s.window.pick(path)
}

// rune does what the keys of the tools stand for.
func (s *photosScreen) rune(r rune) {
	if s.chosen.rune(r) {
		return
	}
	switch unicode.ToLower(r) {
	case 'f', '/':
		s.window.win.Canvas().Focus(s.search)
	case 'n':
		s.order.SetSelectedIndex((int(s.choice.order) + 1) % len(orders()))
	case 't':
		s.window.teachSelected()
	case 'r':
		s.window.side.removeChosen()
	case '+':
		s.size.SetValue(s.size.Value + sizeNotch)
	case '-':
		s.size.SetValue(s.size.Value - sizeNotch)
	}
}
