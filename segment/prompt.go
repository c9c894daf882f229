package segment

import "image"

// Label says what a prompt's point means.
type Label float32

// Labels of Segment Anything's prompt encoder.
const (
	Exclude     Label = 0
	Include     Label = 1
	boxMin      Label = 2
	boxMax      Label = 3
	paddingMark Label = -1
)

// Point is a prompt's point at a photo's pixel.
type Point struct {
	At    image.Point
	Label Label
}

// Prompt tells the decoder what to segment. Its parts may be combined; at least
// one of them is needed.
type Prompt struct {
	Points []Point
	// Box surrounds the object; an empty one is no prompt.
	Box image.Rectangle
	// Mask is a grid of LogitSide by LogitSide logits, as the decoder gives
	// them, or nil.
	Mask []float32
}

// encode returns the prompt's coordinates in the encoder's input pixels with
// their labels. The corners of a box are its first and last pixel. A prompt
// without a box ends with a padding point, as in training.
func (p Prompt) encode(f Frame) (coordinates, labels []float32) {
	add := func(at image.Point, label Label) {
		x, y := f.toInput(float64(at.X), float64(at.Y))
		coordinates = append(coordinates, x, y)
		labels = append(labels, float32(label))
	}
	for _, point := range p.Points {
		add(point.At, point.Label)
	}
	if p.Box.Empty() {
		add(image.Point{}, paddingMark)
	} else {
		add(p.Box.Min, boxMin)
		add(p.Box.Max.Sub(image.Pt(1, 1)), boxMax)
	}
	return coordinates, labels
}
