package segment

import (
	"image"
	"math"
)

// Prior is the paper's location prior: where in a photo the target embedding is
// most and least at home.
type Prior struct {
	Positive, Negative image.Point // the photo's pixels of highest and lowest similarity
	// Similarity is the highest cosine similarity. It says almost nothing about
	// whether the object is there.
	Similarity float32
	// Attention is the similarity map for target-guided attention:
	// standardised over the photo's pixels, resized to the grid of features and
	// passed through a sigmoid, so each of its values is in 0..1. As in the
	// paper's code the photo, not the padded input, is stretched over the grid.
	Attention []float32
}

// similarity returns the cosine of every cell of f with target (equation 3).
func similarity(f *Features, target []float32) []float32 {
	sim := make([]float32, featureCells)
	norms := make([]float32, featureCells)
	var length float64
	for c, t := range target {
		length += float64(t) * float64(t)
		for i, v := range f.channel(c) {
			sim[i] += t * v
			norms[i] += v * v
		}
	}
	inverse := float32(1 / math.Sqrt(length))
	for i := range sim {
		sim[i] *= inverse / float32(math.Sqrt(float64(norms[i])))
	}
	return sim
}

// locate returns the location prior of target in f (equation 4).
func locate(f *Features, target []float32) Prior {
	sim := similarity(f, target)
	columns, rows := f.Frame.similarityUpsampling()
	highest, lowest := float32(math.Inf(-1)), float32(math.Inf(1))
	var prior Prior
	var sum, squares float64
	resample(sim, FeatureSide, columns, rows, func(y int, values []float32) {
		var lineSum, lineSquares float64
		for x, v := range values {
			if v > highest {
				highest, prior.Positive = v, image.Pt(x, y)
			}
			if v < lowest {
				lowest, prior.Negative = v, image.Pt(x, y)
			}
			lineSum += float64(v)
			lineSquares += float64(v) * float64(v)
		}
		sum += lineSum
		squares += lineSquares
	})
	prior.Similarity = highest

	pixels := float64(columns.len() * rows.len())
	mean := sum / pixels
	deviation := math.Sqrt(max(0, squares-pixels*mean*mean) / max(1, pixels-1))
	prior.Attention = make([]float32, 0, featureCells)
	resample(sim, FeatureSide,
		columns.then(bilinear(columns.len(), FeatureSide)),
		rows.then(bilinear(rows.len(), FeatureSide)),
		func(_ int, values []float32) {
			for _, v := range values {
				standard := 0.0
				if deviation > 0 {
					standard = (float64(v) - mean) / deviation
				}
				prior.Attention = append(prior.Attention, float32(1/(1+math.Exp(-standard))))
			}
		})
	return prior
}
