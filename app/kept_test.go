package app_test

import (
	"image"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
)

func TestConceptsAreTaughtAgainFromPhotosThatAreThere(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	photos, concepts := t.TempDir(), filepath.Join(t.TempDir(), "concepts")
	copied := func(subject string) string {
		data, err := os.ReadFile(subjectPhoto(dir, subject, 0))
		check(t, err)
		path := filepath.Join(photos, subject+".jpg")
		check(t, os.WriteFile(path, data, 0o600))
		return path
	}
	for _, subject := range []string{"can", "duck_toy"} {
		r, err := app.MarkPhoto(t.Context(), copied(subject), subjectMask(t, dir, subject, 0), photo.Options{})
		check(t, err)
		_, _, err = app.Judge(t.Context(), concepts, []*app.ReferenceFile{r}, app.Verdicts{No: []app.Find{findIn(1)}})
		check(t, err)
	}
	check(t, os.Remove(filepath.Join(photos, "can.jpg")))

	cache, err := e.OpenCache(t.TempDir())
	check(t, err)
	defer func() { check(t, cache.Close()) }()
	catalogue, err := library.OpenCatalogue(t.Context(), cache)
	check(t, err)
	finder := e.Finder(cache)
	scanner := &library.Scanner{Finder: finder, Catalogue: catalogue, Observe: func(library.Event) {}}
	check(t, scanner.Scan(t.Context(), photos))

	kept, err := e.KeptConcepts(t.Context(), finder, catalogue, concepts)
	check(t, err)
	if len(kept) != 1 {
		t.Fatalf("%d concepts are taught", len(kept))
	}
	duck, err := app.MarkPhoto(t.Context(), filepath.Join(photos, "duck_toy.jpg"), subjectMask(t, dir, "duck_toy", 0), photo.Options{})
	check(t, err)
	want, err := e.Teach(t.Context(), finder, app.Lesson{References: []*app.ReferenceFile{duck}, Method: app.MethodAuto})
	check(t, err)
	if kept[0].ID != want.ID {
		t.Error("it is another concept")
	}
	if n := kept[0].Judged.Rejected(); len(n) != 1 {
		t.Errorf("%d finds are rejected", len(n))
	}
	check(t, scanner.Prepare(t.Context(), 1<<30, kept[0]))
}

func TestAConceptKeepsItsNameWhereItsFirstReferenceIsNotThere(t *testing.T) {
	var marked []*app.ReferenceFile
	paths := map[library.Key]string{}
	for n := range 2 {
		path := filepath.Join(t.TempDir(), "photo.jpg")
		check(t, os.WriteFile(path, photoBytes(t, byte(n+1)), 0o600))
		r, err := app.MarkPhoto(t.Context(), path, rectangle(image.Rect(3, 5, 10, 20)), photo.Options{})
		check(t, err)
		marked = append(marked, r)
		paths[r.Marked().Photo] = path
	}
	kept, err := app.KeepConcept(t.Context(), filepath.Join(t.TempDir(), "concepts"), marked, "Mimi")
	check(t, err)
	check(t, os.Remove(paths[marked[0].Marked().Photo]))
	lesson, err := (&app.Engine{}).KeptLesson(t.Context(), kept, paths)
	check(t, err)
	if lesson.Concept != kept.ID || len(lesson.References) != 1 || lesson.References[0].Marked().Photo != marked[1].Marked().Photo {
		t.Errorf("it is %v with %d references", lesson.Concept, len(lesson.References))
	}
}

func TestWithoutConceptsNothingIsTaught(t *testing.T) {
	kept, err := (&app.Engine{}).KeptConcepts(t.Context(), nil, nil, filepath.Join(t.TempDir(), "none"))
	if err != nil || len(kept) != 0 {
		t.Errorf("%d concepts, %v", len(kept), err)
	}
}
