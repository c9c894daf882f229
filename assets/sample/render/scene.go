package render

// Part is one solid of a thing, of one material, in the thing's own measure.
type Part struct {
	shape    shape
	material Material
	pose     Pose
}

// NewPart makes a part of any solid.
func NewPart(s Solid, m Material, p Pose) Part { return Part{s, m, p} }

// Box makes a part that is a box with sharp edges and the given half sizes.
func Box(x, y, z float64, m Material, p Pose) Part { return Part{slab{Vec{x, y, z}}, m, p} }

// Ball makes a part that is a sphere.
func Ball(r float64, m Material, p Pose) Part { return Part{ball{r}, m, p} }

// Placed is the part moved along with its thing.
func (p Part) Placed(by Pose) Part {
	p.pose = by.Of(p.pose)
	return p
}

// Thing is a group of parts.
type Thing []Part

// Placed is the thing in the given pose.
func (t Thing) Placed(p Pose) Thing {
	out := make(Thing, len(t))
	for i, part := range t {
		out[i] = part.Placed(p)
	}
	return out
}

// Scene is what the camera looks at.
type Scene struct {
	// Sky is the light that comes from far away along a direction.
	Sky func(dir Vec) Vec
	// Backdrop is what the camera sees where nothing is in its way; nil for
	// the sky.
	Backdrop func(dir Vec) Vec
	// Fill is light that reaches everything that was reached by a bounce.
	Fill   Vec
	Lights []Light

	bodies []body
}

// body is a part in the world.
type body struct {
	Part
	object int
}

// Add puts a thing into the scene as the object of the given number; 0 is for
// things nobody asks for.
func (s *Scene) Add(object int, t Thing) {
	for _, part := range t {
		s.bodies = append(s.bodies, body{part, object})
	}
}

func (b *body) hit(from, dir Vec, near, far float64) (float64, bool) {
	k := 1 / b.pose.Scale
	t, ok := b.shape.hit(b.pose.back(from), b.pose.turnBack(dir), near*k, far*k)
	return t * b.pose.Scale, ok
}

// Made is the part in another material.
func (p Part) Made(m Material) Part {
	p.material = m
	return p
}

// Add puts more parts to the thing.
func (t *Thing) Add(parts ...Part) { *t = append(*t, parts...) }
