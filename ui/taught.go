package ui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/library"
)

// taught is the line of a thing's page that shows the photos it was taught from, and
// changes them and the thing.
type taught struct {
	results *results
	chosen  library.ConceptID // the reference that the buttons are for, or zero

	object    *fyne.Container
	portraits *fyne.Container
	room      *container.Scroll // for the portraits
	more      *tool
	cover     *tool
	remove    *tool
}

// portraitSteps is the side of a reference's picture.
const portraitSteps = 11

func newTaught(s *results) *taught {
	t := &taught{results: s, portraits: container.NewHBox()}
	t.room = container.NewHScroll(t.portraits)
	t.room.SetMinSize(fyne.NewSize(0, steps(portraitSteps))) // so that nothing jumps when they come
	t.more = newTool(theme.ContentAddIcon(), tr("Teach it from another photo too (+); of a find, T does"), s.hint, s.teachMore)
	t.cover = newTool(theme.MediaPhotoIcon(), tr("Make the chosen photo the one that stands for it (V)"), s.hint, t.chooseCover)
	t.remove = newTool(theme.ContentRemoveIcon(), tr("Learn no more from the chosen photo (Backspace)"), s.hint, t.removeChosen)
	rename := newTool(theme.DocumentCreateIcon(), tr("Name it (F2)"), s.hint, s.rename)
	gone := newTool(theme.DeleteIcon(), tr("Remove this thing (Delete)"), s.hint, func() { s.window.things.remove(s.thing) })
	t.object = container.NewBorder(nil, nil,
		container.NewCenter(widget.NewLabel(tr("Taught from"))), container.NewHBox(t.more, t.cover, t.remove, widget.NewSeparator(), rename, gone), t.room)
	t.update()
	return t
}

// update shows the references as they are now.
func (t *taught) update() {
	s := t.results
	of := s.thing.references
	for len(t.portraits.Objects) < len(of) {
		t.portraits.Add(newPortrait(s.window.thumbs, steps(portraitSteps)))
	}
	t.portraits.Objects = t.portraits.Objects[:len(of)]
	is := -1
	for i, r := range of {
		p, ok := t.portraits.Objects[i].(*portrait)
		if !ok {
			continue
		}
		p.tell = s.hint
		p.hint = tr("A photo that it was taught from")
		if i < 9 {
			p.hint = tr("A photo that it was taught from ({{.Key}})", with{"Key": strconv.Itoa(i + 1)})
		}
		p.tapped = func() { t.choose(i) }
		p.show(r.picture(s.window.photos), i == s.thing.cover, r.named == t.chosen)
		if r.named == t.chosen {
			is = i
		}
	}
	if is < 0 {
		t.chosen = library.ConceptID{}
	}
	enable(&t.cover.Button, is >= 0 && is != s.thing.cover)
	enable(&t.remove.Button, is >= 0 && len(of) > 1)
	t.portraits.Refresh()
	t.object.Refresh()
}

// choose chooses a reference, or no longer.
func (t *taught) choose(i int) {
	of := t.results.thing.references
	if i >= len(of) {
		return
	}
	if t.chosen == of[i].named {
		t.chosen = library.ConceptID{}
	} else {
		t.chosen = of[i].named
	}
	t.update()
}

// chooseCover makes the chosen reference stand for the thing.
func (t *taught) chooseCover() {
	if t.cover.Disabled() {
		return
	}
	s, named := t.results, t.chosen
	s.window.things.change(s.thing, func(err error) error { return failed(err, "the picture is not kept: {{.Reason}}") }, func(r *library.ConceptRecord) error {
		r.SetCover(named)
		return nil
	}, s.window.things.list.update)
}

// removeChosen takes the chosen reference out, which can be undone, and looks again.
func (t *taught) removeChosen() {
	if t.remove.Disabled() {
		return
	}
	s, named := t.results, t.chosen
	th, ts := s.thing, s.window.things
	var was *library.ConceptRecord
	ts.change(th, func(err error) error { return failed(err, "the photo is still learnt from: {{.Reason}}") }, func(r *library.ConceptRecord) error {
		was = &library.ConceptRecord{References: append([]library.MarkedPhoto(nil), r.References...), Cover: r.Cover}
		r.RemoveReference(named)
		return nil
	}, func() {
		ts.renew(th)
		s.window.snack.offer(tr("It is learnt from one photo less."), func() {
			ts.change(th, func(err error) error { return failed(err, "the photo could not be put back: {{.Reason}}") }, func(r *library.ConceptRecord) error {
				for _, p := range was.References {
					r.AddReference(p)
				}
				r.SetCover(was.References[was.Cover].ConceptID())
				return nil
			}, func() { ts.renew(th) })
		})
	})
}

// renew searches for a thing anew, since what it was taught from has changed.
func (ts *things) renew(t *thing) {
	w, shown := ts.window, t.page != nil && ts.window.current == screen(t.page)
	ts.drop(t)
	ts.list.update()
	if shown {
		w.show(ts.newPage(t, query{thing: t.id, paths: w.allPaths(nil)}, nil))
	}
}

// hint says in the footer what is under the pointer.
func (s *results) hint(text string) {
	s.over = text
	s.updateFooter()
}

// teachMore has another photo of the thing picked.
func (s *results) teachMore() {
	if s.window.library == nil {
		s.tell(tr("Open a folder of photos first."))
		return
	}
	s.window.adding = s.thing
	s.window.show(s.window.library)
}

// teachFromCursor teaches the thing from a find, with what was found there marked.
func (s *results) teachFromCursor() {
	f := s.cursor
	if f == nil {
		s.tell(tr("Choose a find with the arrow keys or the mouse first."))
		return
	}
	s.window.teachFrom(f.path, s.thing, f.shown())
}

// rename lets the user name the thing in place of the title.
func (s *results) rename() {
	s.name.SetText(s.thing.name)
	s.name.Show()
	s.title.Hide()
	s.window.win.Canvas().Focus(s.name)
}

// named takes the name that was typed, or leaves the one that the thing has.
func (s *results) named(kept bool) {
	s.name.Hide()
	s.title.Show()
	s.window.win.Canvas().Unfocus()
	if kept && s.name.Text != s.thing.name {
		s.window.things.rename(s.thing, s.name.Text)
	}
}

// A titleEntry takes a name in place of a title. Enter keeps it, Escape does not.
type titleEntry struct {
	widget.Entry
	leave func(kept bool)
}

func newTitleEntry(leave func(kept bool)) *titleEntry {
	e := &titleEntry{leave: leave}
	e.SetPlaceHolder(tr("Name this thing"))
	e.ExtendBaseWidget(e)
	e.Hide()
	return e
}

// TypedKey implements [fyne.Focusable].
func (e *titleEntry) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape:
		e.leave(false)
	case fyne.KeyReturn, fyne.KeyEnter:
		e.leave(true)
	default:
		e.Entry.TypedKey(k)
	}
}

// goToNew puts the cursor on the first find that came since the page was seen.
func (s *results) goToNew() {
	if !s.toNew {
		return
	}
	for _, f := range s.order() {
		if s.thing.fresh[f.path] {
			s.toNew = false
			s.moveTo(f)
			return
		}
	}
}
