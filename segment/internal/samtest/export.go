package samtest

import (
	"fmt"
	"math"

	"google.golang.org/protobuf/proto"

	"whereabouts/segment/internal/onnx"
)

// Export returns the decoder as the serialised graph of Segment Anything's
// export script: points, box corners and a mask as prompts; the best mask, its
// score and its enlargement as outputs.
func (d *Decoder) Export() ([]byte, error) {
	e := &exporter{weights: d.weights, graph: &onnx.Graph{Name: proto.String("decoder")}}
	e.build()
	out, err := proto.Marshal(onnx.NewModel(e.graph))
	if err != nil {
		return nil, fmt.Errorf("writing the test decoder: %w", err)
	}
	return out, nil
}

// exporter writes nodes. Its methods return the name of the value they make.
type exporter struct {
	weights map[string]tensor
	graph   *onnx.Graph
	count   int
	known   map[string]bool
}

func (e *exporter) node(op string, inputs []string, attributes ...*onnx.Attribute) string {
	e.count++
	name := fmt.Sprintf("/%s_%d", op, e.count)
	e.graph.Node = append(e.graph.Node, onnx.NewNode(op, name, inputs, attributes...))
	return name
}

func (e *exporter) weight(name string) string {
	t := e.weights[name]
	dims := make([]int64, len(t.dims))
	for i, n := range t.dims {
		dims[i] = int64(n)
	}
	return e.initial(name, onnx.Floats(name, t.data, dims...))
}

func (e *exporter) initial(name string, t *onnx.Tensor) string {
	if e.known == nil {
		e.known = make(map[string]bool)
	}
	if !e.known[name] {
		e.known[name] = true
		e.graph.Initializer = append(e.graph.Initializer, t)
	}
	return name
}

func (e *exporter) number(v float32) string {
	name := fmt.Sprintf("number %g", v)
	return e.initial(name, onnx.Floats(name, []float32{v}))
}

func (e *exporter) integers(v ...int64) string {
	name := fmt.Sprint("integers ", v)
	return e.initial(name, onnx.Int64s(name, v...))
}

func (e *exporter) build() {
	free := int64(-1)
	e.graph.Input = []*onnx.ValueInfo{
		onnx.NewValue("image_embeddings", onnx.Tensor_FLOAT, 1, Channels, Side, Side),
		onnx.NewValue("point_coords", onnx.Tensor_FLOAT, 1, free, 2),
		onnx.NewValue("point_labels", onnx.Tensor_FLOAT, 1, free),
		onnx.NewValue("mask_input", onnx.Tensor_FLOAT, 1, 1, 4*Side, 4*Side),
		onnx.NewValue("has_mask_input", onnx.Tensor_FLOAT, 1),
		onnx.NewValue("orig_im_size", onnx.Tensor_FLOAT, 2),
	}
	tokens := e.node("Concat", []string{e.weight("tokens"), e.points()}, onnx.Int("axis", 1))
	queries, keys := e.transformer(tokens, e.source())
	logits, scores := e.heads(queries, keys)
	e.choose(logits, scores)
	e.graph.Output = []*onnx.ValueInfo{
		onnx.NewValue("masks", onnx.Tensor_FLOAT, free, free, free, free),
		onnx.NewValue("iou_predictions", onnx.Tensor_FLOAT, free, 1),
		onnx.NewValue("low_res_masks", onnx.Tensor_FLOAT, free, 1, free, free),
	}
}

// points embeds the point prompts, [1,N,C].
func (e *exporter) points() string {
	at := e.node("Div", []string{e.node("Add", []string{"point_coords", e.number(0.5)}), e.number(image)})
	at = e.node("Sub", []string{e.node("Mul", []string{at, e.number(2)}), e.number(1)})
	at = e.node("Mul", []string{e.node("MatMul", []string{at, e.weight("gaussian")}), e.number(2 * math.Pi)})
	at = e.node("Concat", []string{e.node("Sin", []string{at}), e.node("Cos", []string{at})}, onnx.Int("axis", -1))
	labels := e.node("Unsqueeze", []string{"point_labels", e.integers(-1)})
	is := func(label float32) string {
		return e.node("Cast", []string{e.node("Equal", []string{labels, e.number(label)})}, onnx.Int("to", 1))
	}
	padding := is(-1)
	sum := e.node("Mul", []string{at, e.node("Sub", []string{e.number(1), padding})})
	sum = e.node("Add", []string{sum, e.node("Mul", []string{e.weight("point.none"), padding})})
	for i := range 4 {
		sum = e.node("Add", []string{sum, e.node("Mul", []string{e.weight(fmt.Sprint("point.", i)), is(float32(i))})})
	}
	return sum
}

// source is the image with the mask prompt, [1,C,H,W].
func (e *exporter) source() string {
	conv := func(in, name string, kernel int64) string {
		return e.node("Conv", []string{in, e.weight(name + ".weight"), e.weight(name + ".bias")},
			onnx.Ints("kernel_shape", kernel, kernel), onnx.Ints("strides", kernel, kernel))
	}
	mask := e.gelu(e.norm2d(conv("mask_input", "mask.0", 2), "mask.1"))
	mask = e.gelu(e.norm2d(conv(mask, "mask.3", 2), "mask.4"))
	mask = e.node("Mul", []string{"has_mask_input", conv(mask, "mask.6", 1)})
	none := e.node("Mul", []string{e.node("Sub", []string{e.number(1), "has_mask_input"}), e.weight("no_mask")})
	return e.node("Add", []string{"image_embeddings", e.node("Add", []string{mask, none})})
}

func (e *exporter) gelu(in string) string {
	erf := e.node("Erf", []string{e.node("Div", []string{in, e.number(math.Sqrt2)})})
	return e.node("Mul", []string{e.node("Mul", []string{in, e.node("Add", []string{erf, e.number(1)})}), e.number(0.5)})
}

// norm2d normalises over the channels of [1,C,H,W].
func (e *exporter) norm2d(in, name string) string {
	turned := e.node("Transpose", []string{in}, onnx.Ints("perm", 0, 2, 3, 1))
	return e.node("Transpose", []string{e.norm(turned, name)}, onnx.Ints("perm", 0, 3, 1, 2))
}

func (e *exporter) norm(in, name string) string {
	return e.node("LayerNormalization", []string{in, e.weight(name + ".weight"), e.weight(name + ".bias")}, onnx.Int("axis", -1))
}

func (e *exporter) linear(in, name string) string {
	return e.node("Add", []string{e.weight(name + ".bias"), e.node("MatMul", []string{in, e.weight(name + ".weight")})})
}

func (e *exporter) relu(in string) string { return e.node("Relu", []string{in}) }

// attention splits into heads with shapes read from the graph, as an export
// with a free number of points does.
func (e *exporter) attention(name, q, k, v string) string {
	inner := e.weights[name+".q.weight"].dims[1]
	split := func(in string, perm ...int64) string {
		length := e.node("Gather", []string{e.node("Shape", []string{in}), e.integers(1)})
		shape := e.node("Concat", []string{e.integers(1), length, e.integers(heads, int64(inner/heads))}, onnx.Int("axis", 0))
		return e.node("Transpose", []string{e.node("Reshape", []string{in, shape})}, onnx.Ints("perm", perm...))
	}
	query := split(e.linear(q, name+".q"), 0, 2, 1, 3)
	key := split(e.linear(k, name+".k"), 0, 2, 3, 1)
	value := split(e.linear(v, name+".v"), 0, 2, 1, 3)
	scores := e.node("Div", []string{e.node("MatMul", []string{query, key}), e.number(float32(math.Sqrt(float64(inner / heads))))})
	mixed := e.node("MatMul", []string{e.node("Softmax", []string{scores}, onnx.Int("axis", -1)), value})
	joined := e.node("Reshape", []string{
		e.node("Transpose", []string{mixed}, onnx.Ints("perm", 0, 2, 1, 3)),
		e.integers(1, -1, int64(inner)),
	})
	return e.linear(joined, name+".out")
}

func (e *exporter) transformer(tokens, source string) (queries, keys string) {
	flatten := func(in string) string {
		flat := e.node("Reshape", []string{in, e.integers(1, Channels, Side*Side)})
		return e.node("Transpose", []string{flat}, onnx.Ints("perm", 0, 2, 1))
	}
	positions := flatten(e.initial("positions", onnx.Floats("positions", densePositions(e.weights["gaussian"]), 1, Channels, Side, Side)))
	queries, keys = tokens, flatten(source)
	placed := e.node("Add", []string{keys, positions})
	asked := ""
	for b := range blocks {
		name := blockName(b)
		if b == 0 {
			queries = e.attention(name+"self", queries, queries, queries)
		} else {
			// asked, queries with positions, is shared with the block before.
			queries = e.node("Add", []string{queries, e.attention(name+"self", asked, asked, queries)})
		}
		queries = e.norm(queries, name+"norm1")
		asked = e.node("Add", []string{queries, tokens})
		queries = e.node("Add", []string{queries, e.attention(name+"t2i", asked, placed, keys)})
		queries = e.norm(queries, name+"norm2")
		queries = e.node("Add", []string{queries, e.linear(e.relu(e.linear(queries, name+"mlp1")), name+"mlp2")})
		queries = e.norm(queries, name+"norm3")
		asked = e.node("Add", []string{queries, tokens})
		keys = e.node("Add", []string{keys, e.attention(name+"i2t", placed, asked, queries)})
		keys = e.norm(keys, name+"norm4")
		placed = e.node("Add", []string{keys, positions})
	}
	queries = e.node("Add", []string{queries, e.attention("final", asked, placed, keys)})
	return e.norm(queries, "final.norm"), keys
}

// heads returns the logits of all masks, [1,M,4H,4W], and their scores, [1,M].
func (e *exporter) heads(queries, keys string) (logits, scores string) {
	token := func(i int) string {
		row := e.node("Gather", []string{queries, e.integers(int64(i))}, onnx.Int("axis", 1))
		return e.node("Reshape", []string{row, e.integers(1, Channels)})
	}
	mlp := func(in, name string) string {
		for i := range 3 {
			layer := fmt.Sprint(name, i)
			in = e.node("Gemm", []string{in, e.weight(layer + ".weight"), e.weight(layer + ".bias")})
			if i < 2 {
				in = e.relu(in)
			}
		}
		return in
	}
	grid := e.node("Reshape", []string{
		e.node("Transpose", []string{keys}, onnx.Ints("perm", 0, 2, 1)),
		e.integers(1, Channels, Side, Side),
	})
	enlarge := func(in, name string) string {
		return e.node("ConvTranspose", []string{in, e.weight(name + ".weight"), e.weight(name + ".bias")},
			onnx.Ints("kernel_shape", 2, 2), onnx.Ints("strides", 2, 2))
	}
	grid = e.gelu(e.norm2d(enlarge(grid, "up.0"), "up.1"))
	grid = e.gelu(enlarge(grid, "up.3"))
	var rows []string
	for m := range masks {
		rows = append(rows, e.node("Unsqueeze", []string{mlp(token(1+m), hyperName(m)), e.integers(1)}))
	}
	hyper := e.node("Concat", rows, onnx.Int("axis", 1))
	product := e.node("MatMul", []string{hyper, e.node("Reshape", []string{grid, e.integers(1, Channels/8, 16*Side*Side)})})
	return e.node("Reshape", []string{product, e.integers(1, masks, 4*Side, 4*Side)}), mlp(token(0), "iou.")
}

// choose picks the mask with the best score, as the export script's
// select_masks does, and enlarges it.
func (e *exporter) choose(logits, scores string) {
	best := e.node("ArgMax", []string{scores}, onnx.Int("axis", 1), onnx.Int("keepdims", 0))
	rename := func(value, name string) {
		e.graph.Node = append(e.graph.Node, onnx.NewNode("Unsqueeze", name, []string{value, e.integers(1)}))
	}
	flat := e.node("Reshape", []string{logits, e.integers(masks, 4*Side, 4*Side)})
	rename(e.node("Gather", []string{flat, best}, onnx.Int("axis", 0)), "low_res_masks")
	rename(e.node("Gather", []string{e.node("Flatten", []string{scores}, onnx.Int("axis", 0)), best}, onnx.Int("axis", 1)), "scores_2d")
	e.graph.Node = append(e.graph.Node,
		onnx.NewNode("Reshape", "iou_predictions", []string{"scores_2d", e.integers(-1, 1)}),
		onnx.NewNode("Identity", "masks", []string{"low_res_masks"}),
	)
}
