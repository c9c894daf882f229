package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

// rubberDuck is a yellow duck with a striped scarf, 10 cm high, that sits on
// y = 0 and looks toward z.
func rubberDuck() render.Thing {
	t := duck(hex(0xf6c414), hex(0xe8641c))
	scarf := render.Torus(2.05, 0.62).Placed(render.At(0, 0, 0))
	blue := func(p vec) vec {
		if frac(math.Atan2(p.Z, p.X)/(2*math.Pi)*10) < 0.5 {
			return hex(0xf4f0e6)
		}
		return hex(0x2a58b8)
	}
	end := render.RoundBox(0.6, 1.3, 0.28, 0.2)
	return append(t,
		render.NewPart(scarf, with(matt, blue), render.At(0, 5.5, 1.4).Pitch(8)),
		render.NewPart(end, with(matt, func(p vec) vec {
			if frac(p.Y*0.8) < 0.5 {
				return hex(0xf4f0e6)
			}
			return hex(0x2a58b8)
		}), render.At(1.5, 4.4, 3.1).Pitch(-18).Roll(-14)),
	)
}

// duck is a bath duck of any colour.
func duck(c, beak vec) render.Thing {
	skin := render.Material{Color: render.Plain(c), Gloss: 0.04, Blur: 0.1}
	body := render.Ellipsoid(3.6, 3, 4.6).Placed(render.At(0, 2.6, 0)).
		Melt(render.Capsule(vec{Y: 3.6, Z: -3}, vec{Y: 5.4, Z: -5.2}, 1.4, 0.3), 1.6).
		Melt(render.Ellipsoid(2.5, 2.45, 2.5).Placed(render.At(0, 7.5, 1.7)), 1.2).
		Cut(render.RoundBox(8, 1, 8, 0).Placed(render.At(0, -1, 0)))
	bill := render.Ellipsoid(1.25, 0.34, 1.5).Placed(render.At(0, 0.22, 0).Pitch(-14)).
		Melt(render.Ellipsoid(1.1, 0.3, 1.2).Placed(render.At(0, -0.3, -0.1).Pitch(12)), 0.3)
	t := render.Thing{
		render.NewPart(body, skin, render.At(0, 0, 0)),
		render.NewPart(bill, render.Glazed(beak), render.At(0, 7.0, 4.4)),
	}
	for _, s := range []float64{-1, 1} {
		wing := render.Ellipsoid(0.9, 1.6, 2.6)
		t.Add(
			render.NewPart(wing, skin, render.At(s*3.2, 3.4, -0.6).Pitch(14).Roll(s*-12)),
			render.NewPart(render.Ellipsoid(0.5, 0.6, 0.3), white, render.At(s*1.15, 8.3, 3.8).Yaw(s*24)),
			render.Ball(0.34, render.Glazed(hex(0x101014)), render.At(s*1.18, 8.25, 3.92)),
		)
	}
	return t
}
