package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// A nameEntry takes the name of a thing. Enter and Escape leave it.
type nameEntry struct {
	widget.Entry
	leave func()
}

func newNameEntry(leave func()) *nameEntry {
	n := &nameEntry{leave: leave}
	n.SetPlaceHolder(tr("Name it, if you like (N)"))
	n.ExtendBaseWidget(n)
	return n
}

// TypedKey implements [fyne.Focusable].
func (n *nameEntry) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter:
		n.leave()
	default:
		n.Entry.TypedKey(e)
	}
}
