package ui

import (
	"context"

	"whereabouts/library"
)

// A shelf is what the engine knows of the user's library. Its methods may wait for
// a drive and are called by goroutines, several at a time.
type shelf interface {
	// Folders returns the folders of the library.
	Folders() []library.Root
	// AddFolders adds those of the paths that are folders to the library.
	AddFolders(paths ...string) error
	// RemoveFolder takes a folder out of the library.
	RemoveFolder(path string) error
	// Files returns what is known of all files of the library.
	Files() []library.File
	// Scanner returns what looks at the photos of the library and tells observe, in
	// calls one after another, or nil where nothing can be remembered.
	Scanner(observe func(library.Event)) scanner
}

// A scanner looks at photos in the background, as [library.Scanner] does.
type scanner interface {
	Watch(ctx context.Context, o library.WatchOptions) error
	Pause()
	Resume()
}

// Folders implements [shelf].
func (e *loadedEngine) Folders() []library.Root { return e.catalogue.Roots() }

// AddFolders implements [shelf].
func (e *loadedEngine) AddFolders(paths ...string) error { return e.catalogue.AddRoots(paths...) }

// RemoveFolder implements [shelf].
func (e *loadedEngine) RemoveFolder(path string) error { return e.catalogue.RemoveRoot(path) }

// Files implements [shelf].
func (e *loadedEngine) Files() []library.File { return e.catalogue.Files() }

// Scanner implements [shelf].
func (e *loadedEngine) Scanner(observe func(library.Event)) scanner {
	if e.cache == nil {
		return nil
	}
	return &library.Scanner{Finder: e.finder(), Catalogue: e.catalogue, Observe: observe}
}
