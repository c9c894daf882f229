package ui

import (
	"context"
	"path/filepath"
	"time"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
)

// A judge keeps what the user says of finds and is part of an [engine]. What it
// keeps is what the command line's --yes and --no keep.
type judge interface {
	// Judged returns what is kept of what q marks.
	Judged(ctx context.Context, q query) (*library.ConceptRecord, error)
	// Judge records what is said of finds of what q marks.
	Judge(ctx context.Context, q query, said []saying) error
	// LastSeen returns the newest of some photos.
	LastSeen(ctx context.Context, paths []string) (seen, bool)
}

// A saying is what is said of an instance.
type saying struct {
	of      *instance
	verdict verdict
}

// A seen is when and where a photo was taken.
type seen struct {
	path     string
	taken    time.Time
	noted    bool // by the camera; otherwise taken is the file's time
	place    photo.Place
	hasPlace bool
	town     string // nearest to the place, or nothing
}

// Judged implements [judge].
func (e *loadedEngine) Judged(ctx context.Context, q query) (*library.ConceptRecord, error) {
	if q.thing != (library.ConceptID{}) {
		store := conceptStore()
		return store.Load(ctx, q.thing)
	}
	marked, err := e.mark(ctx, q)
	if err != nil {
		return nil, err
	}
	return app.Judged(ctx, app.DefaultConceptDir(), []*app.ReferenceFile{marked})
}

// Judge implements [judge].
func (e *loadedEngine) Judge(ctx context.Context, q query, said []saying) error {
	record := func(j *library.Judgements) error {
		for _, s := range said {
			if err := s.record(j); err != nil {
				return err
			}
		}
		return nil
	}
	if q.thing != (library.ConceptID{}) {
		store := conceptStore()
		_, err := store.Update(ctx, q.thing, func(r *library.ConceptRecord) error { return record(r.Judgements) })
		return err
	}
	marked, err := e.mark(ctx, q)
	if err != nil {
		return err
	}
	_, err = app.Amend(ctx, app.DefaultConceptDir(), []*app.ReferenceFile{marked}, record)
	return err
}

// record adds a saying to judgements.
func (s saying) record(j *library.Judgements) error {
	mask, err := app.DecodeMask(s.of.mask)
	if err != nil {
		return err
	}
	f := app.Find{FindTag: app.FindTag{Photo: s.of.photo, Example: s.of.example}, Mask: mask}
	switch s.verdict {
	case accepted:
		j.Accept(f.Judgement(true))
	case rejected:
		j.Reject(f.Judgement(false))
	case undecided:
		j.Forget(f.Photo, f.Mask)
	}
	return nil
}

// LastSeen implements [judge].
func (e *loadedEngine) LastSeen(ctx context.Context, paths []string) (newest seen, ok bool) {
	wanted := make(map[string]string, len(paths))
	for _, path := range paths {
		if full, err := filepath.Abs(path); err == nil {
			wanted[full] = path
		}
	}
	for _, f := range e.catalogue.Files() {
		if ctx.Err() != nil {
			return seen{}, false
		}
		path, is := wanted[f.Path]
		if !is || f.Details.Taken.IsZero() || ok && !f.Details.Taken.After(newest.taken) {
			continue
		}
		d := f.Details
		newest, ok = seen{path, d.Taken, !d.Taken.Equal(f.Modified), d.Place, d.HasPlace, ""}, true
	}
	return newest, ok
}
