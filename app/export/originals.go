package export

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"whereabouts/library/photo"
)

// originals puts the photos' files, and those that go with them, into one folder under
// their own names: copies, or links to them.
type originals struct{ link bool }

func (o originals) Name() string {
	if o.link {
		return "links"
	}
	return "originals"
}

func (o originals) Title() string {
	if o.link {
		return "an album of links to the photos"
	}
	return "an album of copies of the photos"
}

func (o originals) plan(t *task) (writer, error) {
	w := &albumWriter{task: t, link: o.link, files: make([][]albumFile, len(t.Photos))}
	for n, p := range t.Photos {
		for _, path := range append([]string{p.Path}, p.With...) {
			name, err := t.folder.reserveLike(safeName(filepath.Base(path)))
			if err != nil {
				return nil, err
			}
			w.files[n] = append(w.files[n], albumFile{path, name})
		}
	}
	return w, nil
}

type albumWriter struct {
	*task
	link  bool
	files [][]albumFile // of each photo
}

type albumFile struct{ path, name string }

func (w *albumWriter) photo(ctx context.Context, n int) error {
	for _, f := range w.files[n] {
		add := w.copy
		if w.link {
			add = w.symlink
		}
		if err := add(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// copy copies a file with the time when it was modified.
func (w *albumWriter) copy(ctx context.Context, f albumFile) error {
	data, _, err := photo.Read(ctx, f.path)
	if err != nil {
		return unusable{err}
	}
	if err := w.folder.write(f.name, data); err != nil {
		return err
	}
	if info, err := os.Stat(f.path); err == nil {
		_ = os.Chtimes(w.folder.path(f.name), info.ModTime(), info.ModTime()) // some file systems keep no times
	}
	return nil
}

func (w *albumWriter) symlink(_ context.Context, f albumFile) error {
	full, err := filepath.Abs(f.path)
	if err == nil {
		_, err = os.Stat(full)
	}
	if err != nil {
		return unusable{photo.ErrMissing}
	}
	return w.folder.put(f.name, func(at string) error { return link(full, at) })
}

// link makes a link that is there whole or not at all.
func link(target, at string) error {
	dir := filepath.Dir(at)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	made := filepath.Join(dir, ".whereabouts-"+rand.Text())
	if err := os.Symlink(target, made); err != nil {
		return fmt.Errorf("linking to %s: %w; this folder may hold no links, so copy the photos instead", target, err)
	}
	if err := os.Rename(made, at); err != nil {
		return errors.Join(err, os.Remove(made))
	}
	return nil
}

func (w *albumWriter) finish(context.Context) error { return nil }
