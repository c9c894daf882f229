package ui

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"whereabouts/app"
	"whereabouts/library/photo"
	"whereabouts/ui/transfer"
)

// pastedWithin is how long another program may take to give what it has on the clipboard.
const pastedWithin = 30 * time.Second

// paste teaches from the picture on the clipboard. Several files, or folders, are opened.
func (w *window) paste() {
	hand := w.hand
	w.bring(func(ctx context.Context) (transfer.Pasted, error) {
		x, err := hand.opened()
		if err != nil {
			return transfer.Pasted{}, err
		}
		ctx, cancel := context.WithTimeout(ctx, pastedWithin)
		defer cancel()
		return x.Paste(ctx)
	})
}

// brought is what came into the window: a picture to teach from, or else files and folders
// to open.
type brought struct {
	picture string
	paths   []string
}

// bring teaches from what is given where that is one picture, and opens it where it is
// more, unless something else was given meanwhile.
func (w *window) bring(give func(context.Context) (transfer.Pasted, error)) {
	w.bringing++
	turn := w.bringing
	dir, known := w.pictures, w.scan.shelf
	var open []string
	if w.library != nil {
		open = w.library.source.paths
	}
	start(w.bridge.ctx, w.bridge, func(ctx context.Context) (brought, error) {
		given, err := give(ctx)
		if err != nil {
			return brought{}, err
		}
		if len(given.Files) == 0 {
			path, err := app.KeepPicture(dir, given.Picture, ".png")
			return brought{picture: path}, err
		}
		folders := slices.Clone(open)
		if known != nil {
			for _, root := range known.Folders() {
				folders = append(folders, root.Path)
			}
		}
		return takeIn(ctx, given.Files, folders, dir)
	}, func(b brought, err error) {
		switch {
		case turn != w.bringing:
		case err != nil:
			w.message.fail(err)
		case b.picture != "":
			w.teachBrought(b.picture)
		default:
			w.open(sourceOf(b.paths))
		}
	})
}

// takeIn returns what files are to the window. A picture that lies in none of the folders
// may go away, and is kept.
func takeIn(ctx context.Context, files, folders []string, dir string) (brought, error) {
	info, err := os.Stat(files[0])
	if err != nil || len(files) > 1 || info.IsDir() { // what cannot be read is told where it is opened
		return brought{paths: files}, nil
	}
	if lies(files[0], folders) {
		return brought{picture: files[0]}, nil
	}
	data, _, err := photo.Read(ctx, files[0])
	if err != nil {
		return brought{}, failed(err, "{{.Photo}} cannot be opened: {{.Reason}}", with{"Photo": filepath.Base(files[0])})
	}
	path, err := app.KeepPicture(dir, data, filepath.Ext(files[0]))
	return brought{picture: path}, err
}

// teachBrought teaches from a picture: what was to be taught, or else a new thing.
func (w *window) teachBrought(path string) {
	t := w.adding
	if s, teaching := w.current.(*teach); teaching && s.adds() {
		t = s.thing
	}
	w.teachFrom(path, t, nil)
}
