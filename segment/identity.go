package segment

import (
	"context"
	"errors"
	"fmt"
	"image"
	"sync"

	ort "github.com/yalue/onnxruntime_go"
	"google.golang.org/protobuf/proto"

	"whereabouts/segment/internal/onnx"
)

// IdentityCell is the side of a cell of an [IdentityMap], in pixels of the
// picture that the encoder sees.
const IdentityCell = 32

// IdentityEncoder turns a picture into features that tell one pet or thing from
// another, which SAM's features do not. It is small: a photo of 1344 pixels costs
// it less than half of what SAM's encoder takes.
type IdentityEncoder struct {
	network    network
	dimensions int
	inputs     sync.Pool // of *[]float32
}

// IdentityMap is what the identity encoder makes of a picture: a descriptor for
// each cell. It describes the cell and much of what is around it; the mean over
// a window's cells describes the window. Descriptors are not normalised.
type IdentityMap struct {
	Width, Height int       // in cells
	Dim           int       // values of a cell
	Data          []float32 // Data[(y*Width+x)*Dim+d]
}

// NewIdentityEncoder loads an identity encoder, whose features p reduces. The
// model's input is float32 [1,3,h,w], normalised as ImageNet's pictures are; its
// output has len(p.Mean) channels and a cell for every [IdentityCell] pixels. One
// that is not so is refused with [ErrModel], a device that cannot run it with
// [ErrDevice].
func NewIdentityEncoder(r *Runtime, model []byte, p Projection, o Options) (*IdentityEncoder, error) {
	extended, err := projectIdentity(model, p)
	if err != nil {
		return nil, fmt.Errorf("loading the identity encoder: %w", err)
	}
	o.anySize = true
	n, err := r.newNetwork(extended, []string{identityInput}, []string{identityOutput}, o)
	if err != nil {
		return nil, fmt.Errorf("loading the identity encoder: %w", err)
	}
	return &IdentityEncoder{network: n, dimensions: p.dimensions()}, nil
}

// Names of the extended graph's input and output.
const (
	identityInput  = "input"
	identityOutput = "cells"
)

// projectIdentity returns the serialised model with the projection after it.
func projectIdentity(serialised []byte, p Projection) ([]byte, error) {
	model := &onnx.Model{}
	if err := proto.Unmarshal(serialised, model); err != nil {
		return nil, fmt.Errorf("%w: it is no ONNX file: %w", ErrModel, err)
	}
	g := model.GetGraph()
	if len(g.GetInput()) != 1 || g.GetInput()[0].GetName() != identityInput || len(g.GetOutput()) != 1 {
		return nil, fmt.Errorf("%w: it is no identity encoder", ErrModel)
	}
	shape := g.GetOutput()[0].GetType().GetTensorType().GetShape().GetDim()
	if len(shape) != 4 || p.dimensions() == 0 || shape[1].GetDimValue() != int64(len(p.Mean)) {
		return nil, fmt.Errorf("%w: its features and the projection do not fit together", ErrModel)
	}
	p.appendTo(g, identityOutput)
	extended, err := proto.Marshal(model)
	if err != nil {
		return nil, fmt.Errorf("writing the extended identity encoder: %w", err)
	}
	return extended, nil
}

// Close frees the network. No call may be under way.
func (e *IdentityEncoder) Close() error { return e.network.close() }

// IdentitySize returns the size that [IdentityEncoder.Encode] brings a picture
// to: its longer side as near to side pixels, and the shorter one as near to the
// picture's proportions, as whole cells allow. Neither is less than a cell.
func IdentitySize(picture image.Point, side int) image.Point {
	cell := IdentityCell * max(picture.X, picture.Y)
	whole := func(pixels int) int {
		return IdentityCell * max(1, (pixels*side+cell/2)/cell)
	}
	return image.Pt(whole(picture.X), whole(picture.Y))
}

// Encode looks at an upright picture, a photo or a part of one, with its longer
// side brought to about side pixels; see [IdentitySize]. A picture that has the
// size already is not copied if it is an *image.NRGBA; it must be opaque.
func (e *IdentityEncoder) Encode(ctx context.Context, picture image.Image, side int) (IdentityMap, error) {
	if picture.Bounds().Empty() {
		return IdentityMap{}, errors.New("encoding a picture's identity: it has no pixels")
	}
	if err := ctx.Err(); err != nil {
		return IdentityMap{}, fmt.Errorf("encoding a picture's identity: %w", err)
	}
	size := IdentitySize(picture.Bounds().Size(), side)
	input := e.input(3 * size.X * size.Y)
	defer e.inputs.Put(input)
	normalise(*input, size, fit(picture, size))

	m := IdentityMap{Width: size.X / IdentityCell, Height: size.Y / IdentityCell, Dim: e.dimensions}
	m.Data = make([]float32, m.Width*m.Height*m.Dim)
	var values tensors
	defer values.destroy()
	add(&values, *input, 1, 3, int64(size.Y), int64(size.X))
	add(&values, m.Data, 1, int64(m.Height), int64(m.Width), int64(m.Dim))
	if values.err != nil {
		return IdentityMap{}, fmt.Errorf("making the identity encoder's input: %w", values.err)
	}
	if err := e.network.run(ctx, values.values[:1], []ort.Value{values.values[1]}); err != nil {
		return IdentityMap{}, fmt.Errorf("encoding a picture's identity: %w", err)
	}
	return m, nil
}

// input returns room for an input of n numbers.
func (e *IdentityEncoder) input(n int) *[]float32 {
	input, _ := e.inputs.Get().(*[]float32)
	if input == nil || cap(*input) < n {
		fresh := make([]float32, n)
		return &fresh
	}
	*input = (*input)[:n]
	return input
}
