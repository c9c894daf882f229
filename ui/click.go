package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// A lastClick tells a double click from two clicks. A grid takes clicks one by one.
type lastClick struct {
	find *find
	at   time.Time
}

// twice takes a click on a find and reports whether it is the second of a double
// click.
func (l *lastClick) twice(f *find, now time.Time) bool {
	again := l.find == f && now.Sub(l.at) <= fyne.CurrentApp().Driver().DoubleTapDelay()
	l.find, l.at = f, now
	if again {
		l.find = nil
	}
	return again
}

// commandKeyIsDown reports whether the system's command key is held.
func commandKeyIsDown() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShortcutDefault != 0
}
