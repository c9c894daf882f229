package segment

import (
	"context"
	"fmt"
	"image"
	"os"
	"sync"

	ort "github.com/yalue/onnxruntime_go"

	"whereabouts/segment/resize"
)

// Encoder turns an upright photo into features.
type Encoder interface {
	// Encode returns the features of a photo. The picture may be the photo
	// itself or already reduced to NewFrame(photo).Input; photo is the size of
	// the upright photo either way.
	Encode(ctx context.Context, picture image.Image, photo image.Point) (*Features, error)
}

// SAMEncoder is an image encoder of the Segment Anything family: its input is
// float32 [1,3,1024,1024], normalised and padded with zeros, its output
// [1,256,64,64].
type SAMEncoder struct {
	network network
	inputs  sync.Pool // of *[]float32, each a whole input
}

// Means and standard deviations of ImageNet's pictures, with which both encoders
// were trained, for red, green and blue, on the scale 0..255.
var (
	pixelMean = [3]float32{123.675, 116.28, 103.53}
	pixelStd  = [3]float32{58.395, 57.12, 57.375}
)

// NewEncoder loads the image encoder at path. A file that is no such encoder is
// refused with [ErrModel], a device that cannot run it with [ErrDevice].
func NewEncoder(r *Runtime, path string, o Options) (*SAMEncoder, error) {
	model, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the encoder: %w", err)
	}
	in, out, err := ort.GetInputOutputInfoWithONNXData(model)
	if err != nil {
		return nil, fmt.Errorf("loading the encoder %s: %w: %w", path, ErrModel, err)
	}
	if len(in) != 1 || len(out) < 1 || len(in[0].Dimensions) != 4 || in[0].Dimensions[2] != InputSide ||
		len(out[0].Dimensions) != 4 || out[0].Dimensions[1] != FeatureChannels || out[0].Dimensions[2] != FeatureSide {
		return nil, fmt.Errorf("loading the encoder %s: %w: it is not an image encoder of the Segment Anything family", path, ErrModel)
	}
	n, err := r.newNetwork(model, []string{in[0].Name}, []string{out[0].Name}, o)
	if err != nil {
		return nil, fmt.Errorf("loading the encoder %s: %w", path, err)
	}
	return &SAMEncoder{network: n}, nil
}

// Close frees the network. No call may be under way.
func (e *SAMEncoder) Close() error { return e.network.close() }

// Encode implements [Encoder].
func (e *SAMEncoder) Encode(ctx context.Context, picture image.Image, photo image.Point) (*Features, error) {
	frame := NewFrame(photo)
	input, _ := e.inputs.Get().(*[]float32)
	if input == nil {
		fresh := make([]float32, 3*InputSide*InputSide)
		input = &fresh
	}
	defer e.inputs.Put(input)
	normalise(*input, image.Pt(InputSide, InputSide), fit(picture, frame.Input))

	in, err := ort.NewTensor(ort.NewShape(1, 3, InputSide, InputSide), *input)
	if err != nil {
		return nil, fmt.Errorf("making the encoder's input: %w", err)
	}
	defer destroy(in)
	f := &Features{Frame: frame, Data: make([]float32, FeatureChannels*featureCells)}
	out, err := ort.NewTensor(ort.NewShape(1, FeatureChannels, FeatureSide, FeatureSide), f.Data)
	if err != nil {
		return nil, fmt.Errorf("making the encoder's output: %w", err)
	}
	defer destroy(out)
	if err := e.network.run(ctx, []ort.Value{in}, []ort.Value{out}); err != nil {
		return nil, fmt.Errorf("encoding a photo: %w", err)
	}
	return f, nil
}

// normalise fills input, planes of red, green and blue of the given size, with
// picture scaled as the encoders were trained, and with zeros right of it and
// below.
func normalise(input []float32, size image.Point, picture *image.NRGBA) {
	var scaled [3][256]float32
	for c := range scaled {
		for v := range scaled[c] {
			scaled[c][v] = (float32(v) - pixelMean[c]) / pixelStd[c]
		}
	}
	plane := size.X * size.Y
	if picture.Rect.Size() != size {
		clear(input)
	}
	for y := range picture.Rect.Dy() {
		line := picture.Pix[y*picture.Stride:]
		at := y * size.X
		for x := range picture.Rect.Dx() {
			input[at+x] = scaled[0][line[4*x]]
			input[plane+at+x] = scaled[1][line[4*x+1]]
			input[2*plane+at+x] = scaled[2][line[4*x+2]]
		}
	}
}

// fit brings picture to the given size, with white where it is transparent,
// unless it has the size already.
func fit(picture image.Image, size image.Point) *image.NRGBA {
	if n, ok := picture.(*image.NRGBA); ok && n.Rect.Size() == size {
		return n
	}
	return resize.Bilinear(picture, size)
}
