package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"whereabouts/segment"
)

func found(t *testing.T, path string, score float64) *find {
	t.Helper()
	f, err := newFind(finding(path, score), nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestCutoutsAreSavedUnderNamesOfTheirOwn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cut-outs")
	finds := []*find{found(t, "/a/cat.jpg", 0.9), found(t, "/b/Cat.jpg", 0.8)}
	for _, want := range [][]string{
		{"Mimi Cat (2).png", "Mimi cat.png"},
		{"Mimi Cat (2).png", "Mimi Cat (4).png", "Mimi cat (3).png", "Mimi cat.png"}, // nothing is replaced
	} {
		s, err := saveCutouts("Mimi")(t.Context(), &fakeEngine{}, finds, dir, func(int) {})
		if err != nil || s.saved != 2 || len(s.failed) != 0 {
			t.Fatalf("saved %d, failed %v, error %v", s.saved, s.failed, err)
		}
		if said := "Saved 2 cut-outs in " + dir + "."; s.sentence() != said {
			t.Errorf("got %q, want %q", s.sentence(), said)
		}
		if got := namesOf(t, dir); !slices.Equal(got, want) {
			t.Errorf("there are %q, not %q", got, want)
		}
	}
}

// namesOf returns the names of the files in a folder.
func namesOf(t *testing.T, dir string) (names []string) {
	t.Helper()
	there, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range there {
		names = append(names, f.Name())
	}
	return names
}

func TestAPhotoThatIsGoneDoesNotKeepTheOthersFromBeingSaved(t *testing.T) {
	gone := errors.New("gone")
	e := &fakeEngine{cutouts: func(path string, masks []*segment.Mask) ([][]byte, error) {
		if path == "gone.jpg" {
			return nil, gone
		}
		return make([][]byte, len(masks)), nil
	}}
	s, err := saveCutouts("Mimi")(t.Context(), e, []*find{found(t, "gone.jpg", 0.9), found(t, "here.jpg", 0.8)}, t.TempDir(), func(int) {})
	if err != nil || s.saved != 1 || len(s.failed) != 1 || !errors.Is(s.failed[0].reason, gone) {
		t.Errorf("saved %d, failed %v, error %v", s.saved, s.failed, err)
	}
}

func TestAFolderThatCannotBeWrittenToEndsSaving(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	asked := 0
	e := &fakeEngine{cutouts: func(_ string, masks []*segment.Mask) ([][]byte, error) {
		asked++
		return make([][]byte, len(masks)), nil
	}}
	s, err := saveCutouts("Mimi")(t.Context(), e, []*find{found(t, "a.jpg", 0.9), found(t, "b.jpg", 0.8)}, file, func(int) {})
	if err == nil || s.saved != 0 || asked > 1 {
		t.Errorf("saved %d after asking %d times, error %v", s.saved, asked, err)
	}
}

func TestSavingStopsWhenItIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	e := &fakeEngine{cutouts: func(string, []*segment.Mask) ([][]byte, error) {
		cancel()
		return nil, ctx.Err()
	}}
	s, err := saveCutouts("Mimi")(ctx, e, []*find{found(t, "a.jpg", 0.9), found(t, "b.jpg", 0.8)}, t.TempDir(), func(int) {})
	if !errors.Is(err, context.Canceled) || s.saved != 0 || len(s.failed) != 0 {
		t.Errorf("saved %d, failed %v, error %v", s.saved, s.failed, err)
	}
}
