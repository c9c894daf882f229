package lite0_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	ort "github.com/yalue/onnxruntime_go"
	"google.golang.org/protobuf/proto"

	"whereabouts/segment"
	"whereabouts/segment/internal/lite0"
	"whereabouts/segment/internal/samtest"
)

// small has every kind of block that the real network has, and its stride.
var small = lite0.Network{
	Stem: 6,
	Stages: []lite0.Stage{
		{Blocks: 1, Kernel: 3, Stride: 1, Expansion: 1, Channels: 4},
		{Blocks: 2, Kernel: 3, Stride: 2, Expansion: 3, Channels: 5},
		{Blocks: 2, Kernel: 5, Stride: 2, Expansion: 2, Channels: 7},
		{Blocks: 1, Kernel: 3, Stride: 2, Expansion: 3, Channels: 6},
		{Blocks: 2, Kernel: 5, Stride: 1, Expansion: 2, Channels: 6},
		{Blocks: 1, Kernel: 5, Stride: 2, Expansion: 2, Channels: 8},
	},
	Head: 12,
}

func TestGraphGivesWhatThePlainNetworkGives(t *testing.T) {
	if _, err := segment.LoadRuntime(samtest.Runtime(t)); err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(3) {
		weights := randomWeights(small, seed)
		model, err := lite0.Build(small, weights)
		if err != nil {
			t.Fatal(err)
		}
		serialised, err := proto.Marshal(model)
		if err != nil {
			t.Fatal(err)
		}
		session, err := ort.NewDynamicAdvancedSessionWithONNXData(serialised, []string{lite0.Input}, []string{lite0.Output}, nil)
		if err != nil {
			t.Fatal(err)
		}
		inside := false
		for _, size := range [][2]int{{32, 32}, {64, 32}, {96, 128}, {160, 64}} {
			t.Run(fmt.Sprintf("seed %d, %d by %d", seed, size[1], size[0]), func(t *testing.T) {
				height, width := size[0], size[1]
				picture, data := randomPicture(seed, height, width)
				want := plain{small, weights}.forward(picture)
				got := run(t, session, data, height, width)
				i := 0
				for c := range want {
					for y := range want[c] {
						for x, v := range want[c][y] {
							if d := math.Abs(float64(got[i]) - v); d > 1e-3 {
								t.Fatalf("channel %d, cell %d,%d: %g instead of %g", c, x, y, got[i], v)
							}
							inside = inside || v > 0.1 && v < 5.9
							i++
						}
					}
				}
			})
		}
		if !inside {
			t.Errorf("seed %d: every value is clipped, so agreement proves nothing", seed)
		}
		if err := session.Destroy(); err != nil {
			t.Fatal(err)
		}
	}
}

// randomPicture returns the same numbers as planes and in a row.
func randomPicture(seed uint64, height, width int) (planes, []float32) {
	r := rand.New(rand.NewPCG(seed, 1))
	picture := newPlanes(3, height, width)
	var data []float32
	for c := range picture {
		for y := range picture[c] {
			for x := range picture[c][y] {
				v := float32(2 * r.NormFloat64())
				picture[c][y][x] = float64(v)
				data = append(data, v)
			}
		}
	}
	return picture, data
}

// run computes the graph and checks the shape of its output.
func run(t *testing.T, session *ort.DynamicAdvancedSession, data []float32, height, width int) []float32 {
	t.Helper()
	in, err := ort.NewTensor(ort.NewShape(1, 3, int64(height), int64(width)), data)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Destroy() }()
	outputs := []ort.Value{nil}
	if err := session.Run([]ort.Value{in}, outputs); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = outputs[0].Destroy() }()
	want := ort.NewShape(1, int64(small.Head), int64(height/lite0.Stride), int64(width/lite0.Stride))
	if got := outputs[0].GetShape(); !got.Equals(want) {
		t.Fatalf("the output has the shape %v instead of %v", got, want)
	}
	out, ok := outputs[0].(*ort.Tensor[float32])
	if !ok {
		t.Fatalf("the output is a %T", outputs[0])
	}
	return append([]float32(nil), out.GetData()...)
}

func TestWeightsThatDoNotFitAreRefusedByName(t *testing.T) {
	const name = "_blocks.2._depthwise_conv.weight"
	for problem, change := range map[string]func(lite0.Weights){
		"missing":     func(w lite0.Weights) { delete(w, name) },
		"other shape": func(w lite0.Weights) { w[name] = lite0.Tensor{Dims: []int{1}, Data: []float32{1}} },
		"too few numbers": func(w lite0.Weights) {
			w[name] = lite0.Tensor{Dims: w[name].Dims, Data: w[name].Data[1:]}
		},
	} {
		t.Run(problem, func(t *testing.T) {
			weights := randomWeights(small, 1)
			change(weights)
			if _, err := lite0.Build(small, weights); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWeightsBeyondFloat16AreRefused(t *testing.T) {
	const name = "_blocks.1._project_conv"
	for problem, value := range map[string]float32{
		"too large":    1e6,
		"too small":    -1e6,
		"not a number": float32(math.NaN()),
	} {
		t.Run(problem, func(t *testing.T) {
			weights := randomWeights(small, 1)
			weights[name+".weight"].Data[3] = value
			if _, err := lite0.Build(small, weights); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestEveryWeightOfTheNetworkIsUsed(t *testing.T) {
	for name := range randomWeights(small, 1) {
		weights := randomWeights(small, 1)
		delete(weights, name)
		if _, err := lite0.Build(small, weights); err == nil {
			t.Errorf("nothing asks for %s", name)
		}
	}
}
