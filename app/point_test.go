package app_test

import (
	"context"
	"errors"
	"image"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// pointAt makes a photo of perbench ready to be pointed at.
func pointAt(tb testing.TB, e *app.Engine, f *library.Finder, dir, subject string, n int) *app.Pointer {
	tb.Helper()
	p, err := e.OpenPointer(context.Background(), f, subjectPhoto(dir, subject, n))
	check(tb, err)
	return p
}

func TestAClickSelectsTheThingUnderThePointer(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	ctx := t.Context()
	truth := subjectMask(t, dir, "duck_toy", 1)
	box := truth.Box()
	middle := box.Min.Add(box.Max).Div(2)
	p := pointAt(t, e, e.Finder(nil), dir, "duck_toy", 1)

	duck, err := p.Click(ctx, nil, segment.Point{At: middle, Label: segment.Include})
	check(t, err)
	if iou := duck.Mask(truth.Size).IoU(truth); iou < 0.85 || !duck.Has(middle) {
		t.Errorf("a click has the IoU %.3f", iou)
	}
	boxed, err := p.Frame(ctx, box)
	check(t, err)
	if iou := boxed.Mask(truth.Size).IoU(truth); iou < 0.9 {
		t.Errorf("a box has the IoU %.3f", iou)
	}

	// What is clicked away is gone, and the rest is as it was.
	top := image.Pt(middle.X, box.Min.Y+box.Dy()/8)
	for !duck.Has(top) {
		top.Y++
	}
	left, err := p.Click(ctx, duck, segment.Point{At: top, Label: segment.Exclude})
	check(t, err)
	before, after := duck.Mask(truth.Size), left.Mask(truth.Size)
	if area := after.Area(); left.Has(top) || area == 0 || area >= before.Area() {
		t.Errorf("of %d pixels %d are left, the one that was clicked among them: %v", before.Area(), area, left.Has(top))
	}
	if len(left.Points) != 2 || len(duck.Points) != 1 {
		t.Errorf("it follows from %v, and the one before from %v", left.Points, duck.Points)
	}
}

// TestOneClickMeansTheWholeThing clicks anywhere on the things of perbench.
func TestOneClickMeansTheWholeThing(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	finder := e.Finder(nil)
	files, err := filepath.Glob(filepath.Join(dir, "Annotations", "*", "01.png"))
	check(t, err)
	r := rand.New(rand.NewPCG(1, 2))
	const clicks = 5 // in each photo
	sum, wrong := 0.0, 0
	for _, file := range files {
		truth, subject := publishedMask(t, file), filepath.Base(filepath.Dir(file))
		p := pointAt(t, e, finder, dir, subject, 1)
		for range clicks {
			pointed, err := p.Click(t.Context(), nil, segment.Point{At: pixelOf(r, truth), Label: segment.Include})
			check(t, err)
			iou := pointed.Mask(truth.Size).IoU(truth)
			sum += iou
			if iou < 0.5 {
				wrong++
			}
		}
	}
	all := clicks * len(files)
	mean := sum / float64(all)
	t.Logf("mean IoU of %d clicks: %.3f; below 0.5: %d", all, mean, wrong)
	if mean < 0.75 || wrong > all/4 {
		t.Errorf("the mean IoU is %.3f, and %d of %d clicks mean something else", mean, wrong, all)
	}
}

// pixelOf returns any pixel that a mask marks.
func pixelOf(r *rand.Rand, m *segment.Mask) image.Point {
	box := m.Box()
	for {
		if at := box.Min.Add(image.Pt(r.IntN(box.Dx()), r.IntN(box.Dy()))); m.Has(at.X, at.Y) {
			return at
		}
	}
}

func TestAClickAfterAnEncodedPhotoNeedsTheDecoderAlone(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	cache, err := e.OpenCache(t.TempDir())
	check(t, err)
	defer func() { check(t, cache.Close()) }()
	pointAt(t, e, e.Finder(cache), dir, "can", 1)

	remembers := e.Finder(cache)
	remembers.Encoder = refuser{}
	p := pointAt(t, e, remembers, dir, "can", 1)
	truth := subjectMask(t, dir, "can", 1)
	middle := truth.Box().Min.Add(truth.Box().Max).Div(2)
	if _, err := p.Click(t.Context(), nil, segment.Point{At: middle, Label: segment.Include}); err != nil {
		t.Error(err)
	}
}

func TestAPaintingInAThingSnapsToTheThing(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	truth := subjectMask(t, dir, "duck_toy", 1)
	box := truth.Box()
	middle := box.Min.Add(box.Max).Div(2)
	blob := segment.NewMask(truth.Size)
	for y := range truth.Size.Y {
		for x := range truth.Size.X {
			dx, dy := x-middle.X, y-middle.Y
			if r := box.Dx() / 5; dx*dx+dy*dy < r*r {
				blob.Pix[y*truth.Size.X+x] = segment.Object
			}
		}
	}
	painting, err := app.MarkPhoto(t.Context(), subjectPhoto(dir, "duck_toy", 1), blob, photo.Options{})
	check(t, err)
	meant, err := e.Snap(t.Context(), e.Finder(nil), painting)
	check(t, err)
	if iou, was := meant.IoU(truth), blob.IoU(truth); iou < 0.85 || was > 0.5 {
		t.Errorf("it has the IoU %.3f, before %.3f", iou, was)
	}
}

// refuser is an encoder that fails.
type refuser struct{}

func (refuser) Encode(context.Context, image.Image, image.Point) (*segment.Features, error) {
	return nil, errors.New("the photo is encoded")
}

func TestAPhotoThatIsNotThereCannotBePointedAt(t *testing.T) {
	_, err := (&app.Engine{}).OpenPointer(t.Context(), &library.Finder{}, filepath.Join(t.TempDir(), "gone.jpg"))
	if !errors.Is(err, photo.ErrMissing) || !strings.Contains(err.Error(), "gone.jpg") {
		t.Errorf("got %v", err)
	}
}

// BenchmarkClick compares a click, up to the mask of a copy of 2048 pixels, with one
// bare decoder call, in turn. The ratio is the metric "x-decode".
func BenchmarkClick(b *testing.B) {
	e, dir := openEngine(b), perbench(b)
	ctx := b.Context()
	p := pointAt(b, e, e.Finder(nil), dir, "cat", 1)
	features, err := e.Finder(nil).FeaturesOf(ctx, subjectPhoto(dir, "cat", 1))
	check(b, err)
	size := features.Frame.Photo
	click := segment.Point{At: size.Div(2), Label: segment.Include}
	paper := size.Mul(2048).Div(max(size.X, size.Y))
	var whole, bare time.Duration
	for b.Loop() {
		start := time.Now()
		_, err := e.Decoder.Decode(ctx, features, segment.Prompt{Points: []segment.Point{click}}, segment.Guidance{})
		check(b, err)
		bare += time.Since(start)

		start = time.Now()
		pointed, err := p.Click(ctx, nil, click)
		check(b, err)
		if pointed.Mask(paper).Area() == 0 {
			b.Fatal("nothing is selected")
		}
		whole += time.Since(start)
	}
	b.ReportMetric(whole.Seconds()/bare.Seconds(), "x-decode")
	b.ReportMetric(1000*bare.Seconds()/float64(b.N), "decode-ms")
	b.ReportMetric(1000*whole.Seconds()/float64(b.N), "click-ms")
}
