package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/app"
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
	finds := []*find{found(t, "/a/cat.jpg", 0.9), found(t, "/b/cat.jpg", 0.8)}
	s, err := saveCutouts(t.Context(), &fakeEngine{}, finds, dir, func(int) {})
	if err != nil || s.saved != 2 || len(s.failed) != 0 {
		t.Fatalf("saved %d, failed %v, error %v", s.saved, s.failed, err)
	}
	for _, f := range finds {
		if _, err := os.Stat(filepath.Join(dir, app.InstanceName(f.path, 0))); err != nil {
			t.Error(err)
		}
	}
	if want := "Saved 2 cut-outs in " + dir + "."; s.sentence() != want {
		t.Errorf("got %q, want %q", s.sentence(), want)
	}
}

func TestAPhotoThatIsGoneDoesNotKeepTheOthersFromBeingSaved(t *testing.T) {
	gone := errors.New("gone")
	e := &fakeEngine{cutouts: func(path string, masks []*segment.Mask) ([][]byte, error) {
		if path == "gone.jpg" {
			return nil, gone
		}
		return make([][]byte, len(masks)), nil
	}}
	s, err := saveCutouts(t.Context(), e, []*find{found(t, "gone.jpg", 0.9), found(t, "here.jpg", 0.8)}, t.TempDir(), func(int) {})
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
	s, err := saveCutouts(t.Context(), e, []*find{found(t, "a.jpg", 0.9), found(t, "b.jpg", 0.8)}, file, func(int) {})
	if err == nil || s.saved != 0 || asked != 1 {
		t.Errorf("saved %d after asking %d times, error %v", s.saved, asked, err)
	}
}

func TestSavingStopsWhenItIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	e := &fakeEngine{cutouts: func(string, []*segment.Mask) ([][]byte, error) {
		cancel()
		return nil, ctx.Err()
	}}
	s, err := saveCutouts(ctx, e, []*find{found(t, "a.jpg", 0.9), found(t, "b.jpg", 0.8)}, t.TempDir(), func(int) {})
	if !errors.Is(err, context.Canceled) || s.saved != 0 || len(s.failed) != 0 {
		t.Errorf("saved %d, failed %v, error %v", s.saved, s.failed, err)
	}
}
