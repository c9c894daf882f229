package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// layout makes empty files.
func layout(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		path := filepath.Join(dir, f)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAFolderWithoutSubjectsIsReadAsPerSeg(t *testing.T) {
	dir := layout(t,
		"Images/cat/00.jpg", "Images/cat/01.jpg", "Images/cat/02.jpg", "Images/.DS_Store",
		"Annotations/cat/00.png", "Annotations/cat/02.png",
		"Images/dog/00.jpg", "Annotations/dog/00.png")
	set, err := openDataset(dir, "00")
	if err != nil {
		t.Fatal(err)
	}
	if len(set.subjects) != 2 || len(set.photos) != 4 {
		t.Fatalf("%d subjects, %d photos", len(set.subjects), len(set.photos))
	}
	cat := set.subjects[0]
	if cat.name != "cat" || cat.reference != 0 || !cat.masks[0] || cat.masks[1] || !cat.masks[2] {
		t.Errorf("%+v", cat)
	}
}

func TestSubjectsSayReferenceMasksAndBackground(t *testing.T) {
	dir := layout(t)
	json := `{"cat": {"images": 3, "reference": 1, "masks": [1, 2], "background": [null, null, "dog"]}}`
	if err := os.WriteFile(filepath.Join(dir, "subjects.json"), []byte(json), 0o644); err != nil {
		t.Fatal(err)
	}
	set, err := openDataset(dir, "00")
	if err != nil {
		t.Fatal(err)
	}
	if set.subjects[0].reference != 1 || set.photos[2].background != "dog" || set.photos[0].background != "" {
		t.Errorf("%+v", set)
	}
}

func TestFoldersThatCannotBeMeasuredAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ dir, reason string }{
		"nothing there":            {layout(t), "listing the subjects"},
		"no subjects":              {layout(t, "Images/x.jpg"), "there are no subjects"},
		"no mask of the reference": {layout(t, "Images/cat/00.jpg"), "no mask for its reference photo 00"},
	} {
		if _, err := openDataset(c.dir, "00"); err == nil || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := openDataset(layout(t, "Images/cat/00.jpg"), "first"); err == nil || !strings.Contains(err.Error(), "is a number") {
		t.Errorf("a reference that is no number: got %v", err)
	}
}
