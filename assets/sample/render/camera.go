package render

import "math"

// Camera looks from a point at another.
type Camera struct {
	From, To Vec
	// Wide is the angle of view over the longer side of the picture, in
	// degrees.
	Wide float64
	// Roll is how far the camera is held askew, in degrees.
	Roll float64
	// Aperture is how strongly things behind To are out of focus: 0 for not
	// at all, 1 for a portrait lens.
	Aperture float64
	// Exposure multiplies the light.
	Exposure float64
	// Grain is how rough the film is; 1 is barely seen.
	Grain float64
}

// Orbit is a camera at a distance from the point it looks at, as many degrees
// around it and above it.
func Orbit(to Vec, around, above, distance float64) Camera {
	sa, ca := math.Sincos(around * math.Pi / 180)
	sb, cb := math.Sincos(above * math.Pi / 180)
	return Camera{
		From: to.Add(Vec{sa * cb, sb, ca * cb}.Mul(distance)), To: to,
		Wide: 45, Aperture: 0.35, Exposure: 1, Grain: 0.6,
	}
}

// view turns places in the picture into rays.
type view struct {
	from, ahead, right, up Vec
}

func (c Camera) view(width, height int) view {
	ahead := c.To.Sub(c.From).Unit()
	right := ahead.Cross(Vec{0, 1, 0}).Unit()
	up := right.Cross(ahead)
	sin, cos := math.Sincos(c.Roll * math.Pi / 180)
	right, up = right.Mul(cos).Add(up.Mul(sin)), up.Mul(cos).Sub(right.Mul(sin))
	half := math.Tan(c.Wide * math.Pi / 360)
	long := float64(max(width, height))
	return view{c.From, ahead, right.Mul(half * float64(width) / long), up.Mul(half * float64(height) / long)}
}

// ray is the direction through (x, y), both from -1 to 1, y downward.
func (v view) ray(x, y float64) Vec {
	return v.ahead.Add(v.right.Mul(x)).Sub(v.up.Mul(y)).Unit()
}
