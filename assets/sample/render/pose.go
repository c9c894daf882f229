package render

import "math"

// Pose turns, scales and moves a thing: first Scale, then the turn, then At.
type Pose struct {
	X, Y, Z Vec // where the thing's own axes point
	At      Vec
	Scale   float64
}

// upright is the pose that changes nothing.
var upright = Pose{X: Vec{1, 0, 0}, Y: Vec{0, 1, 0}, Z: Vec{0, 0, 1}, Scale: 1}

// At is the pose that only moves a thing to (x, y, z).
func At(x, y, z float64) Pose {
	p := upright
	p.At = Vec{x, y, z}
	return p
}

// Yaw turns the thing about its vertical axis, before everything p does.
func (p Pose) Yaw(degrees float64) Pose {
	s, c := math.Sincos(degrees * math.Pi / 180)
	x, z := p.X.Mul(c).Sub(p.Z.Mul(s)), p.X.Mul(s).Add(p.Z.Mul(c))
	p.X, p.Z = x, z
	return p
}

// Pitch turns the thing about its left-right axis: with a positive angle it
// leans to the front.
func (p Pose) Pitch(degrees float64) Pose {
	s, c := math.Sincos(degrees * math.Pi / 180)
	y, z := p.Y.Mul(c).Add(p.Z.Mul(s)), p.Z.Mul(c).Sub(p.Y.Mul(s))
	p.Y, p.Z = y, z
	return p
}

// Roll turns the thing about its front-back axis: with a positive angle it
// leans to its right as seen from the front.
func (p Pose) Roll(degrees float64) Pose {
	s, c := math.Sincos(-degrees * math.Pi / 180)
	x, y := p.X.Mul(c).Add(p.Y.Mul(s)), p.Y.Mul(c).Sub(p.X.Mul(s))
	p.X, p.Y = x, y
	return p
}

// Sized scales the thing by k.
func (p Pose) Sized(k float64) Pose {
	p.Scale *= k
	return p
}

// Of is the pose of a part that has the pose q within a thing that has the
// pose p.
func (p Pose) Of(q Pose) Pose {
	return Pose{
		X: p.turn(q.X), Y: p.turn(q.Y), Z: p.turn(q.Z),
		At:    p.Point(q.At),
		Scale: p.Scale * q.Scale,
	}
}

// Point is where the thing's own point v is in the world.
func (p Pose) Point(v Vec) Vec { return p.At.Add(p.turn(v).Mul(p.Scale)) }

func (p Pose) turn(v Vec) Vec {
	return p.X.Mul(v.X).Add(p.Y.Mul(v.Y)).Add(p.Z.Mul(v.Z))
}

func (p Pose) turnBack(v Vec) Vec { return Vec{p.X.Dot(v), p.Y.Dot(v), p.Z.Dot(v)} }

// back is the world's point v in the thing's own measure.
func (p Pose) back(v Vec) Vec { return p.turnBack(v.Sub(p.At)).Mul(1 / p.Scale) }
