package ui

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"

	"whereabouts/library"
	"whereabouts/segment"
)

// fakeKeeper keeps things in memory.
type fakeKeeper struct {
	keeping sync.Mutex
	records []*library.ConceptRecord
	paths   map[library.Key]string // of reference photos
	removed []*library.ConceptRecord
	tallies map[library.ConceptID]library.Tally
}

// teaches adds a thing that was taught from a photo.
func (f *fakeKeeper) teaches(name, path string, mask *segment.Mask) library.ConceptID {
	f.keeping.Lock()
	defer f.keeping.Unlock()
	p := f.mark(path, mask)
	f.records = append(f.records, &library.ConceptRecord{
		ID: p.ConceptID(), Name: name, References: []library.MarkedPhoto{p}, Judgements: &library.Judgements{},
	})
	return p.ConceptID()
}

func (f *fakeKeeper) mark(path string, mask *segment.Mask) library.MarkedPhoto {
	if f.paths == nil {
		f.paths = map[library.Key]string{}
	}
	p := library.MarkedPhoto{Photo: sha256.Sum256([]byte(path)), Mask: mask}
	f.paths[p.Photo] = path
	return p
}

func (f *fakeKeeper) facts(r *library.ConceptRecord) facts {
	known := facts{id: r.ID, name: r.Name, cover: r.Cover}
	for _, p := range r.References {
		known.references = append(known.references, newReference(p, f.paths[p.Photo]))
	}
	known.tally, known.counted = f.tallies[r.ID]
	return known
}

func (f *fakeKeeper) find(id library.ConceptID) *library.ConceptRecord {
	for _, r := range f.records {
		if r.ID == id {
			return r
		}
	}
	return nil
}

func (f *fakeKeeper) Things(context.Context) (all []facts, err error) {
	f.keeping.Lock()
	defer f.keeping.Unlock()
	for _, r := range f.records {
		all = append(all, f.facts(r))
	}
	return all, nil
}

func (f *fakeKeeper) Keep(_ context.Context, q query, instead library.ConceptID, name string) (facts, library.ConceptID, error) {
	name, err := library.ConceptName(name)
	if err != nil {
		return facts{}, library.ConceptID{}, err
	}
	f.keeping.Lock()
	defer f.keeping.Unlock()
	p := f.mark(q.photo, q.mask)
	id := q.thing
	if id == (library.ConceptID{}) {
		id = p.ConceptID()
	}
	r := f.find(id)
	if r == nil {
		r = &library.ConceptRecord{ID: id, Judgements: &library.Judgements{}}
		f.records = append(f.records, r)
	}
	r.AddReference(p)
	if instead != p.ConceptID() {
		r.RemoveReference(instead)
	}
	if name != "" {
		r.Name = name
	}
	return f.facts(r), p.ConceptID(), nil
}

func (f *fakeKeeper) Change(_ context.Context, id library.ConceptID, change func(*library.ConceptRecord) error) (facts, error) {
	f.keeping.Lock()
	defer f.keeping.Unlock()
	r := f.find(id)
	if r == nil {
		return facts{}, library.ErrConceptUnknown
	}
	if err := change(r); err != nil {
		return facts{}, err
	}
	return f.facts(r), nil
}

func (f *fakeKeeper) Remove(_ context.Context, id library.ConceptID) error {
	f.keeping.Lock()
	defer f.keeping.Unlock()
	f.removed = append(f.removed, f.find(id))
	f.records = slices.DeleteFunc(f.records, func(r *library.ConceptRecord) bool { return r.ID == id })
	return nil
}

func (f *fakeKeeper) PutBack(_ context.Context, id library.ConceptID) (facts, error) {
	f.keeping.Lock()
	defer f.keeping.Unlock()
	for _, r := range f.removed {
		if r.ID == id {
			f.records = append(f.records, r)
			return f.facts(r), nil
		}
	}
	return facts{}, library.ErrConceptUnknown
}

func (f *fakeKeeper) KeepTally(id library.ConceptID, t library.Tally) error {
	f.keeping.Lock()
	defer f.keeping.Unlock()
	if f.tallies == nil {
		f.tallies = map[library.ConceptID]library.Tally{}
	}
	f.tallies[id] = t
	return nil
}

func (f *fakeKeeper) Sought(context.Context) (sought []library.Answerer, _ error) {
	f.keeping.Lock()
	defer f.keeping.Unlock()
	for _, r := range f.records {
		sought = append(sought, fakeAnswerer{id: r.ID})
	}
	return sought, nil
}

// A fakeAnswerer is what is sought of a thing, by its name.
type fakeAnswerer struct {
	library.Looker
	id library.ConceptID
}

func (a fakeAnswerer) Answers() (library.ConceptID, library.Key) { return a.id, library.Key{} }

// record returns what is kept of a thing now.
func (f *fakeKeeper) record(id library.ConceptID) library.ConceptRecord {
	f.keeping.Lock()
	defer f.keeping.Unlock()
	r := f.find(id)
	if r == nil {
		return library.ConceptRecord{}
	}
	now := *r
	now.References = slices.Clone(r.References)
	return now
}

// tally returns how the search for a thing stands by what is kept.
func (f *fakeKeeper) tally(id library.ConceptID) library.Tally {
	f.keeping.Lock()
	defer f.keeping.Unlock()
	return f.tallies[id]
}
