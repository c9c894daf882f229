package main

import (
	"math"
	"slices"

	"whereabouts/segment"
)

// eroded returns the mask without the pixels that are nearest to its outside, so
// many that its area shrinks by share, as near as whole rings of pixels allow.
// The photo's border does not count as outside.
func eroded(m *segment.Mask, share float64) *segment.Mask {
	distances := squaredDistances(m, func(v uint8) bool { return v == 0 })
	limit := reach(m, distances, segment.Object, share)
	out := segment.NewMask(m.Size)
	for i, v := range m.Pix {
		if v != 0 && distances[i] > limit {
			out.Pix[i] = segment.Object
		}
	}
	return out
}

// dilated returns the mask with the pixels around it that are nearest to it, so
// many that its area grows by share, as near as whole rings of pixels allow.
func dilated(m *segment.Mask, share float64) *segment.Mask {
	distances := squaredDistances(m, func(v uint8) bool { return v != 0 })
	limit := reach(m, distances, 0, share)
	out := segment.NewMask(m.Size)
	for i := range m.Pix {
		if distances[i] <= limit {
			out.Pix[i] = segment.Object
		}
	}
	return out
}

// reach returns the squared distance within which lie, of the pixels that have
// value, as near as can be the given share of the mask's area; 0 if that is none.
func reach(m *segment.Mask, distances []float64, value uint8, share float64) float64 {
	var sorted []float64
	for i, v := range m.Pix {
		if v == value && !math.IsInf(distances[i], 1) {
			sorted = append(sorted, distances[i])
		}
	}
	slices.Sort(sorted)
	wanted := min(int(math.Round(share*float64(m.Area()))), len(sorted))
	if wanted == 0 {
		return 0
	}
	limit := sorted[wanted-1]
	without, _ := slices.BinarySearch(sorted, limit)
	with, _ := slices.BinarySearch(sorted, math.Nextafter(limit, math.Inf(1)))
	if with-wanted <= wanted-without {
		return limit
	}
	if without == 0 {
		return 0
	}
	return sorted[without-1]
}

// squaredDistances returns for each pixel the squared distance to the nearest
// pixel whose value is from; infinity where there is none (Felzenszwalb and
// Huttenlocher, "Distance Transforms of Sampled Functions", 2012).
func squaredDistances(m *segment.Mask, from func(value uint8) bool) []float64 {
	out := make([]float64, len(m.Pix))
	for i, v := range m.Pix {
		if !from(v) {
			out[i] = math.Inf(1)
		}
	}
	column := make([]float64, m.Size.Y)
	for x := range m.Size.X {
		for y := range column {
			column[y] = out[y*m.Size.X+x]
		}
		for y, d := range lowerEnvelope(column) {
			out[y*m.Size.X+x] = d
		}
	}
	for y := range m.Size.Y {
		line := out[y*m.Size.X : (y+1)*m.Size.X]
		copy(line, lowerEnvelope(line))
	}
	return out
}

// lowerEnvelope returns for each i the least of f[j] + (i-j)² over all j.
func lowerEnvelope(f []float64) []float64 {
	var at []int                     // middles of the parabolas that are lowest somewhere
	var starts []float64             // where each begins to be lowest
	meet := func(j, k int) float64 { // where the parabola of k goes below that of j < k
		return (f[k] - f[j] + float64(k*k-j*j)) / float64(2*(k-j))
	}
	for k, v := range f {
		if math.IsInf(v, 1) {
			continue
		}
		start := math.Inf(-1)
		for len(at) > 0 {
			if start = meet(at[len(at)-1], k); start > starts[len(at)-1] {
				break
			}
			at, starts = at[:len(at)-1], starts[:len(at)-1]
			start = math.Inf(-1)
		}
		at, starts = append(at, k), append(starts, start)
	}
	out := make([]float64, len(f))
	next := 0
	for i := range out {
		for next+1 < len(at) && starts[next+1] <= float64(i) {
			next++
		}
		if len(at) == 0 {
			out[i] = math.Inf(1)
			continue
		}
		out[i] = f[at[next]] + float64((i-at[next])*(i-at[next]))
	}
	return out
}
