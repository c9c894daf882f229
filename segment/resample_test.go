package segment

import (
	"image"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// interpolate is PyTorch's bilinear interpolate, written down directly.
func interpolate(in []float64, width, height, toWidth, toHeight int) []float64 {
	out := make([]float64, toWidth*toHeight)
	source := func(i, in, out int) (low, high int, part float64) {
		at := math.Max(0, (float64(i)+0.5)*float64(in)/float64(out)-0.5)
		low = int(at)
		return low, min(low+1, in-1), at - float64(low)
	}
	for y := range toHeight {
		top, bottom, down := source(y, height, toHeight)
		for x := range toWidth {
			left, right, across := source(x, width, toWidth)
			out[y*toWidth+x] = (1-down)*((1-across)*in[top*width+left]+across*in[top*width+right]) +
				down*((1-across)*in[bottom*width+left]+across*in[bottom*width+right])
		}
	}
	return out
}

func crop(in []float64, width, toWidth, toHeight int) []float64 {
	var out []float64
	for y := range toHeight {
		out = append(out, in[y*width:y*width+toWidth]...)
	}
	return out
}

func TestUpsamplingIsThatOfPostprocessMasks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		photo := image.Pt(rapid.IntRange(1, 300).Draw(t, "width"), rapid.IntRange(1, 300).Draw(t, "height"))
		frame := NewFrame(photo)
		grid := make([]float32, featureCells)
		exact := make([]float64, featureCells)
		for i := range grid {
			grid[i] = float32(math.Sin(float64(i*i)) * 10)
			exact[i] = float64(grid[i])
		}
		exact = interpolate(exact, FeatureSide, FeatureSide, LogitSide, LogitSide)
		exact = interpolate(exact, LogitSide, LogitSide, InputSide, InputSide)
		exact = crop(exact, InputSide, frame.Input.X, frame.Input.Y)
		exact = interpolate(exact, frame.Input.X, frame.Input.Y, photo.X, photo.Y)

		columns, rows := frame.similarityUpsampling()
		seen := 0
		resample(grid, FeatureSide, columns, rows, func(y int, values []float32) {
			if len(values) != photo.X {
				t.Fatalf("a row has %d values instead of %d", len(values), photo.X)
			}
			for x, v := range values {
				if want := exact[y*photo.X+x]; math.Abs(float64(v)-want) > 1e-3 {
					t.Fatalf("at %d,%d: %g instead of %g", x, y, v, want)
				}
				if v2 := at(grid, FeatureSide, columns, rows, x, y); math.Abs(float64(v-v2)) > 1e-4 {
					t.Fatalf("at %d,%d: a single sample is %g, in a row %g", x, y, v2, v)
				}
			}
			seen++
		})
		if seen != photo.Y {
			t.Fatalf("%d rows instead of %d", seen, photo.Y)
		}
	})
}

func TestFrameRoundsAsResizeLongestSide(t *testing.T) {
	for _, c := range []struct{ photo, input image.Point }{
		{image.Pt(1024, 1024), image.Pt(1024, 1024)},
		{image.Pt(1600, 1200), image.Pt(1024, 768)},
		{image.Pt(1200, 1600), image.Pt(768, 1024)},
		{image.Pt(640, 427), image.Pt(1024, 683)},
		{image.Pt(1, 1), image.Pt(1024, 1024)},
		{image.Pt(20000, 3), image.Pt(1024, 1)},
	} {
		if got := NewFrame(c.photo).Input; got != c.input {
			t.Errorf("%v becomes %v instead of %v", c.photo, got, c.input)
		}
	}
}
