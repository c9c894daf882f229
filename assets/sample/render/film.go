package render

import "math"

// develop turns light into the colour of a print: darker corners, a soft
// shoulder for the highlights, a little grain.
func develop(c Camera, light Vec, x, y, width, height int) (r, g, b uint8) {
	dx, dy := 2*float64(x)/float64(width)-1, 2*float64(y)/float64(height)-1
	light = light.Mul(c.Exposure * (1 - 0.11*(dx*dx+dy*dy)))
	grain := (Chance(x, y, 1) + Chance(x, y, 2) - 1) * 0.006 * c.Grain
	tone := func(v float64) uint8 {
		v = v * (2.51*v + 0.03) / (v*(2.43*v+0.59) + 0.14)
		return uint8(255*min(max(encode(min(v, 1))+grain, 0), 1) + 0.5)
	}
	return tone(light.X), tone(light.Y), tone(light.Z)
}

// encode is the sRGB value of linear light.
func encode(v float64) float64 {
	if v <= 0.0031308 {
		return max(v, 0) * 12.92
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}
