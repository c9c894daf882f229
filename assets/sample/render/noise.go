package render

import "math"

// scramble mixes the bits of h.
func scramble(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x7feb352d
	h ^= h >> 15
	h *= 0x846ca68b
	h ^= h >> 16
	return h
}

// Chance is a number in [0, 1) that depends on x, y and z alone.
func Chance(x, y, z int) float64 {
	h := scramble(uint32(x)*0x9e3779b1 ^ scramble(uint32(y)*0x85ebca77^scramble(uint32(z)*0xc2b2ae3d+0x27d4eb2f)))
	return float64(h) / (1 << 32)
}

// Noise is a smooth random number in [0, 1] that varies over about one unit.
func Noise(p Vec) float64 {
	fx, fy, fz := math.Floor(p.X), math.Floor(p.Y), math.Floor(p.Z)
	x, y, z := int(fx), int(fy), int(fz)
	u, v, w := ease(p.X-fx), ease(p.Y-fy), ease(p.Z-fz)
	row := func(y, z int) float64 {
		a, b := Chance(x, y, z), Chance(x+1, y, z)
		return a + (b-a)*u
	}
	face := func(z int) float64 {
		a, b := row(y, z), row(y+1, z)
		return a + (b-a)*v
	}
	a, b := face(z), face(z+1)
	return a + (b-a)*w
}

func ease(t float64) float64 { return t * t * (3 - 2*t) }

// Rough is noise with detail at several scales, each half the one before, in
// [0, 1].
func Rough(p Vec, scales int) float64 {
	sum, weight, total := 0.0, 0.5, 0.0
	for range scales {
		sum += weight * Noise(p)
		total += weight
		weight /= 2
		p = Vec{p.X*2 + 17.3, p.Y*2 + 5.1, p.Z*2 + 9.7}
	}
	return sum / total
}

// dice gives the random numbers of one sample of one pixel: well spread over
// the samples of the pixel, and unlike those of its neighbours.
type dice struct {
	pixel, sample uint32
	roll          uint32
}

func (d *dice) next() float64 {
	d.roll++
	shift := scramble(d.pixel ^ d.roll*0x9e3779b1)
	// Fractions of 2^32 that spread any number of samples evenly over two
	// dimensions.
	step := uint32(3242174889)
	if d.roll&1 == 1 {
		step = 2447445414
	}
	return float64(shift+d.sample*step) / (1 << 32)
}
