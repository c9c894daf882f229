package ui

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// bindThings binds the keys that lead to things: to the first ones, to what is new, and
// to all photos.
func (w *window) bindThings(bind func(fyne.Shortcut, func())) {
	digits := []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8, fyne.Key9}
	for i, key := range digits {
		bind(commandKey(key), func() {
			if i < len(w.things.all) {
				w.things.open(w.things.all[i])
			}
		})
	}
	bind(commandKey(fyne.Key0), w.showPhotos)
	bind(commandKey(fyne.KeyN), w.things.news.open)
}

// chord returns how a key pressed with the system's command key is written.
func chord(key string) string {
	if runtime.GOOS == "darwin" {
		return "⌘" + key
	}
	return tr("Ctrl+{{.Key}}", with{"Key": key})
}

// shiftedChord returns the same with the shift key.
func shiftedChord(key string) string {
	if runtime.GOOS == "darwin" {
		return "⇧⌘" + key
	}
	return tr("Ctrl+Shift+{{.Key}}", with{"Key": key})
}

// commandKey returns the shortcut of a key with the system's command key.
func commandKey(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
}

// shiftedCommandKey returns the same with the shift key.
func shiftedCommandKey(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}
}
