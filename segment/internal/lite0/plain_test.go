package lite0_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"whereabouts/segment/internal/lite0"
)

// planes are the channels of a picture or of a layer's result.
type planes [][][]float64

func newPlanes(channels, height, width int) planes {
	p := make(planes, channels)
	for c := range p {
		p[c] = make([][]float64, height)
		for y := range p[c] {
			p[c][y] = make([]float64, width)
		}
	}
	return p
}

// plain computes a network as its PyTorch port does, in float64 and one step
// after another: convolution with padding "SAME", batch normalisation, ReLU6.
type plain struct {
	network lite0.Network
	weights lite0.Weights
}

func (p plain) forward(x planes) planes {
	x = clip(p.layer(x, "_conv_stem", "_bn0", 3, 2, 1))
	number := 0
	for _, s := range p.network.Stages {
		for i := range s.Blocks {
			name := fmt.Sprintf("_blocks.%d.", number)
			number++
			stride := s.Stride
			if i > 0 {
				stride = 1
			}
			y := x
			if s.Expansion != 1 {
				y = clip(p.layer(y, name+"_expand_conv", name+"_bn0", 1, 1, 1))
			}
			y = clip(p.layer(y, name+"_depthwise_conv", name+"_bn1", s.Kernel, stride, len(y)))
			y = p.layer(y, name+"_project_conv", name+"_bn2", 1, 1, 1)
			if stride == 1 && len(x) == len(y) {
				for c := range y {
					for r := range y[c] {
						for i := range y[c][r] {
							y[c][r][i] += x[c][r][i]
						}
					}
				}
			}
			x = y
		}
	}
	return clip(p.layer(x, "_conv_head", "_bn1", 1, 1, 1))
}

// layer is a convolution and a batch normalisation.
func (p plain) layer(x planes, conv, norm string, kernel, stride, groups int) planes {
	weight := p.weights[conv+".weight"]
	height, width := len(x[0]), len(x[0][0])
	rows, columns := (height+stride-1)/stride, (width+stride-1)/stride
	top := max(0, (rows-1)*stride+kernel-height) / 2
	left := max(0, (columns-1)*stride+kernel-width) / 2
	out := newPlanes(weight.Dims[0], rows, columns)
	inGroup, outGroup := len(x)/groups, len(out)/groups
	for o := range out {
		at := func(part string) float64 { return float64(p.weights[norm+part].Data[o]) }
		scale := at(".weight") / math.Sqrt(at(".running_var")+1e-3)
		for r := range rows {
			for c := range columns {
				var sum float64
				for i := range inGroup {
					for ky := range kernel {
						for kx := range kernel {
							y, z := r*stride+ky-top, c*stride+kx-left
							if y < 0 || y >= height || z < 0 || z >= width {
								continue
							}
							w := weight.Data[((o*inGroup+i)*kernel+ky)*kernel+kx]
							sum += float64(w) * x[o/outGroup*inGroup+i][y][z]
						}
					}
				}
				out[o][r][c] = (sum-at(".running_mean"))*scale + at(".bias")
			}
		}
	}
	return out
}

// clip is ReLU6.
func clip(x planes) planes {
	for c := range x {
		for y := range x[c] {
			for i, v := range x[c][y] {
				x[c][y][i] = min(max(v, 0), 6)
			}
		}
	}
	return x
}

// randomWeights draws all weights of a network. Those of 1x1 convolutions are
// such that float16 holds them exactly when their normalisation, which divides by
// 1, is folded in: a random network is chaotic, and rounding would show.
func randomWeights(n lite0.Network, seed uint64) lite0.Weights {
	r := rand.New(rand.NewPCG(seed, 0))
	w := make(lite0.Weights)
	draw := func(name string, middle, spread float64, dims ...int) {
		size := 1
		for _, d := range dims {
			size *= d
		}
		data := make([]float32, size)
		for i := range data {
			data[i] = float32(middle + spread*r.NormFloat64())
		}
		w[name] = lite0.Tensor{Dims: dims, Data: data}
	}
	layer := func(conv, norm string, in, out, kernel int) {
		draw(conv+".weight", 0, 1.5/math.Sqrt(float64(in*kernel*kernel)), out, in, kernel, kernel)
		draw(norm+".weight", 1.5, 0.3, out)
		draw(norm+".bias", 0.3, 0.5, out)
		draw(norm+".running_mean", 0, 0.3, out)
		draw(norm+".running_var", 1.2, 0.1, out)
		if kernel == 1 {
			for i, v := range w[conv+".weight"].Data {
				w[conv+".weight"].Data[i] = float32(math.Round(float64(v)*64) / 64)
			}
			for o := range out {
				w[norm+".weight"].Data[o] = []float32{0.5, 1, 2}[r.IntN(3)]
				w[norm+".running_var"].Data[o] = 0.999
			}
		}
	}
	layer("_conv_stem", "_bn0", 3, n.Stem, 3)
	channels, number := n.Stem, 0
	for _, s := range n.Stages {
		for range s.Blocks {
			name := fmt.Sprintf("_blocks.%d.", number)
			number++
			wide := channels * s.Expansion
			if s.Expansion != 1 {
				layer(name+"_expand_conv", name+"_bn0", channels, wide, 1)
			}
			layer(name+"_depthwise_conv", name+"_bn1", 1, wide, s.Kernel)
			layer(name+"_project_conv", name+"_bn2", wide, s.Channels, 1)
			channels = s.Channels
		}
	}
	layer("_conv_head", "_bn1", channels, n.Head, 1)
	return w
}
