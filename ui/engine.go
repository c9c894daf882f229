package ui

import (
	"context"
	"errors"
	"fmt"
	"image"

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

// A query is what was marked and where to look for it.
type query struct {
	photo string        // the photo that shows the thing
	mask  *segment.Mask // where in it, painted on a reduced copy
	size  image.Point   // of the upright photo
	paths []string      // photos and folders to look in

	judged *library.Judgements // what was said of earlier finds; may be nil
}

// loadedEngine is the engine of package app with its cache.
type loadedEngine struct {
	*app.Engine
	*stock
	photos  photo.Options
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
	references, err := e.references(ctx, q)
	if err != nil {
		return err
	}
	lesson := app.Lesson{References: references, Judgements: q.judged, Method: app.MethodAuto}
	return e.Find(ctx, e.finder(), lesson, q.paths, o)
}

// finder returns a finder with the cache and what is known of its photos.
func (e *loadedEngine) finder() *library.Finder {
	f := e.Finder(e.cache)
	f.Catalogue = e.catalogue
	return f
}

// references reads what q marks.
func (e *loadedEngine) references(ctx context.Context, q query) ([]*app.ReferenceFile, error) {
	reference, err := app.MarkPhoto(ctx, q.photo, enlarge(q.mask, q.size), e.photos)
	if err != nil {
		return nil, err
	}
	return []*app.ReferenceFile{reference}, nil
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
