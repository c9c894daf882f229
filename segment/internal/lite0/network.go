package lite0

import "fmt"

// Stride is how many pixels of the input a cell of the head is wide and high.
const Stride = 32

// Network says how wide and deep a network of the family is.
type Network struct {
	Stem   int // channels after the first convolution
	Stages []Stage
	Head   int // channels of the output
}

// Stage is a run of inverted residual blocks of one width. The first of them
// has the stride.
type Stage struct {
	Blocks, Kernel, Stride, Expansion, Channels int
}

// Lite0 returns the network that the family is named after.
func Lite0() Network {
	return Network{
		Stem: 32,
		Stages: []Stage{
			{Blocks: 1, Kernel: 3, Stride: 1, Expansion: 1, Channels: 16},
			{Blocks: 2, Kernel: 3, Stride: 2, Expansion: 6, Channels: 24},
			{Blocks: 2, Kernel: 5, Stride: 2, Expansion: 6, Channels: 40},
			{Blocks: 3, Kernel: 3, Stride: 2, Expansion: 6, Channels: 80},
			{Blocks: 3, Kernel: 5, Stride: 1, Expansion: 6, Channels: 112},
			{Blocks: 4, Kernel: 5, Stride: 2, Expansion: 6, Channels: 192},
			{Blocks: 1, Kernel: 3, Stride: 1, Expansion: 6, Channels: 320},
		},
		Head: 1280,
	}
}

// convolution is a convolution, the batch normalisation after it, and whether
// ReLU6 follows.
type convolution struct {
	name, norm             string // of the weights
	in, out                int    // channels
	kernel, stride, groups int
	clipped                bool
}

// padding returns the zeros before and after a row or column of a side that is
// a multiple of the stride: as many as TensorFlow's padding "SAME".
func (c convolution) padding() (before, after int) {
	all := max(0, c.kernel-c.stride)
	return all / 2, all - all/2
}

// block is a run of convolutions, with the block's input added to its result
// where skip is set.
type block struct {
	layers []convolution
	skip   bool
}

// stride returns how much smaller a block's output is than its input.
func (b block) stride() int {
	s := 1
	for _, c := range b.layers {
		s *= c.stride
	}
	return s
}

// blocks returns the network in order: the stem, the inverted residual blocks
// and the head.
func (n Network) blocks() []block {
	all := []block{{layers: []convolution{{
		name: "_conv_stem", norm: "_bn0", in: 3, out: n.Stem, kernel: 3, stride: 2, groups: 1, clipped: true,
	}}}}
	channels := n.Stem
	for _, s := range n.Stages {
		for i := range s.Blocks {
			stride := s.Stride
			if i > 0 {
				stride = 1
			}
			name := fmt.Sprintf("_blocks.%d.", len(all)-1)
			wide := channels * s.Expansion
			var b block
			if s.Expansion != 1 {
				b.layers = append(b.layers, convolution{
					name: name + "_expand_conv", norm: name + "_bn0", in: channels, out: wide,
					kernel: 1, stride: 1, groups: 1, clipped: true,
				})
			}
			b.layers = append(b.layers,
				convolution{
					name: name + "_depthwise_conv", norm: name + "_bn1", in: wide, out: wide,
					kernel: s.Kernel, stride: stride, groups: wide, clipped: true,
				},
				convolution{
					name: name + "_project_conv", norm: name + "_bn2", in: wide, out: s.Channels,
					kernel: 1, stride: 1, groups: 1,
				})
			b.skip = stride == 1 && channels == s.Channels
			all = append(all, b)
			channels = s.Channels
		}
	}
	return append(all, block{layers: []convolution{{
		name: "_conv_head", norm: "_bn1", in: channels, out: n.Head, kernel: 1, stride: 1, groups: 1, clipped: true,
	}}})
}
