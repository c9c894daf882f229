package app

import (
	"context"
	"errors"

	"whereabouts/library"
)

// KeepConcept keeps the references of a concept in the store of the folder dir, with
// the concept's name. A name is refused with [library.ErrConceptName] where it is too
// long or not of one line; an empty one leaves the name that the concept has.
func KeepConcept(ctx context.Context, dir string, references []*ReferenceFile, name string) (*library.ConceptRecord, error) {
	if len(references) == 0 {
		return nil, errors.New("a concept is kept without a reference")
	}
	name, err := library.ConceptName(name)
	if err != nil {
		return nil, err
	}
	store := library.ConceptStore{Dir: dir}
	return store.Update(ctx, references[0].marked().ConceptID(), func(r *library.ConceptRecord) error {
		remember(r, references)
		if name != "" {
			r.Name = name
		}
		return nil
	})
}
