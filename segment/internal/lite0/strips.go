package lite0

import (
	"fmt"

	"whereabouts/segment/internal/onnx"
)

const (
	// stripCount is the number of strips that the early blocks are computed in.
	stripCount = 4
	// earlyStride is the stride up to which blocks are early: a quarter of the
	// input's width and height, where values still are large.
	earlyStride = 4
)

// countEarly returns how many blocks from the first on are early.
func countEarly(blocks []block) int {
	stride := 1
	for i, b := range blocks {
		stride *= b.stride()
		if stride > earlyStride {
			return i
		}
	}
	return len(blocks)
}

// halo returns how many rows of the output more than wanted must be computed
// above and below, so that the wanted ones do not see where the input was cut.
func halo(blocks []block) (above, below int) {
	stride := 1
	for i := len(blocks) - 1; i >= 0; i-- {
		for j := len(blocks[i].layers) - 1; j >= 0; j-- {
			c := blocks[i].layers[j]
			before, _ := c.padding()
			above = above*c.stride + before
			below = below*c.stride + c.kernel - c.stride - before
			stride *= c.stride
		}
	}
	ceil := func(rows int) int { return (rows + stride - 1) / stride }
	return ceil(above), ceil(below)
}

// strips adds the early blocks once for each strip of the value in, and joins
// their results.
//
// Of R rows that the blocks make, strip i gives those from R·i/n up to R·(i+1)/n.
// It is computed from as much of the input as these rows and their halo stand on.
func (b *builder) strips(in string, blocks []block) string {
	stride := 1
	for _, block := range blocks {
		stride *= block.stride()
	}
	above, below := halo(blocks)
	b.initial(
		onnx.Int64s("none", 0),
		onnx.Int64s("rows.axis", 2),
		onnx.Int64s("early.stride", int64(stride)),
		onnx.Int64s("strips", stripCount),
		onnx.Int64s("halo.above", int64(above)),
		onnx.Int64s("halo.below", int64(below)),
	)
	height := b.node("Shape", "height", []string{in}, onnx.Int("start", 2), onnx.Int("end", 3))
	rows := b.node("Div", "rows", []string{height, "early.stride"})

	// bounds[i] is the first row of strip i and the end of the one before it.
	bounds := []string{"none"}
	for i := 1; i <= stripCount; i++ {
		number := fmt.Sprintf("number.%d", i)
		b.initial(onnx.Int64s(number, int64(i)))
		product := b.node("Mul", fmt.Sprintf("bound.%d.product", i), []string{rows, number})
		bounds = append(bounds, b.node("Div", fmt.Sprintf("bound.%d", i), []string{product, "strips"}))
	}
	var kept []string
	for i := range stripCount {
		strip := fmt.Sprintf("strip.%d.", i)
		first, end := bounds[i], bounds[i+1]
		from := b.node("Max", strip+"from", []string{
			b.node("Sub", strip+"above", []string{first, "halo.above"}), "none",
		})
		// Slice takes an end beyond the last row for the last row.
		to := b.node("Add", strip+"to", []string{end, "halo.below"})
		seen := b.node("Slice", strip+"input", []string{
			in,
			b.node("Mul", strip+"input.first", []string{from, "early.stride"}),
			b.node("Mul", strip+"input.end", []string{to, "early.stride"}),
			"rows.axis",
		})
		kept = append(kept, b.node("Slice", strip+"kept", []string{
			b.run(strip, seen, blocks),
			b.node("Sub", strip+"first", []string{first, from}),
			b.node("Sub", strip+"end", []string{end, from}),
			"rows.axis",
		}))
	}
	return b.node("Concat", "early", kept, onnx.Int("axis", 2))
}
