package render

import "math"

// Solid is a shape told by how far a point is from its surface: negative
// within, never more than the true distance without. Lo and Hi are the corners
// of a box around it. Sizes are in centimetres, and solids are centred on the
// origin unless they say otherwise.
type Solid struct {
	Dist   func(p Vec) float64
	Lo, Hi Vec
}

// RoundBox is a box of the given half sizes, its edges rounded by r.
func RoundBox(x, y, z, r float64) Solid {
	half := Vec{x, y, z}
	inner := half.Sub(Gray(r))
	return Solid{func(p Vec) float64 {
		q := p.abs().Sub(inner)
		return q.max(Vec{}).Len() + min(max(q.X, q.Y, q.Z), 0) - r
	}, half.Mul(-1), half}
}

// Ellipsoid has the given half axes. Its distance is a close guess.
func Ellipsoid(x, y, z float64) Solid {
	half := Vec{x, y, z}
	once, twice := Vec{1 / x, 1 / y, 1 / z}, Vec{1 / (x * x), 1 / (y * y), 1 / (z * z)}
	slim := min(x, y, z)
	return Solid{func(p Vec) float64 {
		k0, k1 := p.Times(once).Len(), p.Times(twice).Len()
		if k1 == 0 {
			return -slim
		}
		return k0 * (k0 - 1) / k1
	}, half.Mul(-1), half}
}

// Cylinder stands upright with radius r and half height h, its rims rounded
// by round.
func Cylinder(r, h, round float64) Solid {
	return Solid{func(p Vec) float64 {
		dx, dy := math.Sqrt(p.X*p.X+p.Z*p.Z)-r+round, math.Abs(p.Y)-h+round
		return math.Sqrt(sq(max(dx, 0))+sq(max(dy, 0))) + min(max(dx, dy), 0) - round
	}, Vec{-r, -h, -r}, Vec{r, h, r}}
}

func sq(x float64) float64 { return x * x }

// Capsule is a rod from a to b with round ends, thick at a and b as told.
func Capsule(a, b Vec, ra, rb float64) Solid {
	along := b.Sub(a)
	inv := 1 / along.Dot(along)
	slope := math.Sqrt(1 + sq(rb-ra)*inv)
	return Solid{func(p Vec) float64 {
		q := p.Sub(a)
		t := min(max(q.Dot(along)*inv, 0), 1)
		return (q.Sub(along.Mul(t)).Len() - ra - (rb-ra)*t) / slope
	}, a.Sub(Gray(ra)).min(b.Sub(Gray(rb))), a.Add(Gray(ra)).max(b.Add(Gray(rb)))}
}

// Torus lies flat: a ring of radius r, thick by a radius of thick.
func Torus(r, thick float64) Solid {
	return Solid{func(p Vec) float64 {
		d := math.Sqrt(p.X*p.X+p.Z*p.Z) - r
		return math.Sqrt(d*d+p.Y*p.Y) - thick
	}, Vec{-r - thick, -thick, -r - thick}, Vec{r + thick, thick, r + thick}}
}

// Lathe turns an outline, given as pairs of radius and height, about the
// vertical axis and rounds its corners by round.
func Lathe(round float64, outline ...[2]float64) Solid {
	wide, low, high := 0.0, math.Inf(1), math.Inf(-1)
	for _, c := range outline {
		wide, low, high = max(wide, c[0]), min(low, c[1]), max(high, c[1])
	}
	wide, low, high = wide+round, low-round, high+round
	return Solid{func(p Vec) float64 {
		return polygon(outline, math.Sqrt(p.X*p.X+p.Z*p.Z), p.Y) - round
	}, Vec{-wide, low, -wide}, Vec{wide, high, wide}}
}

// Extrude gives an outline in x and y a half depth of z and rounds all by
// round.
func Extrude(z, round float64, outline ...[2]float64) Solid {
	lo, hi := Gray(math.Inf(1)), Gray(math.Inf(-1))
	for _, c := range outline {
		v := Vec{c[0], c[1], 0}
		lo, hi = lo.min(v), hi.max(v)
	}
	lo.Z, hi.Z = -z+round, z-round
	return Solid{func(p Vec) float64 {
		dx, dz := polygon(outline, p.X, p.Y), math.Abs(p.Z)-z+round
		return math.Sqrt(sq(max(dx, 0))+sq(max(dz, 0))) + min(max(dx, dz), 0) - round
	}, lo.Sub(Gray(round)), hi.Add(Gray(round))}
}

// polygon is the signed distance of (x, y) from a closed outline.
func polygon(outline [][2]float64, x, y float64) float64 {
	d, inside := math.Inf(1), false
	j := len(outline) - 1
	for i := range outline {
		ax, ay := outline[i][0], outline[i][1]
		bx, by := outline[j][0], outline[j][1]
		ex, ey, wx, wy := bx-ax, by-ay, x-ax, y-ay
		t := min(max((wx*ex+wy*ey)/(ex*ex+ey*ey), 0), 1)
		d = min(d, sq(wx-ex*t)+sq(wy-ey*t))
		if (ay > y) != (by > y) && x < ex*(y-ay)/ey+ax {
			inside = !inside
		}
		j = i
	}
	if inside {
		return -math.Sqrt(d)
	}
	return math.Sqrt(d)
}

// Placed is s in another pose.
func (s Solid) Placed(p Pose) Solid {
	lo, hi := p.bounds(s.Lo, s.Hi)
	return Solid{func(q Vec) float64 { return s.Dist(p.back(q)) * p.Scale }, lo, hi}
}

// bounds is a box around the box from lo to hi once it has the pose p.
func (p Pose) bounds(lo, hi Vec) (Vec, Vec) {
	mid, half := p.Point(lo.Add(hi).Mul(0.5)), hi.Sub(lo).Mul(p.Scale/2)
	reach := p.X.abs().Mul(half.X).Add(p.Y.abs().Mul(half.Y)).Add(p.Z.abs().Mul(half.Z))
	return mid.Sub(reach), mid.Add(reach)
}

// Union is all that is in s or in one of the others.
func (s Solid) Union(others ...Solid) Solid {
	for _, o := range others {
		a, b := s.Dist, o.Dist
		s = Solid{func(p Vec) float64 { return min(a(p), b(p)) }, s.Lo.min(o.Lo), s.Hi.max(o.Hi)}
	}
	return s
}

// Melt is the union of s and o with the seam filled softly over a width of k.
func (s Solid) Melt(o Solid, k float64) Solid {
	return Solid{func(p Vec) float64 {
		a, b := s.Dist(p), o.Dist(p)
		h := max(k-math.Abs(a-b), 0) / k
		return min(a, b) - h*h*k/4
	}, s.Lo.min(o.Lo).Sub(Gray(k / 4)), s.Hi.max(o.Hi).Add(Gray(k / 4))}
}

// Cut is s without what is in o.
func (s Solid) Cut(o Solid) Solid {
	return Solid{func(p Vec) float64 { return max(s.Dist(p), -o.Dist(p)) }, s.Lo, s.Hi}
}

// Keep is what s and o share.
func (s Solid) Keep(o Solid) Solid {
	return Solid{func(p Vec) float64 { return max(s.Dist(p), o.Dist(p)) }, s.Lo.max(o.Lo), s.Hi.min(o.Hi)}
}

// Embossed raises the surface of s by up to deep where height is 1. The
// distance stays a safe guess for heights that change by no more than steep
// per centimetre.
func (s Solid) Embossed(deep, steep float64, height func(p Vec) float64) Solid {
	safe := 1 / (1 + deep*steep)
	return Solid{func(p Vec) float64 {
		d := s.Dist(p)
		if d > 2*deep {
			return (d - deep) * safe
		}
		return (d - deep*height(p)) * safe
	}, s.Lo.Sub(Gray(deep)), s.Hi.Add(Gray(deep))}
}
