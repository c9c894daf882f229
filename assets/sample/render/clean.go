package render

import "math"

// unclear is the blur from which on mirror images have no edges to keep.
const unclear = 0.05

// clean takes the noise out of the light: each pixel is averaged with others
// of the same surface, first near ones and then, in steps of double width,
// farther ones, as long as their light does not differ by more than the noise
// explains. Clear mirror images are averaged with near pixels only; colours
// stay as they are, and so do the pixels where surfaces meet.
func (f *frame) clean() {
	for kind := range kinds {
		from := make([]lit, len(f.pixels))
		for i := range f.pixels {
			from[i] = lit{f.pixels[i].light[kind], f.pixels[i].unsure[kind]}
		}
		f.dust(from)
		f.pool(from)
		to := make([]lit, len(from))
		for step := 1; step <= 16; step *= 2 {
			f.smooth(to, from, kind, step)
			from, to = to, from
		}
		for i := range f.pixels {
			f.pixels[i].light[kind] = from[i].light
		}
	}
}

// lit is an estimate of the light on a pixel and its variance.
type lit struct {
	light  Vec
	unsure float64
}

func (f *frame) smooth(to, from []lit, kind, step int) {
	for y := range f.height {
		for x := range f.width {
			i := y*f.width + x
			b := f.pixels[i].body
			if b == nil || kind == mirrored && b.material.Blur < unclear && step > 4 {
				to[i] = from[i]
				continue
			}
			to[i] = f.smoothed(from, x, y, step)
		}
	}
}

func (f *frame) smoothed(from []lit, x, y, step int) lit {
	i := y*f.width + x
	p := &f.pixels[i]
	own := from[i].light.Luminance()
	spread := 1 / (3*math.Sqrt(from[i].unsure) + 0.004)
	flat := 1 / (p.depth * 0.004 * float64(step))

	sum, unsure, total := from[i].light.Mul(4), from[i].unsure*16, 4.0
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			nx, ny := x+dx*step, y+dy*step
			if dx == 0 && dy == 0 || nx < 0 || ny < 0 || nx >= f.width || ny >= f.height {
				continue
			}
			j := ny*f.width + nx
			q := &f.pixels[j]
			if q.body != p.body {
				continue
			}
			like := p.normal.Dot(q.normal)
			if like < 0.5 {
				continue
			}
			like *= like
			like *= like
			differ := (from[j].light.Luminance() - own) * spread
			apart := (q.depth - p.depth) * flat * max(p.facing, 0.05)
			w := like * like / (1 + differ*differ + apart*apart)
			if dx == 0 || dy == 0 {
				w *= 2
			}
			sum = sum.Add(from[j].light.Mul(w))
			unsure += from[j].unsure * w * w
			total += w
		}
	}
	return lit{sum.Mul(1 / total), unsure / (total * total)}
}

// pool averages the variances around each pixel, because those of one pixel
// are guesses from very few rays.
func (f *frame) pool(of []lit) {
	const reach = 3
	out := make([]float64, len(of))
	for _, along := range [2][2]int{{1, 0}, {0, 1}} {
		for i := range of {
			b, sum, n := f.pixels[i].body, 0.0, 0.0
			for k := -reach; k <= reach && b != nil; k++ {
				if j, ok := f.at(i%f.width+k*along[0], i/f.width+k*along[1]); ok && f.pixels[j].body == b {
					sum += of[j].unsure
					n++
				}
			}
			if n > 0 {
				out[i] = sum / n
			}
		}
		for i := range of {
			of[i].unsure = out[i]
		}
	}
}

// dust makes no pixel brighter than the brightest around it.
func (f *frame) dust(of []lit) {
	tops := make([]float64, len(of))
	for i := range of {
		tops[i] = max(of[i].light.X, of[i].light.Y, of[i].light.Z)
	}
	for i := range of {
		b, most, n := f.pixels[i].body, 0.0, 0
		for k := 0; k < 9 && b != nil; k++ {
			if j, ok := f.at(i%f.width+k%3-1, i/f.width+k/3-1); ok && j != i && f.pixels[j].body == b {
				most = max(most, tops[j])
				n++
			}
		}
		if n > 3 {
			of[i].light = dim(of[i].light, most)
		}
	}
}

// at is the index of the pixel at (x, y), if there is one.
func (f *frame) at(x, y int) (int, bool) {
	return y*f.width + x, x >= 0 && y >= 0 && x < f.width && y < f.height
}
