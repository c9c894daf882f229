package lite0

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	"whereabouts/segment/internal/onnx"
)

// Names of the graph's input and output.
const (
	Input  = "input" // float32 [1,3,h,w]: RGB, normalised
	Output = "head"  // float32 [1,Head,h/Stride,w/Stride]
)

// Build returns the network with the given weights.
func Build(n Network, w Weights) (*onnx.Model, error) {
	b := &builder{graph: &onnx.Graph{
		Name:   proto.String("EfficientNet-Lite0"),
		Input:  []*onnx.ValueInfo{onnx.NewValue(Input, onnx.Tensor_FLOAT, 1, 3, -1, -1)},
		Output: []*onnx.ValueInfo{onnx.NewValue(Output, onnx.Tensor_FLOAT, 1, int64(n.Head), -1, -1)},
	}}
	b.initial(onnx.Floats("zero", []float32{0}), onnx.Floats("six", []float32{6}))
	blocks := n.blocks()
	for _, block := range blocks {
		for _, c := range block.layers {
			if err := b.weigh(c, w); err != nil {
				return nil, fmt.Errorf("building EfficientNet-Lite0: %w", err)
			}
		}
	}
	early := countEarly(blocks)
	value := b.strips(Input, blocks[:early])
	value = b.run("", value, blocks[early:])
	b.node("Identity", Output, []string{value})
	return onnx.NewModel(b.graph), nil
}

// builder adds to a graph. Its methods return the name of the value they make.
type builder struct {
	graph *onnx.Graph
}

func (b *builder) initial(tensors ...*onnx.Tensor) {
	b.graph.Initializer = append(b.graph.Initializer, tensors...)
}

func (b *builder) node(op, output string, inputs []string, attributes ...*onnx.Attribute) string {
	b.graph.Node = append(b.graph.Node, onnx.NewNode(op, output, inputs, attributes...))
	return output
}

// weigh adds the weights of a convolution, with its normalisation folded in: as
// float16 those of 1x1 kernels, which are 19 of 20. Rounding the few others too
// would more than double the error of the features.
func (b *builder) weigh(c convolution, w Weights) error {
	weight, bias, err := w.fold(c)
	if err != nil {
		return err
	}
	dims := []int64{int64(c.out), int64(c.in / c.groups), int64(c.kernel), int64(c.kernel)}
	b.initial(onnx.Floats(c.name+".bias", bias, int64(c.out)))
	if c.kernel > 1 {
		b.initial(onnx.Floats(c.name+".weight", weight, dims...))
		return nil
	}
	b.initial(onnx.Halves(c.name+".half", weight, dims...))
	b.node("Cast", c.name+".weight", []string{c.name + ".half"}, onnx.Int("to", int64(onnx.Tensor_FLOAT)))
	return nil
}

// run adds blocks after the value in. The values they make are named with the
// prefix.
func (b *builder) run(prefix, in string, blocks []block) string {
	for _, block := range blocks {
		value := in
		for _, c := range block.layers {
			value = b.convolve(prefix, value, c)
		}
		if block.skip {
			value = b.node("Add", value+".added", []string{value, in})
		}
		in = value
	}
	return in
}

func (b *builder) convolve(prefix, in string, c convolution) string {
	name := prefix + c.name
	kernel, stride := int64(c.kernel), int64(c.stride)
	before, after := c.padding()
	value := b.node("Conv", name, []string{in, c.name + ".weight", c.name + ".bias"},
		onnx.Ints("kernel_shape", kernel, kernel),
		onnx.Ints("strides", stride, stride),
		onnx.Ints("pads", int64(before), int64(before), int64(after), int64(after)),
		onnx.Int("group", int64(c.groups)),
	)
	if c.clipped {
		value = b.node("Clip", name+".clipped", []string{value, "zero", "six"})
	}
	return value
}
