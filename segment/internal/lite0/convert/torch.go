package main

import (
	"fmt"

	"github.com/nlpodyssey/gopickle/pytorch"
	"github.com/nlpodyssey/gopickle/types"

	"whereabouts/segment/internal/lite0"
)

// readTorch reads the float32 tensors of a state dictionary that PyTorch saved.
// Tensors of other kinds, such as counters, are left out.
func readTorch(path string) (lite0.Weights, error) {
	saved, err := pytorch.Load(path)
	if err != nil {
		return nil, fmt.Errorf("reading the weights in %s: %w", path, err)
	}
	state, ok := saved.(*types.OrderedDict)
	if !ok {
		return nil, fmt.Errorf("reading the weights in %s: they are no state dictionary", path)
	}
	weights := make(lite0.Weights, state.Len())
	for key, entry := range state.Map {
		name, ok := key.(string)
		tensor, ok2 := entry.Value.(*pytorch.Tensor)
		if !ok || !ok2 {
			return nil, fmt.Errorf("reading the weights in %s: the entry %v is no tensor", path, key)
		}
		storage, ok := tensor.Source.(*pytorch.FloatStorage)
		if !ok {
			continue
		}
		data, err := rowMajor(storage.Data, tensor.StorageOffset, tensor.Size, tensor.Stride)
		if err != nil {
			return nil, fmt.Errorf("reading the weights in %s: %s: %w", path, name, err)
		}
		weights[name] = lite0.Tensor{Dims: tensor.Size, Data: data}
	}
	return weights, nil
}

// rowMajor copies a tensor out of its storage, in which the neighbours along
// axis i lie stride[i] numbers apart.
func rowMajor(storage []float32, offset int, size, stride []int) ([]float32, error) {
	if len(size) != len(stride) {
		return nil, fmt.Errorf("it has %d sizes and %d strides", len(size), len(stride))
	}
	count := 1
	for _, n := range size {
		count *= n
	}
	data := make([]float32, count)
	for i := range data {
		at, rest := offset, i
		for axis := len(size) - 1; axis >= 0; axis-- {
			at += rest % size[axis] * stride[axis]
			rest /= size[axis]
		}
		if at < 0 || at >= len(storage) {
			return nil, fmt.Errorf("it reaches to number %d of a storage of %d", at, len(storage))
		}
		data[i] = storage[at]
	}
	return data, nil
}
