package segment

import "image"

// Sizes of Segment Anything's grids, the same for every encoder of the family.
const (
	// InputSide is the longer side of the picture that the encoder sees, and
	// the side of the square it is padded to, in pixels.
	InputSide = 1024
	// FeatureSide is the side of the encoder's grid of features, in cells.
	FeatureSide = 64
	// FeatureChannels is the number of values in a cell.
	FeatureChannels = 256
	// LogitSide is the side of the decoder's grid of logits, in cells.
	LogitSide = 256
)

const featureCells = FeatureSide * FeatureSide

// Frame ties a photo to the encoder's input: the photo is resized so that its
// longer side is [InputSide] and padded on the right and below.
type Frame struct {
	Photo image.Point // size of the upright photo, in pixels
	Input image.Point // size of the resized photo within the encoder's input, in pixels
}

// NewFrame returns the frame of an upright photo of the given size, with the
// rounding of Segment Anything's ResizeLongestSide.
func NewFrame(photo image.Point) Frame {
	longer := float64(max(photo.X, photo.Y))
	resized := func(side int) int {
		return max(1, int(float64(side)*InputSide/longer+0.5))
	}
	return Frame{Photo: photo, Input: image.Pt(resized(photo.X), resized(photo.Y))}
}

// toInput translates photo pixels to the encoder's input pixels.
func (f Frame) toInput(x, y float64) (float32, float32) {
	return float32(x * (float64(f.Input.X) / float64(f.Photo.X))),
		float32(y * (float64(f.Input.Y) / float64(f.Photo.Y)))
}

// upsampling returns how a square grid that covers the encoder's padded input
// is brought to the photo's pixels, for columns and for rows: to the input's
// side, cropped to the resized photo, to the photo. It is what Segment
// Anything's postprocess_masks does to logits.
func (f Frame) upsampling(side int) (columns, rows axis) {
	square := bilinear(side, InputSide)
	return square.then(bilinear(f.Input.X, f.Photo.X)), square.then(bilinear(f.Input.Y, f.Photo.Y))
}

// similarityUpsampling is upsampling for the grid of features, which the
// paper's code first enlarges to the grid of logits.
func (f Frame) similarityUpsampling() (columns, rows axis) {
	columns, rows = f.upsampling(LogitSide)
	grid := bilinear(FeatureSide, LogitSide)
	return grid.then(columns), grid.then(rows)
}

// Mask returns the photo's pixels where the decoder's logits, a grid of
// [LogitSide] by [LogitSide], are above zero.
func (f Frame) Mask(logits []float32) *Mask {
	m := NewMask(f.Photo)
	columns, rows := f.upsampling(LogitSide)
	resample(logits, LogitSide, columns, rows, func(y int, values []float32) {
		line := m.Pix[y*m.Size.X : (y+1)*m.Size.X]
		for x, v := range values {
			if v > 0 {
				line[x] = Object
			}
		}
	})
	return m
}
