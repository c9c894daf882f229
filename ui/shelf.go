package ui

import (
	"context"

	"whereabouts/library"
)

// Holdings are what is known of the user's library, with a model or without. Their
// methods may wait for a drive and are called by goroutines, several at a time.
type holdings interface {
	// Folders returns the folders of the library.
	Folders() []library.Root
	// AddFolders adds those of the paths that are folders to the library.
	AddFolders(paths ...string) error
	// RemoveFolder takes a folder out of the library.
	RemoveFolder(path string) error
	// Files returns what is known of all files of the library.
	Files() []library.File
}

// A shelf is the user's library to an engine, which can look at its photos.
type shelf interface {
	holdings
	// Scanner returns what looks at the photos of the library and tells observe, in
	// calls one after another, or nil where nothing can be remembered.
	Scanner(observe func(library.Event)) scanner
}

// A scanner looks at photos in the background, as [library.Scanner] does.
type scanner interface {
	Watch(ctx context.Context, o library.WatchOptions) error
	Scan(ctx context.Context, paths ...string) error
	Pause()
	Resume()
}

// Scanner implements [shelf].
func (e *loadedEngine) Scanner(observe func(library.Event)) scanner {
	if e.cache == nil {
		return nil
	}
	return &library.Scanner{Finder: e.finder(), Catalogue: e.catalogue, Observe: observe}
}
