package ui

import (
	"context"
	"errors"

	"whereabouts/app"
	"whereabouts/library"
)

// errExchanged is told when the user's own model is another than a moment before.
var errExchanged = errors.New("the model was exchanged while Whereabouts was starting; start it again")

// A keptLibrary is what the cache knows of the user's library. It is there before the
// model is, and without it.
type keptLibrary interface {
	holdings
	// Notice says what the user should know about how it was opened, or nil.
	Notice() error
	// Close closes the cache. No other call may be under way, of an engine neither.
	Close() error
}

// A stock is the cache and the catalogue in it.
type stock struct {
	encoder   string         // SHA-256 of that whose features are kept
	cache     *library.Cache // nil where it cannot be used
	catalogue *library.Catalogue
	notice    error
}

// openStock opens the cache for the model that o names, which need not be on this
// machine yet.
func openStock(ctx context.Context, o app.EngineOptions) *stock {
	s := &stock{}
	var err error
	if s.encoder, err = app.EncoderHash(ctx, o); err == nil {
		s.cache, err = app.OpenCacheOf(s.encoder, app.DefaultCacheDir())
	}
	if errors.Is(err, library.ErrCacheInUse) {
		err = library.ErrCacheInUse // where its file lies says nothing to the user
	}
	if err != nil {
		s.notice = failed(err, "what is learnt about photos cannot be remembered this time, so searching takes longer: {{.Reason}}")
	} else {
		s.notice = s.cache.Notice()
	}
	s.catalogue, err = library.OpenCatalogue(ctx, s.cache)
	s.notice = errors.Join(s.notice, err)
	return s
}

// Folders implements [holdings].
func (s *stock) Folders() []library.Root { return s.catalogue.Roots() }

// AddFolders implements [holdings].
func (s *stock) AddFolders(paths ...string) error { return s.catalogue.AddRoots(paths...) }

// RemoveFolder implements [holdings].
func (s *stock) RemoveFolder(path string) error { return s.catalogue.RemoveRoot(path) }

// Files implements [holdings].
func (s *stock) Files() []library.File { return s.catalogue.Files() }

// Notice implements [keptLibrary].
func (s *stock) Notice() error { return s.notice }

// Close implements [keptLibrary].
func (s *stock) Close() error { return s.cache.Close() }

// begin opens what is to be opened, or else the library of the last time, and then, with
// its photos on screen, loads the model.
func (w *window) begin() {
	w.begun = true
	w.body.Hide() // until it is known what is to be seen first
	if len(w.options.Open) > 0 {
		w.open(sourceOf(w.options.Open))
	}
	start(w.bridge.ctx, w.bridge, func(ctx context.Context) (keptLibrary, error) {
		k := w.openKept(ctx)
		w.kept.set(k)
		return k, nil
	}, func(k keptLibrary, _ error) {
		if notice := k.Notice(); notice != nil {
			w.message.tell(sentence(notice))
		}
		w.scan.opened(k)
	})
}

// opened takes the library as it is known. What was asked for meanwhile is done.
func (a *activityBar) opened(known holdings) {
	a.shelf = known
	waiting := a.waiting
	a.waiting = nil
	a.changeThen(func() error { return known.AddFolders(waiting...) }, func() {
		a.window.body.Show()
		a.window.model.begin()
	})
}
