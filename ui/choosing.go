package ui

import (
	"context"
	"path/filepath"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A choosing is the photos of a library that were chosen, and the line that says how
// many these are and what can be done with them.
type choosing struct {
	screen *photosScreen
	paths  map[string]bool
	saving bool

	object *fyne.Container
	text   *widget.Label
	teach  *widget.Button
	folder *widget.Button
	copy   *widget.Button
}

func newChoosing(s *photosScreen) *choosing {
	c := &choosing{screen: s, paths: map[string]bool{}, text: widget.NewLabel("")}
	c.text.TextStyle.Bold = true
	c.teach = widget.NewButtonWithIcon(tr("Teach from it (T)"), theme.ColorPaletteIcon(), c.teachFrom)
	c.folder = widget.NewButtonWithIcon(tr("Show its folder (O)"), theme.FolderIcon(), c.showFolder)
	c.copy = widget.NewButtonWithIcon(tr("Copy photos… (P)"), theme.DocumentSaveIcon(), c.chooseWhere)
	paths := widget.NewButtonWithIcon(tr("Copy paths (C)"), theme.ContentCopyIcon(), c.copyPaths)
	none := widget.NewButtonWithIcon(tr("None (Esc)"), theme.CancelIcon(), c.clear)
	buttons := container.NewHScroll(container.NewHBox(c.teach, c.folder, paths, c.copy, none))
	c.object = container.NewBorder(nil, nil, c.text, nil, buttons)
	c.object.Hide()
	return c
}

// toggle chooses a photo besides the others, or no longer.
func (c *choosing) toggle(i int) {
	path := c.screen.shown[i]
	if c.paths[path] {
		delete(c.paths, path)
	} else {
		c.paths[path] = true
	}
	c.update()
}

// extend chooses some photos and no others.
func (c *choosing) extend(items []int) {
	clear(c.paths)
	for _, i := range items {
		if i < len(c.screen.shown) {
			c.paths[c.screen.shown[i]] = true
		}
	}
	c.update()
}

// all chooses all photos that are shown or, where these are chosen, none.
func (c *choosing) all() {
	if len(c.chosen()) == len(c.screen.shown) {
		c.clear()
		return
	}
	c.extend(span(0, len(c.screen.shown)-1))
}

func (c *choosing) clear() {
	clear(c.paths)
	c.update()
}

// chosen returns the chosen ones of the photos that are shown, in their order.
func (c *choosing) chosen() (paths []string) {
	if len(c.paths) == 0 {
		return nil
	}
	for _, path := range c.screen.shown {
		if c.paths[path] {
			paths = append(paths, path)
		}
	}
	return paths
}

// finds returns the chosen photos as finds of nothing in them.
func (c *choosing) finds() (finds []*find) {
	for _, path := range c.chosen() {
		finds = append(finds, &find{path: path})
	}
	return finds
}

// update shows what is chosen.
func (c *choosing) update() {
	n := len(c.chosen())
	c.text.SetText(trn("{{.Count}} chosen", n))
	enable(c.teach, n == 1)
	enable(c.folder, n > 0)
	enable(c.copy, n > 0 && !c.saving)
	if hidden := n == 0; c.object.Hidden != hidden {
		c.object.Hidden = hidden
		c.screen.root.Refresh()
	}
	c.screen.gallery.Refresh()
}

// rune does what a key stands for and reports whether it stands for anything.
func (c *choosing) rune(r rune) bool {
	does := map[rune]func(){'t': c.teachFrom, 'o': c.showFolder, 'c': c.copyPaths, 'p': c.chooseWhere}[unicode.ToLower(r)]
	if does == nil || len(c.chosen()) == 0 {
		return false
	}
	does()
	return true
}

// teachFrom opens the one chosen photo to teach from it.
func (c *choosing) teachFrom() {
	if chosen := c.chosen(); len(chosen) == 1 {
		c.screen.pick(chosen[0])
	}
}

// showFolder shows the folder of the first chosen photo in the system's file manager.
func (c *choosing) showFolder() {
	if chosen := c.chosen(); len(chosen) > 0 {
		c.screen.window.showFolder(filepath.Dir(chosen[0]), c.screen.say)
	}
}

// copyPaths puts the paths of the chosen photos into the clipboard.
func (c *choosing) copyPaths() {
	copyPaths(c.chosen(), c.screen.say)
}

// chooseWhere asks for a folder and copies the chosen photos there.
func (c *choosing) chooseWhere() {
	if len(c.chosen()) > 0 && !c.saving {
		c.screen.window.chooseToSave(tr("Choose a folder to copy the photos to"), tr("Copy here"), c.copyTo)
	}
}

// copyTo copies the chosen photos into a folder.
func (c *choosing) copyTo(dir string) {
	finds := c.finds()
	c.saving = true
	c.update()
	w := c.screen.window
	var done latest[int]
	progress := w.bridge.merged(c.screen.ctx, func() {
		if c.saving {
			c.screen.say(tr("Copying {{.Done}} of {{.Total}}…", with{"Done": number(done.get() + 1), "Total": number(len(finds))}))
		}
	})
	start(c.screen.ctx, w.bridge, func(ctx context.Context) (saving, error) {
		return copyPhotos(ctx, nil, finds, dir, func(n int) {
			done.set(n)
			progress()
		})
	}, func(saved saving, err error) {
		c.saving = false
		for _, f := range saved.failed {
			w.message.fail(failed(f.reason, "{{.Photo}} was not copied: {{.Reason}}", with{"Photo": filepath.Base(f.path)}))
		}
		if err != nil {
			w.message.fail(err)
		}
		c.screen.say(saved.sentence())
		c.update()
	})
}
