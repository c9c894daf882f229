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

// whitening.f32 is made by "perbench whitening" from photos' features; it is
// little-endian float32: the mean of the channels, then MatchDimensions rows,
// each a principal component divided by the root of its variance.
//
//go:embed whitening.f32
var whiteningFile []byte

// Whitening takes cells of features to a space in which every direction varies
// alike. SAM's features share one large common direction, which hides what
// tells two things apart.
type Whitening struct {
	Mean       []float32 // FeatureChannels values
	Components []float32 // MatchDimensions rows of FeatureChannels values
}

// DefaultWhitening returns the whitening that Whereabouts is built with. It is
// shared: it must not be changed.
func DefaultWhitening() (Whitening, error) { return shippedWhitening() }

var shippedWhitening = sync.OnceValues(func() (Whitening, error) { return parseWhitening(whiteningFile) })

func parseWhitening(b []byte) (Whitening, error) {
	const numbers = FeatureChannels * (1 + MatchDimensions)
	if len(b) != 4*numbers {
		return Whitening{}, fmt.Errorf("the shipped whitening has %d bytes instead of %d", len(b), 4*numbers)
	}
	values := make([]float32, numbers)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return Whitening{Mean: values[:FeatureChannels], Components: values[FeatureChannels:]}, nil
}

// whole reports whether w has all its values.
func (w Whitening) whole() bool {
	return len(w.Mean) == FeatureChannels && len(w.Components) == MatchDimensions*FeatureChannels
}

// apply returns a cell's descriptor: whitened and of length 1.
func (w Whitening) apply(f *Features, cell int) []float32 {
	out := make([]float32, MatchDimensions)
	var length float64
	for i := range out {
		row := w.Components[i*FeatureChannels : (i+1)*FeatureChannels]
		var sum float32
		for c, v := range row {
			sum += v * (f.Data[c*featureCells+cell] - w.Mean[c])
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
