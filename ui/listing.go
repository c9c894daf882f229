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

// A listing is the photos of a library: at once those that are known, then as the
// disk has them. It is written by goroutines and read by the main one.
type listing struct {
	mu      sync.Mutex
	folders []string                // and photos, that it lists
	known   map[string]library.File // by path; does not change
	paths   []string                // only ever added to, or replaced
	met     map[string]bool         // whether each of paths was met on disk
	away    map[string]bool         // paths that cannot be reached now; does not change
	skips   []skip
	err     error
	walked  bool
}

// learn takes in what is known of files. Photos that are known are listed. When the
// disk was walked, those of which nothing is known any more no longer are.
func (l *listing) learn(files []library.File) {
	known := filesByPath(files)
	away := map[string]bool{}
	var fresh []string
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.met == nil {
		l.met = map[string]bool{}
	}
	for _, f := range files {
		if f.Skipped != nil || f.With != "" || !lies(f.Path, l.folders) {
			continue
		}
		if f.Offline {
			away[f.Path] = true
		}
		if _, listed := l.met[f.Path]; !listed {
			l.met[f.Path] = l.walked
			fresh = append(fresh, f.Path)
		}
	}
	if before := l.known; l.walked {
		l.keep(func(path string) bool {
			_, was := before[path]
			_, is := known[path]
			return is || !was
		})
	}
	l.paths = append(l.paths, fresh...)
	l.known, l.away = known, away
}

// keep drops all paths but some. The caller holds the lock.
func (l *listing) keep(stays func(path string) bool) {
	if !slices.ContainsFunc(l.paths, func(path string) bool { return !stays(path) }) {
		return
	}
	kept := make([]string, 0, len(l.paths))
	for _, path := range l.paths {
		if stays(path) {
			kept = append(kept, path)
		} else {
			delete(l.met, path)
		}
	}
	l.paths = kept
}

// lies reports whether a path is one of others or lies in one of them.
func lies(path string, folders []string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		inside, err := filepath.Rel(folder, path)
		return err == nil && filepath.IsLocal(inside)
	})
}

// walk finds all photos on disk. Changed is called after each that was not known, and
// at the end, when what was not met and is not away is no longer listed.
func (l *listing) walk(ctx context.Context, changed func()) {
	err := photo.Walk(ctx, l.folders, func(path string) error {
		if l.meet(path) {
			changed()
		}
		return nil
	}, func(path string, reason error) error {
		l.skip(path, reason)
		changed()
		return nil
	})
	l.mu.Lock()
	l.walked, l.err = true, err
	if err == nil {
		l.keep(func(path string) bool { return l.met[path] || l.away[path] })
	}
	l.mu.Unlock()
	changed()
}

// meet takes in that a photo is on disk and reports whether it was not listed.
func (l *listing) meet(path string) (fresh bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known[path].With != "" {
		return false
	}
	if l.met == nil {
		l.met = map[string]bool{}
	}
	_, listed := l.met[path]
	l.met[path] = true
	if !listed {
		l.paths = append(l.paths, path)
	}
	return !listed
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
	known  map[string]library.File
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
		known:  l.known,
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
