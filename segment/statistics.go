package segment

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"sync"
)

// MatchDimensions is the number of principal components that cells are
// compared in.
const MatchDimensions = 128

// whitening.f32 is made by "perbench --whitening" from photos' features; it is
// little-endian float32: the mean of the channels, then MatchDimensions rows,
// each a principal component divided by the root of its variance.
//
//go:embed whitening.f32
var whiteningFile []byte

// whitening takes cells of features to a space in which every direction varies
// alike. SAM's features share one large common direction, which hides what
// tells two things apart.
type whitening struct {
	mean       []float32 // FeatureChannels values
	components []float32 // MatchDimensions rows of FeatureChannels values
}

var shippedWhitening = sync.OnceValues(func() (*whitening, error) { return parseWhitening(whiteningFile) })

func parseWhitening(b []byte) (*whitening, error) {
	const numbers = FeatureChannels * (1 + MatchDimensions)
	if len(b) != 4*numbers {
		return nil, fmt.Errorf("the shipped whitening has %d bytes instead of %d", len(b), 4*numbers)
	}
	values := make([]float32, numbers)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return &whitening{mean: values[:FeatureChannels], components: values[FeatureChannels:]}, nil
}

// apply returns a cell's descriptor: whitened and of length 1.
func (w *whitening) apply(f *Features, cell int) []float32 {
	out := make([]float32, MatchDimensions)
	var length float64
	for i := range out {
		row := w.components[i*FeatureChannels : (i+1)*FeatureChannels]
		var sum float32
		for c, v := range row {
			sum += v * (f.Data[c*featureCells+cell] - w.mean[c])
		}
		out[i] = sum
		length += float64(sum) * float64(sum)
	}
	inverse := float32(1 / math.Sqrt(max(length, math.SmallestNonzeroFloat32)))
	for i := range out {
		out[i] *= inverse
	}
	return out
}
