package ui

import (
	"context"
	"slices"
	"sync"

	"whereabouts/library"
)

// fakeShelf is a library in memory. Where scan is nil nothing is remembered.
type fakeShelf struct {
	scan func(ctx context.Context, s *fakeShelf, tell func(library.Event)) error

	shelfMu sync.Mutex
	folders []string
	files   []library.File
	paused  bool
	photos  int      // in each folder
	scanned []string // one by one
}

// fakeScanner scans a library in memory.
type fakeScanner struct {
	*fakeShelf
	tell func(library.Event)
}

func (f *fakeShelf) Folders() (roots []library.Root) {
	f.shelfMu.Lock()
	defer f.shelfMu.Unlock()
	for _, path := range f.folders {
		roots = append(roots, library.Root{Path: path, Photos: f.photos})
	}
	return roots
}

func (f *fakeShelf) setPhotos(n int) {
	f.shelfMu.Lock()
	defer f.shelfMu.Unlock()
	f.photos = n
}

func (f *fakeShelf) AddFolders(paths ...string) error {
	f.shelfMu.Lock()
	defer f.shelfMu.Unlock()
	f.folders = append(f.folders, paths...)
	return nil
}

func (f *fakeShelf) RemoveFolder(path string) error {
	f.shelfMu.Lock()
	defer f.shelfMu.Unlock()
	f.folders = slices.DeleteFunc(f.folders, func(folder string) bool { return folder == path })
	return nil
}

func (f *fakeShelf) Files() []library.File {
	f.shelfMu.Lock()
	defer f.shelfMu.Unlock()
	return slices.Clone(f.files)
}

func (f *fakeShelf) Scanner(observe func(library.Event)) scanner {
	if f.scan == nil {
		return nil
	}
	return fakeScanner{f, observe}
}

func (f fakeScanner) Watch(ctx context.Context, _ library.WatchOptions) error {
	return f.scan(ctx, f.fakeShelf, f.tell)
}

func (f fakeScanner) Scan(_ context.Context, paths ...string) error {
	f.shelfMu.Lock()
	defer f.shelfMu.Unlock()
	f.scanned = append(f.scanned, paths...)
	return nil
}

func (f *fakeShelf) Pause()  { f.setPaused(true) }
func (f *fakeShelf) Resume() { f.setPaused(false) }

func (f *fakeShelf) setPaused(paused bool) {
	f.shelfMu.Lock()
	defer f.shelfMu.Unlock()
	f.paused = paused
}

func (f *fakeShelf) isPaused() bool {
	f.shelfMu.Lock()
	defer f.shelfMu.Unlock()
	return f.paused
}
