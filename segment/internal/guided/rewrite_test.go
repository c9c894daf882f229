package guided

import (
	"errors"
	"os"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"whereabouts/segment/internal/onnx"
	"whereabouts/segment/internal/samtest"
)

func export(t testing.TB) []byte {
	t.Helper()
	exported, err := samtest.New(1).Export()
	if err != nil {
		t.Fatal(err)
	}
	return exported
}

// decode reads a serialised model.
func decode(t testing.TB, serialised []byte) *onnx.Model {
	t.Helper()
	model := &onnx.Model{}
	if err := proto.Unmarshal(serialised, model); err != nil {
		t.Fatal(err)
	}
	return model
}

func TestRewrittenGraphHasTheGuidancesInputsAndAllMasks(t *testing.T) {
	out, err := Rewrite(export(t))
	if err != nil {
		t.Fatal(err)
	}
	var inputs, outputs []string
	g := decode(t, out).GetGraph()
	for _, v := range g.GetInput() {
		inputs = append(inputs, v.GetName())
	}
	for _, v := range g.GetOutput() {
		outputs = append(outputs, v.GetName())
	}
	want := "image_embeddings point_coords point_labels mask_input has_mask_input attn_sim target_embedding use_guidance"
	if got := strings.Join(inputs, " "); got != want {
		t.Errorf("inputs %s", got)
	}
	if got := strings.Join(outputs, " "); got != "all_masks all_scores" {
		t.Errorf("outputs %s", got)
	}
	for _, n := range g.GetNode() {
		if n.GetOpType() == "ArgMax" {
			t.Error("the choice of the best mask is still there")
		}
	}
}

func TestNodesComeAfterWhatTheyRead(t *testing.T) {
	out, err := Rewrite(export(t))
	if err != nil {
		t.Fatal(err)
	}
	g := decode(t, out).GetGraph()
	known := map[string]bool{"": true}
	for _, v := range g.GetInput() {
		known[v.GetName()] = true
	}
	for _, v := range g.GetInitializer() {
		known[v.GetName()] = true
	}
	for _, n := range g.GetNode() {
		for _, in := range n.GetInput() {
			if !known[in] {
				t.Fatalf("%s reads %s before it is made", n.GetName(), in)
			}
		}
		for _, o := range n.GetOutput() {
			if known[o] {
				t.Fatalf("%s is made twice", o)
			}
			known[o] = true
		}
	}
}

func TestUnknownFieldsOfTheModelAreKept(t *testing.T) {
	// Field 2 of a model is its producer's name, which the schema leaves out.
	model := append(export(t), 0x12, 6, 'p', 'e', 'n', 'c', 'i', 'l')
	out, err := Rewrite(model)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "\x12\x06pencil") {
		t.Error("the producer's name is gone")
	}
}

func TestTheShippedDecoderIsRewritten(t *testing.T) {
	model, err := os.ReadFile(samtest.Model(t, "decoder.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Rewrite(model); err != nil {
		t.Fatal(err)
	}
}

func TestOtherGraphsAreRefusedWithTheReason(t *testing.T) {
	// first returns the n-th node of an operator, counted from 0.
	nth := func(g *onnx.Graph, op string, n int) *onnx.Node {
		for _, node := range g.GetNode() {
			if node.GetOpType() == op {
				if n == 0 {
					return node
				}
				n--
			}
		}
		t.Fatalf("there are not enough nodes %s", op)
		return nil
	}
	for _, c := range []struct {
		name, reason string
		change       func(*onnx.Graph)
	}{
		{"no embedding", `reads "image_embeddings" before it is made`, func(g *onnx.Graph) { g.Input = g.GetInput()[1:] }},
		{"no points", `no input "point_coords"`, func(g *onnx.Graph) {
			g.Initializer = append(g.Initializer, onnx.Floats("point_coords", []float32{1, 2}, 1, 1, 2))
			g.Input = append(g.Input[:1], g.Input[2:]...)
		}},
		{"free embedding", "not [1,C,H,W]", func(g *onnx.Graph) {
			g.Input[0] = onnx.NewValue("image_embeddings", onnx.Tensor_FLOAT, 1, -1, 8, 8)
		}},
		{"control flow", "control flow (If)", func(g *onnx.Graph) { *nth(g, "Erf", 0).OpType = "If" }},
		{"too few attentions", "6 attentions", func(g *onnx.Graph) { *nth(g, "Softmax", 6).OpType = "Sigmoid" }},
		{"softmax of something else", "not an attention's", func(g *onnx.Graph) {
			*nth(g, "Softmax", 0).OpType = "Sigmoid"
			*nth(g, "Sin", 0).OpType = "Softmax"
		}},
		{"something before a softmax", "a Concat stands before an attention's softmax", func(g *onnx.Graph) {
			n := nth(g, "Softmax", 2)
			n.Input[0] = nth(g, "Concat", 0).GetOutput()[0]
		}},
		{"something in a projection", "a Relu stands between an attention and its input projection", func(g *onnx.Graph) {
			soft := nth(g, "Softmax", 0)
			index := onnx.NewIndex(g)
			*index.Producer(index.Producer(index.Producer(soft.GetInput()[0]).GetInput()[0]).GetInput()[0]).OpType = "Relu"
		}},
		{"no best mask", `"low_res_masks" does not come from a layer`, func(g *onnx.Graph) {
			index := onnx.NewIndex(g)
			index.Producer("low_res_masks").Output[0] = "other"
			index.Consumers("low_res_masks")[0].Input[0] = "other"
		}},
		{"no score", `before its output "iou_predictions"`, func(g *onnx.Graph) {
			*onnx.NewIndex(g).Producer("iou_predictions").OpType = "Sigmoid"
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			model := decode(t, export(t))
			c.change(model.GetGraph())
			changed, err := proto.Marshal(model)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Rewrite(changed)
			if !errors.Is(err, ErrStructure) || !strings.Contains(err.Error(), c.reason) {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestWrongWiringIsRefused(t *testing.T) {
	// Every projection of every attention is given another input in turn; a
	// graph that still passes would be guided in the wrong place.
	count := len(projections(t, decode(t, export(t)).GetGraph()))
	if count != 21 {
		t.Fatalf("%d projections", count)
	}
	accepted := 0
	for i := range count {
		model := decode(t, export(t))
		g := model.GetGraph()
		projections(t, g)[i].Input[0] = "image_embeddings"
		changed, err := proto.Marshal(model)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Rewrite(changed); err == nil {
			accepted++
		}
	}
	// What an attention reads of the image is not looked at: keys and values of
	// the three that ask the image, and queries of the two that the image asks.
	if accepted != 3*2+2 {
		t.Errorf("%d wrong wirings are accepted", accepted)
	}
}

func projections(t *testing.T, g *onnx.Graph) []*onnx.Node {
	t.Helper()
	index := onnx.NewIndex(g)
	var found []*onnx.Node
	for _, n := range g.GetNode() {
		if n.GetOpType() == "Softmax" {
			a, err := findAttention(index, n)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, a.query, a.key, a.value)
		}
	}
	return found
}

func TestDamagedGraphsAreRefusedOrRewrittenButNeverPanic(t *testing.T) {
	whole := decode(t, export(t))
	rapid.Check(t, func(t *rapid.T) {
		model, ok := proto.Clone(whole).(*onnx.Model)
		if !ok {
			t.Fatal("no clone")
		}
		nodes := model.GetGraph().GetNode()
		node := func(label string) *onnx.Node {
			return nodes[rapid.IntRange(0, len(nodes)-1).Draw(t, label)]
		}
		for range rapid.IntRange(1, 3).Draw(t, "damages") {
			n := node("node")
			switch rapid.IntRange(0, 5).Draw(t, "damage") {
			case 0:
				n.Input = nil
			case 1:
				n.Output = nil
			case 2:
				*n.OpType = node("other").GetOpType()
			case 3:
				n.Input = append([]string(nil), node("other").GetInput()...)
			case 4:
				n.Input = append([]string(nil), node("other").GetOutput()...)
			case 5:
				n.Output = append([]string(nil), node("other").GetOutput()...)
			}
		}
		if err := rewrite(model.GetGraph()); err == nil {
			if _, err := proto.Marshal(model); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzRewrite(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("not a model"))
	f.Add(export(f)[:200])
	f.Fuzz(func(t *testing.T, model []byte) {
		if _, err := Rewrite(model); err != nil && !errors.Is(err, ErrStructure) {
			t.Fatalf("got %v", err)
		}
	})
}
