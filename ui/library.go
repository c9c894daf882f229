package ui

import (
	"context"
	"fmt"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/library"
)

// photosScreen shows the photos of a library, to pick the one to teach from.
type photosScreen struct {
	window  *window
	source  source
	ctx     context.Context // done when another library is opened
	cancel  context.CancelFunc
	listing listing
	listed  listed // what is shown

	root    *fyne.Container
	gallery *gallery
	empty   *fyne.Container
	reason  *widget.Label // in empty
	footer  *footer
}

func newLibrary(w *window, from source) *photosScreen {
	s := &photosScreen{window: w, source: from}
	if w.library != nil {
		w.library.cancel()
	}
	w.library = s
	s.ctx, s.cancel = context.WithCancel(w.bridge.ctx)
	s.gallery = newGallery(w.thumbs, fyne.NewSize(steps(44), steps(33)), gallerySource{
		length: func() int { return len(s.listed.paths) },
		item: func(i int) item {
			path := s.listed.paths[i]
			return item{picture: photoThumb(path, w.photos), title: filepath.Base(path)}
		},
		choose: func(i int) { w.pick(s.listed.paths[i]) },
		failed: func(path string, err error) {
			s.listing.skip(path, err)
			s.update()
		},
	})
	s.gallery.typedKey, s.gallery.typedRune = w.key, w.rune

	back := widget.NewButtonWithIcon("Back (Esc)", theme.NavigateBackIcon(), s.back)
	open := widget.NewButtonWithIcon("Another folder… ("+chord("O")+")", theme.FolderOpenIcon(), w.chooseLibrary)
	title := widget.NewLabelWithStyle("Pick a photo that shows the thing well", fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	title.Truncation = fyne.TextTruncateEllipsis

	s.reason = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{})
	s.reason.Wrapping = fyne.TextWrapWord
	another := widget.NewButtonWithIcon("Open another folder…", theme.FolderOpenIcon(), w.chooseLibrary)
	another.Importance = widget.HighImportance
	s.empty = container.NewVBox(layout.NewSpacer(), s.reason, container.NewCenter(another), layout.NewSpacer())
	s.empty.Hide()

	s.footer = newFooter(w.message.tell)
	s.root = container.NewBorder(container.NewBorder(nil, nil, back, open, title), s.footer.object, nil, nil,
		container.NewStack(s.gallery, s.empty))

	changed := w.bridge.merged(s.ctx, s.update)
	w.bridge.run(func() { s.listing.walk(s.ctx, from.paths, changed) })
	s.update()
	return s
}

// update shows what has been found so far.
func (s *photosScreen) update() {
	before := len(s.listed.paths)
	s.listed = s.listing.now()
	if len(s.listed.paths) != before {
		s.gallery.Refresh()
	}
	status := count(len(s.listed.paths), "photo", "photos") + " in " + s.source.name
	if !s.listed.walked {
		status = "Looking for photos in " + s.source.name + "… " + number(len(s.listed.paths)) + " so far"
	}
	s.footer.show(status, s.listed.skips)
	if err := s.listed.err; err != nil && !library.Stopped(err) {
		s.window.message.fail(fmt.Errorf("not all of %s could be looked through: %w", s.source.name, err))
	}
	if s.listed.walked && len(s.listed.paths) == 0 {
		s.reason.SetText(s.whyEmpty())
		s.empty.Show()
	}
}

func (s *photosScreen) whyEmpty() string {
	switch skips := s.listed.skips; len(skips) {
	case 0:
		return "There are no photos in " + s.source.name + " and its folders."
	case 1:
		return filepath.Base(skips[0].path) + " cannot be used: " + skips[0].reason.Error() + "."
	default:
		return "None of the photos in " + s.source.name + " can be used. Below is the reason for each."
	}
}

func (s *photosScreen) back() { s.window.show(s.window.welcome) }

func (s *photosScreen) object() fyne.CanvasObject { return s.root }

// entered has the thumbnails made again that the gallery let go.
func (s *photosScreen) entered() {
	s.gallery.Refresh()
	s.window.win.Canvas().Focus(s.gallery)
}

func (s *photosScreen) left() { s.gallery.rest() }

func (s *photosScreen) key(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		s.back()
	}
}

func (s *photosScreen) rune(rune)  {}
func (s *photosScreen) do(command) {}
