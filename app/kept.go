package app

import (
	"context"
	"errors"
	"fmt"

	"whereabouts/library"
)

// KeptConcepts teaches the concepts that are kept in the folder dir and whose
// reference photos the catalogue knows and can reach, so that a scan may be led by
// what the user looks for. Concepts of which no reference can be read are left out.
func (e *Engine) KeptConcepts(ctx context.Context, f *library.Finder, c *library.Catalogue, dir string) ([]*library.Concept, error) {
	store := library.ConceptStore{Dir: dir}
	ids, err := store.IDs()
	if err != nil {
		return nil, fmt.Errorf("listing the concepts in %s: %w", dir, err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	paths := reachable(c)
	var concepts []*library.Concept
	for _, id := range ids {
		record, err := store.Load(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("reading a concept in %s: %w", dir, err)
		}
		concept, err := e.teachKept(ctx, f, paths, record)
		if errors.Is(err, ErrReference) {
			continue
		}
		if err != nil {
			return nil, err
		}
		concepts = append(concepts, concept)
	}
	return concepts, nil
}

// KeptConcept teaches the concept of a record, as KeptConcepts does. Where no reference
// can be read the error is [ErrReference].
func (e *Engine) KeptConcept(ctx context.Context, f *library.Finder, c *library.Catalogue, record *library.ConceptRecord) (*library.Concept, error) {
	return e.teachKept(ctx, f, reachable(c), record)
}

// reachable returns the paths of photos that can be read, by content.
func reachable(c *library.Catalogue) map[library.Key]string {
	paths := make(map[library.Key]string)
	for _, file := range c.Files() {
		if file.Skipped == nil && !file.Offline {
			paths[file.Key] = file.Path
		}
	}
	return paths
}

func (e *Engine) teachKept(ctx context.Context, f *library.Finder, paths map[library.Key]string, record *library.ConceptRecord) (*library.Concept, error) {
	lesson := Lesson{Judgements: record.Judgements, Method: MethodAuto}
	for _, r := range record.References {
		file, err := MarkPhoto(ctx, paths[r.Photo], r.Mask, e.photos)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil && file.key == r.Photo {
			lesson.References = append(lesson.References, file)
		}
	}
	return e.Teach(ctx, f, lesson)
}
