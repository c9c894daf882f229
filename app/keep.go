package app

import (
	"context"

	"whereabouts/library"
)

// KeepConcept keeps the references of a concept in the store of the folder dir, with
// the concept's name. A name is refused with [library.ErrConceptName] where it is too
// long or not of one line; an empty one leaves the name that the concept has.
func KeepConcept(ctx context.Context, dir string, references []*ReferenceFile, name string) (*library.ConceptRecord, error) {
	name, err := library.ConceptName(name)
	if err != nil {
		return nil, err
	}
	return amend(ctx, dir, references, func(r *library.ConceptRecord) error {
		if name != "" {
			r.Name = name
		}
		return nil
	})
}
