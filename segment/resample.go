package segment

// axis is a linear resampling along one direction: out[i] is the sum of
// weight·in[index] over the taps of i.
type axis struct {
	taps   int
	index  []int32   // taps entries for each output
	weight []float32 // as index; 0 for an unused tap
}

// len returns the number of outputs.
func (a axis) len() int { return len(a.index) / a.taps }

// bilinear resamples in samples to out samples as PyTorch's interpolate does
// with mode "bilinear" and align_corners false: without antialiasing, and
// clamped at the edges.
func bilinear(in, out int) axis {
	a := axis{taps: 2, index: make([]int32, 2*out), weight: make([]float32, 2*out)}
	scale := float64(in) / float64(out)
	for i := range out {
		at := max(0, (float64(i)+0.5)*scale-0.5)
		low := min(int(at), in-1)
		high := min(low+1, in-1)
		part := float32(at - float64(low))
		a.index[2*i], a.index[2*i+1] = int32(low), int32(high)
		a.weight[2*i], a.weight[2*i+1] = 1-part, part
	}
	return a
}

// then returns the resampling that does a and then b. Where b reads only the
// first outputs of a, the rest of them is cropped.
func (a axis) then(b axis) axis {
	type tap struct {
		index  int32
		weight float32
	}
	outputs := make([][]tap, b.len())
	taps := 1
	for i := range outputs {
		var merged []tap
		for j := i * b.taps; j < (i+1)*b.taps; j++ {
			if b.weight[j] == 0 {
				continue
			}
			from := int(b.index[j]) * a.taps
		next:
			for k := from; k < from+a.taps; k++ {
				w := b.weight[j] * a.weight[k]
				if w == 0 {
					continue
				}
				for m := range merged {
					if merged[m].index == a.index[k] {
						merged[m].weight += w
						continue next
					}
				}
				merged = append(merged, tap{a.index[k], w})
			}
		}
		outputs[i] = merged
		taps = max(taps, len(merged))
	}
	c := axis{taps: taps, index: make([]int32, taps*len(outputs)), weight: make([]float32, taps*len(outputs))}
	for i, merged := range outputs {
		for j := range taps {
			if j < len(merged) {
				c.index[i*taps+j], c.weight[i*taps+j] = merged[j].index, merged[j].weight
			} else {
				c.index[i*taps+j] = merged[0].index
			}
		}
	}
	return c
}

// at returns one output of a grid resampled in both directions.
func at(grid []float32, side int, columns, rows axis, x, y int) float32 {
	var sum float32
	for i := y * rows.taps; i < (y+1)*rows.taps; i++ {
		line := grid[int(rows.index[i])*side:]
		var s float32
		for j := x * columns.taps; j < (x+1)*columns.taps; j++ {
			s += columns.weight[j] * line[columns.index[j]]
		}
		sum += rows.weight[i] * s
	}
	return sum
}

// resample brings a square grid to columns.len() by rows.len() samples, one row
// at a time: the slice passed to row is valid only during the call. It needs
// memory for side rows, however high the output is.
func resample(grid []float32, side int, columns, rows axis, row func(y int, values []float32)) {
	width := columns.len()
	widened := make([][]float32, side)
	widen := func(r int32) []float32 {
		if widened[r] == nil {
			widened[r] = columns.apply(grid[int(r)*side : (int(r)+1)*side])
		}
		return widened[r]
	}
	out := make([]float32, width)
	for y := range rows.len() {
		taps := rows.index[y*rows.taps : (y+1)*rows.taps]
		weights := rows.weight[y*rows.taps : (y+1)*rows.taps]
		clear(out)
		for i, r := range taps {
			if w := weights[i]; w != 0 {
				for x, v := range widen(r)[:len(out)] {
					out[x] += w * v
				}
			}
		}
		row(y, out)
	}
}

// apply resamples one line.
func (a axis) apply(in []float32) []float32 {
	out := make([]float32, a.len())
	for i := range out {
		var sum float32
		for j := i * a.taps; j < (i+1)*a.taps; j++ {
			sum += a.weight[j] * in[a.index[j]]
		}
		out[i] = sum
	}
	return out
}
