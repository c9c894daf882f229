package library_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"whereabouts/library"
)

func TestConceptsOnReadOnlyFileSystemAreReadAndNotChanged(t *testing.T) {
	dir := t.TempDir()
	mountTmpfs(t, dir, "1m")
	s := &library.ConceptStore{Dir: dir}
	update(t, s, accept(1))
	makeReadOnly(t, dir)
	wantAccepted(t, load(t, s), 1)
	if _, err := s.Update(t.Context(), taught.ConceptID(), accept(2)); err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("got %v", err)
	}
	wantAccepted(t, load(t, s), 1)
}

func TestFullDiskKeepsWhatWasSaid(t *testing.T) {
	dir := t.TempDir()
	mountTmpfs(t, dir, "64k")
	s := &library.ConceptStore{Dir: dir}
	kept := 0
	var err error
	for ; err == nil && kept < 10000; kept++ {
		_, err = s.Update(t.Context(), taught.ConceptID(), func(r *library.ConceptRecord) error {
			r.Name += strings.Repeat("x", 1000)
			return accept(kept)(r)
		})
	}
	if err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Fatalf("after %d changes: %v", kept, err)
	}
	before, err := os.ReadFile(recordPath(s))
	check(t, err)
	for range 3 {
		if _, err := s.Update(t.Context(), taught.ConceptID(), func(r *library.ConceptRecord) error {
			r.Name += strings.Repeat("x", 60_000)
			return nil
		}); err == nil {
			t.Error("a change on a full disk is no error")
		}
	}
	after, err := os.ReadFile(recordPath(s))
	check(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file has changed")
	}
	r := load(t, s)
	check(t, r.Notice)
	if yes, _ := r.Judgements.Count(); yes != kept-1 {
		t.Errorf("%d judgements are left of %d", yes, kept-1)
	}
	wantNames(t, dir, ".json", ".json.backup")
}
