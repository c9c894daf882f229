package render

import "math"

// focused blurs what is behind the point that the camera looks at. What is in
// focus neither blurs nor runs into the background, so that its edge stays
// where its mask says.
func (f *frame) focused(c Camera, light []Vec) []Vec {
	if c.Aperture == 0 {
		return light
	}
	focus := c.To.Sub(c.From).Len()
	blur := make([]float64, len(light))
	most := c.Aperture * 0.016 * float64(max(f.width, f.height))
	for i := range blur {
		blur[i] = most * max(0, 1-1.15*focus/f.pixels[i].depth)
	}
	out := make([]Vec, len(light))
	for y := range f.height {
		for x := range f.width {
			out[y*f.width+x] = f.blurred(light, blur, x, y)
		}
	}
	return out
}

// blurred gathers what runs into the pixel at (x, y) along a spiral.
func (f *frame) blurred(light []Vec, blur []float64, x, y int) Vec {
	const (
		taps   = 40
		golden = 2.399963229728653
	)
	i := y*f.width + x
	r := blur[i]
	if r < 0.6 {
		return light[i]
	}
	sum, total := light[i], 1.0
	turn := Chance(x, y, 7)
	for k := range taps {
		far := r * math.Sqrt((float64(k)+0.5)/taps)
		sin, cos := math.Sincos(golden * (float64(k) + turn))
		nx, ny := x+int(math.Round(far*cos)), y+int(math.Round(far*sin))
		if nx < 0 || ny < 0 || nx >= f.width || ny >= f.height {
			continue
		}
		j := ny*f.width + nx
		if w := Smooth(far-1, far, blur[j]); w > 0 {
			sum = sum.Add(light[j].Mul(w))
			total += w
		}
	}
	return sum.Mul(1 / total)
}
