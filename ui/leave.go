package ui

import (
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"whereabouts/library"
	"whereabouts/ui/transfer"
)

// A saver saves finds in a folder; see [saveCutouts].
type saver func(ctx context.Context, e engine, finds []*find, dir string, progress func(done int)) (saving, error)

// toSave returns the chosen finds or, where none is, all present ones.
func (s *results) toSave() []*find {
	if len(s.chosen) == 0 {
		return s.ranked.present
	}
	var finds []*find
	for _, group := range [][]*find{s.ranked.present, s.ranked.lessSure, s.ranked.rejected} {
		for _, f := range group {
			if s.chosen[f] {
				finds = append(finds, f)
			}
		}
	}
	return finds
}

func (s *results) updateSave() {
	cutouts := 0
	for _, f := range s.toSave() {
		cutouts += len(f.left())
	}
	key := with{"Key": chord("S")}
	switch {
	case len(s.chosen) > 0:
		s.save.SetText(trn("Save {{.Count}} chosen… ({{.Key}})", cutouts, key))
	case cutouts > 0:
		s.save.SetText(trn("Save {{.Count}} cut-outs… ({{.Key}})", cutouts, key))
	default:
		s.save.SetText(tr("Save cut-outs… ({{.Key}})", key))
	}
	enable(s.save, cutouts > 0 && !s.saving)
}

// click puts the cursor on a find. With the command key it chooses the find, twice
// in a row it opens it.
func (s *results) click(f *find) {
	s.window.win.Canvas().Unfocus()
	if commandKeyIsDown() {
		s.moveTo(f)
		s.toggle(f)
		return
	}
	if s.clicked.twice(f, s.window.clock()) {
		s.openFind(f)
		return
	}
	s.moveTo(f)
}

// toggle chooses a find, or no longer.
func (s *results) toggle(f *find) {
	if s.chosen[f] {
		delete(s.chosen, f)
	} else {
		s.chosen[f] = true
	}
	s.chosenChanged()
}

// chooseAll chooses all present finds or, where they are chosen, none.
func (s *results) chooseAll() {
	all := true
	for _, f := range s.ranked.present {
		all = all && s.chosen[f]
	}
	clear(s.chosen)
	if !all {
		for _, f := range s.ranked.present {
			s.chosen[f] = true
		}
	}
	s.chosenChanged()
}

func (s *results) chosenChanged() {
	s.updateSave()
	s.present.Refresh()
	s.below.Refresh()
}

// chooseWhere asks for a folder and saves the cut-outs there.
func (s *results) chooseWhere() {
	s.chooseWhereFor(tr("Choose a folder to save the cut-outs in"), saveCutouts(s.thing.name))
}

func (s *results) chooseWhereFor(title string, save saver) {
	finds := s.toSave()
	if len(finds) == 0 || s.saving {
		return
	}
	s.window.chooseToSave(title, tr("Save here"), func(dir string) {
		s.saveBy(save, dir, finds, nil)
	})
}

// saveTo saves the cut-outs of finds in a folder.
func (s *results) saveTo(dir string, finds []*find) {
	s.saveBy(saveCutouts(s.thing.name), dir, finds, nil)
}

// saveBy has finds saved in a folder, which can be stopped. Failed is told why it was
// not done, after the user; it may be nil.
func (s *results) saveBy(save saver, dir string, finds []*find, failedBy func(error)) {
	if s.saving {
		return
	}
	s.saving = true
	s.window.message.clear()
	s.updateSave()
	var done latest[int]
	ctx, stop := context.WithCancel(s.ctx)
	progress := s.window.bridge.merged(s.ctx, func() {
		if s.saving {
			s.status = tr("Saving {{.Done}} of {{.Total}}…", with{"Done": number(done.get() + 1), "Total": number(len(finds))})
			s.updateFooter()
			s.footer.offer(tr("Stop saving ({{.Key}})", with{"Key": chord("E")}), stop)
		}
	})
	e := s.window.engine
	start(s.ctx, s.window.bridge, func(context.Context) (saving, error) {
		defer stop()
		return save(ctx, e, withoutRejected(finds), dir, func(n int) {
			done.set(n)
			progress()
		})
	}, func(saved saving, err error) {
		s.saving = false
		for _, f := range saved.failed {
			s.window.message.fail(failed(f.reason, "{{.Photo}} was not saved: {{.Reason}}", with{"Photo": filepath.Base(f.path)}))
		}
		s.updateSave()
		s.tell(saved.sentence())
		if err != nil && !library.Stopped(err) {
			s.window.message.fail(err)
			if failedBy != nil {
				failedBy(err)
			}
			return
		}
		if saved.saved > 0 {
			s.footer.offer(tr("Show the folder ({{.Key}})", with{"Key": chord("E")}), func() { s.window.showFolder(dir, s.tell) })
		}
	})
}

// leaving are the ways to take finds out of the window beside cut-outs, each with
// its key.
func (s *results) leaving() []way {
	return []way{
		{'c', tr("Copy the cut-out"), s.copyCutouts},
		{'k', tr("Save masks…"), func() { s.chooseWhereFor(tr("Choose a folder to save the masks in"), saveMasks(s.thing.name)) }},
		{'p', tr("Copy photos…"), func() { s.chooseWhereFor(tr("Choose a folder to copy the photos to"), copyPhotos) }},
		{'f', tr("Export for other programs…"), s.chooseFormat},
		{'o', tr("Show the photo's folder"), s.showFolder},
		{'e', tr("Open the photo in another program"), s.openPhoto},
		{'d', tr("Copy the photos' paths"), s.copyPaths},
	}
}

// A way is a way to take finds out of the window.
type way struct {
	key   rune
	label string
	do    func()
}

// leaveBy goes the way of a key, if there is one.
func (s *results) leaveBy(key rune) {
	for _, w := range s.leaving() {
		if w.key == key {
			w.do()
		}
	}
}

// showLeave shows the ways out below their button.
func (s *results) showLeave() {
	var items []*fyne.MenuItem
	for _, w := range s.leaving() {
		items = append(items, fyne.NewMenuItem(w.label+" ("+strings.ToUpper(string(w.key))+")", w.do))
	}
	s.window.dropDown(s.leave, items)
}

// meant returns the find that the keys are for, or else the first of those that
// would be saved, or nil.
func (s *results) meant() *find {
	if s.cursor != nil {
		return s.cursor
	}
	if finds := s.toSave(); len(finds) > 0 {
		return finds[0]
	}
	return nil
}

// showFolder shows the folder of a find's photo in the system's file manager.
func (s *results) showFolder() {
	if f := s.meant(); f != nil {
		s.window.showFolder(filepath.Dir(f.path), s.tell)
	}
}

// showFolder shows a folder in the system's file manager, and says so.
func (w *window) showFolder(dir string, say func(string)) {
	if err := w.openURL(transfer.FileURL(dir)); err != nil {
		w.message.fail(failed(err, "the folder {{.Folder}} could not be shown: {{.Reason}}", with{"Folder": dir}))
		return
	}
	say(tr("Shown in the file manager: {{.Folder}}.", with{"Folder": dir}))
}

// openPhoto opens a find's photo in the program that the system has for it.
func (s *results) openPhoto() {
	f := s.meant()
	if f == nil {
		return
	}
	if err := s.window.openURL(transfer.FileURL(f.path)); err != nil {
		s.window.message.fail(failed(err, "{{.Name}} could not be opened: {{.Reason}}", with{"Name": f.name()}))
		return
	}
	s.tell(tr("Opened {{.Name}} in another program.", with{"Name": f.name()}))
}

// copyPaths puts the paths of the chosen finds' photos, or else of the one that the
// keys are for, into the clipboard.
func (s *results) copyPaths() {
	finds := s.chosenOrMeant()
	if len(finds) == 0 {
		return
	}
	paths := make([]string, len(finds))
	for i, f := range finds {
		paths[i] = f.path
	}
	copyPaths(paths, s.tell)
}

// chosenOrMeant returns the chosen finds, or else the one that the keys are for.
func (s *results) chosenOrMeant() []*find {
	if f := s.meant(); len(s.chosen) == 0 && f != nil {
		return []*find{f}
	}
	return s.toSave()
}

// copyPaths puts paths into the clipboard, and says so.
func copyPaths(paths []string, say func(string)) {
	fyne.CurrentApp().Clipboard().SetContent(strings.Join(paths, "\n"))
	say(trn("Copied {{.Count}} paths.", len(paths)))
}

// withoutRejected returns what of finds is to be saved: copies of them that lack
// what was rejected, for another goroutine.
func withoutRejected(finds []*find) []*find {
	left := make([]*find, 0, len(finds))
	for _, f := range finds {
		left = append(left, &find{path: f.path, size: f.size, instances: f.left()})
	}
	return left
}
