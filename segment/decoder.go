package segment

import (
	"context"
	"errors"
	"fmt"
	"os"

	ort "github.com/yalue/onnxruntime_go"

	"whereabouts/segment/internal/guided"
)

// Decoder turns features and a prompt into masks: Segment Anything's prompt
// encoder and mask decoder, with the guidances of PerSAM added to its graph.
type Decoder struct {
	session         *session
	channels, side  int64 // of the features
	noMask, noGuide []float32
	noTarget        []float32
}

// Guidance is what PerSAM adds to the decoder's attention; the zero value adds
// nothing. It holds for one call.
type Guidance struct {
	// Attention is added to the token-to-image attention of every block: one
	// value in 0..1 for each cell of the features, or nil.
	Attention []float32
	// Target is added to the tokens: one value for each channel, or nil.
	Target []float32
}

// Decoded is what the decoder gives for one prompt.
type Decoded struct {
	// Logits holds one grid of LogitSide by LogitSide for each of the four
	// masks: first the one for unambiguous prompts, then part, sub-part and
	// whole.
	Logits [][]float32
	// IoU is the predicted intersection over union of each mask with the
	// object that was meant. It may exceed 1.
	IoU []float32
}

// singleMask is the index of the mask for unambiguous prompts; the masks after
// it are the three scales.
const singleMask = 0

// best returns the index of the scale with the highest predicted IoU.
func (d *Decoded) best() int {
	best := singleMask + 1
	for i := best + 1; i < len(d.IoU); i++ {
		if d.IoU[i] > d.IoU[best] {
			best = i
		}
	}
	return best
}

// NewDecoder loads the mask decoder at path, an export of Segment Anything's
// own script, and rewrites its graph. One that cannot be rewritten is refused
// with [ErrModel] and the reason.
func NewDecoder(r *Runtime, path string, o Options) (*Decoder, error) {
	model, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the decoder: %w", err)
	}
	d, err := newDecoder(r, model, o)
	if err != nil {
		return nil, fmt.Errorf("loading the decoder %s: %w", path, err)
	}
	return d, nil
}

func newDecoder(r *Runtime, model []byte, o Options) (*Decoder, error) {
	rewritten, err := guided.Rewrite(model)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	inputs, _, err := ort.GetInputOutputInfoWithONNXData(rewritten)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	d := &Decoder{}
	for _, in := range inputs {
		if in.Name == guided.InputEmbedding {
			d.channels, d.side = in.Dimensions[1], in.Dimensions[2]
		}
	}
	d.noMask = make([]float32, 16*d.side*d.side)
	d.noGuide = make([]float32, d.side*d.side)
	d.noTarget = make([]float32, d.channels)
	d.session, err = r.newSession(rewritten,
		[]string{
			guided.InputEmbedding, guided.InputPoints, guided.InputLabels, guided.InputMask, guided.InputHasMask,
			guided.InputAttention, guided.InputTarget, guided.InputGuide,
		},
		[]string{guided.OutputMasks, guided.OutputScores}, o.onProcessor())
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Close frees the network. No call may be under way.
func (d *Decoder) Close() error { return d.session.close() }

// Decode returns the masks of the prompt in the photo of the features.
func (d *Decoder) Decode(ctx context.Context, f *Features, p Prompt, g Guidance) (*Decoded, error) {
	coordinates, labels := p.encode(f.Frame)
	decoded, err := d.run(ctx, f.Data, coordinates, labels, p.Mask, g)
	if err != nil {
		return nil, fmt.Errorf("decoding a prompt: %w", err)
	}
	return decoded, nil
}

// run feeds the graph. Coordinates are pairs of x and y in the encoder's input.
func (d *Decoder) run(ctx context.Context, embedding, coordinates, labels, mask []float32, g Guidance) (*Decoded, error) {
	hasMask := []float32{1}
	if mask == nil {
		mask, hasMask[0] = d.noMask, 0
	}
	guide := []bool{g.Attention != nil}
	if g.Attention == nil {
		g.Attention = d.noGuide
	}
	if g.Target == nil {
		g.Target = d.noTarget
	}
	points := int64(len(labels))
	var inputs tensors
	defer inputs.destroy()
	add(&inputs, embedding, 1, d.channels, d.side, d.side)
	add(&inputs, coordinates, 1, points, 2)
	add(&inputs, labels, 1, points)
	add(&inputs, mask, 1, 1, 4*d.side, 4*d.side)
	add(&inputs, hasMask, 1)
	add(&inputs, g.Attention, 1, 1, 1, d.side*d.side)
	add(&inputs, g.Target, 1, 1, d.channels)
	add(&inputs, guide, 1)
	if inputs.err != nil {
		return nil, fmt.Errorf("making the decoder's input: %w", inputs.err)
	}
	outputs := make([]ort.Value, 2)
	if err := d.session.run(ctx, inputs.values, outputs); err != nil {
		return nil, err
	}
	defer destroy(outputs...)
	masks, ok := outputs[0].(*ort.Tensor[float32])
	scores, ok2 := outputs[1].(*ort.Tensor[float32])
	if !ok || !ok2 {
		return nil, errors.New("the decoder's answer is not made of floats")
	}
	decoded := &Decoded{IoU: append([]float32(nil), scores.GetData()...)}
	all := append([]float32(nil), masks.GetData()...)
	grid := len(all) / len(decoded.IoU)
	for i := range decoded.IoU {
		decoded.Logits = append(decoded.Logits, all[i*grid:(i+1)*grid])
	}
	return decoded, nil
}

// tensors collects a run's inputs and the first error of making them.
type tensors struct {
	values []ort.Value
	err    error
}

func add[T ort.TensorData](t *tensors, data []T, shape ...int64) {
	if t.err != nil {
		return
	}
	tensor, err := ort.NewTensor(ort.NewShape(shape...), data)
	if err != nil {
		t.err = err
		return
	}
	t.values = append(t.values, tensor)
}

func (t *tensors) destroy() { destroy(t.values...) }
