package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

// toyCar is a mint-green beetle with a cream roof and a 7 on its doors, 12 cm
// long, that drives toward x.
func toyCar() render.Thing {
	mint, cream, glass := hex(0x2fae8e), hex(0xf7f0dc), hex(0x1c2430)
	hull := render.Ellipsoid(6, 2.3, 2.75).Placed(render.At(0, 2.3, 0)).
		Melt(render.Ellipsoid(3.3, 2.6, 2.3).Placed(render.At(-0.5, 3.6, 0)), 1.1).
		Cut(render.RoundBox(8, 2, 4, 0).Placed(render.At(0, -0.8, 0)))
	coat := func(p vec) vec {
		side := math.Abs(p.Z)
		if math.Hypot(p.X+0.6, p.Y-2.6) < 1.05 && side > 1.8 {
			if digit(7, (p.X+0.6)*math.Copysign(0.75, p.Z), (p.Y-2.6)*0.75) < 0.11 {
				return glass
			}
			return cream
		}
		if p.Y > 5.45 {
			return cream
		}
		if p.Y > 3.95 {
			post := math.Abs(p.X + 0.5)
			rise := (p.Y - 3.95) / 1.5
			switch {
			case p.Y > 5.25 || p.Y < 4.1:
				return mint
			case side > 1.35-0.5*rise && post > 0.16 && post < 2.45-0.8*rise:
				return glass
			case side < 1.45-0.55*rise && post > 1:
				return glass
			}
		}
		if math.Abs(p.Y-2.1) < 0.13 {
			return cream
		}
		return mint
	}
	paintwork := render.Glazed(mint)
	t := render.Thing{render.NewPart(hull, with(paintwork, coat), render.At(0, 0, 0))}
	for _, x := range []float64{-3.3, 3.3} {
		for _, z := range []float64{-1, 1} {
			fender := render.Ellipsoid(1.9, 1.5, 0.8).Cut(render.RoundBox(3, 1, 2, 0).Placed(render.At(0, -1.3, 0)))
			t.Add(render.NewPart(fender, paintwork, render.At(x, 1.7, z*2.35)))
			t.Add(wheel(1.35, 0.55, render.At(x, 1.35, z*2.55))...)
		}
	}
	for _, z := range []float64{-1, 1} {
		t.Add(
			render.Ball(0.6, render.Glazed(hex(0xfff6d0)), render.At(4.95, 2.6, z*1.55)),
			render.NewPart(render.Torus(0.58, 0.13), chrome, render.At(5.1, 2.62, z*1.6).Roll(80)),
			render.Ball(0.4, render.Glazed(hex(0xb01810)), render.At(-5.15, 2.6, z*1.5)),
		)
	}
	for _, x := range []float64{-5.9, 5.9} {
		t.Add(render.NewPart(render.Capsule(vec{X: x, Y: 1.5, Z: -2.1}, vec{X: x, Y: 1.5, Z: 2.1}, 0.3, 0.3), chrome, render.At(0, 0, 0)))
	}
	return t
}

// wheel is a tyre with a hub cap, its axle along z.
func wheel(r, half float64, at render.Pose) render.Thing {
	lying := at.Pitch(90)
	return render.Thing{
		render.NewPart(render.Cylinder(r, half, 0.3), rubber, lying),
		render.NewPart(render.Cylinder(r*0.62, half+0.08, 0.06), chrome, lying),
		render.NewPart(render.Ellipsoid(r*0.3, half+0.25, r*0.3), render.Glazed(hex(0xf7f0dc)), lying),
	}
}
