package onnx

import (
	"encoding/binary"
	"math"

	"github.com/x448/float16"
	"google.golang.org/protobuf/proto"
)

// NewNode returns a node of the operator op with one output.
func NewNode(op, output string, inputs []string, attributes ...*Attribute) *Node {
	return &Node{
		OpType:    proto.String(op),
		Name:      proto.String(output),
		Input:     inputs,
		Output:    []string{output},
		Attribute: attributes,
	}
}

// Int returns an integer attribute.
func Int(name string, value int64) *Attribute {
	return &Attribute{Name: proto.String(name), I: proto.Int64(value), Type: Attribute_INT.Enum()}
}

// Ints returns an attribute that is a list of integers.
func Ints(name string, values ...int64) *Attribute {
	return &Attribute{Name: proto.String(name), Ints: values, Type: Attribute_INTS.Enum()}
}

// Floats returns a float32 tensor of the given shape; data is row-major.
func Floats(name string, data []float32, dims ...int64) *Tensor {
	raw := make([]byte, 4*len(data))
	for i, v := range data {
		binary.LittleEndian.PutUint32(raw[4*i:], math.Float32bits(v))
	}
	return &Tensor{
		Name:     proto.String(name),
		Dims:     dims,
		DataType: proto.Int32(int32(Tensor_FLOAT)),
		RawData:  raw,
	}
}

// Halves returns a float16 tensor of the given shape; data is row-major, and
// each number is rounded to the nearest that float16 has.
func Halves(name string, data []float32, dims ...int64) *Tensor {
	raw := make([]byte, 2*len(data))
	for i, v := range data {
		binary.LittleEndian.PutUint16(raw[2*i:], float16.Fromfloat32(v).Bits())
	}
	return &Tensor{
		Name:     proto.String(name),
		Dims:     dims,
		DataType: proto.Int32(int32(Tensor_FLOAT16)),
		RawData:  raw,
	}
}

// Int64s returns a one-dimensional int64 tensor.
func Int64s(name string, data ...int64) *Tensor {
	raw := make([]byte, 8*len(data))
	for i, v := range data {
		binary.LittleEndian.PutUint64(raw[8*i:], uint64(v))
	}
	return &Tensor{
		Name:     proto.String(name),
		Dims:     []int64{int64(len(data))},
		DataType: proto.Int32(int32(Tensor_INT64)),
		RawData:  raw,
	}
}

// NewValue describes a graph's input or output. A dimension below zero is left
// free.
func NewValue(name string, kind Tensor_DataType, dims ...int64) *ValueInfo {
	shape := &Shape{}
	for _, d := range dims {
		dim := &Dimension{}
		if d >= 0 {
			dim.DimValue = proto.Int64(d)
		}
		shape.Dim = append(shape.Dim, dim)
	}
	return &ValueInfo{
		Name: proto.String(name),
		Type: &ValueType{TensorType: &TensorType{
			ElemType: proto.Int32(int32(kind)),
			Shape:    shape,
		}},
	}
}

// NewModel wraps a graph with IR version 8 and operator set 17.
func NewModel(graph *Graph) *Model {
	return &Model{
		IrVersion:   proto.Int64(8),
		Graph:       graph,
		OpsetImport: []*OperatorSet{{Domain: proto.String(""), Version: proto.Int64(17)}},
	}
}
