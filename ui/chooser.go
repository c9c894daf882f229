package ui

import (
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"github.com/adrg/xdg"
)

// savedKey is the name under which it is remembered where something was saved last.
const savedKey = "save.folder"

// chooseLibrary lets the user choose a folder and opens it.
func (w *window) chooseLibrary() {
	w.chooseFolder(tr("Choose the folder your photos are in"), tr("Open"), xdg.UserDirs.Pictures, func(dir string) { w.open(sourceOf([]string{dir})) })
}

// chooseToSave lets the user choose a folder to save in, at first the one that was
// chosen for it the last time, and calls then with it.
func (w *window) chooseToSave(title, confirm string, then func(dir string)) {
	remembered := fyne.CurrentApp().Preferences()
	from := remembered.StringWithFallback(savedKey, xdg.UserDirs.Pictures)
	w.chooseFolder(title, confirm, from, func(dir string) {
		remembered.SetString(savedKey, dir)
		then(dir)
	})
}

// chooseFolder lets the user choose a folder and calls then with it. What is in from is
// shown first or, where that is no folder, what is in the user's home.
func (w *window) chooseFolder(title, confirm, from string, then func(dir string)) {
	w.chooser = dialog.NewFolderOpen(func(dir fyne.ListableURI, err error) {
		switch {
		case err != nil:
			w.message.fail(err)
		case dir != nil:
			then(dir.Path())
		}
	}, w.win)
	w.chooser.SetTitleText(title)
	w.chooser.SetConfirmText(confirm)
	w.chooser.SetView(dialog.ListView)
	if info, err := os.Stat(from); err == nil && info.IsDir() {
		if start, err := storage.ListerForURI(storage.NewFileURI(from)); err == nil {
			w.chooser.SetLocation(start)
		}
	}
	w.chooser.Resize(w.win.Canvas().Size())
	w.chooser.Show()
}
