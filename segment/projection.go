package segment

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"sync"

	"whereabouts/segment/internal/onnx"
)

// IdentityDimensions is the number of values of a cell of an [IdentityMap] that
// is made with the default projection.
const IdentityDimensions = 256

// identityChannels is the number of features that the identity encoder gives
// for a cell.
const identityChannels = 1280

// identity.f32 holds the mean and the principal components of the identity
// encoder's features over square windows of many photos. It is little-endian
// float32: the mean, then IdentityDimensions rows, each a component divided by the
// root of the standard deviation along it, the one with the largest variance first.
//
//go:embed identity.f32
var projectionFile []byte

// Projection takes features to fewer dimensions: of features x it makes
// Basis·(x - Mean).
type Projection struct {
	Mean  []float32 // a value for each channel of the features
	Basis []float32 // a row of len(Mean) values for each dimension
}

// DefaultProjection returns the projection that Whereabouts is built with. It is
// shared: it must not be changed.
func DefaultProjection() (Projection, error) { return shippedProjection() }

// ProjectionData returns the file of the default projection, by whose hash what
// was made with it can be told from what was made with another. It must not be
// changed.
func ProjectionData() []byte { return projectionFile }

var shippedProjection = sync.OnceValues(func() (Projection, error) { return parseProjection(projectionFile) })

func parseProjection(b []byte) (Projection, error) {
	const numbers = identityChannels * (1 + IdentityDimensions)
	if len(b) != 4*numbers {
		return Projection{}, fmt.Errorf("the shipped projection has %d bytes instead of %d", len(b), 4*numbers)
	}
	values := make([]float32, numbers)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return Projection{Mean: values[:identityChannels], Basis: values[identityChannels:]}, nil
}

// dimensions returns the number of dimensions that p leads to, 0 if p is not
// whole.
func (p Projection) dimensions() int {
	if len(p.Mean) == 0 || len(p.Basis)%len(p.Mean) != 0 {
		return 0
	}
	return len(p.Basis) / len(p.Mean)
}

// appendTo makes an encoder's graph, whose output is [1,C,H,W], give the
// projected features instead, cell by cell: [1,H,W,D] under the name cells.
func (p Projection) appendTo(g *onnx.Graph, cells string) {
	channels, dimensions := len(p.Mean), p.dimensions()
	bias := make([]float32, dimensions)
	for d := range bias {
		var sum float64
		for c, m := range p.Mean {
			sum -= float64(p.Basis[d*channels+c]) * float64(m)
		}
		bias[d] = float32(sum)
	}
	features := g.GetOutput()[0].GetName()
	g.Initializer = append(g.GetInitializer(),
		onnx.Floats("projection.basis", p.Basis, int64(dimensions), int64(channels), 1, 1),
		onnx.Floats("projection.bias", bias, int64(dimensions)),
	)
	g.Node = append(g.GetNode(),
		onnx.NewNode("Conv", "projected", []string{features, "projection.basis", "projection.bias"}),
		onnx.NewNode("Transpose", cells, []string{"projected"}, onnx.Ints("perm", 0, 2, 3, 1)),
	)
	g.Output = []*onnx.ValueInfo{onnx.NewValue(cells, onnx.Tensor_FLOAT, 1, -1, -1, int64(dimensions))}
}
