package segment

import (
	"fmt"
	"math"
)

// Reference is one photo in which the object is marked.
type Reference struct {
	Features *Features
	Mask     *Mask
}

// check refuses a mask that marks nothing or is not of its photo's size.
func (r Reference) check() error {
	if r.Mask.Size != r.Features.Frame.Photo {
		return fmt.Errorf("%w: the mask has %d×%d pixels, the photo %d×%d", ErrMaskSize,
			r.Mask.Size.X, r.Mask.Size.Y, r.Features.Frame.Photo.X, r.Features.Frame.Photo.Y)
	}
	if r.Mask.Box().Empty() {
		return ErrEmptyMask
	}
	return nil
}

// cells returns the cells of the features that show the object.
//
// The paper's code sends the mask through the encoder's own preparation, its
// normalisation included, resizes the result to the grid bilinearly, without
// antialiasing, and takes what is above zero. Of an object too small for that
// the most covered cell is taken, so there is always one.
func (r Reference) cells() []int {
	frame := r.Features.Frame
	resized := fit(r.Mask.Gray(), frame.Input)
	const cell = InputSide / FeatureSide
	value := func(x, y int) float32 {
		if x >= frame.Input.X || y >= frame.Input.Y {
			return 0
		}
		return (float32(resized.Pix[y*resized.Stride+4*x]) - pixelMean[0]) / pixelStd[0]
	}
	var cells []int
	for y := range FeatureSide {
		for x := range FeatureSide {
			// Bilinear reduction by 16 reads the four pixels around a cell's middle.
			l, t := x*cell+cell/2-1, y*cell+cell/2-1
			if value(l, t)+value(l+1, t)+value(l, t+1)+value(l+1, t+1) > 0 {
				cells = append(cells, y*FeatureSide+x)
			}
		}
	}
	if cells == nil {
		cells = []int{mostCovered(resized.Pix, resized.Stride, frame)}
	}
	return cells
}

// mostCovered returns the cell that contains the most of a resized mask.
func mostCovered(pix []uint8, stride int, frame Frame) int {
	const cell = InputSide / FeatureSide
	var covered [featureCells]int
	best := 0
	for y := range frame.Input.Y {
		for x := range frame.Input.X {
			i := y/cell*FeatureSide + x/cell
			covered[i] += int(pix[y*stride+4*x])
			if covered[i] > covered[best] {
				best = i
			}
		}
	}
	return best
}

// meanEmbedding returns the mean of the cells' features: PerSAM's target
// embedding T_R (paper, equation 2).
func meanEmbedding(f *Features, cells []int) []float32 {
	target := make([]float32, FeatureChannels)
	for c := range target {
		channel := f.channel(c)
		var sum float64
		for _, i := range cells {
			sum += float64(channel[i])
		}
		target[c] = float32(sum / float64(len(cells)))
	}
	return target
}

// meanMaxEmbedding returns the mean of the cells' mean and their maximum:
// PerSAM-F's target embedding in the paper's code.
func meanMaxEmbedding(f *Features, cells []int) []float32 {
	target := meanEmbedding(f, cells)
	for c := range target {
		channel := f.channel(c)
		largest := float32(math.Inf(-1))
		for _, i := range cells {
			largest = max(largest, channel[i])
		}
		target[c] = (target[c] + largest) / 2
	}
	return target
}
