package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

// jar is a pot of preserves with a lid, 12 high.
func jar(content, lid vec) render.Thing {
	label := func(p vec) vec {
		turn := math.Atan2(p.X, p.Z)
		if math.Abs(turn) < 0.75 && math.Abs(p.Y) < 2.2 {
			if math.Abs(turn) < 0.5 && (math.Abs(p.Y-0.6) < 0.3 || math.Abs(p.Y+0.7) < 0.15) {
				return hex(0x5a4636)
			}
			return hex(0xf2ead6)
		}
		return content.Mul(0.75 + 0.5*noise(p.Mul(1.1)))
	}
	return render.Thing{
		render.NewPart(render.Cylinder(3.9, 5, 1), render.Material{Color: label, Gloss: 0.06, Blur: 0.02}, render.At(0, 5, 0)),
		render.NewPart(render.Cylinder(3.5, 0.9, 0.25), render.Material{Color: render.Plain(lid), Gloss: 0.1, Blur: 0.15}, render.At(0, 10.9, 0)),
	}
}

// bottle is 26 high.
func bottle(c vec) render.Thing {
	shape := render.Lathe(0.3, [2]float64{0, 0.3}, [2]float64{3.4, 0.3}, [2]float64{3.4, 14}, [2]float64{2.6, 17}, [2]float64{1.1, 19.5}, [2]float64{1, 25}, [2]float64{0, 25})
	glass := render.Material{Color: func(p vec) vec {
		if p.Y > 4.5 && p.Y < 11 {
			if math.Abs(p.Y-8.4) < 0.7 || math.Abs(p.Y-6) < 0.25 {
				return hex(0x8a3428)
			}
			return hex(0xefe6cf)
		}
		return c
	}, Gloss: 0.06, Blur: 0.02}
	return render.Thing{
		render.NewPart(shape, glass, render.At(0, 0, 0)),
		render.NewPart(render.Cylinder(1.35, 1, 0.2), render.Satin(hex(0xc8a878)), render.At(0, 25.6, 0)),
	}
}

// bowl is 8 high and 22 wide.
func bowl(c vec) render.Thing {
	shell := render.Lathe(0.2, [2]float64{0, 0.2}, [2]float64{4, 0.2}, [2]float64{4.2, 1}, [2]float64{8, 3}, [2]float64{10.8, 7.6}, [2]float64{10.3, 7.6}, [2]float64{7.4, 3.8}, [2]float64{0, 1.8})
	band := func(p vec) vec {
		if p.Y > 6.6 {
			return hex(0x2f5a8a)
		}
		return c
	}
	return render.Thing{render.NewPart(shell, with(white, band), render.At(0, 0, 0))}
}

// fruitBowl is a bowl with apples and oranges.
func fruitBowl(l *luck) render.Thing {
	t := bowl(hex(0xf0ece2))
	for i := range 6 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 3)
		at := render.At(5.4*sin, 6.4+l.between(0, 0.8), 5.4*cos).Yaw(l.between(0, 360)).Pitch(l.between(-30, 30))
		if i%2 == 0 {
			t.Add(apple(l).Placed(at)...)
		} else {
			t.Add(orange().Placed(at)...)
		}
	}
	return append(t, apple(l).Placed(render.At(0, 10.2, 0))...)
}

// apple has its middle at the origin, 7 wide.
func apple(l *luck) render.Thing {
	tone := l.between(0, 1)
	skin := func(p vec) vec {
		blush := noise(vec{X: p.X * 0.4, Y: p.Y * 0.15, Z: p.Z * 0.4}) + 0.3*noise(vec{X: p.X * 3, Y: p.Y * 0.5, Z: p.Z * 3})
		return hex(0xb8c040).Mix(hex(0xb81c1c), render.Smooth(0.3, 0.8, blush+tone*0.4))
	}
	body := render.Ellipsoid(3.5, 3.2, 3.5).Cut(render.Ellipsoid(1.1, 0.9, 1.1).Placed(render.At(0, 3.3, 0)))
	return render.Thing{
		render.NewPart(body, with(render.Glazed(vec{}), skin), render.At(0, 0, 0)),
		render.NewPart(render.Capsule(vec{Y: 2.3}, vec{X: 0.4, Y: 4.1}, 0.14, 0.18), render.Matt(hex(0x4a3420)), render.At(0, 0, 0)),
	}
}

// orange has its middle at the origin, 7 wide.
func orange() render.Thing {
	peel := uneven(render.Material{Color: plaster(hex(0xee8818)), Gloss: 0.04, Blur: 0.2}, bumps(0.12, 0.25))
	return render.Thing{render.Ball(3.4, peel, render.At(0, 0, 0))}
}

// lemon has its middle at the origin.
func lemon() render.Thing {
	peel := uneven(render.Material{Color: plaster(hex(0xf0cc28)), Gloss: 0.04, Blur: 0.2}, bumps(0.12, 0.3))
	return render.Thing{render.NewPart(render.Ellipsoid(3.4, 2.5, 2.5).Melt(render.Ellipsoid(4.2, 0.7, 0.7), 1), peel, render.At(0, 0, 0))}
}

// plate is 20 wide.
func plate(c vec) render.Thing {
	shell := render.Lathe(0.15, [2]float64{0, 0.2}, [2]float64{5.5, 0.2}, [2]float64{9.8, 1.7}, [2]float64{9.6, 2}, [2]float64{6, 0.9}, [2]float64{0, 0.8})
	rim := func(p vec) vec {
		if r := math.Hypot(p.X, p.Z); r > 8.6 && r < 9.2 {
			return c
		}
		return hex(0xf2efe6)
	}
	return render.Thing{render.NewPart(shell, with(white, rim), render.At(0, 0, 0))}
}

// teapot is 14 high, its spout toward x.
func teapot(c vec) render.Thing {
	glaze := render.Glazed(c)
	body := render.Ellipsoid(6.4, 5.4, 6.4).Placed(render.At(0, 5.2, 0)).
		Melt(render.Capsule(vec{X: 5, Y: 4.4}, vec{X: 10, Y: 9.2}, 1.8, 0.8), 1.4).
		Cut(render.RoundBox(8, 1, 8, 0).Placed(render.At(0, -0.7, 0)))
	return render.Thing{
		render.NewPart(body, glaze, render.At(0, 0, 0)),
		render.NewPart(render.Torus(3.2, 0.65).Cut(render.RoundBox(3, 4, 4, 0).Placed(render.At(3.3, 0, 0))), glaze, render.At(-5.6, 5.6, 0).Pitch(90)),
		render.NewPart(render.Ellipsoid(3.4, 1, 3.4), glaze, render.At(0, 10.2, 0)),
		render.Ball(0.95, glaze, render.At(0, 11.8, 0)),
	}
}

// crock is a pot with wooden spoons.
func crock(c vec, l *luck) render.Thing {
	shell := render.Cylinder(5, 7, 0.6).Cut(render.Cylinder(4.4, 7, 0.2).Placed(render.At(0, 1, 0)))
	t := render.Thing{render.NewPart(shell, uneven(render.Glazed(c), bumps(0.08, 1)), render.At(0, 7, 0))}
	for i := range 5 {
		timber := with(matt, wood(hex(0xc89a62), hex(0x94683a)))
		lean := render.At(0, 2, 0).Yaw(float64(i)*72 + l.between(-20, 20)).Pitch(l.between(7, 14))
		long := l.between(20, 25)
		t.Add(
			render.NewPart(render.Capsule(vec{}, vec{Y: long}, 0.5, 0.45), timber, lean),
			render.NewPart(render.Ellipsoid(1.9, 2.9, 0.5), timber, lean.Of(render.At(0, long+1.5, 0).Yaw(l.between(-40, 40)))),
		)
	}
	return t
}

// board is a chopping board that leans against a wall behind it.
func board() render.Thing {
	timber := with(waxed, planks(4, 200, hex(0xd0a468), hex(0x8a5a30)))
	slab := render.RoundBox(11, 0.9, 15, 0.7).Cut(render.Cylinder(1.2, 2, 0).Placed(render.At(8.2, 0, -12)))
	return render.Thing{render.NewPart(slab, timber, render.At(0, 15, 0).Pitch(78))}
}

// loaf is a bread.
func loaf() render.Thing {
	crust := func(p vec) vec {
		c := hex(0xa8662c).Mix(hex(0x6e3a18), noise(p.Mul(0.8)))
		if s := frac((p.X + 0.4*p.Z) / 4.2); s > 0.42 && s < 0.62 && p.Y > 1.5 {
			c = hex(0xe6c48a)
		}
		return c
	}
	return render.Thing{render.NewPart(render.Ellipsoid(11, 4.2, 5), uneven(with(matt, crust), bumps(0.5, 1.1)), render.At(0, 3.6, 0))}
}
