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
	// EncodeCutouts returns the objects of one photo as PNGs.
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
	cache     *library.Cache // nil where it cannot be used
	catalogue *library.Catalogue
	notice    error
	photos    photo.Options
	taught    sync.Map // path of each photo that was marked, by its key
	options   app.EngineOptions
}

func openEngine(ctx context.Context, o app.EngineOptions) (engine, error) {
	opened, err := app.OpenEngine(ctx, o)
	if err != nil {
		return nil, err
	}
	e := &loadedEngine{Engine: opened, options: o, photos: photo.Options{MaxPixels: o.MaxPixels}}
	if e.cache, err = opened.OpenCache(app.DefaultCacheDir()); err != nil {
		if errors.Is(err, library.ErrCacheInUse) {
			err = library.ErrCacheInUse // where its file lies says nothing to the user
		}
		e.notice = failed(err, "what is learnt about photos cannot be remembered this time, so searching takes longer: {{.Reason}}")
	} else {
		e.notice = e.cache.Notice()
	}
	e.catalogue, err = library.OpenCatalogue(ctx, e.cache)
	e.notice = errors.Join(e.notice, err)
	return e, nil
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

// finder returns a finder with the cache and what is known of its photos.
func (e *loadedEngine) finder() *library.Finder {
	f := e.Finder(e.cache)
	f.Catalogue = e.catalogue
	return f
}

// Notice implements [engine].
func (e *loadedEngine) Notice() error { return e.notice }

// Close implements [engine].
func (e *loadedEngine) Close() error { return errors.Join(e.cache.Close(), e.Engine.Close()) }

// bringModel sets up what openEngine needs and tells how it goes on.
func bringModel(ctx context.Context, o app.EngineOptions, progress func(setup.Event)) error {
	manifest, err := assets.LoadManifest()
	if err != nil {
		return fmt.Errorf("reading the manifest: %w", err)
	}
	_, err = setup.Run(ctx, manifest, setup.Options{Model: o.ModelDir, Runtime: o.Runtime, Progress: progress})
	return err
}
