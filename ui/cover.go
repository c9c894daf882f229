package ui

import "fyne.io/fyne/v2"

// cover puts a screen over the one that is shown, which goes on meanwhile.
func (w *window) cover(s screen) {
	w.win.Canvas().Unfocus()
	if w.covered == nil {
		w.covered = w.current
	} else {
		w.current.left()
	}
	w.current = s
	w.body.Objects = []fyne.CanvasObject{s.object()}
	w.body.Refresh()
	s.entered()
}

// uncover shows again what was covered.
func (w *window) uncover() {
	if w.covered == nil {
		return
	}
	w.win.Canvas().Unfocus()
	w.current.left()
	w.current, w.covered = w.covered, nil
	w.body.Objects = []fyne.CanvasObject{w.current.object()}
	w.body.Refresh()
	w.current.entered()
}
