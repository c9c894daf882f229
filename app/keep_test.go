package app_test

import (
	"errors"
	"image"
	"path/filepath"
	"strings"
	"testing"

	"whereabouts/app"
	"whereabouts/library"
)

func TestAConceptIsKeptWithItsNameAndReferences(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "concepts")
	front, side := markedFile(t, image.Rect(3, 5, 10, 20)), markedFile(t, image.Rect(20, 5, 30, 20))
	_, err := app.KeepConcept(t.Context(), dir, []*app.ReferenceFile{front}, "  Mimi ")
	check(t, err)
	r, err := app.KeepConcept(t.Context(), dir, []*app.ReferenceFile{front, side}, "")
	check(t, err)
	if r.Name != "Mimi" || len(r.References) != 2 {
		t.Errorf("it is called %q and has %d references", r.Name, len(r.References))
	}
	kept, err := (&library.ConceptStore{Dir: dir}).Load(t.Context(), r.ID)
	check(t, err)
	if kept.Name != "Mimi" || len(kept.References) != 2 {
		t.Errorf("on disk it is called %q and has %d references", kept.Name, len(kept.References))
	}
}

func TestANameThatCannotBeKeptIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "concepts")
	front := markedFile(t, image.Rect(3, 5, 10, 20))
	for _, name := range []string{"two\nlines", strings.Repeat("long", 60)} {
		if _, err := app.KeepConcept(t.Context(), dir, []*app.ReferenceFile{front}, name); !errors.Is(err, library.ErrConceptName) {
			t.Errorf("%.10q: the error is %v", name, err)
		}
	}
	if _, err := app.KeepConcept(t.Context(), dir, nil, "Mimi"); err == nil {
		t.Error("a concept without a reference is kept")
	}
	ids, err := (&library.ConceptStore{Dir: dir}).IDs()
	if err != nil || len(ids) != 0 {
		t.Errorf("%d concepts are kept, error %v", len(ids), err)
	}
}
