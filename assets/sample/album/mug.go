package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

// blueMug is a blue mug with a white zigzag between white dots, 9.6 cm high,
// its handle toward x.
func blueMug() render.Thing {
	blue, cream := hex(0x1c50b0), hex(0xf6f2e6)
	return mug(4.2, 4.8, render.Plain(hex(0x4a2a14)), func(p vec) vec {
		r := math.Hypot(p.X, p.Z)
		if r < 4 || p.Y > 9.3 {
			return cream
		}
		turn := math.Atan2(p.Z, p.X) / (2 * math.Pi)
		zig := math.Abs(p.Y - 4.1 - 1.9*tri(turn*9))
		c := blue.Mix(cream, 1-render.Smooth(0.34, 0.42, zig))
		for _, row := range []float64{1.7, 8.0} {
			off := (frac(turn*18+0.5) - 0.5) / 18 * 2 * math.Pi * 4.2
			c = c.Mix(cream, 1-render.Smooth(0.32, 0.4, math.Hypot(off, p.Y-row)))
		}
		return c
	}, blue)
}

// mug stands on y = 0, r wide and twice half high, painted outside by coat,
// and holds a drink.
func mug(r, half float64, drink, coat paint, handle vec) render.Thing {
	wall := render.Cylinder(r, half, 0.3).Cut(render.Cylinder(r-0.42, half, 0.2).Placed(render.At(0, 0.5, 0)))
	ear := render.Torus(2.5, 0.52).Placed(render.At(r+0.1, 0, 0).Pitch(90).Sized(1)).
		Cut(render.Cylinder(r-0.1, half+1, 0))
	glaze := render.Glazed(handle)
	// The wall is painted in the measure of the whole mug.
	body := with(glaze, func(p vec) vec { return coat(vec{X: p.X, Y: p.Y + half, Z: p.Z}) })
	return render.Thing{
		render.NewPart(wall, body, render.At(0, half, 0)),
		render.NewPart(ear, glaze, render.At(0, half, 0)),
		render.NewPart(render.Cylinder(r-0.4, 0.1, 0), with(glaze, drink), render.At(0, 2*half-1.4, 0)),
	}
}
