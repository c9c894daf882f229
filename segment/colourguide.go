package segment

import (
	"image"
	"runtime"
	"sync"
)

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
}

func newWindows(size image.Point, radius int) *windows {
	return &windows{size, radius, make(plane, size.X*size.Y)}
}

// mean writes to out the means of in. Both may be the same.
func (v *windows) mean(out, in plane) {
	w := v.size.X
	shared(v.size.Y, func(from, end int) {
		for y := from; y < end; y++ {
			slideRow(v.scratch[y*w:(y+1)*w], in[y*w:(y+1)*w], v.radius)
		}
	})
	shared(w, func(from, end int) { v.slideColumns(out, from, end) })
}

// slideColumns writes to out the means of the scratch's columns.
func (v *windows) slideColumns(out plane, from, end int) {
	w, h, r := v.size.X, v.size.Y, v.radius
	sums := make([]float64, end-from)
	add := func(y int, sign float64) {
		for x, s := range v.scratch[y*w+from : y*w+end] {
			sums[x] += sign * float64(s)
		}
	}
	for y := range min(r, h) {
		add(y, 1)
	}
	for y := range h {
		if y+r < h {
			add(y+r, 1)
		}
		if y > r {
			add(y-r-1, -1)
		}
		share := 1 / float64(min(y+r, h-1)-max(y-r, 0)+1)
		line := out[y*w+from : y*w+end]
		for x, s := range sums {
			line[x] = float32(s * share)
		}
	}
}

// shared has parts of a range done side by side.
func shared(n int, do func(from, end int)) {
	parts := min(runtime.GOMAXPROCS(0), n)
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() { do(i*n/parts, (i+1)*n/parts) })
	}
	wg.Wait()
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

// colourGuide is a picture in colour that guides others, by He, Sun and Tang ("Guided
// Image Filtering", 2013).
type colourGuide struct {
	windows *windows
	colour  [3]plane // 0..1
	mean    [3]plane // of the colours in each window
	spread  [6]plane // the colours' covariance there
}

// newColourGuide prepares a picture. What varies less than the square root of flat
// within a window is no edge.
func newColourGuide(colour [3]plane, v *windows, flat float32) *colourGuide {
	g := &colourGuide{windows: v, colour: colour}
	for c := range colour {
		g.mean[c] = make(plane, len(colour[c]))
		v.mean(g.mean[c], colour[c])
	}
	for k, p := range pairs {
		g.spread[k] = g.product(colour[p[0]], colour[p[1]])
		for i := range g.spread[k] {
			g.spread[k][i] -= g.mean[p[0]][i] * g.mean[p[1]][i]
			if p[0] == p[1] {
				g.spread[k][i] += flat
			}
		}
	}
	return g
}

// product returns the means of products.
func (g *colourGuide) product(a, b plane) plane {
	out := make(plane, len(a))
	for i, x := range a {
		out[i] = x * b[i]
	}
	g.windows.mean(out, out)
	return out
}

// follow returns values as functions of the colours around them. The edges of the values
// come to lie where the picture has edges.
func (g *colourGuide) follow(values plane) *linear {
	f := [4]plane{3: make(plane, len(values))}
	for c := range g.colour {
		f[c] = g.product(g.colour[c], values)
	}
	g.windows.mean(f[3], values)
	varies, told := g.product(values, values), make(plane, len(values))
	shared(len(values), func(from, end int) {
		for i := from; i < end; i++ {
			varies[i] -= f[3][i] * f[3][i]
			told[i] = g.fit(&f, i)
		}
	})
	for k := range f {
		g.windows.mean(f[k], f[k])
	}
	g.windows.mean(told, told)
	g.windows.mean(varies, varies)
	for i, all := range varies {
		if all < steadyValue {
			told[i] = 1
		} else {
			told[i] = min(max(told[i]/all, 0), 1)
		}
	}
	return &linear{f, told}
}

// fit finds the function in one window, of which f holds the means of products and of
// the values. It returns how much of the values' variance that tells.
func (g *colourGuide) fit(f *[4]plane, i int) (told float32) {
	var with [3]float64
	for c := range with {
		with[c] = float64(f[c][i]) - float64(g.mean[c][i])*float64(f[3][i])
	}
	var s covariance
	for k := range s {
		s[k] = float64(g.spread[k][i])
	}
	inverse, _ := s.inverse()
	for c, factor := range inverse.times(with) {
		told += float32(factor * with[c])
		f[c][i] = float32(factor)
		f[3][i] -= float32(factor * float64(g.mean[c][i]))
	}
	return told
}

// steadyValue is the variance of values below which they do not vary.
const steadyValue = 1e-4
