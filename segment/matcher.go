package segment

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	ort "github.com/yalue/onnxruntime_go"
	"google.golang.org/protobuf/proto"

	"whereabouts/segment/internal/onnx"
)

// Matcher compares the cells of a photo's features with those of references,
// both whitened. It tells where in a photo, and how far, a texture goes; which
// individual it belongs to is told better by the identity encoder.
type Matcher struct {
	session   *session
	whitening Whitening
}

// Template is what a [Matcher] looks for: whitened cells of the references' views
// of the object, at most templateCells a view, and of what is around it.
type Template struct {
	views      []span // rows of each view's object
	background span
	values     []float32 // rows of MatchDimensions values, each of length 1
}

type span struct{ from, to int }

const templateCells = 64

// NewMatcher builds the comparison, of cells whitened by w, as a network of the
// runtime.
func NewMatcher(r *Runtime, w Whitening, o Options) (*Matcher, error) {
	if !w.whole() {
		return nil, fmt.Errorf("building the matcher: the whitening has %d and %d values", len(w.Mean), len(w.Components))
	}
	model, err := proto.Marshal(matchGraph(w))
	if err != nil {
		return nil, fmt.Errorf("building the matcher: %w", err)
	}
	s, err := r.newSession(model, []string{"features", "template"}, []string{"cosines"}, o.onProcessor())
	if err != nil {
		return nil, fmt.Errorf("building the matcher: %w", err)
	}
	return &Matcher{session: s, whitening: w}, nil
}

// matchGraph returns the graph of
//
//	cosines = template · normalise(W·(features - mean))
func matchGraph(w Whitening) *onnx.Model {
	offset := make([]float32, MatchDimensions)
	for i := range offset {
		for c, m := range w.Mean {
			offset[i] -= w.Components[i*FeatureChannels+c] * m
		}
	}
	return onnx.NewModel(&onnx.Graph{
		Name: proto.String("matcher"),
		Input: []*onnx.ValueInfo{
			onnx.NewValue("features", onnx.Tensor_FLOAT, FeatureChannels, featureCells),
			onnx.NewValue("template", onnx.Tensor_FLOAT, -1, MatchDimensions),
		},
		Output: []*onnx.ValueInfo{onnx.NewValue("cosines", onnx.Tensor_FLOAT, -1, featureCells)},
		Initializer: []*onnx.Tensor{
			onnx.Floats("components", w.Components, MatchDimensions, FeatureChannels),
			onnx.Floats("offset", offset, MatchDimensions, 1),
		},
		Node: []*onnx.Node{
			onnx.NewNode("MatMul", "projected", []string{"components", "features"}),
			onnx.NewNode("Add", "white", []string{"projected", "offset"}),
			onnx.NewNode("LpNormalization", "unit", []string{"white"}, onnx.Int("axis", 0), onnx.Int("p", 2)),
			onnx.NewNode("MatMul", "cosines", []string{"template", "unit"}),
		},
	})
}

// Close frees the network. No call may be under way.
func (m *Matcher) Close() error { return m.session.close() }

// Template makes a template of views of the object, which are references of their
// own: the photo, or a part of it that was looked at closely.
func (m *Matcher) Template(views []Reference) (*Template, error) {
	t := &Template{}
	var around []float32
	for _, r := range views {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("describing a reference: %w", err)
		}
		cells := r.cells()
		from := len(t.values) / MatchDimensions
		t.values = m.appendWhitened(t.values, r.Features, cells)
		t.views = append(t.views, span{from, len(t.values) / MatchDimensions})
		around = m.appendWhitened(around, r.Features, r.around(cells))
	}
	t.background.from = len(t.values) / MatchDimensions
	t.values = append(t.values, around...)
	t.background.to = len(t.values) / MatchDimensions
	return t, nil
}

// appendWhitened appends an even choice of at most templateCells cells.
func (m *Matcher) appendWhitened(values []float32, f *Features, cells []int) []float32 {
	count := min(len(cells), templateCells)
	for i := range count {
		cell := cells[i*(len(cells)-1)/max(1, count-1)]
		values = append(values, m.whitening.apply(f, cell)...)
	}
	return values
}

// around returns the photo's cells that neither are in cells nor touch them.
func (r Reference) around(cells []int) []int {
	var near [featureCells]bool
	for _, i := range cells {
		x, y := i%FeatureSide, i/FeatureSide
		for ny := max(0, y-1); ny <= min(FeatureSide-1, y+1); ny++ {
			for nx := max(0, x-1); nx <= min(FeatureSide-1, x+1); nx++ {
				near[ny*FeatureSide+nx] = true
			}
		}
	}
	var free []int
	columns, rows := r.Features.Cells()
	for y := range rows {
		for x := range columns {
			if i := y*FeatureSide + x; !near[i] {
				free = append(free, i)
			}
		}
	}
	return free
}

// matching is how a photo's cells compare with a template.
type matching struct {
	template *Template
	cosines  []float32 // a row of featureCells for each of the template's rows
	object   []float32 // the best of each cell with the object's rows, in any view
	around   []float32 // the best with the background's rows; 0 without any
}

// match compares the cells of a photo.
func (m *Matcher) match(ctx context.Context, f *Features, t *Template) (*matching, error) {
	rows := len(t.values) / MatchDimensions
	r := &matching{template: t, cosines: make([]float32, rows*featureCells)}
	var values tensors
	defer values.destroy()
	add(&values, f.Data, FeatureChannels, featureCells)
	add(&values, t.values, int64(rows), MatchDimensions)
	add(&values, r.cosines, int64(rows), featureCells)
	if values.err != nil {
		return nil, fmt.Errorf("making the matcher's input: %w", values.err)
	}
	if err := m.session.run(ctx, values.values[:2], []ort.Value{values.values[2]}); err != nil {
		return nil, fmt.Errorf("matching a photo: %w", err)
	}
	r.object = r.best(span{0, t.background.from})
	r.around = r.best(t.background)
	return r, nil
}

// best returns each cell's highest cosine with the rows of s.
func (r *matching) best(s span) []float32 {
	out := make([]float32, featureCells)
	if s.from == s.to {
		return out
	}
	copy(out, r.row(s.from))
	for i := s.from + 1; i < s.to; i++ {
		for c, v := range r.row(i) {
			out[c] = max(out[c], v)
		}
	}
	return out
}

func (r *matching) row(i int) []float32 { return r.cosines[i*featureCells : (i+1)*featureCells] }

// coverage returns how well cells account for the object: the mean, over the
// cells of the view that fits best, of the best cosine among cells.
func (r *matching) coverage(cells []int) float64 {
	highest := -1.0
	for _, view := range r.template.views {
		var sum float64
		for i := view.from; i < view.to; i++ {
			row := r.row(i)
			best := float32(-1)
			for _, c := range cells {
				best = max(best, row[c])
			}
			sum += float64(best)
		}
		highest = max(highest, sum/float64(view.to-view.from))
	}
	return highest
}

// explained returns how well the object accounts for cells: the mean of their
// best cosines with it.
func (r *matching) explained(cells []int) float64 {
	var sum float64
	for _, c := range cells {
		sum += float64(r.object[c])
	}
	return sum / float64(max(1, len(cells)))
}

// peak returns the cell among candidates that looks most like the object and
// least like what was around it.
func (r *matching) peak(candidates []int) int {
	worth := func(cell int) float32 { return r.object[cell] - r.around[cell]/2 }
	return slices.MaxFunc(candidates, func(a, b int) int { return cmp.Compare(worth(a), worth(b)) })
}
