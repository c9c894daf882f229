package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A snack says what was just done across the bottom of the window, and undoes it, or what
// can be done. It is there until it is closed or something else is done.
type snack struct {
	window *window
	object *fyne.Container
	text   *widget.Label
	back   *widget.Button
	ways   *fyne.Container // what else can be done
	undo   func()          // nil where there is nothing to undo
}

func newSnack(w *window) *snack {
	s := &snack{window: w, text: widget.NewLabel(""), ways: container.NewHBox()}
	s.text.Truncation = fyne.TextTruncateEllipsis
	s.back = widget.NewButtonWithIcon(tr("Undo ({{.Key}})", with{"Key": chord("Z")}), theme.ContentUndoIcon(), func() { s.takeBack() })
	hide := widget.NewButtonWithIcon("", theme.CancelIcon(), s.clear)
	hide.Importance = widget.LowImportance
	s.object = container.NewVBox(widget.NewSeparator(), container.NewBorder(nil, nil, nil, container.NewHBox(s.ways, s.back, hide), s.text))
	s.object.Hide()
	return s
}

// offer says what was done; undo takes it back.
func (s *snack) offer(done string, undo func()) {
	s.undo = undo
	s.back.Show()
	s.ways.RemoveAll()
	s.show(done)
}

// suggest says what can be done. Whichever is, ends it.
func (s *snack) suggest(text string, ways ...*widget.Button) {
	s.undo = nil
	s.back.Hide()
	s.ways.RemoveAll()
	for _, way := range ways {
		do := way.OnTapped
		way.OnTapped = func() {
			s.clear()
			do()
		}
		s.ways.Add(way)
	}
	s.show(text)
}

func (s *snack) show(text string) {
	s.text.SetText(text)
	s.object.Show()
	s.window.win.Content().Refresh()
}

// takeBack undoes what was offered and reports whether there was something.
func (s *snack) takeBack() bool {
	undo := s.undo
	s.clear()
	if undo == nil {
		return false
	}
	undo()
	return true
}

func (s *snack) clear() {
	s.undo = nil
	if s.object.Visible() {
		s.object.Hide()
		s.window.win.Content().Refresh()
	}
}
