package ui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"sync"

	"whereabouts/app"
	"whereabouts/app/setup"
	"whereabouts/assets"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// An engine is what the window asks of the loaded model.
type engine interface {
	machine
	marker
	judge
	keeper
	shelf
	// Search looks for what q marks and tells o of it.
	Search(ctx context.Context, q query, o library.Observer) error
	// EncodeCutouts returns the objects of one photo as PNGs, as the settings say.
	EncodeCutouts(ctx context.Context, path string, masks []*segment.Mask) ([][]byte, error)
	// Notice says what the user should know about how it was loaded, or nil.
	Notice() error
	// Close frees it. No other call may be under way.
	Close() error
}

// A query is what to look for, and where: a thing that is kept or else what was
// marked.
type query struct {
	thing library.ConceptID // zero where it is not kept
	photo string            // the photo that was marked
	mask  *segment.Mask     // where in it, painted on a reduced copy; or nil
	size  image.Point       // of the upright photo
	paths []string          // photos and folders to look in

	judged *library.Judgements // what was said of earlier finds; may be nil
}

// loadedEngine is the engine of package app with its cache.
type loadedEngine struct {
	*app.Engine
	*stock
	photos  photo.Options
	taught  sync.Map // path of each photo that was marked, by its key
	options app.EngineOptions
}

// openEngine loads the model that the cache of s is for.
func openEngine(ctx context.Context, o app.EngineOptions, s *stock) (engine, error) {
	opened, err := app.OpenEngine(ctx, o)
	if err != nil {
		return nil, err
	}
	if s.encoder != opened.Installed.EncoderSHA256 && s.cache != nil {
		return nil, errors.Join(errExchanged, opened.Close())
	}
	return &loadedEngine{Engine: opened, stock: s, options: o, photos: photo.Options{MaxPixels: o.MaxPixels}}, nil
}

// Search implements [engine].
func (e *loadedEngine) Search(ctx context.Context, q query, o library.Observer) error {
	lesson, err := e.lesson(ctx, q)
	if err != nil {
		return err
	}
	lesson.Judgements = q.judged
	return e.Find(ctx, e.finder(), lesson, q.paths, o)
}

// EncodeCutouts implements [engine].
func (e *loadedEngine) EncodeCutouts(ctx context.Context, path string, masks []*segment.Mask) ([][]byte, error) {
	now, _ := app.LoadSettings() // where they cannot be read, the defaults hold
	return e.Engine.EncodeCutouts(ctx, path, masks, now.Cutouts)
}

// finder returns a finder with the cache and what is known of its photos.
func (e *loadedEngine) finder() *library.Finder {
	f := e.Finder(e.cache)
	f.Catalogue = e.catalogue
	return f
}

// Notice implements [engine]: what there is to say was said when the cache was opened.
func (e *loadedEngine) Notice() error { return nil }

// Close implements [engine]. The cache stays open.
func (e *loadedEngine) Close() error { return e.Engine.Close() }

// bringModel sets up what openEngine needs and tells how it goes on.
func bringModel(ctx context.Context, o app.EngineOptions, progress func(setup.Event)) error {
	manifest, err := assets.LoadManifest()
	if err != nil {
		return fmt.Errorf("reading the manifest: %w", err)
	}
	_, err = setup.Run(ctx, manifest, setup.Options{Model: o.ModelDir, Runtime: o.Runtime, Progress: progress})
	return err
}
