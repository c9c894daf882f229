package render

import (
	"cmp"
	"math"
	"slices"
)

// tree finds the bodies that a ray may meet by halving the scene again and
// again.
type tree struct {
	nodes  []node
	bodies []*body
}

// node is a box around the bodies from first to first+count, or, where count
// is 0, around the next node and the one at index second.
type node struct {
	box           [2]Vec
	first, count  int
	second, split int
}

type boxed struct {
	body   *body
	lo, hi Vec
}

func newTree(bodies []body) *tree {
	all := make([]boxed, len(bodies))
	for i := range bodies {
		b := &bodies[i]
		lo, hi := b.shape.bounds()
		lo, hi = b.pose.bounds(lo, hi)
		all[i] = boxed{b, lo.Sub(Gray(1e-6)), hi.Add(Gray(1e-6))}
	}
	t := &tree{}
	if len(all) > 0 {
		t.grow(all)
	}
	return t
}

func (t *tree) grow(all []boxed) {
	lo, hi := Gray(math.Inf(1)), Gray(math.Inf(-1))
	for _, b := range all {
		lo, hi = lo.min(b.lo), hi.max(b.hi)
	}
	at := len(t.nodes)
	t.nodes = append(t.nodes, node{box: [2]Vec{lo, hi}})
	axis, cut := bestCut(all)
	if cut == 0 {
		t.nodes[at].first, t.nodes[at].count = len(t.bodies), len(all)
		for _, b := range all {
			t.bodies = append(t.bodies, b.body)
		}
		return
	}
	sortAlong(all, axis)
	t.nodes[at].split = axis
	t.grow(all[:cut])
	t.nodes[at].second = len(t.nodes)
	t.grow(all[cut:])
}

func sortAlong(all []boxed, axis int) {
	slices.SortStableFunc(all, func(a, b boxed) int {
		return cmp.Compare(a.lo.along(axis)+a.hi.along(axis), b.lo.along(axis)+b.hi.along(axis))
	})
}

func (v Vec) along(axis int) float64 {
	switch axis {
	case 0:
		return v.X
	case 1:
		return v.Y
	default:
		return v.Z
	}
}

// bestCut is the axis and the place at which to part the bodies so that the
// surfaces of the two boxes, weighted by what is in them, are smallest. A cut
// of 0 means that parting does not pay.
func bestCut(all []boxed) (axis, cut int) {
	if len(all) <= 1 {
		return 0, 0
	}
	best := math.Inf(1)
	if len(all) <= 2 {
		best = float64(len(all)) * surface(all)
	}
	for a := range 3 {
		sortAlong(all, a)
		right := make([]float64, len(all))
		lo, hi := Gray(math.Inf(1)), Gray(math.Inf(-1))
		for i := len(all) - 1; i > 0; i-- {
			lo, hi = lo.min(all[i].lo), hi.max(all[i].hi)
			right[i] = area(lo, hi) * float64(len(all)-i)
		}
		lo, hi = Gray(math.Inf(1)), Gray(math.Inf(-1))
		for i := 1; i < len(all); i++ {
			lo, hi = lo.min(all[i-1].lo), hi.max(all[i-1].hi)
			if cost := area(lo, hi)*float64(i) + right[i]; cost < best {
				best, axis, cut = cost, a, i
			}
		}
	}
	return axis, cut
}

func surface(all []boxed) float64 {
	lo, hi := Gray(math.Inf(1)), Gray(math.Inf(-1))
	for _, b := range all {
		lo, hi = lo.min(b.lo), hi.max(b.hi)
	}
	return area(lo, hi)
}

func area(lo, hi Vec) float64 {
	d := hi.Sub(lo)
	return d.X*d.Y + d.Y*d.Z + d.Z*d.X
}

// closest is the first body that the ray meets.
func (t *tree) closest(from, dir Vec, far float64) (*body, float64) {
	var found *body
	t.walk(from, dir, &far, func(b *body) bool {
		if d, ok := b.hit(from, dir, 0, far); ok {
			found, far = b, d
		}
		return false
	})
	return found, far
}

// blocked reports whether anything that throws a shadow is on the ray.
func (t *tree) blocked(from, dir Vec, far float64) bool {
	stop := false
	t.walk(from, dir, &far, func(b *body) bool {
		if b.material.Sheer {
			return false
		}
		_, stop = b.hit(from, dir, 0, far)
		return stop
	})
	return stop
}

// walk visits the bodies whose boxes the ray meets before far, nearer boxes
// first, until visit says to stop.
func (t *tree) walk(from, dir Vec, far *float64, visit func(*body) bool) {
	if len(t.nodes) == 0 {
		return
	}
	a := newArrow(from, dir)
	var stack [64]int
	depth := 1
	for depth > 0 {
		depth--
		at := stack[depth]
		n := &t.nodes[at]
		if !a.meets(n, *far) {
			continue
		}
		if n.count > 0 {
			for _, b := range t.bodies[n.first : n.first+n.count] {
				if visit(b) {
					return
				}
			}
			continue
		}
		near, later := at+1, n.second
		if a.back[n.split] == 1 {
			near, later = later, near
		}
		stack[depth], stack[depth+1] = later, near
		depth += 2
	}
}

// arrow is a ray made ready for many boxes.
type arrow struct {
	from, inv Vec
	back      [3]int // 1 where the ray runs down the axis
}

func newArrow(from, dir Vec) arrow {
	a := arrow{from: from, inv: Vec{1 / dir.X, 1 / dir.Y, 1 / dir.Z}}
	for axis := range a.back {
		if math.Signbit(dir.along(axis)) {
			a.back[axis] = 1
		}
	}
	return a
}

// meets reports whether the ray is in the node's box before far.
func (a *arrow) meets(n *node, far float64) bool {
	in, out := 0.0, far
	if t := (n.box[a.back[0]].X - a.from.X) * a.inv.X; t > in {
		in = t
	}
	if t := (n.box[1-a.back[0]].X - a.from.X) * a.inv.X; t < out {
		out = t
	}
	if t := (n.box[a.back[1]].Y - a.from.Y) * a.inv.Y; t > in {
		in = t
	}
	if t := (n.box[1-a.back[1]].Y - a.from.Y) * a.inv.Y; t < out {
		out = t
	}
	if t := (n.box[a.back[2]].Z - a.from.Z) * a.inv.Z; t > in {
		in = t
	}
	if t := (n.box[1-a.back[2]].Z - a.from.Z) * a.inv.Z; t < out {
		out = t
	}
	return in <= out
}
