package render

import "math"

// Vec is a point, a direction or a linear RGB colour.
type Vec struct{ X, Y, Z float64 }

// V makes a Vec.
func V(x, y, z float64) Vec { return Vec{x, y, z} }

// Add is v + w.
func (v Vec) Add(w Vec) Vec { return Vec{v.X + w.X, v.Y + w.Y, v.Z + w.Z} }

// Sub is v - w.
func (v Vec) Sub(w Vec) Vec { return Vec{v.X - w.X, v.Y - w.Y, v.Z - w.Z} }

// Mul is v scaled by k.
func (v Vec) Mul(k float64) Vec { return Vec{v.X * k, v.Y * k, v.Z * k} }

// Times is the product of v and w channel by channel.
func (v Vec) Times(w Vec) Vec { return Vec{v.X * w.X, v.Y * w.Y, v.Z * w.Z} }

// Dot is the scalar product.
func (v Vec) Dot(w Vec) float64 { return v.X*w.X + v.Y*w.Y + v.Z*w.Z }

// Cross is the vector product.
func (v Vec) Cross(w Vec) Vec {
	return Vec{v.Y*w.Z - v.Z*w.Y, v.Z*w.X - v.X*w.Z, v.X*w.Y - v.Y*w.X}
}

// Len is the length of v.
func (v Vec) Len() float64 { return math.Sqrt(v.Dot(v)) }

// Unit is v at length one; the zero vector stays as it is.
func (v Vec) Unit() Vec {
	l := v.Len()
	if l == 0 {
		return v
	}
	return v.Mul(1 / l)
}

// Mix is v at t = 0 and w at t = 1.
func (v Vec) Mix(w Vec, t float64) Vec { return v.Add(w.Sub(v).Mul(t)) }

// Luminance is how bright the colour v looks.
func (v Vec) Luminance() float64 { return 0.2126*v.X + 0.7152*v.Y + 0.0722*v.Z }

func (v Vec) abs() Vec { return Vec{math.Abs(v.X), math.Abs(v.Y), math.Abs(v.Z)} }

func (v Vec) min(w Vec) Vec { return Vec{min(v.X, w.X), min(v.Y, w.Y), min(v.Z, w.Z)} }

func (v Vec) max(w Vec) Vec { return Vec{max(v.X, w.X), max(v.Y, w.Y), max(v.Z, w.Z)} }

// basis gives two directions that are square to the unit vector n and to each
// other.
func basis(n Vec) (Vec, Vec) {
	sign := math.Copysign(1, n.Z)
	a := -1 / (sign + n.Z)
	b := n.X * n.Y * a
	return Vec{1 + sign*n.X*n.X*a, sign * b, -sign * n.X}, Vec{b, sign + n.Y*n.Y*a, -n.Y}
}

// Smooth is 0 below a, 1 above b and a soft step between them.
func Smooth(a, b, x float64) float64 {
	t := min(max((x-a)/(b-a), 0), 1)
	return t * t * (3 - 2*t)
}

// Gray is the colour that reflects k of all light.
func Gray(k float64) Vec { return Vec{k, k, k} }

// Hex is the linear colour of an sRGB value such as 0xc8202a.
func Hex(rgb uint32) Vec {
	return Vec{linear[rgb>>16&0xff], linear[rgb>>8&0xff], linear[rgb&0xff]}
}

// linear is the light that each sRGB byte stands for.
var linear = func() (t [256]float64) {
	for i := range t {
		c := float64(i) / 255
		if c <= 0.04045 {
			t[i] = c / 12.92
		} else {
			t[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return t
}()
