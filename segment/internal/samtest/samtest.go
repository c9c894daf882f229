// Package samtest makes small mask decoders for tests.
//
// A [Decoder] has the shape of Segment Anything's prompt encoder and mask
// decoder, with few channels and random weights. [Decoder.Export] gives it as
// the ONNX graph that Segment Anything's export script makes, and
// [Decoder.Forward] computes it plainly in float64, with the two guidances of
// PerSAM where the paper's code has them. That both agree shows that the
// rewritten graph is right without needing a real model.
package samtest

import (
	"math"
	"math/rand/v2"
)

// Sizes of the test decoder.
const (
	Channels = 32
	Side     = 8 // of the features, in cells
	heads    = 8
	hidden   = 48 // of the blocks' MLP
	blocks   = 2
	masks    = 4
	image    = 1024 // side of the encoder's input, in pixels
)

// Decoder is a mask decoder with random weights.
type Decoder struct {
	weights map[string]tensor
	random  *rand.Rand
}

// tensor is a row-major array.
type tensor struct {
	dims []int
	data []float32
}

// New returns a decoder whose weights follow from seed.
func New(seed uint64) *Decoder {
	d := &Decoder{weights: make(map[string]tensor), random: rand.New(rand.NewPCG(seed, 0))}
	d.add("gaussian", 1, 2, Channels/2)
	for _, name := range []string{"point.none", "point.0", "point.1", "point.2", "point.3"} {
		d.add(name, 1, 1, Channels)
	}
	d.add("no_mask", 1, 1, Channels, 1, 1)
	d.add("mask.0.weight", 0.5, 4, 1, 2, 2)
	d.add("mask.0.bias", 0.1, 4)
	d.addNorm("mask.1", 4)
	d.add("mask.3.weight", 0.5, 8, 4, 2, 2)
	d.add("mask.3.bias", 0.1, 8)
	d.addNorm("mask.4", 8)
	d.add("mask.6.weight", 0.3, Channels, 8, 1, 1)
	d.add("mask.6.bias", 0.1, Channels)
	d.add("tokens", 1, 1, 1+masks, Channels)
	for b := range blocks {
		name := blockName(b)
		d.addAttention(name+"self", Channels)
		d.addNorm(name+"norm1", Channels)
		d.addAttention(name+"t2i", Channels/2)
		d.addNorm(name+"norm2", Channels)
		d.addLinear(name+"mlp1", Channels, hidden)
		d.addLinear(name+"mlp2", hidden, Channels)
		d.addNorm(name+"norm3", Channels)
		d.addAttention(name+"i2t", Channels/2)
		d.addNorm(name+"norm4", Channels)
	}
	d.addAttention("final", Channels/2)
	d.addNorm("final.norm", Channels)
	d.add("up.0.weight", 0.3, Channels, Channels/4, 2, 2)
	d.add("up.0.bias", 0.1, Channels/4)
	d.addNorm("up.1", Channels/4)
	d.add("up.3.weight", 0.3, Channels/4, Channels/8, 2, 2)
	d.add("up.3.bias", 0.1, Channels/8)
	for m := range masks {
		d.addMLP(hyperName(m), Channels/8)
	}
	d.addMLP("iou.", masks)
	return d
}

func blockName(b int) string { return "layers." + string(rune('0'+b)) + "." }
func hyperName(m int) string { return "hyper." + string(rune('0'+m)) + "." }

// add makes a tensor of normally distributed numbers.
func (d *Decoder) add(name string, scale float64, dims ...int) {
	size := 1
	for _, n := range dims {
		size *= n
	}
	t := tensor{dims: dims, data: make([]float32, size)}
	for i := range t.data {
		t.data[i] = float32(scale * d.random.NormFloat64())
	}
	d.weights[name] = t
}

// linear makes a layer's weight, [in,out], and bias.
func (d *Decoder) addLinear(name string, in, out int) {
	d.add(name+".weight", 1.2/math.Sqrt(float64(in)), in, out)
	d.add(name+".bias", 0.1, out)
}

func (d *Decoder) addNorm(name string, channels int) {
	d.add(name+".weight", 0.2, channels)
	for i := range d.weights[name+".weight"].data {
		d.weights[name+".weight"].data[i]++
	}
	d.add(name+".bias", 0.1, channels)
}

func (d *Decoder) addAttention(name string, inner int) {
	for _, part := range []string{".q", ".k", ".v"} {
		d.addLinear(name+part, Channels, inner)
	}
	d.addLinear(name+".out", inner, Channels)
}

func (d *Decoder) addMLP(name string, out int) {
	d.addLinear(name+"0", Channels, Channels)
	d.addLinear(name+"1", Channels, Channels)
	d.addLinear(name+"2", Channels, out)
}
