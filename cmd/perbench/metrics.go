package main

import (
	"cmp"
	"image"
	"math"
	"slices"

	"whereabouts/library"
	"whereabouts/segment"
)

// ranked is one photo in a ranking.
type ranked struct {
	score    float64
	positive bool
}

// averagePrecision returns the mean precision at the ranks of the positives.
// Among equal scores the positives are counted last.
func averagePrecision(list []ranked) float64 {
	sorted := byScore(list)
	var sum float64
	found := 0
	for i, r := range sorted {
		if r.positive {
			found++
			sum += float64(found) / float64(i+1)
		}
	}
	if found == 0 {
		return 0
	}
	return sum / float64(found)
}

func hasPositive(list []ranked) bool {
	return slices.ContainsFunc(list, func(r ranked) bool { return r.positive })
}

// mean returns the mean of values, 0 of none.
func mean(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(max(1, len(values)))
}

// median returns the middle of values, or the mean of the two in the middle; 0
// of none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func byScore(list []ranked) []ranked {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b ranked) int {
		switch {
		case a.score != b.score:
			return cmp.Compare(b.score, a.score)
		case a.positive == b.positive:
			return 0
		case b.positive:
			return -1
		}
		return 1
	})
	return sorted
}

// recallAt returns the share of positives above the score that the given share
// of negatives exceeds.
func recallAt(list []ranked, falsePositives float64) float64 {
	negatives, positives := 0, 0
	for _, r := range list {
		if r.positive {
			positives++
		} else {
			negatives++
		}
	}
	allowed := int(falsePositives * float64(negatives))
	wrong, right := 0, 0
	for _, r := range byScore(list) {
		if r.positive {
			right++
			continue
		}
		if wrong++; wrong > allowed {
			break
		}
	}
	return float64(right) / float64(max(1, positives))
}

// precisionRecall judges every photo by the default cut-off.
func precisionRecall(list []ranked) (precision, recall float64) {
	var right, wrong, missed float64
	for _, r := range list {
		present := library.Sighting{Score: r.score}.Present()
		switch {
		case present && r.positive:
			right++
		case present:
			wrong++
		case r.positive:
			missed++
		}
	}
	return right / max(1, right+wrong), right / max(1, right+missed)
}

// boundaryShare is the width of a boundary, as a share of the photo's diagonal
// (Cheng et al., "Boundary IoU", 2021).
const boundaryShare = 0.02

// edgeShare is that of the edge itself, of which the wider boundary tells less.
const edgeShare = 0.005

// boundaryIoU returns the IoU of the inner boundaries of two masks, as wide as a share of
// the diagonal.
func boundaryIoU(a, b *segment.Mask, share float64) float64 {
	diagonal := math.Hypot(float64(a.Size.X), float64(a.Size.Y))
	width := max(1, int(math.Round(share*diagonal)))
	return boundary(a, width).IoU(boundary(b, width))
}

// boundary returns the mask's pixels that are within width pixels of its
// outside, by the larger of the two coordinates; beyond the photo is outside.
func boundary(m *segment.Mask, width int) *segment.Mask {
	// sums[y][x] counts the object's pixels above and left of x, y.
	stride := m.Size.X + 1
	sums := make([]int32, stride*(m.Size.Y+1))
	for y := range m.Size.Y {
		var line int32
		for x := range m.Size.X {
			line += int32(m.Pix[y*m.Size.X+x] / segment.Object)
			sums[(y+1)*stride+x+1] = sums[y*stride+x+1] + line
		}
	}
	out := segment.NewMask(m.Size)
	whole := image.Rectangle{Max: m.Size}
	full := int32((2*width + 1) * (2*width + 1))
	for y := range m.Size.Y {
		for x := range m.Size.X {
			i := y*m.Size.X + x
			if m.Pix[i] == 0 {
				continue
			}
			r := image.Rect(x-width, y-width, x+width+1, y+width+1).Intersect(whole)
			n := sums[r.Max.Y*stride+r.Max.X] - sums[r.Min.Y*stride+r.Max.X] - sums[r.Max.Y*stride+r.Min.X] + sums[r.Min.Y*stride+r.Min.X]
			if n < full {
				out.Pix[i] = segment.Object
			}
		}
	}
	return out
}
