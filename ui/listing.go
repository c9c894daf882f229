package ui

import (
	"context"
	"path/filepath"
	"slices"
	"sync"

	"whereabouts/library"
	"whereabouts/library/photo"
)

// A skip is a photo that cannot be used, and why.
type skip struct {
	path   string
	reason error
}

// sentence says it of the photo, called by a name.
func (s skip) sentence(name string) string {
	return tr("{{.Photo}}: {{.Reason}}", with{"Photo": name, "Reason": reason(s.reason)})
}

// A listing is the photos of a library as they are found on disk. It is written
// by the goroutine that walks and read by the main one.
type listing struct {
	mu     sync.Mutex
	paths  []string        // only ever added to
	away   map[string]bool // paths that cannot be reached now; does not change
	skips  []skip
	err    error
	walked bool
}

// offline lists photos that are known and cannot be reached now.
func (l *listing) offline(files []library.File, paths []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.away = map[string]bool{}
	for _, f := range files {
		if f.Offline && f.Skipped == nil && f.With == "" && lies(f.Path, paths) {
			l.away[f.Path] = true
			l.paths = append(l.paths, f.Path)
		}
	}
}

// lies reports whether a path is one of others or lies in one of them.
func lies(path string, folders []string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		inside, err := filepath.Rel(folder, path)
		return err == nil && filepath.IsLocal(inside)
	})
}

// walk finds all photos among paths. Changed is called after each.
func (l *listing) walk(ctx context.Context, paths []string, changed func()) {
	err := photo.Walk(ctx, paths, func(path string) error {
		l.mu.Lock()
		l.paths = append(l.paths, path)
		l.mu.Unlock()
		changed()
		return nil
	}, func(path string, reason error) error {
		l.skip(path, reason)
		changed()
		return nil
	})
	l.mu.Lock()
	l.walked, l.err = true, err
	l.mu.Unlock()
	changed()
}

// skip notes a photo that cannot be used, once.
func (l *listing) skip(path string, reason error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.ContainsFunc(l.skips, func(s skip) bool { return s.path == path }) {
		l.skips = append(l.skips, skip{path, reason})
	}
}

// A listed is what a listing holds at one time.
type listed struct {
	paths  []string
	away   map[string]bool
	skips  []skip
	err    error
	walked bool
}

func (l *listing) now() listed {
	l.mu.Lock()
	defer l.mu.Unlock()
	return listed{
		paths:  l.paths[:len(l.paths):len(l.paths)],
		away:   l.away,
		skips:  l.skips[:len(l.skips):len(l.skips)],
		err:    l.err,
		walked: l.walked,
	}
}

// A source is where the photos of a library come from.
type source struct {
	name  string
	paths []string
}

// sourceOf names a library after the first of its folders.
func sourceOf(paths []string) source {
	name := filepath.Base(paths[0])
	if len(paths) > 1 {
		name = trn("{{.Folder}} and {{.Count}} others", len(paths)-1, with{"Folder": name})
	}
	return source{name: name, paths: paths}
}
