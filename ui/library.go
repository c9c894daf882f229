package ui

import (
	"context"
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
	listed  listed // what was found so far

	choice    choice   // of what is shown
	shown     []string // the chosen ones of listed
	sections  []section
	arranging bool   // on a goroutine
	again     bool   // arranging is to be done anew when it has ended
	done      string // what was done with photos last, or is being done

	root    *fyne.Container
	gallery *gallery
	chosen  *choosing
	search  *searchEntry
	order   *widget.Select
	size    *widget.Slider
	none    *widget.Label // in place of the photos where none is chosen
	empty   *fyne.Container
	reason  *widget.Label // in empty
	footer  *footer
	title   *widget.Label
}

func newLibrary(w *window, from source) *photosScreen {
	s := &photosScreen{window: w, source: from, listing: listing{folders: from.paths}}
	if w.library != nil {
		w.library.cancel()
	}
	w.library = s
	s.ctx, s.cancel = context.WithCancel(w.bridge.ctx)
	s.gallery = newGallery(w.thumbs, cellSize(rememberedPicture(fyne.CurrentApp().Preferences())), gallerySource{
		length:   func() int { return len(s.shown) },
		item:     s.item,
		choose:   s.choose,
		toggle:   func(i int) { s.chosen.toggle(i) },
		extend:   func(items []int) { s.chosen.extend(items) },
		drag:     func(i int) { s.chosen.dragOut(i) },
		drags:    func(i int) bool { return s.chosen.paths[s.shown[i]] },
		sections: func() []section { return s.sections },
		scrolled: w.scan.makeWay,
		failed: func(path string, err error) {
			s.listing.skip(path, err)
			s.update()
		},
	})
	s.gallery.typedKey, s.gallery.typedRune = w.key, w.rune
	s.buildTools()
	s.chosen = newChoosing(s)

	back := widget.NewButtonWithIcon(tr("Back (Esc)"), theme.NavigateBackIcon(), s.back)
	open := widget.NewButtonWithIcon(tr("Another folder… ({{.Key}})", with{"Key": chord("O")}), theme.FolderOpenIcon(), w.chooseLibrary)
	s.title = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	s.title.Truncation = fyne.TextTruncateEllipsis

	s.reason = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{})
	s.reason.Wrapping = fyne.TextWrapWord
	another := widget.NewButtonWithIcon(tr("Open another folder… ({{.Key}})", with{"Key": chord("O")}), theme.FolderOpenIcon(), w.chooseLibrary)
	another.Importance = widget.HighImportance
	s.empty = container.NewVBox(layout.NewSpacer(), s.reason, container.NewCenter(another), layout.NewSpacer())
	s.empty.Hide()

	s.footer = newFooter(w.message.tell)
	tools := container.NewBorder(nil, nil, nil, container.NewHBox(s.order, container.NewGridWrap(fyne.NewSize(steps(30), s.search.MinSize().Height), s.size)), s.search)
	photos := container.NewBorder(container.NewVBox(container.NewBorder(nil, nil, back, open, s.title), tools, s.chosen.object), s.footer.object, nil, nil,
		container.NewStack(s.gallery, s.none, s.empty))
	s.root = container.New(beside{}, w.side.object, photos)

	changed := w.bridge.merged(s.ctx, s.update)
	shelf := w.scan.shelf
	w.bridge.run(func() {
		if shelf != nil {
			s.listing.learn(shelf.Files())
			w.bridge.show(s.updateIfOpen)
		}
		s.listing.walk(s.ctx, changed)
	})
	s.update()
	return s
}

// updateIfOpen shows it unless another library was opened meanwhile.
func (s *photosScreen) updateIfOpen() {
	if s.ctx.Err() == nil {
		s.update()
	}
}

// update shows what has been found so far.
func (s *photosScreen) update() {
	before := s.listed
	s.listed = s.listing.now()
	if !sameList(before, s.listed) {
		s.arrange()
	}
	s.tell()
}

// tell says what is listed and what is not.
func (s *photosScreen) tell() {
	s.footer.show(s.status(), s.window.scan.untold(s.listed.skips))
	if err := s.listed.err; err != nil && !library.Stopped(err) {
		s.window.message.fail(failed(err, "not all of {{.Folder}} could be looked through: {{.Reason}}", with{"Folder": s.source.name}))
	}
	if s.listed.walked && len(s.listed.paths) == 0 {
		s.reason.SetText(s.whyEmpty())
		s.empty.Show()
	}
}

// status says what is listed or, once something was done with it, that.
func (s *photosScreen) status() string {
	all := len(s.listed.paths)
	fill := with{"Folder": s.source.name, "Chosen": number(len(s.shown))}
	status := trn("{{.Count}} photos in {{.Folder}}", all, fill)
	switch {
	case s.done != "":
		return s.done
	case !s.listed.walked && len(s.listed.known) == 0:
		status = trn("Looking for photos in {{.Folder}}… {{.Count}} so far", all, fill)
	case !s.choice.plain() && len(s.shown) < all:
		status = trn("{{.Chosen}} of {{.Count}} photos in {{.Folder}}", all, fill)
	}
	if away := len(s.listed.away); away > 0 {
		status += trn(", {{.Count}} of them on a drive or in a folder that is away", away)
	}
	return status
}

// sameList reports whether the same is listed, and known of it.
func sameList(a, b listed) bool {
	return len(a.paths) == len(b.paths) && len(a.known) == len(b.known) &&
		(len(a.paths) == 0 || &a.paths[0] == &b.paths[0])
}

// relearn takes in what is known of photos now, since they were looked at.
func (w *window) relearn() {
	s, known := w.library, w.scan.shelf
	if s == nil || known == nil {
		return
	}
	start(s.ctx, w.bridge, func(context.Context) (struct{}, error) {
		s.listing.learn(known.Files())
		return struct{}{}, nil
	}, func(struct{}, error) {
		s.listed = s.listing.now()
		s.arrange()
	})
}

func (s *photosScreen) whyEmpty() string {
	switch skips := s.listed.skips; len(skips) {
	case 0:
		return tr("There are no photos in {{.Folder}} and its folders.", with{"Folder": s.source.name})
	case 1:
		return tr("{{.Photo}} cannot be used: {{.Reason}}.", with{"Photo": filepath.Base(skips[0].path), "Reason": reason(skips[0].reason)})
	default:
		return tr("None of the photos in {{.Folder}} can be used. Below is the reason for each.", with{"Folder": s.source.name})
	}
}

// back goes to the thing that a photo is picked for, or else to the welcome.
func (s *photosScreen) back() {
	if t := s.window.adding; t != nil {
		s.window.things.open(t)
		return
	}
	s.window.show(s.window.welcome)
}

// task says what a photo is picked for.
func (s *photosScreen) task() string {
	if t := s.window.adding; t != nil && t.name != "" {
		return tr("Pick another photo that shows {{.Thing}} well", with{"Thing": t.name})
	} else if t != nil {
		return tr("Pick another photo that shows it well")
	}
	return tr("Pick a photo that shows the thing well")
}

func (s *photosScreen) object() fyne.CanvasObject { return s.root }

// entered has the thumbnails made again that the gallery let go.
func (s *photosScreen) entered() {
	s.title.SetText(s.task())
	s.gallery.Refresh()
	s.window.win.Canvas().Focus(s.gallery)
}

func (s *photosScreen) left() { s.gallery.rest() }

func (s *photosScreen) key(e *fyne.KeyEvent) {
	switch {
	case e.Name != fyne.KeyEscape:
	case len(s.chosen.paths) > 0:
		s.chosen.clear()
	default:
		s.back()
	}
}

// say says below the photos what was done with them.
func (s *photosScreen) say(done string) {
	s.done = done
	s.tell()
}

func (s *photosScreen) do(c command) {
	switch c {
	case undo:
		s.window.side.putBack()
	case chooseAll:
		s.chosen.all()
	case copyOut:
		if len(s.chosen.chosen()) > 0 {
			s.chosen.copyPaths()
		}
	case redo, save:
	}
}
