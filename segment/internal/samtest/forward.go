package samtest

import (
	"fmt"
	"math"
)

// Input is what a decoder is asked.
type Input struct {
	Embedding []float32 // [Channels,Side,Side]
	Points    []float32 // x, y pairs in the encoder's input pixels
	Labels    []float32
	Mask      []float32 // [4·Side,4·Side], or nil
	Attention []float32 // [Side·Side], or nil
	Target    []float32 // [Channels], or nil
}

// matrix is a list of rows.
type matrix [][]float64

// Forward computes the decoder plainly, step by step as the paper's code does,
// and returns all masks' logits, [4·Side·4·Side] each, and their scores.
func (d *Decoder) Forward(in Input) (logits [][]float64, scores []float64) {
	// mask_decoder.py: tokens are the output tokens and the sparse prompts.
	var tokens matrix
	for i := range 1 + masks {
		tokens = append(tokens, d.row("tokens", i))
	}
	for i, label := range in.Labels {
		tokens = append(tokens, d.point(float64(in.Points[2*i]), float64(in.Points[2*i+1]), label))
	}
	queries, keys := d.transform(tokens, d.source(in), in)
	grid, side := d.upscale(keys)
	for m := range masks {
		hyper := d.mlp(queries[1+m], hyperName(m))
		mask := make([]float64, side*side)
		for i := range mask {
			for c, w := range hyper {
				mask[i] += w * grid[c][i]
			}
		}
		logits = append(logits, mask)
	}
	return logits, d.mlp(queries[0], "iou.")
}

// transform is TwoWayTransformer.forward of the paper's code.
func (d *Decoder) transform(pointEmbedding, keys matrix, in Input) (queries, _ matrix) {
	positions := columns(densePositions(d.weights["gaussian"]), Side*Side)
	target := in.Target
	if target == nil {
		target = make([]float32, Channels)
	}
	// queries = point_embedding and queries += target_embedding share memory in
	// the paper's code, so the positional term carries the target too.
	pointEmbedding = plusTarget(pointEmbedding, target)
	queries = pointEmbedding
	for b := range blocks {
		name := blockName(b)
		if b == 0 {
			queries = d.attend(name+"self", queries, queries, queries, nil)
		} else {
			queries = plusTarget(queries, target)
			q := plus(queries, pointEmbedding)
			queries = plus(queries, d.attend(name+"self", q, q, queries, nil))
		}
		queries = d.norm(queries, name+"norm1")
		q, k := plus(queries, pointEmbedding), plus(keys, positions)
		queries = d.norm(plus(queries, d.attend(name+"t2i", q, k, keys, in.Attention)), name+"norm2")
		queries = d.norm(plus(queries, d.linears(relu(d.linears(queries, name+"mlp1")), name+"mlp2")), name+"norm3")
		q, k = plus(queries, pointEmbedding), plus(keys, positions)
		keys = d.norm(plus(keys, d.attend(name+"i2t", k, q, queries, nil)), name+"norm4")
	}
	q, k := plusTarget(plus(queries, pointEmbedding), target), plus(keys, positions)
	queries = plus(queries, d.attend("final", q, k, keys, nil))
	return d.norm(queries, "final.norm"), keys
}

// attend is Attention.forward of the paper's code: where guide is given, it is
// added to the softmax and the sum is normalised again.
func (d *Decoder) attend(name string, q, k, v matrix, guide []float32) matrix {
	q, k, v = d.linears(q, name+".q"), d.linears(k, name+".k"), d.linears(v, name+".v")
	inner := len(q[0])
	size := inner / heads
	out := make(matrix, len(q))
	for i := range q {
		out[i] = make([]float64, inner)
		for h := range heads {
			weights := make([]float64, len(k))
			for j := range k {
				for c := h * size; c < (h+1)*size; c++ {
					weights[j] += q[i][c] * k[j][c]
				}
				weights[j] /= math.Sqrt(float64(size))
			}
			weights = softmax(weights)
			if guide != nil {
				for j := range weights {
					weights[j] += float64(guide[j])
				}
				weights = softmax(weights)
			}
			for j, w := range weights {
				for c := h * size; c < (h+1)*size; c++ {
					out[i][c] += w * v[j][c]
				}
			}
		}
	}
	return d.linears(out, name+".out")
}

// point embeds a point prompt.
func (d *Decoder) point(x, y float64, label float32) []float64 {
	if label == -1 {
		return d.row("point.none", 0)
	}
	embedding := encodePosition(d.weights["gaussian"], (x+0.5)/image, (y+0.5)/image)
	for i, v := range d.row(fmt.Sprint("point.", label), 0) {
		embedding[i] += v
	}
	return embedding
}

// source returns the image with the mask prompt, a row for each cell.
func (d *Decoder) source(in Input) matrix {
	cells := columns(in.Embedding, Side*Side)
	if in.Mask == nil {
		for _, cell := range cells {
			for c := range cell {
				cell[c] += float64(d.weights["no_mask"].data[c])
			}
		}
		return cells
	}
	grid := make([]float64, len(in.Mask))
	for i, v := range in.Mask {
		grid[i] = float64(v)
	}
	planes, side := d.reduce([][]float64{grid}, 4*Side, "mask.0", 2)
	planes = gelu(d.norm2d(planes, "mask.1"))
	planes, side = d.reduce(planes, side, "mask.3", 2)
	planes = gelu(d.norm2d(planes, "mask.4"))
	planes, _ = d.reduce(planes, side, "mask.6", 1)
	for i, cell := range cells {
		for c := range cell {
			cell[c] += planes[c][i]
		}
	}
	return cells
}

// reduce is a convolution whose stride is its kernel.
func (d *Decoder) reduce(in [][]float64, side int, name string, kernel int) (out [][]float64, outSide int) {
	w := d.weights[name+".weight"]
	outSide = side / kernel
	for o := range w.dims[0] {
		plane := make([]float64, outSide*outSide)
		for i := range plane {
			plane[i] = float64(d.weights[name+".bias"].data[o])
			for c, p := range in {
				for k := range kernel * kernel {
					x, y := i%outSide*kernel+k%kernel, i/outSide*kernel+k/kernel
					plane[i] += float64(w.data[(o*len(in)+c)*kernel*kernel+k]) * p[y*side+x]
				}
			}
		}
		out = append(out, plane)
	}
	return out, outSide
}

// enlarge is a transposed convolution with kernel and stride 2.
func (d *Decoder) enlarge(in [][]float64, side int, name string) [][]float64 {
	w := d.weights[name+".weight"]
	var out [][]float64
	for o := range w.dims[1] {
		plane := make([]float64, 4*side*side)
		for i := range plane {
			x, y := i%(2*side), i/(2*side)
			plane[i] = float64(d.weights[name+".bias"].data[o])
			for c, p := range in {
				plane[i] += float64(w.data[((c*w.dims[1]+o)*2+y%2)*2+x%2]) * p[y/2*side+x/2]
			}
		}
		out = append(out, plane)
	}
	return out
}

// upscale returns the cells as planes of 4·Side by 4·Side.
func (d *Decoder) upscale(cells matrix) (planes [][]float64, side int) {
	planes = make([][]float64, Channels)
	for c := range planes {
		for _, cell := range cells {
			planes[c] = append(planes[c], cell[c])
		}
	}
	planes = gelu(d.norm2d(d.enlarge(planes, Side, "up.0"), "up.1"))
	return gelu(d.enlarge(planes, 2*Side, "up.3")), 4 * Side
}

func (d *Decoder) mlp(in []float64, name string) []float64 {
	rows := matrix{in}
	for i := range 3 {
		rows = d.linears(rows, fmt.Sprint(name, i))
		if i < 2 {
			rows = relu(rows)
		}
	}
	return rows[0]
}

func (d *Decoder) linears(in matrix, name string) matrix {
	w, bias := d.weights[name+".weight"], d.weights[name+".bias"]
	out := make(matrix, len(in))
	for i, row := range in {
		out[i] = make([]float64, w.dims[1])
		for o := range out[i] {
			out[i][o] = float64(bias.data[o])
			for c, v := range row {
				out[i][o] += v * float64(w.data[c*w.dims[1]+o])
			}
		}
	}
	return out
}

func (d *Decoder) norm(in matrix, name string) matrix {
	weight, bias := d.weights[name+".weight"].data, d.weights[name+".bias"].data
	out := make(matrix, len(in))
	for i, row := range in {
		var mean, variance float64
		for _, v := range row {
			mean += v / float64(len(row))
		}
		for _, v := range row {
			variance += (v - mean) * (v - mean) / float64(len(row))
		}
		out[i] = make([]float64, len(row))
		for c, v := range row {
			out[i][c] = (v-mean)/math.Sqrt(variance+1e-5)*float64(weight[c]) + float64(bias[c])
		}
	}
	return out
}

func (d *Decoder) norm2d(planes [][]float64, name string) [][]float64 {
	return transpose(d.norm(transpose(planes), name))
}

func (d *Decoder) row(name string, i int) []float64 {
	row := make([]float64, Channels)
	for c := range row {
		row[c] = float64(d.weights[name].data[i*Channels+c])
	}
	return row
}

// densePositions is the positional encoding of every cell, [Channels,Side,Side].
func densePositions(gaussian tensor) []float32 {
	out := make([]float32, Channels*Side*Side)
	for i := range Side * Side {
		embedding := encodePosition(gaussian, (float64(i%Side)+0.5)/Side, (float64(i/Side)+0.5)/Side)
		for c, v := range embedding {
			out[c*Side*Side+i] = float32(v)
		}
	}
	return out
}

// encodePosition encodes a place given in 0..1.
func encodePosition(gaussian tensor, x, y float64) []float64 {
	out := make([]float64, Channels)
	for c := range Channels / 2 {
		angle := 2 * math.Pi * ((2*x-1)*float64(gaussian.data[c]) + (2*y-1)*float64(gaussian.data[Channels/2+c]))
		out[c], out[Channels/2+c] = math.Sin(angle), math.Cos(angle)
	}
	return out
}

// columns turns planes of n values into n rows.
func columns(planes []float32, n int) matrix {
	rows := make(matrix, n)
	for i := range rows {
		for c := range len(planes) / n {
			rows[i] = append(rows[i], float64(planes[c*n+i]))
		}
	}
	return rows
}

func transpose(in [][]float64) [][]float64 {
	out := make([][]float64, len(in[0]))
	for i := range out {
		for _, row := range in {
			out[i] = append(out[i], row[i])
		}
	}
	return out
}

func plus(a, b matrix) matrix {
	out := make(matrix, len(a))
	for i := range a {
		out[i] = make([]float64, len(a[i]))
		for c := range a[i] {
			out[i][c] = a[i][c] + b[i][c]
		}
	}
	return out
}

func plusTarget(a matrix, target []float32) matrix {
	out := make(matrix, len(a))
	for i := range a {
		out[i] = make([]float64, len(a[i]))
		for c := range a[i] {
			out[i][c] = a[i][c] + float64(target[c])
		}
	}
	return out
}

func relu(in matrix) matrix {
	return apply(in, func(v float64) float64 { return max(v, 0) })
}

func gelu(in [][]float64) [][]float64 {
	return apply(in, func(v float64) float64 { return v * (1 + math.Erf(v/math.Sqrt2)) / 2 })
}

func apply(in matrix, f func(float64) float64) matrix {
	out := make(matrix, len(in))
	for i, row := range in {
		for _, v := range row {
			out[i] = append(out[i], f(v))
		}
	}
	return out
}

func softmax(in []float64) []float64 {
	out := make([]float64, len(in))
	largest := math.Inf(-1)
	for _, v := range in {
		largest = max(largest, v)
	}
	var sum float64
	for i, v := range in {
		out[i] = math.Exp(v - largest)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}
