package app

import (
	"context"
	"errors"

	"whereabouts/library"
)

// Verdicts are what a user says of earlier finds of one concept. Of one find that
// is named several times the last counts, in the order of the fields.
type Verdicts struct {
	Forget []Find // nothing is said of them any more
	Yes    []Find // they show the concept
	No     []Find // they do not
}

// Judge records verdicts in the store of the folder dir, under the concept whose
// first reference is the first of references, and returns all that is kept of
// that concept and how many verdicts of earlier were forgotten. Without verdicts
// it writes nothing. Where dir is empty nothing is read or kept, and what is
// returned is of these verdicts alone.
func Judge(ctx context.Context, dir string, references []*ReferenceFile, v Verdicts) (r *library.ConceptRecord, forgotten int, err error) {
	if v.empty() && dir != "" {
		r, err = Judged(ctx, dir, references)
		return r, 0, err
	}
	r, err = Amend(ctx, dir, references, func(j *library.Judgements) error {
		forgotten = v.apply(j)
		return nil
	})
	return r, forgotten, err
}

// Judged returns what is kept in the folder dir of the concept whose first
// reference is the first of references. It writes nothing.
func Judged(ctx context.Context, dir string, references []*ReferenceFile) (*library.ConceptRecord, error) {
	id, err := conceptOf(references)
	if err != nil {
		return nil, err
	}
	store := library.ConceptStore{Dir: dir}
	return store.Load(ctx, id)
}

// Amend has change alter the judgements of the concept that Judge is about, and
// keeps and returns them. Where it fails nothing is altered. Unlike Judge it does
// not need the masks of all that is said at a time.
func Amend(ctx context.Context, dir string, references []*ReferenceFile, change func(*library.Judgements) error) (*library.ConceptRecord, error) {
	record := func(r *library.ConceptRecord) error { return change(r.Judgements) }
	if dir != "" {
		return amend(ctx, dir, references, record)
	}
	id, err := conceptOf(references)
	if err != nil {
		return nil, err
	}
	r := &library.ConceptRecord{ID: id, Judgements: &library.Judgements{}}
	remember(r, references)
	return r, record(r)
}

// amend has change alter the record of a concept in the folder dir, which knows the
// references then.
func amend(ctx context.Context, dir string, references []*ReferenceFile, change func(*library.ConceptRecord) error) (*library.ConceptRecord, error) {
	id, err := conceptOf(references)
	if err != nil {
		return nil, err
	}
	store := library.ConceptStore{Dir: dir}
	return store.Update(ctx, id, func(r *library.ConceptRecord) error {
		remember(r, references)
		return change(r)
	})
}

func conceptOf(references []*ReferenceFile) (library.ConceptID, error) {
	if len(references) == 0 {
		return library.ConceptID{}, errors.New("a concept has no reference")
	}
	return references[0].Marked().ConceptID(), nil
}

func (v Verdicts) empty() bool { return len(v.Yes)+len(v.No)+len(v.Forget) == 0 }

func (v Verdicts) apply(j *library.Judgements) (forgotten int) {
	for _, f := range v.Forget {
		if j.Forget(f.Photo, f.Mask) {
			forgotten++
		}
	}
	for _, f := range v.Yes {
		j.Accept(f.Judgement(true))
	}
	for _, f := range v.No {
		j.Reject(f.Judgement(false))
	}
	return forgotten
}

// remember adds those references to a record that it does not have.
func remember(r *library.ConceptRecord, references []*ReferenceFile) {
	for _, file := range references {
		r.AddReference(file.Marked())
	}
}

// Marked returns the photo's key and the mask.
func (r *ReferenceFile) Marked() library.MarkedPhoto {
	return library.MarkedPhoto{Photo: r.key, Mask: r.mask}
}
