package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"time"
)

// A tree is files to be packed.
type tree []file

// A file is one file to be packed: its content, or where that is found.
type file struct {
	path string // with slashes
	mode fs.FileMode
	data []byte
	from string // a file on this machine, in place of data
}

// in returns the files below a folder.
func (t tree) in(folder string) tree {
	below := slices.Clone(t)
	for i := range below {
		below[i].path = path.Join(folder, below[i].path)
	}
	return below
}

// sorted returns the files in the order of their paths.
func (t tree) sorted() tree {
	all := slices.Clone(t)
	slices.SortFunc(all, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return all
}

// content returns what the file holds.
func (f file) content() ([]byte, error) {
	if f.from == "" {
		return f.data, nil
	}
	return os.ReadFile(f.from)
}

// write writes the files below a folder, which is emptied before, with one time.
func (t tree) write(dir string, at time.Time) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	for _, f := range t {
		data, err := f.content()
		if err != nil {
			return fmt.Errorf("packing %s: %w", f.path, err)
		}
		to := filepath.Join(dir, filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := errors.Join(os.WriteFile(to, data, f.mode), os.Chmod(to, f.mode)); err != nil {
			return err
		}
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chtimes(path, at, at))
	})
}

// text is a file of package assets that is packed as it is.
func text(from, to string) file {
	return file{path: to, mode: 0o644, from: filepath.Join("assets", "package", filepath.FromSlash(from))}
}

// filled is a file of package assets whose places are filled in from the release.
func (r *release) filled(from, to string, also map[string]any) (file, error) {
	name := filepath.Join("assets", "package", filepath.FromSlash(from))
	form, err := template.New(filepath.Base(name)).Option("missingkey=error").ParseFiles(name)
	if err != nil {
		return file{}, fmt.Errorf("reading %s: %w", name, err)
	}
	places := map[string]any{"Version": r.version, "Date": r.at.Format(time.DateOnly), "Time": r.at.Format(time.RFC3339), "Year": r.at.Year()}
	for k, v := range also {
		places[k] = v
	}
	var out bytes.Buffer
	if err := form.Execute(&out, places); err != nil {
		return file{}, fmt.Errorf("filling in %s: %w", name, err)
	}
	return file{path: to, mode: 0o644, data: out.Bytes()}, nil
}

// zipped returns the file packed with gzip, under a name that says so.
func (f file) zipped() (file, error) {
	data, err := f.content()
	if err != nil {
		return file{}, err
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return file{}, err
	}
	if _, err := w.Write(data); err != nil {
		return file{}, err
	}
	if err := w.Close(); err != nil {
		return file{}, err
	}
	return file{path: f.path + ".gz", mode: f.mode, data: out.Bytes()}, nil
}
