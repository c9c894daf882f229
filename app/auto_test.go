package app_test

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// subjectPhoto returns the path of a photo of perbench.
func subjectPhoto(dir, subject string, n int) string {
	return filepath.Join(dir, "Images", subject, fmt.Sprintf("%02d.jpg", n))
}

func subjectMask(t testing.TB, dir, subject string, n int) *segment.Mask {
	t.Helper()
	return publishedMask(t, filepath.Join(dir, "Annotations", subject, fmt.Sprintf("%02d.png", n)))
}

// album is an observer that keeps what was found.
type album map[string]library.Finding

func (a album) Counted(int)                   {}
func (a album) Found(f library.Finding) error { a[f.Path] = f; return nil }
func (a album) Skipped(path string, err error) {
	a[path] = library.Finding{Path: path + ": " + err.Error()}
}
func (a album) Notice(error) {}

// look looks for a lesson in photos.
func look(t *testing.T, e *app.Engine, l app.Lesson, paths ...string) album {
	t.Helper()
	found := album{}
	if err := e.Find(context.Background(), e.Finder(nil), l, paths, found); err != nil {
		t.Fatal(err)
	}
	return found
}

func lesson(t *testing.T, dir, subject string) app.Lesson {
	t.Helper()
	r, err := app.MarkPhoto(context.Background(), subjectPhoto(dir, subject, 0), subjectMask(t, dir, subject, 0), photo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return app.Lesson{References: []*app.ReferenceFile{r}, Method: app.MethodAuto}
}

func TestPhotosThatShowItAreToldFromThoseThatDoNot(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	shown := []string{subjectPhoto(dir, "duck_toy", 1), subjectPhoto(dir, "duck_toy", 2)}
	others := []string{subjectPhoto(dir, "cat", 1), subjectPhoto(dir, "can", 2), subjectPhoto(dir, "rc_car", 1), subjectPhoto(dir, "dog2", 2)}
	found := look(t, e, lesson(t, dir, "duck_toy"), append(shown, others...)...)
	for i, path := range shown {
		f := found[path]
		if !f.Present() {
			t.Errorf("%s is scored %.2f", path, f.Score)
			continue
		}
		if iou := f.Instances[0].Mask.IoU(subjectMask(t, dir, "duck_toy", i+1)); iou < 0.85 {
			t.Errorf("the mask in %s has the IoU %.2f", path, iou)
		}
	}
	for _, path := range others {
		if f := found[path]; f.Present() {
			t.Errorf("%s is scored %.2f", path, f.Score)
		}
	}
}

// stroked returns a mask of a line across the middle of another, as far as that
// reaches.
func stroked(m *segment.Mask) *segment.Mask {
	out, box := segment.NewMask(m.Size), m.Box()
	middle := (box.Min.Y + box.Max.Y) / 2
	for y := middle - box.Dy()/20; y < middle+box.Dy()/20; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if m.Has(x, y) {
				out.Pix[y*m.Size.X+x] = segment.Object
			}
		}
	}
	return out
}

func TestScribbleTeachesTheThingItCrosses(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	const subject = "duck_toy"
	scribbled, err := app.MarkPhoto(context.Background(), subjectPhoto(dir, subject, 0), stroked(subjectMask(t, dir, subject, 0)), photo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	shown, other := subjectPhoto(dir, subject, 1), subjectPhoto(dir, "can", 2)
	found := look(t, e, app.Lesson{References: []*app.ReferenceFile{scribbled}, Method: app.MethodAuto}, shown, other)
	if f := found[shown]; !f.Present() || f.Instances[0].Mask.IoU(subjectMask(t, dir, subject, 1)) < 0.85 {
		t.Errorf("%s is scored %.2f", shown, f.Score)
	}
	if f := found[other]; f.Present() {
		t.Errorf("%s is scored %.2f", other, f.Score)
	}
}

func TestOfTwoAlikeTheOneThatWasTaughtIsFound(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	l := lesson(t, dir, "dog")
	rival := lesson(t, dir, "dog2")
	l.LookAlikes = rival.References
	found := look(t, e, l, subjectPhoto(dir, "dog", 3), subjectPhoto(dir, "dog2", 3))
	if f := found[subjectPhoto(dir, "dog", 3)]; !f.Present() || f.Instances[0].Unsure {
		t.Errorf("the dog is scored %.2f, unsure %v", f.Score, f.Instances[0].Unsure)
	}
	if f := found[subjectPhoto(dir, "dog2", 3)]; f.Present() {
		t.Errorf("its look-alike is scored %.2f", f.Score)
	}
}

func TestRejectedFindNeverComesBack(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	l := lesson(t, dir, "can")
	path := subjectPhoto(dir, "can", 1)
	before := look(t, e, l, path)[path]
	if !before.Present() {
		t.Fatalf("the can is scored %.2f", before.Score)
	}
	l.Judgements = &library.Judgements{}
	for _, in := range before.Instances {
		l.Judgements.Reject(library.Judgement{Photo: before.Key, Mask: in.Mask, Example: in.Example})
	}
	l.Everywhere = true
	for _, in := range look(t, e, l, path)[path].Instances {
		if iou := in.Mask.IoU(before.Instances[0].Mask); in.Score >= library.PresentScore && iou > 0.3 {
			t.Errorf("it comes back with the IoU %.2f and the score %.2f", iou, in.Score)
		}
	}
}

func TestAcceptedFindIsSureAndKeepsItsMask(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	l := lesson(t, dir, "can")
	path := subjectPhoto(dir, "can", 2)
	before := look(t, e, l, path)[path]
	l.Judgements = &library.Judgements{}
	l.Judgements.Accept(library.Judgement{Photo: before.Key, Mask: before.Instances[0].Mask, Example: before.Instances[0].Example})
	after := look(t, e, l, path)[path]
	if after.Score != 1 || after.Instances[0].Mask.IoU(before.Instances[0].Mask) != 1 {
		t.Errorf("it is scored %.2f", after.Score)
	}
}

// Two different photos of one thing, cut out and set side by side.
func TestBothInstancesAreFoundAndNoThird(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	const subject = "duck_toy"
	background, err := photo.Open(context.Background(), subjectPhoto(dir, "backpack_dog", 0), photo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	picture := background.Reduced(1600)
	truths := []*segment.Mask{segment.NewMask(picture.Rect.Size()), segment.NewMask(picture.Rect.Size())}
	for i, n := range []int{1, 2} {
		at := image.Pt(100+800*i, 700)
		thing, err := photo.Open(context.Background(), subjectPhoto(dir, subject, n), photo.Options{})
		if err != nil {
			t.Fatal(err)
		}
		mask := subjectMask(t, dir, subject, n)
		box := mask.Box()
		size := box.Size().Mul(500).Div(max(box.Dx(), box.Dy()))
		part := thing.Crop(box, size)
		for y := range size.Y {
			for x := range size.X {
				if mask.Has(box.Min.X+x*box.Dx()/size.X, box.Min.Y+y*box.Dy()/size.Y) {
					draw.Draw(picture, image.Rectangle{Min: at.Add(image.Pt(x, y)), Max: at.Add(image.Pt(x+1, y+1))}, part, image.Pt(x, y), draw.Src)
					truths[i].Pix[(at.Y+y)*truths[i].Size.X+at.X+x] = segment.Object
				}
			}
		}
	}
	path := filepath.Join(t.TempDir(), "two.jpg")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(file, picture, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	found := look(t, e, lesson(t, dir, subject), path)[path]
	if len(found.Instances) != 2 {
		t.Fatalf("%d instances are found", len(found.Instances))
	}
	for i, truth := range truths {
		if a, b := found.Instances[0].Mask.IoU(truth), found.Instances[1].Mask.IoU(truth); max(a, b) < 0.8 {
			t.Errorf("instance %d is found with the IoU %.2f", i, max(a, b))
		}
	}
}
