package render

import "math"

// shape is a surface that a ray can meet.
type shape interface {
	// hit is how far along a ray of unit direction the surface is met first
	// between near and far.
	hit(from, dir Vec, near, far float64) (float64, bool)
	// normal points outward at a point of the surface.
	normal(p Vec) Vec
	bounds() (lo, hi Vec)
}

// hit walks along the ray by the distances that the solid tells.
func (s Solid) hit(from, dir Vec, near, far float64) (float64, bool) {
	const (
		touch = 1e-3
		steps = 96
	)
	near, far, ok := clip(s.Lo, s.Hi, from, dir, near, far)
	if !ok {
		return 0, false
	}
	for t, i := near, 0; t <= far && i < steps; i++ {
		d := s.Dist(from.Add(dir.Mul(t)))
		if d < touch {
			return t, true
		}
		t += d
	}
	return 0, false
}

func (s Solid) normal(p Vec) Vec {
	const e = 2e-3
	a := s.Dist(Vec{p.X + e, p.Y - e, p.Z - e})
	b := s.Dist(Vec{p.X - e, p.Y - e, p.Z + e})
	c := s.Dist(Vec{p.X - e, p.Y + e, p.Z - e})
	d := s.Dist(Vec{p.X + e, p.Y + e, p.Z + e})
	return Vec{a - b - c + d, -a - b + c + d, -a + b - c + d}.Unit()
}

func (s Solid) bounds() (Vec, Vec) { return s.Lo, s.Hi }

// slab is a sharp-edged box around the origin, met without walking.
type slab struct{ half Vec }

func (s slab) hit(from, dir Vec, near, far float64) (float64, bool) {
	in, out, ok := clip(s.half.Mul(-1), s.half, from, dir, math.Inf(-1), far)
	switch {
	case !ok || out < near:
		return 0, false
	case in >= near:
		return in, true
	default:
		return 0, false
	}
}

func (s slab) normal(p Vec) Vec {
	q := p.abs().Sub(s.half)
	switch {
	case q.X > q.Y && q.X > q.Z:
		return Vec{math.Copysign(1, p.X), 0, 0}
	case q.Y > q.Z:
		return Vec{0, math.Copysign(1, p.Y), 0}
	default:
		return Vec{0, 0, math.Copysign(1, p.Z)}
	}
}

func (s slab) bounds() (Vec, Vec) { return s.half.Mul(-1), s.half }

// ball is a sphere around the origin, met without walking.
type ball struct{ r float64 }

func (b ball) hit(from, dir Vec, near, far float64) (float64, bool) {
	m := from.Dot(dir)
	disc := m*m - from.Dot(from) + b.r*b.r
	if disc < 0 {
		return 0, false
	}
	t := -m - math.Sqrt(disc)
	return t, t >= near && t <= far
}

func (b ball) normal(p Vec) Vec { return p.Unit() }

func (b ball) bounds() (Vec, Vec) { return Gray(-b.r), Gray(b.r) }

// clip keeps the stretch of a ray that is within the box from lo to hi.
func clip(lo, hi, from, dir Vec, near, far float64) (float64, float64, bool) {
	for _, a := range [3][4]float64{
		{lo.X, hi.X, from.X, dir.X}, {lo.Y, hi.Y, from.Y, dir.Y}, {lo.Z, hi.Z, from.Z, dir.Z},
	} {
		if a[3] == 0 {
			if a[2] < a[0] || a[2] > a[1] {
				return 0, 0, false
			}
			continue
		}
		t0, t1 := (a[0]-a[2])/a[3], (a[1]-a[2])/a[3]
		if t0 > t1 {
			t0, t1 = t1, t0
		}
		near, far = max(near, t0), min(far, t1)
		if near > far {
			return 0, 0, false
		}
	}
	return near, far, true
}
