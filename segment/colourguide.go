package segment

import "image"

// plane is a picture of one value a pixel, row by row.
type plane []float32

// pairs are the products of two of three colours that a covariance is made of.
var pairs = [6][2]int{{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}}

// covariance is a symmetric matrix of three colours, in the order of pairs.
type covariance [6]float64

// inverse returns the matrix's inverse and its determinant.
func (c covariance) inverse() (inverse covariance, determinant float64) {
	rr, rg, rb, gg, gb, bb := c[0], c[1], c[2], c[3], c[4], c[5]
	inverse = covariance{gg*bb - gb*gb, rb*gb - rg*bb, rg*gb - rb*gg, rr*bb - rb*rb, rb*rg - rr*gb, rr*gg - rg*rg}
	determinant = rr*inverse[0] + rg*inverse[1] + rb*inverse[2]
	for k := range inverse {
		inverse[k] /= determinant
	}
	return inverse, determinant
}

// times returns the product with a vector.
func (c covariance) times(v [3]float64) [3]float64 {
	return [3]float64{
		c[0]*v[0] + c[1]*v[1] + c[2]*v[2],
		c[1]*v[0] + c[3]*v[1] + c[4]*v[2],
		c[2]*v[0] + c[4]*v[1] + c[5]*v[2],
	}
}

// windows takes means over squares around each pixel, as far as there are pixels.
type windows struct {
	size    image.Point
	radius  int
	scratch plane
	sums    []float64
}

func newWindows(size image.Point, radius int) *windows {
	return &windows{size, radius, make(plane, size.X*size.Y), make([]float64, size.X)}
}

// mean writes to out the means of in. Both may be the same.
func (v *windows) mean(out, in plane) {
	w, h, r := v.size.X, v.size.Y, v.radius
	for y := range h {
		slideRow(v.scratch[y*w:(y+1)*w], in[y*w:(y+1)*w], r)
	}
	clear(v.sums)
	for y := range min(r, h) {
		v.add(y, 1)
	}
	for y := range h {
		if y+r < h {
			v.add(y+r, 1)
		}
		if y > r {
			v.add(y-r-1, -1)
		}
		share := 1 / float64(min(y+r, h-1)-max(y-r, 0)+1)
		line := out[y*w : (y+1)*w]
		for x, s := range v.sums {
			line[x] = float32(s * share)
		}
	}
}

// add adds a row of the scratch to the sums, times sign.
func (v *windows) add(y int, sign float64) {
	w := v.size.X
	for x, s := range v.scratch[y*w : (y+1)*w] {
		v.sums[x] += sign * float64(s)
	}
}

// slideRow writes to out the means of in over the r values before and behind each.
func slideRow(out, in []float32, r int) {
	w := len(in)
	var sum float64
	for x := range min(r, w) {
		sum += float64(in[x])
	}
	for x := range out {
		if x+r < w {
			sum += float64(in[x+r])
		}
		if x > r {
			sum -= float64(in[x-r-1])
		}
		out[x] = float32(sum / float64(min(x+r, w-1)-max(x-r, 0)+1))
	}
}

// linear is, for each pixel, a value as a linear function of the colour.
type linear struct {
	factors [4]plane // of red, green and blue, and what is added
	told    plane    // how much of how the values vary the colours tell: 0..1
}

// at returns the function's value at a pixel for a colour.
func (l *linear) at(i int, colour [3]float32) float32 {
	f := &l.factors
	return f[0][i]*colour[0] + f[1][i]*colour[1] + f[2][i]*colour[2] + f[3][i]
}

// follow returns values as functions of the colours around them: the guided filter of
// He, Sun and Tang ("Guided Image Filtering", 2013), with a picture in colour, 0..1, as
// its guide. The edges of the values come to lie where the picture has edges. What
// varies less than the square root of flat within a window is none.
func follow(colour [3]plane, values plane, v *windows, flat float64) *linear {
	var mean [3]plane
	var spread [6]plane
	product := func(a, b plane) plane {
		out := make(plane, len(a))
		for i, x := range a {
			out[i] = x * b[i]
		}
		v.mean(out, out)
		return out
	}
	f := [4]plane{3: make(plane, len(values))}
	for c := range colour {
		mean[c] = make(plane, len(values))
		v.mean(mean[c], colour[c])
		f[c] = product(colour[c], values)
	}
	for k, p := range pairs {
		spread[k] = product(colour[p[0]], colour[p[1]])
	}
	v.mean(f[3], values)
	varies, told := product(values, values), make(plane, len(values))
	for i := range values {
		var m, with [3]float64
		for c := range m {
			m[c] = float64(mean[c][i])
			with[c] = float64(f[c][i]) - m[c]*float64(f[3][i])
		}
		var s covariance
		for k, p := range pairs {
			s[k] = float64(spread[k][i]) - m[p[0]]*m[p[1]]
		}
		s[0], s[3], s[5] = s[0]+flat, s[3]+flat, s[5]+flat
		inverse, _ := s.inverse()
		varies[i] -= f[3][i] * f[3][i]
		for c, factor := range inverse.times(with) {
			told[i] += float32(factor * with[c])
			f[c][i] = float32(factor)
			f[3][i] -= float32(factor * m[c])
		}
	}
	for k := range f {
		v.mean(f[k], f[k])
	}
	v.mean(told, told)
	v.mean(varies, varies)
	for i, all := range varies {
		if all < steadyValue {
			told[i] = 1
		} else {
			told[i] = min(max(told[i]/all, 0), 1)
		}
	}
	return &linear{f, told}
}

// steadyValue is the variance of values below which they do not vary.
const steadyValue = 1e-4
