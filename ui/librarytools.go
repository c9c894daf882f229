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
	s.search.PlaceHolder = tr("Search name, folder or date (F)")
	s.search.OnChanged = func(words string) {
		s.choice.words = words
		s.arrange()
	}
	s.order = widget.NewSelect(nil, func(string) {
		s.choice.order = order(max(0, s.order.SelectedIndex()))
		s.arrange()
	})
	for _, name := range orders() {
		s.order.Options = append(s.order.Options, tr("{{.Order}} (N)", with{"Order": name}))
	}
	s.order.Selected = s.order.Options[s.choice.order]
	s.size = widget.NewSlider(leastSize, mostSize)
	s.size.Step = sizeNotch
	s.size.Value = startSize
	s.size.OnChanged = func(width float64) { s.gallery.setLeast(cellSize(width)) }
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

// arrange has the chosen photos shown in order. What takes longer than a frame is
// done on another goroutine, and once more where something has changed by then.
func (s *photosScreen) arrange() {
	if s.choice.plain() {
		s.again = false
		s.showPhotos(s.listed.paths)
		return
	}
	if s.arranging {
		s.again = true
		return
	}
	s.arranging = true
	paths, folders, c, shelf := s.listed.paths, s.source.paths, s.choice, s.window.scan.shelf
	start(s.ctx, s.window.bridge, func(context.Context) ([]string, error) {
		var files []library.File
		if shelf != nil {
			files = shelf.Files()
		}
		return c.arrange(paths, folders, filesByPath(files)), nil
	}, func(chosen []string, _ error) {
		s.arranging = false
		if s.again {
			s.again = false
			s.arrange()
		} else if c == s.choice {
			s.showPhotos(chosen)
		}
	})
}

// showPhotos puts photos into the grid.
func (s *photosScreen) showPhotos(paths []string) {
	s.shown = paths
	s.none.Hidden = len(paths) > 0 || len(s.listed.paths) == 0
	s.none.SetText(tr("No photo has “{{.Words}}” in its name, its folder or its date. Esc shows all.", with{"Words": s.choice.words}))
	s.gallery.Refresh()
	s.tell()
}

// item is what the grid shows of a photo.
func (s *photosScreen) item(i int) item {
	path := s.shown[i]
	shown := item{picture: photoThumb(path, s.window.photos), title: filepath.Base(path)}
	if s.listed.away[path] {
		shown.picture.make = nil
		shown.note = tr("away")
	}
	return shown
}

// choose picks a photo to teach from.
func (s *photosScreen) choose(i int) {
	path := s.shown[i]
	if s.listed.away[path] {
		s.window.message.fail(failed(library.ErrOffline, "{{.Photo}} is on a drive or in a folder that is away; plug it in and open it again", with{"Photo": filepath.Base(path)}))
		return
	}
	s.window.pick(path)
}

// rune does what the keys of the tools stand for.
func (s *photosScreen) rune(r rune) {
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
