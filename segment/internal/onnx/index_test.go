package onnx

import (
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"
)

func TestPruneKeepsOnlyWhatOutputsNeed(t *testing.T) {
	g := &Graph{
		Input:       []*ValueInfo{NewValue("used", Tensor_FLOAT, 1), NewValue("unused", Tensor_FLOAT, 1)},
		Initializer: []*Tensor{Floats("weight", []float32{1}), Floats("idle", []float32{1})},
		Node: []*Node{
			NewNode("Add", "sum", []string{"used", "weight"}),
			NewNode("Add", "waste", []string{"unused", "idle"}),
			NewNode("Relu", "out", []string{"sum"}),
		},
		Output: []*ValueInfo{NewValue("out", Tensor_FLOAT, 1)},
	}
	Prune(g)
	if len(g.GetNode()) != 2 || len(g.GetInput()) != 1 || len(g.GetInitializer()) != 1 {
		t.Fatalf("%v", g)
	}
	if g.GetInput()[0].GetName() != "used" || g.GetInitializer()[0].GetName() != "weight" {
		t.Fatalf("%v", g)
	}
}

func TestConstantsAreWhatFollowsFromInitializersAlone(t *testing.T) {
	constant := &Node{OpType: proto.String("Constant"), Output: []string{"c"}}
	g := &Graph{
		Initializer: []*Tensor{Floats("w", []float32{1})},
		Node: []*Node{
			constant,
			NewNode("Mul", "scaled", []string{"w", "c"}),
			NewNode("Mul", "mixed", []string{"scaled", "x"}),
		},
	}
	index := NewIndex(g)
	for name, want := range map[string]bool{"w": true, "c": true, "scaled": true, "mixed": false, "x": false} {
		if index.Constant(name) != want {
			t.Errorf("%s constant: %v", name, !want)
		}
	}
	if got := index.Variable(g.GetNode()[2]); !slices.Equal(got, []string{"x"}) {
		t.Errorf("variable inputs %v", got)
	}
}

func TestConsumersListANodeThatReadsAValueTwiceOnce(t *testing.T) {
	g := &Graph{Node: []*Node{NewNode("Mul", "square", []string{"x", "x"}), NewNode("Relu", "r", []string{"x"})}}
	if got := NewIndex(g).Consumers("x"); len(got) != 2 {
		t.Fatalf("%d consumers", len(got))
	}
}
