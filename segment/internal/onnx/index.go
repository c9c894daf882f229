package onnx

import "slices"

// Index finds the nodes around a value of a graph. It is a snapshot: edits of
// the graph after NewIndex are not seen.
type Index struct {
	producer  map[string]*Node
	consumers map[string][]*Node
	constant  map[string]bool
}

// NewIndex indexes g by the names of its values.
func NewIndex(g *Graph) *Index {
	x := &Index{
		producer:  make(map[string]*Node, len(g.GetNode())),
		consumers: make(map[string][]*Node, len(g.GetNode())),
		constant:  make(map[string]bool, len(g.GetInitializer())),
	}
	for _, t := range g.GetInitializer() {
		x.constant[t.GetName()] = true
	}
	for _, n := range g.GetNode() {
		fixed := !slices.ContainsFunc(n.GetInput(), func(in string) bool { return in != "" && !x.constant[in] })
		for _, out := range n.GetOutput() {
			x.producer[out] = n
			x.constant[out] = fixed
		}
		for i, in := range n.GetInput() {
			if !slices.Contains(n.GetInput()[:i], in) {
				x.consumers[in] = append(x.consumers[in], n)
			}
		}
	}
	return x
}

// Producer returns the node that makes value, or nil for a graph input or an
// initializer.
func (x *Index) Producer(value string) *Node { return x.producer[value] }

// Consumers returns the nodes that read value, each once, in graph order.
func (x *Index) Consumers(value string) []*Node { return x.consumers[value] }

// Constant reports whether value is the same for every input of the graph: an
// initializer, or computed from nothing but initializers.
func (x *Index) Constant(value string) bool { return x.constant[value] }

// Variable returns the inputs of n that are neither constant nor absent.
func (x *Index) Variable(n *Node) []string {
	var inputs []string
	for _, in := range n.GetInput() {
		if in != "" && !x.constant[in] {
			inputs = append(inputs, in)
		}
	}
	return inputs
}

// Prune removes the nodes, initializers and inputs that no output of g needs.
func Prune(g *Graph) {
	producer := make(map[string]*Node, len(g.GetNode()))
	for _, n := range g.GetNode() {
		for _, out := range n.GetOutput() {
			producer[out] = n
		}
	}
	needed := make(map[string]bool)
	var queue []string
	for _, out := range g.GetOutput() {
		queue = append(queue, out.GetName())
	}
	for len(queue) > 0 {
		value := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if needed[value] {
			continue
		}
		needed[value] = true
		if n := producer[value]; n != nil {
			queue = append(queue, n.GetInput()...)
		}
	}
	g.Node = slices.DeleteFunc(g.GetNode(), func(n *Node) bool {
		return !slices.ContainsFunc(n.GetOutput(), func(out string) bool { return needed[out] })
	})
	g.Initializer = slices.DeleteFunc(g.GetInitializer(), func(t *Tensor) bool { return !needed[t.GetName()] })
	g.Input = slices.DeleteFunc(g.GetInput(), func(v *ValueInfo) bool { return !needed[v.GetName()] })
	g.ValueInfo = slices.DeleteFunc(g.GetValueInfo(), func(v *ValueInfo) bool { return !needed[v.GetName()] })
}
