package guided

import (
	"errors"
	"fmt"
	"slices"

	"whereabouts/segment/internal/onnx"
)

// attention is one multi-head attention: softmax(QK/sqrt d)V.
type attention struct {
	softmax           *onnx.Node
	query, key, value *onnx.Node // the input projections: MatMul or Gemm with constant weights
}

// block is one TwoWayAttentionBlock of SAM's mask decoder.
type block struct {
	self, tokenToImage, imageToToken attention
	residual                         *onnx.Node // queries + self-attention; nil in the first block, which has none
}

// transformer is SAM's two-way transformer.
type transformer struct {
	tokens string // output tokens and prompt tokens, [1,N,C]
	blocks []block
	final  attention
}

// findTransformer matches the two-way transformer: per block an attention among
// tokens, one from tokens to the image and one back, then a final one from
// tokens to the image.
func findTransformer(g *onnx.Graph, index *onnx.Index) (*transformer, error) {
	var found []attention
	for _, n := range g.GetNode() {
		switch n.GetOpType() {
		case "If", "Loop", "Scan":
			return nil, fmt.Errorf("it has control flow (%s), which an export with fixed shapes does not", n.GetOpType())
		case "Softmax":
			a, err := findAttention(index, n)
			if err != nil {
				return nil, err
			}
			found = append(found, a)
		}
	}
	if len(found) < 4 || len(found)%3 != 1 {
		return nil, fmt.Errorf("it has %d attentions, not three for each block and a final one", len(found))
	}

	t := &transformer{tokens: found[0].query.GetInput()[0], final: found[len(found)-1]}
	if found[0].key.GetInput()[0] != t.tokens || found[0].value.GetInput()[0] != t.tokens {
		return nil, errors.New("its first attention is not among the tokens")
	}
	if index.Producer(t.tokens) == nil {
		return nil, errors.New("its tokens come from nowhere")
	}
	for i := 0; i+3 < len(found); i += 3 {
		b := block{self: found[i], tokenToImage: found[i+1], imageToToken: found[i+2]}
		if i > 0 {
			previous := t.blocks[len(t.blocks)-1].imageToToken.value.GetInput()[0]
			residual, err := t.matchSelf(index, b.self, previous)
			if err != nil {
				return nil, fmt.Errorf("block %d: %w", i/3+1, err)
			}
			b.residual = residual
		}
		if err := t.matchCross(index, b); err != nil {
			return nil, fmt.Errorf("block %d: %w", i/3+1, err)
		}
		t.blocks = append(t.blocks, b)
	}
	if !adds(index, t.final.query.GetInput()[0], t.tokens) {
		return nil, errors.New("the query of its final attention does not contain the tokens")
	}
	return t, nil
}

// matchSelf checks that self is the attention of queries + tokens among
// themselves, with queries as values, and returns the addition that follows it.
func (t *transformer) matchSelf(index *onnx.Index, self attention, queries string) (*onnx.Node, error) {
	switch {
	case self.value.GetInput()[0] != queries:
		return nil, errors.New("its values are not the queries of the block before")
	case self.query.GetInput()[0] != self.key.GetInput()[0]:
		return nil, errors.New("its self-attention has different queries and keys")
	case !adds(index, self.query.GetInput()[0], t.tokens):
		return nil, errors.New("its self-attention does not contain the tokens")
	}
	var residual []*onnx.Node
	for _, n := range index.Consumers(queries) {
		if n.GetOpType() == "Add" && !slices.Contains(n.GetInput(), t.tokens) {
			residual = append(residual, n)
		}
	}
	if len(residual) != 1 {
		return nil, fmt.Errorf("%d additions follow its queries, not one", len(residual))
	}
	return residual[0], nil
}

// matchCross checks the direction of a block's two cross-attentions.
func (t *transformer) matchCross(index *onnx.Index, b block) error {
	switch {
	case !adds(index, b.tokenToImage.query.GetInput()[0], t.tokens):
		return errors.New("its second attention is not from tokens to the image")
	case !adds(index, b.imageToToken.key.GetInput()[0], t.tokens):
		return errors.New("its third attention is not from the image to tokens")
	case !adds(index, b.imageToToken.key.GetInput()[0], b.imageToToken.value.GetInput()[0]):
		return errors.New("its third attention's keys are not its values with positions")
	}
	return nil
}

// adds reports whether value is a sum with term.
func adds(index *onnx.Index, value, term string) bool {
	n := index.Producer(value)
	return n != nil && n.GetOpType() == "Add" && slices.Contains(n.GetInput(), term)
}

// findAttention matches the projections around a softmax.
func findAttention(index *onnx.Index, softmax *onnx.Node) (attention, error) {
	a := attention{softmax: softmax}
	scores := index.Producer(softmax.GetInput()[0])
	for scores != nil && scores.GetOpType() != "MatMul" {
		variable := index.Variable(scores)
		if len(variable) != 1 {
			return a, fmt.Errorf("a %s stands before an attention's softmax", scores.GetOpType())
		}
		scores = index.Producer(variable[0])
	}
	users := index.Consumers(softmax.GetOutput()[0])
	if scores == nil || len(users) != 1 || users[0].GetOpType() != "MatMul" {
		return a, errors.New("it has a softmax that is not an attention's")
	}
	for _, p := range []struct {
		of *onnx.Node
		i  int
		to **onnx.Node
	}{{scores, 0, &a.query}, {scores, 1, &a.key}, {users[0], 1, &a.value}} {
		projection, err := findProjection(index, p.of.GetInput()[p.i])
		if err != nil {
			return a, err
		}
		*p.to = projection
	}
	return a, nil
}

// findProjection walks up from one factor of an attention to the linear layer
// that made it, past its bias, its scale and the splitting into heads.
func findProjection(index *onnx.Index, value string) (*onnx.Node, error) {
	for {
		n := index.Producer(value)
		if n == nil {
			return nil, errors.New("an attention has no input projection")
		}
		variable := index.Variable(n)
		switch op := n.GetOpType(); {
		case (op == "MatMul" || op == "Gemm") && len(variable) == 1 && variable[0] == n.GetInput()[0]:
			return n, nil
		case op == "Reshape" || op == "Transpose":
			value = n.GetInput()[0]
		case (op == "Add" || op == "Mul" || op == "Div") && len(variable) == 1:
			value = variable[0]
		default:
			return nil, fmt.Errorf("a %s stands between an attention and its input projection", op)
		}
	}
}

// findHeads returns the values of all masks' logits and of all their scores, by
// walking back from the outputs past the choice of the best one.
func findHeads(index *onnx.Index) (masks, scores string, err error) {
	masks, err = behindChoice(index, outputBestMask, "MatMul")
	if err != nil {
		return "", "", err
	}
	scores, err = behindChoice(index, outputBestScore, "Gemm", "MatMul")
	if err != nil {
		return "", "", err
	}
	return masks, scores, nil
}

// behindChoice walks back along the first inputs from output while the nodes
// only choose and reshape, up to the layer that computes. Where that layer is a
// MatMul, the value is the reshaped or biased product.
func behindChoice(index *onnx.Index, output string, layers ...string) (string, error) {
	value, computed := output, ""
	for {
		n := index.Producer(value)
		if n == nil {
			return "", fmt.Errorf("its output %q does not come from a layer", output)
		}
		switch op := n.GetOpType(); {
		case op == "Gemm" && slices.Contains(layers, op):
			return value, nil
		case op == "MatMul" && slices.Contains(layers, op):
			if computed == "" {
				return "", fmt.Errorf("its output %q is not shaped", output)
			}
			return computed, nil
		case op == "Reshape":
			computed, value = value, n.GetInput()[0]
		case op == "Add" && len(index.Variable(n)) == 1:
			computed, value = value, index.Variable(n)[0]
		case op == "Unsqueeze", op == "Squeeze", op == "Gather", op == "Flatten", op == "Slice", op == "Identity":
			value = n.GetInput()[0]
		default:
			return "", fmt.Errorf("a %s stands before its output %q", op, output)
		}
	}
}
