package ui

import (
	"context"
	"errors"
	"fmt"
	"image"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
)

// A keeper keeps the things that were taught and is part of an [engine]. What it
// keeps is what the command line's concepts are.
type keeper interface {
	// Things returns what is kept.
	Things(ctx context.Context) ([]facts, error)
	// Keep keeps what q marks as a reference of the thing that q names or, where it
	// names none, of a new one. It takes the place of the reference instead, which may
	// be zero. An empty name leaves the name that the thing has. It returns the name of
	// the reference.
	Keep(ctx context.Context, q query, instead library.ConceptID, name string) (facts, library.ConceptID, error)
	// Change has a change made to what is kept of a thing.
	Change(ctx context.Context, thing library.ConceptID, change func(*library.ConceptRecord) error) (facts, error)
	// Remove takes a thing out of what is kept, and PutBack undoes that.
	Remove(ctx context.Context, thing library.ConceptID) error
	PutBack(ctx context.Context, thing library.ConceptID) (facts, error)
	// KeepTally keeps how the search for a thing stands.
	KeepTally(thing library.ConceptID, t library.Tally) error
	// Sought teaches all things, to look for them in photos that have come.
	Sought(ctx context.Context) ([]library.Answerer, error)
}

// Facts are what is kept of a thing.
type facts struct {
	id         library.ConceptID // zero before it is kept
	name       string            // may be empty
	references []reference
	cover      int // the number of the reference that stands for it
	tally      library.Tally
	counted    bool // the tally is known
}

// A reference is a photo in which the user marked a thing.
type reference struct {
	named library.ConceptID // as [library.MarkedPhoto.ConceptID] has it
	path  string            // empty where the photo is not known or cannot be reached
	box   image.Rectangle   // of what is marked
	mask  []byte            // PNG of it, reduced to what is shown at most
}

func newReference(p library.MarkedPhoto, path string) reference {
	mask, err := app.EncodeMask(shrink(p.Mask, min(stageSide, max(p.Mask.Size.X, p.Mask.Size.Y))))
	if err != nil {
		path = "" // it cannot be shown
	}
	return reference{named: p.ConceptID(), path: path, box: p.Mask.Box(), mask: mask}
}

// face returns the reference that stands for a thing, if it can be shown.
func (f facts) face() (reference, bool) {
	if f.cover >= len(f.references) || f.references[f.cover].path == "" {
		return reference{}, false
	}
	return f.references[f.cover], true
}

// errAway is returned where no reference of a thing can be read.
var errAway = errors.New("none of the photos that it was taught from is there; plug in the drive they are on, or teach it again from another photo")

func conceptStore() library.ConceptStore { return library.ConceptStore{Dir: app.DefaultConceptDir()} }

// Things implements [keeper]. Those that cannot be read are left out, and the error
// says why.
func (e *loadedEngine) Things(ctx context.Context) (all []facts, err error) {
	store := conceptStore()
	ids, err := store.IDs()
	if err != nil {
		return nil, err
	}
	paths := e.paths()
	for _, id := range ids {
		record, unread := store.Load(ctx, id)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if unread != nil {
			err = errors.Join(err, unread)
		} else if len(record.References) > 0 {
			all = append(all, e.facts(record, paths))
		}
	}
	return all, err
}

func (e *loadedEngine) facts(r *library.ConceptRecord, paths map[library.Key]string) facts {
	f := facts{id: r.ID, name: r.Name, cover: r.Cover}
	for _, p := range r.References {
		f.references = append(f.references, newReference(p, paths[p.Photo]))
	}
	f.tally, f.counted = e.cache.Tally(r.ID)
	return f
}

// paths returns where photos are, those too that were taught from and that no scan
// has come to yet.
func (e *loadedEngine) paths() map[library.Key]string {
	paths := app.Reachable(e.catalogue)
	e.taught.Range(func(key, path any) bool {
		if k, ok := key.(library.Key); ok && paths[k] == "" {
			paths[k], _ = path.(string)
		}
		return true
	})
	return paths
}

// Keep implements [keeper].
func (e *loadedEngine) Keep(ctx context.Context, q query, instead library.ConceptID, name string) (facts, library.ConceptID, error) {
	name, err := library.ConceptName(name)
	if err != nil {
		return facts{}, library.ConceptID{}, err
	}
	marked, err := e.mark(ctx, q)
	if err != nil {
		return facts{}, library.ConceptID{}, err
	}
	added := marked.Marked()
	mark, thing := added.ConceptID(), q.thing
	if thing == (library.ConceptID{}) {
		thing = mark
	}
	f, err := e.Change(ctx, thing, func(r *library.ConceptRecord) error {
		r.AddReference(added)
		if instead != mark {
			r.RemoveReference(instead)
		}
		if name != "" {
			r.Name = name
		}
		return nil
	})
	return f, mark, err
}

// Change implements [keeper].
func (e *loadedEngine) Change(ctx context.Context, thing library.ConceptID, change func(*library.ConceptRecord) error) (facts, error) {
	store := conceptStore()
	record, err := store.Update(ctx, thing, change)
	if err != nil {
		return facts{}, err
	}
	return e.facts(record, e.paths()), nil
}

// Remove implements [keeper].
func (e *loadedEngine) Remove(ctx context.Context, thing library.ConceptID) error {
	store := conceptStore()
	return store.Remove(ctx, thing)
}

// PutBack implements [keeper].
func (e *loadedEngine) PutBack(ctx context.Context, thing library.ConceptID) (facts, error) {
	store := conceptStore()
	record, err := store.PutBack(ctx, thing)
	if err != nil {
		return facts{}, err
	}
	return e.facts(record, e.paths()), nil
}

// KeepTally implements [keeper].
func (e *loadedEngine) KeepTally(thing library.ConceptID, t library.Tally) error {
	return e.cache.KeepTally(thing, t)
}

// Sought implements [keeper].
func (e *loadedEngine) Sought(ctx context.Context) (sought []library.Answerer, err error) {
	concepts, err := e.KeptConcepts(ctx, e.finder(), e.catalogue, app.DefaultConceptDir())
	for _, c := range concepts {
		sought = append(sought, c)
	}
	return sought, err
}

// mark reads the photo that q marks.
func (e *loadedEngine) mark(ctx context.Context, q query) (*app.ReferenceFile, error) {
	reference, err := app.MarkPhoto(ctx, q.photo, enlarge(q.mask, q.size), e.photos)
	if err != nil {
		return nil, err
	}
	e.taught.Store(reference.Marked().Photo, q.photo)
	return reference, nil
}

// lesson returns what q asks to look for.
func (e *loadedEngine) lesson(ctx context.Context, q query) (app.Lesson, error) {
	if q.thing == (library.ConceptID{}) {
		reference, err := e.mark(ctx, q)
		return app.Lesson{References: []*app.ReferenceFile{reference}, Method: app.MethodAuto}, err
	}
	store := conceptStore()
	record, err := store.Load(ctx, q.thing)
	if err != nil {
		return app.Lesson{}, err
	}
	lesson, err := e.KeptLesson(ctx, record, e.paths())
	if err == nil && len(lesson.References) == 0 {
		err = errAway
	}
	return lesson, err
}

// picture is what a reference shows of its thing: a square around it.
func (r reference) picture(o photo.Options) picture {
	if r.path == "" {
		return picture{}
	}
	return picture{key: "reference " + r.named.String(), make: func(ctx context.Context) (*image.RGBA, error) {
		p, err := photo.Open(ctx, r.path, o)
		if err != nil {
			return nil, err
		}
		whole := p.Upright()
		part := squareAround(r.box, whole.Rect.Size())
		if part.Empty() {
			return nil, fmt.Errorf("%s is not what it was", r.path)
		}
		return portraitOf(whole, part), nil
	}}
}
