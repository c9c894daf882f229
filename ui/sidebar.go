package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/library"
)

// A sidebar lists the things that were taught and the folders of the library: all of
// them, and each. Choosing one
// shows its photos. A folder is taken out with a button, which can be undone.
type sidebar struct {
	window  *window
	folders []library.Root
	chosen  int    // row: 0 is all photos
	removed string // folder that was taken out last, or empty

	object *fyne.Container
	parts  *fyne.Container // the things, and the folders
	list   *widget.List
	remove *widget.Button
	gone   *widget.Label
	undo   *widget.Button
}

func newSidebar(w *window) *sidebar {
	s := &sidebar{window: w}
	s.list = widget.NewList(func() int { return 1 + len(s.folders) }, newSidebarRow, s.fill)
	s.list.OnSelected = s.choose
	s.remove = widget.NewButtonWithIcon(tr("Remove (R)"), theme.ContentRemoveIcon(), s.removeChosen)
	s.remove.Importance = widget.LowImportance
	s.remove.Disable()
	s.gone = widget.NewLabel("")
	s.gone.Truncation = fyne.TextTruncateEllipsis
	s.undo = widget.NewButtonWithIcon(tr("Undo ({{.Key}})", with{"Key": chord("Z")}), theme.ContentUndoIcon(), s.putBack)
	s.gone.Hide()
	s.undo.Hide()
	heading := widget.NewLabelWithStyle(tr("Folders ({{.Key}})", with{"Key": chord("0")}), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	folders := container.NewBorder(heading, container.NewVBox(s.gone, s.undo, s.remove), nil, nil, s.list)
	s.parts = container.New(above{w.things.list}, w.things.list.object, folders)
	s.object = container.NewBorder(nil, nil, nil, widget.NewSeparator(), s.parts)
	return s
}

// arrange gives the things and the folders the room that they need now.
func (s *sidebar) arrange() { s.parts.Refresh() }

func newSidebarRow() fyne.CanvasObject {
	name := widget.NewLabel("")
	name.Truncation = fyne.TextTruncateEllipsis
	return container.NewBorder(nil, nil, nil, widget.NewLabel(""), name)
}

// fillRow fills a row with texts, one for each of its labels.
func fillRow(row *fyne.Container, texts ...string) {
	for n, text := range texts {
		if label, ok := row.Objects[n].(*widget.Label); ok {
			label.SetText(text)
		}
	}
	row.Refresh() // since a longer note needs more room
}

func (s *sidebar) fill(i widget.ListItemID, o fyne.CanvasObject) {
	row, ok := o.(*fyne.Container)
	if !ok {
		return
	}
	name, note := s.row(i)
	fillRow(row, name, note)
}

// row returns what a row says: a name, and beside it a number of photos or that
// the folder is away.
func (s *sidebar) row(i int) (name, note string) {
	if i == 0 {
		all := 0
		for _, f := range s.folders {
			all += f.Photos
		}
		return tr("All photos"), number(all)
	}
	if i > len(s.folders) {
		return "", ""
	}
	f := s.folders[i-1]
	if f.Away {
		return filepath.Base(f.Path), tr("away")
	}
	return filepath.Base(f.Path), number(f.Photos)
}

// show shows the folders of the library.
func (s *sidebar) show(folders []library.Root) {
	s.folders = folders
	s.list.Refresh()
	s.mark()
	if open, ok := s.window.current.(*settings); ok {
		open.follow(folders)
	}
}

// mark marks the row whose photos are shown.
func (s *sidebar) mark() {
	s.chosen = -1
	if w := s.window; w.library != nil && w.current == screen(w.library) {
		switch paths := w.library.source.paths; {
		case len(paths) == len(s.folders) && len(paths) != 1:
			s.chosen = 0
		case len(paths) == 1:
			for i, f := range s.folders {
				if f.Path == paths[0] {
					s.chosen = i + 1
				}
			}
		}
	}
	enable(s.remove, s.chosen > 0)
	choose := s.list.OnSelected
	s.list.OnSelected = nil
	s.list.UnselectAll()
	if s.chosen >= 0 {
		s.list.Select(s.chosen)
	}
	s.list.OnSelected = choose
}

// choose shows the photos of a row.
func (s *sidebar) choose(i widget.ListItemID) {
	switch {
	case i == 0 && len(s.folders) > 0:
		s.window.showLibrary(sourceOfRoots(s.folders))
	case i > 0 && i <= len(s.folders):
		s.window.showLibrary(sourceOf([]string{s.folders[i-1].Path}))
	}
}

// removeChosen takes the folder whose photos are shown out of the library. The
// photos themselves stay where they are.
func (s *sidebar) removeChosen() {
	if s.chosen < 1 || s.chosen > len(s.folders) {
		return
	}
	path := s.folders[s.chosen-1].Path
	s.removed = path
	s.gone.SetText(tr("{{.Folder}} was removed", with{"Folder": filepath.Base(path)}))
	s.gone.Show()
	s.undo.Show()
	s.window.scan.remove(path)
	rest := make([]library.Root, 0, len(s.folders))
	for _, f := range s.folders {
		if f.Path != path {
			rest = append(rest, f)
		}
	}
	s.folders = rest
	if len(rest) == 0 {
		s.window.show(s.window.welcome)
		s.window.library = nil
		return
	}
	s.window.showLibrary(sourceOfRoots(rest))
}

// putBack undoes the last removal.
func (s *sidebar) putBack() {
	if s.removed == "" {
		return
	}
	path := s.removed
	s.removed = ""
	s.gone.Hide()
	s.undo.Hide()
	s.window.open(sourceOf([]string{path}))
}

// beside lays out a sidebar and what is right of it. Where the window is narrow,
// the sidebar is left out.
type beside struct{}

// MinSize implements [fyne.Layout].
func (beside) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[1].MinSize() }

// Layout implements [fyne.Layout].
func (beside) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	side, main := objects[0], objects[1]
	width := float32(0)
	if size.Width >= steps(160) {
		width = steps(52)
	}
	side.Resize(fyne.NewSize(width, size.Height))
	if width > 0 {
		side.Show()
	} else {
		side.Hide()
	}
	main.Move(fyne.NewPos(width, 0))
	main.Resize(fyne.NewSize(size.Width-width, size.Height))
}
