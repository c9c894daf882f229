package app_test

import (
	"errors"
	"image"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// markedFile returns a reference in which the rectangle is marked.
func markedFile(t *testing.T, marked image.Rectangle) *app.ReferenceFile {
	t.Helper()
	path := filepath.Join(t.TempDir(), "photo.jpg")
	check(t, os.WriteFile(path, photoBytes(t, 1), 0o600))
	r, err := app.MarkPhoto(t.Context(), path, rectangle(marked), photo.Options{})
	check(t, err)
	return r
}

func rectangle(marked image.Rectangle) *segment.Mask {
	m := segment.NewMask(image.Pt(40, 30))
	for y := marked.Min.Y; y < marked.Max.Y; y++ {
		for x := marked.Min.X; x < marked.Max.X; x++ {
			m.Pix[40*y+x] = segment.Object
		}
	}
	return m
}

// findIn is a find in the n-th photo.
func findIn(n byte) app.Find {
	return app.Find{FindTag: app.FindTag{Photo: library.Key{n}, Example: exampleOf(1)}, Mask: rectangle(image.Rect(5, 5, 20, 20))}
}

func judge(t *testing.T, dir string, references []*app.ReferenceFile, v app.Verdicts) (*library.ConceptRecord, int) {
	t.Helper()
	r, forgotten, err := app.Judge(t.Context(), dir, references, v)
	check(t, err)
	check(t, r.Notice)
	return r, forgotten
}

func wantCount(t *testing.T, r *library.ConceptRecord, accepted, rejected int) {
	t.Helper()
	if yes, no := r.Judgements.Count(); yes != accepted || no != rejected {
		t.Errorf("%d are accepted and %d rejected, want %d and %d", yes, no, accepted, rejected)
	}
}

func TestVerdictsAreRememberedForTheFirstReference(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "concepts")
	front, side := markedFile(t, image.Rect(3, 5, 10, 20)), markedFile(t, image.Rect(20, 5, 30, 20))
	r, _ := judge(t, dir, []*app.ReferenceFile{front}, app.Verdicts{Yes: []app.Find{findIn(1), findIn(2)}, No: []app.Find{findIn(3)}})
	wantCount(t, r, 2, 1)

	r, _ = judge(t, dir, []*app.ReferenceFile{front, side}, app.Verdicts{No: []app.Find{findIn(2)}})
	wantCount(t, r, 1, 2)
	r, _ = judge(t, dir, []*app.ReferenceFile{front}, app.Verdicts{})
	wantCount(t, r, 1, 2)
	if len(r.References) != 2 {
		t.Errorf("%d references are kept, want both", len(r.References))
	}
	if _, no := r.Judgements.Judge(library.Key{2}, findIn(2).Mask); !no {
		t.Error("what was rejected last is not rejected")
	}

	r, _ = judge(t, dir, []*app.ReferenceFile{side, front}, app.Verdicts{})
	wantCount(t, r, 0, 0)
}

func TestForgottenVerdictsAreCounted(t *testing.T) {
	dir := t.TempDir()
	references := []*app.ReferenceFile{markedFile(t, image.Rect(3, 5, 10, 20))}
	judge(t, dir, references, app.Verdicts{Yes: []app.Find{findIn(1)}, No: []app.Find{findIn(2)}})
	r, forgotten := judge(t, dir, references, app.Verdicts{Forget: []app.Find{findIn(2), findIn(7)}})
	wantCount(t, r, 1, 0)
	if forgotten != 1 {
		t.Errorf("%d were forgotten, want 1", forgotten)
	}
}

func TestWithoutVerdictsNothingIsWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "concepts")
	r, _ := judge(t, dir, []*app.ReferenceFile{markedFile(t, image.Rect(3, 5, 10, 20))}, app.Verdicts{})
	wantCount(t, r, 0, 0)
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder was made: %v", err)
	}
}

func TestWithoutAFolderVerdictsCountOnce(t *testing.T) {
	t.Chdir(t.TempDir())
	references := []*app.ReferenceFile{markedFile(t, image.Rect(3, 5, 10, 20))}
	r, _ := judge(t, "", references, app.Verdicts{Yes: []app.Find{findIn(1)}, No: []app.Find{findIn(2)}})
	wantCount(t, r, 1, 1)
	r, _ = judge(t, "", references, app.Verdicts{})
	wantCount(t, r, 0, 0)
	if made, err := os.ReadDir("."); err != nil || len(made) > 0 {
		t.Errorf("the working folder has %v: %v", made, err)
	}
}

func TestNothingIsJudgedWithoutAReference(t *testing.T) {
	if _, _, err := app.Judge(t.Context(), t.TempDir(), nil, app.Verdicts{}); err == nil {
		t.Error("it was")
	}
}

func TestWhatIsAmendedIsWhatVerdictsWouldHaveSaid(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "concepts")
	references := []*app.ReferenceFile{markedFile(t, image.Rect(3, 5, 10, 20))}
	r, err := app.Amend(t.Context(), dir, references, func(j *library.Judgements) error {
		j.Accept(findIn(1).Judgement(true))
		j.Reject(findIn(2).Judgement(false))
		return nil
	})
	check(t, err)
	wantCount(t, r, 1, 1)
	_, err = app.Amend(t.Context(), dir, references, func(j *library.Judgements) error {
		j.Reject(findIn(1).Judgement(false))
		return os.ErrInvalid
	})
	if !errors.Is(err, os.ErrInvalid) {
		t.Errorf("a change that fails gives %v", err)
	}
	kept, err := app.Judged(t.Context(), dir, references)
	check(t, err)
	wantCount(t, kept, 1, 1)
	if _, err := app.Judged(t.Context(), dir, nil); err == nil {
		t.Error("something is kept of a concept without a reference")
	}
}
