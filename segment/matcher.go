package segment

import (
	"context"
	"fmt"
	"math"

	ort "github.com/yalue/onnxruntime_go"
	"google.golang.org/protobuf/proto"

	"whereabouts/segment/internal/onnx"
)

// Matcher judges whether a taught object is in a photo at all, which the
// paper's methods cannot: they return a mask for every photo.
//
// It looks for every cell of the reference among the photo's cells, both
// whitened, and takes the mean of the best cosines. That tells textures, not
// individuals, and it is weak for objects that fill little of a photo.
type Matcher struct {
	session   *session
	whitening *whitening
}

// Descriptors are the whitened cells of a reference that a [Matcher] looks for,
// at most maxDescriptors of them.
type Descriptors struct {
	count  int64
	values []float32 // count rows of MatchDimensions values, each of length 1
}

const maxDescriptors = 64

// Logistic calibration of the mean cosine: the value at which a photo is as
// likely as not to show the object, and how fast belief grows around it.
const (
	matchMiddle = 0.57
	matchSpread = 0.03
)

// NewMatcher builds the comparison as a network of the runtime.
func NewMatcher(r *Runtime, o Options) (*Matcher, error) {
	w, err := shippedWhitening()
	if err != nil {
		return nil, err
	}
	model, err := proto.Marshal(matchGraph(w))
	if err != nil {
		return nil, fmt.Errorf("building the matcher: %w", err)
	}
	s, err := r.newSession(model, []string{"features", "reference", "padding"}, []string{"best"}, o)
	if err != nil {
		return nil, fmt.Errorf("building the matcher: %w", err)
	}
	return &Matcher{session: s, whitening: w}, nil
}

// matchGraph returns the graph of
//
//	best = max over cells of (reference · normalise(W·(features - mean)) + padding)
func matchGraph(w *whitening) *onnx.Model {
	offset := make([]float32, MatchDimensions)
	for i := range offset {
		for c, m := range w.mean {
			offset[i] -= w.components[i*FeatureChannels+c] * m
		}
	}
	return onnx.NewModel(&onnx.Graph{
		Name: proto.String("matcher"),
		Input: []*onnx.ValueInfo{
			onnx.NewValue("features", onnx.Tensor_FLOAT, FeatureChannels, featureCells),
			onnx.NewValue("reference", onnx.Tensor_FLOAT, -1, MatchDimensions),
			onnx.NewValue("padding", onnx.Tensor_FLOAT, 1, featureCells),
		},
		Output: []*onnx.ValueInfo{onnx.NewValue("best", onnx.Tensor_FLOAT, -1)},
		Initializer: []*onnx.Tensor{
			onnx.Floats("components", w.components, MatchDimensions, FeatureChannels),
			onnx.Floats("offset", offset, MatchDimensions, 1),
		},
		Node: []*onnx.Node{
			onnx.NewNode("MatMul", "projected", []string{"components", "features"}),
			onnx.NewNode("Add", "white", []string{"projected", "offset"}),
			onnx.NewNode("LpNormalization", "unit", []string{"white"}, onnx.Int("axis", 0), onnx.Int("p", 2)),
			onnx.NewNode("MatMul", "cosines", []string{"reference", "unit"}),
			onnx.NewNode("Add", "within", []string{"cosines", "padding"}),
			onnx.NewNode("ReduceMax", "best", []string{"within"}, onnx.Ints("axes", 1), onnx.Int("keepdims", 0)),
		},
	})
}

// Close frees the network. No call may be under way.
func (m *Matcher) Close() error { return m.session.close() }

// Describe returns what to look for: an even choice of the reference's cells.
func (m *Matcher) Describe(r Reference) (*Descriptors, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("describing a reference: %w", err)
	}
	cells := r.cells()
	count := min(len(cells), maxDescriptors)
	d := &Descriptors{count: int64(count)}
	for i := range count {
		cell := cells[i*(len(cells)-1)/max(1, count-1)]
		d.values = append(d.values, m.whitening.apply(r.Features, cell)...)
	}
	return d, nil
}

// Match returns how sure it is that the photo shows what d describes, in 0..1;
// 0.5 is as likely as not.
func (m *Matcher) Match(ctx context.Context, f *Features, d *Descriptors) (float64, error) {
	padding := make([]float32, featureCells)
	columns, rows := f.Cells()
	for i := range padding {
		if i%FeatureSide >= columns || i/FeatureSide >= rows {
			padding[i] = -2 // below any cosine
		}
	}
	best := make([]float32, d.count)
	var values tensors
	defer values.destroy()
	add(&values, f.Data, FeatureChannels, featureCells)
	add(&values, d.values, d.count, MatchDimensions)
	add(&values, padding, 1, featureCells)
	add(&values, best, d.count)
	if values.err != nil {
		return 0, fmt.Errorf("making the matcher's input: %w", values.err)
	}
	if err := m.session.run(ctx, values.values[:3], []ort.Value{values.values[3]}); err != nil {
		return 0, fmt.Errorf("matching a photo: %w", err)
	}
	var sum float64
	for _, v := range best {
		sum += float64(v)
	}
	return 1 / (1 + math.Exp(-(sum/float64(d.count)-matchMiddle)/matchSpread)), nil
}
