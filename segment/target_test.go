package segment

import (
	"errors"
	"image"
	"math"
	"slices"
	"testing"
)

// rectangle returns a mask that marks a rectangle.
func rectangle(size image.Point, r image.Rectangle) *Mask {
	m := NewMask(size)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			m.Pix[y*size.X+x] = Object
		}
	}
	return m
}

func TestCellsAreThoseWhoseMiddleTheMaskCovers(t *testing.T) {
	size := image.Pt(1024, 768)
	r := Reference{Features: randomFeatures(size, 1), Mask: rectangle(size, image.Rect(16, 32, 48, 48))}
	want := []int{2*FeatureSide + 1, 2*FeatureSide + 2}
	if got := r.cells(); !slices.Equal(got, want) {
		t.Fatalf("cells %v instead of %v", got, want)
	}
}

func TestAnObjectSmallerThanACellHasOne(t *testing.T) {
	size := image.Pt(4000, 3000)
	r := Reference{Features: randomFeatures(size, 1), Mask: rectangle(size, image.Rect(1000, 900, 1001, 901))}
	scale := 1024.0 / 4000
	want := int(900*scale)/16*FeatureSide + int(1000*scale)/16
	if got := r.cells(); !slices.Equal(got, []int{want}) {
		t.Fatalf("cells %v instead of %d", got, want)
	}
}

func TestReferencesThatMarkNothingOrDoNotFitAreRefused(t *testing.T) {
	f := randomFeatures(image.Pt(100, 80), 1)
	if _, err := NewPerSAM(nil, Reference{f, NewMask(image.Pt(100, 80))}, PerSAMOptions{}); !errors.Is(err, ErrEmptyMask) {
		t.Errorf("got %v", err)
	}
	if _, err := NewPerSAM(nil, Reference{f, rectangle(image.Pt(80, 100), image.Rect(1, 1, 5, 5))}, PerSAMOptions{}); !errors.Is(err, ErrMaskSize) {
		t.Errorf("got %v", err)
	}
}

func TestTargetEmbeddingsAreMeanAndMeanWithMaximum(t *testing.T) {
	f := randomFeatures(image.Pt(64, 64), 4)
	cells := []int{3, 70, 4000}
	mean, both := meanEmbedding(f, cells), meanMaxEmbedding(f, cells)
	for c := range FeatureChannels {
		a, b, d := f.channel(c)[3], f.channel(c)[70], f.channel(c)[4000]
		wantMean := (float64(a) + float64(b) + float64(d)) / 3
		if math.Abs(float64(mean[c])-wantMean) > 1e-6 {
			t.Fatalf("channel %d: mean %g instead of %g", c, mean[c], wantMean)
		}
		if want := (wantMean + float64(max(a, b, d))) / 2; math.Abs(float64(both[c])-want) > 1e-6 {
			t.Fatalf("channel %d: %g instead of %g", c, both[c], want)
		}
	}
}

func TestPriorPointsAtTheCellThatIsTheTarget(t *testing.T) {
	size := image.Pt(1600, 1200)
	f := randomFeatures(size, 5)
	const column, row = 20, 11
	target := make([]float32, FeatureChannels)
	for c := range target {
		target[c] = f.channel(c)[row*FeatureSide+column]
		f.channel(c)[30*FeatureSide+50] = -target[c]
	}
	prior := locate(f, target)
	cell := 1600.0 / FeatureSide
	for _, c := range []struct {
		name        string
		got         image.Point
		column, row int
	}{{"positive", prior.Positive, column, row}, {"negative", prior.Negative, 50, 30}} {
		if x, y := int(float64(c.got.X)/cell), int(float64(c.got.Y)/cell); x != c.column || y != c.row {
			t.Errorf("the %s point %v is in cell %d,%d", c.name, c.got, x, y)
		}
	}
	if prior.Similarity < 0.7 || prior.Similarity > 1 {
		t.Errorf("similarity %g", prior.Similarity)
	}
	if len(prior.Attention) != featureCells {
		t.Fatalf("%d values of attention", len(prior.Attention))
	}
	// The photo is stretched over the grid, so its rows move down by 4/3.
	strongest := 0
	for i, v := range prior.Attention {
		if v < 0 || v > 1 {
			t.Fatalf("attention %g", v)
		}
		if v > prior.Attention[strongest] {
			strongest = i
		}
	}
	if x, y := strongest%FeatureSide, strongest/FeatureSide; x != column || abs(y-row*4/3) > 1 {
		t.Errorf("the strongest attention is at %d,%d", x, y)
	}
}

func abs(v int) int { return max(v, -v) }

func TestPriorOfAnEvenPhotoIsDefined(t *testing.T) {
	f := &Features{Frame: NewFrame(image.Pt(50, 40)), Data: make([]float32, FeatureChannels*featureCells)}
	for i := range f.Data {
		f.Data[i] = 1
	}
	target := meanEmbedding(f, []int{0})
	for _, v := range locate(f, target).Attention {
		if math.IsNaN(float64(v)) {
			t.Fatal("the attention is not a number")
		}
	}
}
