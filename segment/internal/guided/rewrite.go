package guided

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	"whereabouts/segment/internal/onnx"
)

// Names of the inputs and outputs of a rewritten decoder, beside the inputs
// that the export already has.
const (
	InputAttention = "attn_sim"         // float32 [1,1,1,H*W]: S, standardised and squashed
	InputTarget    = "target_embedding" // float32 [1,1,C]: zeros leave the prompts as they are
	InputGuide     = "use_guidance"     // bool [1]: whether InputAttention is used
	OutputMasks    = "all_masks"        // float32 [1,M,4H,4W]: logits of every mask token
	OutputScores   = "all_scores"       // float32 [1,M]: predicted IoU of every mask
)

// Inputs of the export that a rewritten decoder keeps.
const (
	InputEmbedding = "image_embeddings" // float32 [1,C,H,W]
	InputPoints    = "point_coords"     // float32 [1,N,2]: x, y in the encoder's input pixels
	InputLabels    = "point_labels"     // float32 [1,N]
	InputMask      = "mask_input"       // float32 [1,1,4H,4W]
	InputHasMask   = "has_mask_input"   // float32 [1]
)

const (
	outputBestMask  = "low_res_masks"
	outputBestScore = "iou_predictions"
)

// ErrStructure is returned for a graph that is not a SAM mask decoder as
// exported with multiple masks and point, box and mask prompts.
var ErrStructure = errors.New("not a SAM mask decoder")

// Rewrite returns the serialised model with the guidances added. The original
// outputs, and what only they needed, are removed.
func Rewrite(serialised []byte) ([]byte, error) {
	model := &onnx.Model{}
	if err := proto.Unmarshal(serialised, model); err != nil {
		return nil, fmt.Errorf("%w: it is no ONNX file: %w", ErrStructure, err)
	}
	if err := rewrite(model.GetGraph()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStructure, err)
	}
	out, err := proto.Marshal(model)
	if err != nil {
		return nil, fmt.Errorf("writing the rewritten decoder: %w", err)
	}
	return out, nil
}

func rewrite(g *onnx.Graph) error {
	if err := wellFormed(g); err != nil {
		return err
	}
	dims, err := inputShape(g, InputEmbedding)
	if err != nil {
		return err
	}
	for _, name := range []string{InputPoints, InputLabels, InputMask, InputHasMask} {
		if _, err := inputShape(g, name); err != nil {
			return err
		}
	}
	index := onnx.NewIndex(g)
	transformer, err := findTransformer(g, index)
	if err != nil {
		return err
	}
	masks, scores, err := findHeads(index)
	if err != nil {
		return err
	}

	e := &editor{graph: g, index: index, after: make(map[*onnx.Node][]*onnx.Node)}
	e.guideAttention(transformer)
	e.promptWithTarget(transformer)
	e.export(masks, OutputMasks)
	e.export(scores, OutputScores)
	e.insert()

	channels, height, width := dims[1], dims[2], dims[3]
	g.Input = append(g.Input,
		onnx.NewValue(InputAttention, onnx.Tensor_FLOAT, 1, 1, 1, height*width),
		onnx.NewValue(InputTarget, onnx.Tensor_FLOAT, 1, 1, channels),
		onnx.NewValue(InputGuide, onnx.Tensor_BOOL, 1),
	)
	g.Output = []*onnx.ValueInfo{
		onnx.NewValue(OutputMasks, onnx.Tensor_FLOAT, 1, -1, 4*height, 4*width),
		onnx.NewValue(OutputScores, onnx.Tensor_FLOAT, 1, -1),
	}
	g.ValueInfo = nil
	onnx.Prune(g)
	return nil
}

// arity is the number of inputs that the operators of the matched structure
// have at least.
var arity = map[string]int{
	"MatMul": 2, "Gemm": 2, "Reshape": 2, "Add": 2, "Mul": 2, "Div": 2,
	"Softmax": 1, "Transpose": 1, "Unsqueeze": 1, "Squeeze": 1, "Gather": 1, "Flatten": 1, "Slice": 1, "Identity": 1,
}

// wellFormed checks what the matching takes for granted: nodes have their
// inputs and outputs, and come after what they read, as ONNX demands.
func wellFormed(g *onnx.Graph) error {
	known := map[string]bool{"": true}
	for _, in := range g.GetInput() {
		known[in.GetName()] = true
	}
	for _, t := range g.GetInitializer() {
		known[t.GetName()] = true
	}
	for _, n := range g.GetNode() {
		if len(n.GetOutput()) == 0 || len(n.GetInput()) < arity[n.GetOpType()] {
			return fmt.Errorf("its node %q lacks inputs or outputs", n.GetName())
		}
		for _, in := range n.GetInput() {
			if !known[in] {
				return fmt.Errorf("its node %q reads %q before it is made", n.GetName(), in)
			}
		}
		for _, out := range n.GetOutput() {
			if out != "" && known[out] {
				return fmt.Errorf("its value %q is made twice", out)
			}
			known[out] = true
		}
	}
	return nil
}

// inputShape returns the dimensions of a graph input, -1 where one is free.
func inputShape(g *onnx.Graph, name string) ([]int64, error) {
	for _, in := range g.GetInput() {
		if in.GetName() != name {
			continue
		}
		var dims []int64
		for _, d := range in.GetType().GetTensorType().GetShape().GetDim() {
			if d.DimValue == nil {
				dims = append(dims, -1)
				continue
			}
			dims = append(dims, d.GetDimValue())
		}
		if name == InputEmbedding && (len(dims) != 4 || dims[1] < 1 || dims[2] < 1 || dims[3] < 1) {
			return nil, fmt.Errorf("its input %q has the shape %v, not [1,C,H,W]", name, dims)
		}
		return dims, nil
	}
	return nil, fmt.Errorf("it has no input %q", name)
}

// editor adds nodes to a graph. Nodes wait in after, by the node that they
// follow, until insert puts them in their topological place.
type editor struct {
	graph *onnx.Graph
	index *onnx.Index
	after map[*onnx.Node][]*onnx.Node
}

// guideAttention adds S to the softmax of each block's token-to-image attention
// and normalises again. The final attention is left alone, as in the paper's
// code.
func (e *editor) guideAttention(t *transformer) {
	for _, block := range t.blocks {
		softmax := block.tokenToImage.softmax
		plain := softmax.GetOutput()[0]
		name := "guided" + plain
		e.replace(plain, name, e.index.Consumers(plain)...)
		e.after[softmax] = append(e.after[softmax],
			onnx.NewNode("Add", name+"/sum", []string{plain, InputAttention}),
			onnx.NewNode("Softmax", name+"/softmax", []string{name + "/sum"}, onnx.Int("axis", -1)),
			onnx.NewNode("Where", name, []string{InputGuide, name + "/softmax", plain}),
		)
	}
}

// promptWithTarget adds the target embedding where the paper's code does: its
// first addition is in place, so the tokens carry it as queries and as
// positional term; block 2 and later get it again, and so does the final query.
func (e *editor) promptWithTarget(t *transformer) {
	e.addTarget(t.tokens, e.index.Consumers(t.tokens)...)
	for _, block := range t.blocks[1:] {
		self := block.self
		e.addTarget(self.value.GetInput()[0], self.value, block.residual)
		e.addTarget(self.query.GetInput()[0], self.query, self.key)
	}
	e.addTarget(t.final.query.GetInput()[0], t.final.query)
}

// addTarget makes users read value plus the target embedding.
func (e *editor) addTarget(value string, users ...*onnx.Node) {
	name := "guided" + value
	for _, n := range e.after[e.index.Producer(value)] {
		if n.GetOutput()[0] == name {
			e.replace(value, name, users...)
			return
		}
	}
	e.replace(value, name, users...)
	producer := e.index.Producer(value)
	e.after[producer] = append(e.after[producer], onnx.NewNode("Add", name, []string{value, InputTarget}))
}

// export gives value a name of its own as an output.
func (e *editor) export(value, name string) {
	producer := e.index.Producer(value)
	e.after[producer] = append(e.after[producer], onnx.NewNode("Identity", name, []string{value}))
}

func (e *editor) replace(value, by string, users ...*onnx.Node) {
	for _, n := range users {
		if n.GetOpType() == "Shape" {
			continue
		}
		for i, in := range n.GetInput() {
			if in == value {
				n.Input[i] = by
			}
		}
	}
}

func (e *editor) insert() {
	nodes := make([]*onnx.Node, 0, len(e.graph.GetNode())+16)
	for _, n := range e.graph.GetNode() {
		nodes = append(nodes, n)
		nodes = append(nodes, e.after[n]...)
	}
	e.graph.Node = nodes
}
