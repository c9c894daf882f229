package ui

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

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
