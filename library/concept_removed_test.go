package library_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/library"
)

func TestARemovedConceptIsListedNoMoreUntilItIsPutBack(t *testing.T) {
	s := newStore(t)
	update(t, s, accept(1))
	update(t, s, accept(2)) // so that there is a backup
	check(t, s.Remove(t.Context(), taught.ConceptID()))
	if ids, err := s.IDs(); err != nil || len(ids) != 0 {
		t.Errorf("%d are listed, error %v", len(ids), err)
	}
	wantAccepted(t, load(t, s))
	wantNames(t, s.Dir, ".removed")
	r, err := s.PutBack(t.Context(), taught.ConceptID())
	check(t, err)
	wantAccepted(t, r, 1, 2)
	wantAccepted(t, load(t, s), 1, 2)
}

func TestAConceptThatIsPutBackLosesNothingThatWasSaidSince(t *testing.T) {
	s := newStore(t)
	update(t, s, accept(1))
	check(t, s.Remove(t.Context(), taught.ConceptID()))
	update(t, s, accept(2))
	r, err := s.PutBack(t.Context(), taught.ConceptID())
	check(t, err)
	wantAccepted(t, r, 1, 2)
}

func TestWhatIsNotKeptIsNeitherRemovedNorPutBack(t *testing.T) {
	s := newStore(t)
	if err := s.Remove(t.Context(), taught.ConceptID()); !errors.Is(err, library.ErrConceptUnknown) {
		t.Errorf("removing it: %v", err)
	}
	if _, err := s.PutBack(t.Context(), taught.ConceptID()); !errors.Is(err, library.ErrConceptUnknown) {
		t.Errorf("putting it back: %v", err)
	}
}

func TestAConceptAlwaysHasAReferenceAndACover(t *testing.T) {
	s := newStore(t)
	reference := func(n int) library.MarkedPhoto {
		return library.MarkedPhoto{Photo: keyOf(n), Mask: square(1, 1, 5, 5)}
	}
	update(t, s, func(r *library.ConceptRecord) error { r.AddReference(taught); return nil })
	rapid.Check(t, func(rt *rapid.T) {
		kinds := rapid.SliceOfN(rapid.IntRange(0, 2), 1, 8).Draw(rt, "kinds")
		r := update(t, s, func(r *library.ConceptRecord) error {
			for _, kind := range kinds {
				p := reference(rapid.IntRange(0, 4).Draw(rt, "reference"))
				cover := r.References[r.Cover].ConceptID()
				before := len(r.References)
				switch kind {
				case 0:
					r.AddReference(p)
				case 1:
					if r.RemoveReference(p.ConceptID()) && p.ConceptID() == cover {
						cover = r.References[0].ConceptID()
					}
				case 2:
					if r.SetCover(p.ConceptID()) {
						cover = p.ConceptID()
					}
				}
				if len(r.References) == 0 || r.References[r.Cover].ConceptID() != cover {
					rt.Fatalf("%d references became %d, and another is the cover", before, len(r.References))
				}
			}
			return nil
		})
		again := load(t, s)
		if again.Cover != r.Cover || len(again.References) != len(r.References) || again.ID != taught.ConceptID() {
			rt.Fatal("it comes back as something else")
		}
	})
}
