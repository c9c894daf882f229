package app

import (
	"context"
	"fmt"
	"maps"

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
	paths := Reachable(c)
	var concepts []*library.Concept
	for _, id := range ids {
		record, err := store.Load(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("reading a concept in %s: %w", dir, err)
		}
		lesson, err := e.KeptLesson(ctx, record, paths)
		if err != nil {
			return nil, err
		}
		if len(lesson.References) == 0 {
			continue
		}
		concept, err := e.Teach(ctx, f, lesson)
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
	lesson, err := e.KeptLesson(ctx, record, Reachable(c))
	if err != nil {
		return nil, err
	}
	if len(lesson.References) == 0 {
		return nil, ErrReference
	}
	return e.Teach(ctx, f, lesson)
}

// Reachable returns where the photos are that a catalogue knows and that can be
// reached now, and the pictures in [KeptPictureDir].
func Reachable(c *library.Catalogue) map[library.Key]string {
	paths := make(map[library.Key]string)
	maps.Copy(paths, KeptPictures(KeptPictureDir()))
	for _, file := range c.Files() {
		if file.Skipped == nil && !file.Offline {
			paths[file.Key] = file.Path
		}
	}
	return paths
}

// KeptLesson returns the lesson of a concept as it is kept, with those references
// whose photos can be read at their paths and are what they were; there may be none.
// The error is that of the context.
func (e *Engine) KeptLesson(ctx context.Context, r *library.ConceptRecord, paths map[library.Key]string) (Lesson, error) {
	lesson := Lesson{Concept: r.ID, Judgements: r.Judgements, Method: MethodAuto}
	for _, marked := range r.References {
		path, known := paths[marked.Photo]
		if !known {
			continue
		}
		file, err := MarkPhoto(ctx, path, marked.Mask, e.photos)
		if ctx.Err() != nil {
			return Lesson{}, ctx.Err()
		}
		if err == nil && file.key == marked.Photo {
			lesson.References = append(lesson.References, file)
		}
	}
	return lesson, nil
}
