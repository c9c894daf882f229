package render

import "math"

// Light is a source that things throw soft shadows by.
type Light interface {
	// sample picks a point of the source by u and v: the direction and the
	// distance to it from p, and the light that comes from there to a
	// surface that faces it, as a share of what a white sky would give.
	sample(p Vec, u, v float64) (dir Vec, dist float64, light Vec)
	// seen is what a ray sees of the source, and how far away.
	seen(from, dir Vec) (Vec, float64)
}

// Sun is a light so far away that it comes from one direction.
type Sun struct {
	Dir    Vec // toward the sun
	Color  Vec
	Spread float64 // the radius of its disc, seen from here, in radians
}

func (s Sun) sample(_ Vec, u, v float64) (Vec, float64, Vec) {
	dir := s.Dir.Unit()
	a, b := basis(dir)
	r := s.Spread * math.Sqrt(u)
	sin, cos := math.Sincos(2 * math.Pi * v)
	return dir.Add(a.Mul(r * cos)).Add(b.Mul(r * sin)).Unit(), 1e5, s.Color
}

func (s Sun) seen(_, dir Vec) (Vec, float64) {
	if dir.Dot(s.Dir.Unit()) < math.Cos(s.Spread) {
		return Vec{}, 0
	}
	return s.Color.Mul(1 / (s.Spread * s.Spread)), 1e5
}

// Panel is a rectangle that glows on the side that A x B points to, such as a
// window.
type Panel struct {
	Corner, A, B Vec
	Color        Vec
}

func (l Panel) sample(p Vec, u, v float64) (Vec, float64, Vec) {
	cross := l.A.Cross(l.B)
	to := l.Corner.Add(l.A.Mul(u)).Add(l.B.Mul(v)).Sub(p)
	d2 := to.Dot(to)
	dist := math.Sqrt(d2)
	dir := to.Mul(1 / dist)
	facing := max(-dir.Dot(cross), 0)
	return dir, dist, l.Color.Mul(facing / (math.Pi * d2))
}

func (l Panel) seen(from, dir Vec) (Vec, float64) {
	n := l.A.Cross(l.B)
	facing := dir.Dot(n)
	if facing >= 0 {
		return Vec{}, 0
	}
	t := l.Corner.Sub(from).Dot(n) / facing
	at := from.Add(dir.Mul(t)).Sub(l.Corner)
	u, v := at.Dot(l.A)/l.A.Dot(l.A), at.Dot(l.B)/l.B.Dot(l.B)
	if t <= 0 || u < 0 || u > 1 || v < 0 || v > 1 {
		return Vec{}, 0
	}
	return l.Color, t
}

// Bulb is a glowing sphere.
type Bulb struct {
	At     Vec
	Radius float64
	Color  Vec
}

func (b Bulb) sample(p Vec, u, v float64) (Vec, float64, Vec) {
	z := 1 - 2*u
	r := math.Sqrt(max(0, 1-z*z))
	sin, cos := math.Sincos(2 * math.Pi * v)
	to := b.At.Add(Vec{r * cos, r * sin, z}.Mul(b.Radius * 0.9)).Sub(p)
	dist := to.Len()
	return to.Mul(1 / dist), dist - b.Radius*0.2, b.Color.Mul(sq(b.Radius / dist))
}

func (b Bulb) seen(from, dir Vec) (Vec, float64) {
	t, ok := ball{b.Radius}.hit(from.Sub(b.At), dir, 0, math.Inf(1))
	if !ok {
		return Vec{}, 0
	}
	return b.Color, t
}
