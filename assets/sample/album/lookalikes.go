package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

// travelClock is a square teal clock without bells.
func travelClock() render.Thing {
	t := render.Thing{
		render.NewPart(render.RoundBox(4.6, 4.6, 2, 1), render.Glazed(hex(0x1b7f86)), render.At(0, 4.9, 0)),
		render.NewPart(render.Cylinder(4.6, 0.2, 0), with(matt, dial(hex(0x20282c), hex(0xf4f0e0))), render.At(0, 4.9, 1.95).Sized(0.82).Pitch(90)),
		render.NewPart(render.RoundBox(1.6, 0.4, 0.9, 0.3), render.Glazed(hex(0xf0ece0)), render.At(0, 9.6, 0)),
	}
	mid := render.At(0, 4.9, -0.25)
	for _, h := range []render.Part{hand(mid, 1.7, 110, 0.2), hand(mid, 2.6, -30, 0.13)} {
		t.Add(paled(h))
	}
	for _, s := range []float64{-1, 1} {
		t.Add(render.NewPart(render.Cylinder(0.6, 0.3, 0.1), black, render.At(s*3.2, 0.3, 0)))
	}
	return t
}

// paled is a part of another colour, the hands of a dark dial.
func paled(p render.Part) render.Part { return p.Made(white) }

// tableClock is a round white clock in a ring of wood, without bells.
func tableClock() render.Thing {
	mid := render.At(0, 6.2, 0)
	return render.Thing{
		render.NewPart(render.Cylinder(5.4, 1.5, 0.3), with(waxed, wood(hex(0xc8965a), hex(0x7c4c24))), mid.Pitch(90)),
		render.NewPart(render.Cylinder(4.6, 0.2, 0), with(matt, dial(hex(0xf4f2ec), hex(0x30343a))), mid.Of(render.At(0, 0, 1.45)).Pitch(90)),
		hand(mid.Of(render.At(0, 0, -0.6)), 2.1, 70, 0.2), hand(mid.Of(render.At(0, 0, -0.6)), 3.3, -120, 0.12),
		render.NewPart(render.RoundBox(3.4, 0.6, 2.2, 0.3), with(waxed, wood(hex(0xc8965a), hex(0x7c4c24))), render.At(0, 0.6, 0)),
	}
}

// radioClock is a black box with glowing digits.
func radioClock() render.Thing {
	face := render.Plain(hex(0x0c0f10))
	t := render.Thing{
		render.NewPart(render.RoundBox(8, 3.2, 4, 0.8), black, render.At(0, 3.2, 0)),
		render.NewPart(render.RoundBox(6.9, 2.2, 0.2, 0.1), render.Material{Color: face, Gloss: 0.05, Blur: 0.02}, render.At(0, 3.3, 3.95)),
		render.NewPart(render.RoundBox(3, 0.2, 0.8, 0.15), steel, render.At(0, 6.4, 0)),
	}
	lit := render.Matt(hex(0x083a18))
	lit.Glow = hex(0x38e070).Mul(1.3)
	lit.Sheer = true
	for i, n := range []int{0, 7, 4, 5} {
		x := float64(i)*2.7 - 4.05 + 0.5*math.Copysign(1, float64(i)-1.5)
		line := strokes[n]
		for k := 1; k < len(line); k++ {
			a, b := vec{X: line[k-1][0] * 2.6, Y: line[k-1][1] * 2.8}, vec{X: line[k][0] * 2.6, Y: line[k][1] * 2.8}
			t.Add(render.NewPart(render.Capsule(a, b, 0.16, 0.16), lit, render.At(x, 3.3, 4.1)))
		}
	}
	t.Add(render.Ball(0.2, lit, render.At(0, 3.9, 4.15)), render.Ball(0.2, lit, render.At(0, 2.7, 4.15)))
	return t
}

// stripedMug is a white mug with red stripes.
func stripedMug() render.Thing {
	cream := hex(0xf3efe4)
	return mug(4.1, 4.6, render.Plain(hex(0x3a2012)), func(p vec) vec {
		if math.Hypot(p.X, p.Z) > 3.9 && (math.Abs(p.Y-2.6) < 0.5 || math.Abs(p.Y-6.6) < 0.5) {
			return hex(0xc03028)
		}
		return cream
	}, cream)
}

// grayMug is a tall mug of bluish stoneware with an unglazed foot.
func grayMug() render.Thing {
	return mug(3.9, 5.3, render.Plain(hex(0x7a5530)), func(p vec) vec {
		if p.Y < 2.2+0.3*noise(p) {
			return hex(0xb09070)
		}
		return hex(0x56708a).Mul(0.85 + 0.3*rough(p.Mul(1.2), 3))
	}, hex(0x506a84))
}

// yellowMug is a low mug, plain but for its rim.
func yellowMug() render.Thing {
	return mug(4.7, 3.9, render.Plain(hex(0x86a04c)), func(p vec) vec {
		if p.Y > 7.1 {
			return hex(0xf5efdf)
		}
		return hex(0xe0a020)
	}, hex(0xe0a020))
}

// pickup is a toy lorry, blue and orange.
func pickup() render.Thing {
	blue := render.Glazed(hex(0x2458a8))
	cab := render.RoundBox(1.9, 1.9, 2.4, 0.6).Placed(render.At(1.4, 4, 0)).
		Melt(render.RoundBox(1.9, 1.1, 2.35, 0.5).Placed(render.At(4.2, 2.9, 0)), 0.5)
	windows := func(p vec) vec {
		if p.Y > 3.9 && p.Y < 5.3 && math.Abs(p.X-1.4) > 0.2 && math.Abs(p.X-1.4) < 1.5 && math.Abs(p.Z) > 1.8 {
			return hex(0x18202c)
		}
		if p.Y > 3.9 && p.Y < 5.3 && p.X > 2.4 && math.Abs(p.Z) < 1.8 {
			return hex(0x18202c)
		}
		return hex(0x2458a8)
	}
	bed := render.RoundBox(3, 1.1, 2.5, 0.2).Cut(render.RoundBox(2.75, 1, 2.25, 0.1).Placed(render.At(0, 0.4, 0)))
	t := render.Thing{
		render.NewPart(cab, with(blue, windows), render.At(0, 0, 0)),
		render.NewPart(bed, render.Glazed(hex(0xe87a1c)), render.At(-3.4, 3.2, 0)),
		render.NewPart(render.RoundBox(6.2, 0.4, 2, 0.2), black, render.At(-0.1, 1.7, 0)),
		render.NewPart(render.Capsule(vec{X: 6.2, Y: 1.8, Z: -2}, vec{X: 6.2, Y: 1.8, Z: 2}, 0.3, 0.3), chrome, render.At(0, 0, 0)),
	}
	for _, x := range []float64{-4, 3.8} {
		for _, z := range []float64{-2.3, 2.3} {
			t.Add(wheel(1.5, 0.6, render.At(x, 1.5, z))...)
		}
	}
	for _, z := range []float64{-1.5, 1.5} {
		t.Add(render.Ball(0.5, render.Glazed(hex(0xfff6d0)), render.At(5.9, 3, z)))
	}
	return t
}

// racer is a low red racing car.
func racer() render.Thing {
	red := hex(0xc01c1c)
	hull := render.Ellipsoid(6.6, 1.5, 1.7).Placed(render.At(0, 1.9, 0)).
		Melt(render.Ellipsoid(1.6, 1.3, 1.1).Placed(render.At(-1.2, 3, 0)), 0.8)
	t := render.Thing{
		render.NewPart(hull, with(white, func(p vec) vec {
			if math.Abs(p.Z) < 0.5 {
				return hex(0xf4f0e6)
			}
			return red
		}), render.At(0, 0, 0)),
		render.NewPart(render.RoundBox(0.7, 0.15, 2.6, 0.1), render.Glazed(red), render.At(-5.6, 4, 0)),
		render.NewPart(render.RoundBox(0.5, 1, 0.12, 0.1), black, render.At(-5.6, 3.1, 0)),
		render.Ball(0.85, render.Glazed(hex(0xf0c020)), render.At(-0.7, 4, 0)),
	}
	for _, x := range []float64{-3.8, 3.9} {
		for _, z := range []float64{-2.5, 2.5} {
			t.Add(wheel(1.5, 0.75, render.At(x, 1.5, z))...)
		}
	}
	return t
}

// greenRobot is a robot with a round head on wheels.
func greenRobot() render.Thing {
	green := render.Material{Color: render.Plain(hex(0x6a9a4c)), Gloss: 0.08, Blur: 0.12}
	t := render.Thing{
		render.NewPart(render.Lathe(0.4, [2]float64{0, 1.6}, [2]float64{3, 1.6}, [2]float64{2.2, 7.6}, [2]float64{0, 7.6}), green, render.At(0, 0, 0)),
		render.NewPart(render.Ellipsoid(2.6, 2.3, 2.5), with(chrome, render.Plain(hex(0xd8d0c0))), render.At(0, 10, 0)),
		render.NewPart(render.Cylinder(1.1, 0.3, 0.1), render.Glazed(hex(0x18242c)), render.At(0, 10.3, 2.3).Pitch(90)),
		render.NewPart(render.Torus(1.1, 0.2), brass, render.At(0, 10.3, 2.5).Pitch(90)),
		render.NewPart(render.RoundBox(1.2, 1, 0.2, 0.15), render.Glazed(hex(0xf0d8a0)), render.At(0, 5, 2.75).Pitch(-8)),
	}
	for _, s := range []float64{-1, 1} {
		t.Add(wheel(1.6, 0.5, render.At(s*3, 1.6, 0).Yaw(90))...)
		t.Add(render.NewPart(render.Capsule(vec{X: s * 2.6, Y: 6.8}, vec{X: s * 4.4, Y: 4.2, Z: 1}, 0.5, 0.4), green, render.At(0, 0, 0)))
	}
	return t
}

// whiteDuck is a duck of bone china.
func whiteDuck() render.Thing { return duck(hex(0xeeeae0), hex(0xd88a2c)) }

// greenDuck is a duck of another colour.
func greenDuck() render.Thing { return duck(hex(0x4c9a58), hex(0xf0c43c)) }
