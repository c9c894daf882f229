package lite0

import (
	"fmt"
	"math"
	"slices"
)

// Tensor is a row-major array.
type Tensor struct {
	Dims []int
	Data []float32
}

// Weights are the tensors of a network by the names that its PyTorch port gives
// them, such as "_blocks.3._project_conv.weight".
type Weights map[string]Tensor

// epsilon is added to the variances of the batch normalisations.
const epsilon = 1e-3

// largestHalf is the largest number that float16 has.
const largestHalf = 65504

// get returns the tensor of that name if it has the given shape.
func (w Weights) get(name string, dims ...int) ([]float32, error) {
	t, ok := w[name]
	if !ok {
		return nil, fmt.Errorf("the weights lack %s", name)
	}
	size := 1
	for _, d := range dims {
		size *= d
	}
	if !slices.Equal(t.Dims, dims) || len(t.Data) != size {
		return nil, fmt.Errorf("%s has the shape %v with %d numbers instead of %v", name, t.Dims, len(t.Data), dims)
	}
	return t.Data, nil
}

// fold returns the weight and bias that do what the convolution and the batch
// normalisation after it do.
func (w Weights) fold(c convolution) (weight, bias []float32, err error) {
	each := c.in / c.groups * c.kernel * c.kernel
	raw, err := w.get(c.name+".weight", c.out, c.in/c.groups, c.kernel, c.kernel)
	if err != nil {
		return nil, nil, err
	}
	var norm [4][]float32
	for i, part := range []string{".weight", ".bias", ".running_mean", ".running_var"} {
		if norm[i], err = w.get(c.norm+part, c.out); err != nil {
			return nil, nil, err
		}
	}
	weight, bias = make([]float32, len(raw)), make([]float32, c.out)
	for o := range bias {
		scale := float64(norm[0][o]) / math.Sqrt(float64(norm[3][o])+epsilon)
		bias[o] = float32(float64(norm[1][o]) - float64(norm[2][o])*scale)
		for i := o * each; i < (o+1)*each; i++ {
			weight[i] = float32(float64(raw[i]) * scale)
			if !(math.Abs(float64(weight[i])) <= largestHalf) {
				return nil, nil, fmt.Errorf("%s holds %g, which float16 cannot", c.name, weight[i])
			}
		}
	}
	return weight, bias, nil
}
