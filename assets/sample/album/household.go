package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

// pencils stand in a cup.
func pencils(c vec, l *luck) render.Thing {
	shell := render.Cylinder(3.8, 5, 0.3).Cut(render.Cylinder(3.4, 5, 0.1).Placed(render.At(0, 0.6, 0)))
	t := render.Thing{render.NewPart(shell, render.Satin(c), render.At(0, 5, 0))}
	for i := range 7 {
		lean := render.At(0, 1, 0).Yaw(float64(i)*51 + l.between(-15, 15)).Pitch(l.between(6, 13))
		long := l.between(13, 17)
		shaft := render.Glazed(l.pick(crayons))
		t.Add(
			render.NewPart(render.Cylinder(0.42, long/2, 0.05), shaft, lean.Of(render.At(0, long/2, 0))),
			render.NewPart(render.Lathe(0.02, [2]float64{0, 0}, [2]float64{0.4, 0}, [2]float64{0.05, 1.5}, [2]float64{0, 1.5}), matteWood, lean.Of(render.At(0, long, 0))),
		)
	}
	return t
}

// pencil lies along x.
func pencil(c vec) render.Thing {
	lying := render.At(0, 0.42, 0).Roll(90)
	return render.Thing{
		render.NewPart(render.Cylinder(0.42, 7, 0.05), render.Glazed(c), lying),
		render.NewPart(render.Lathe(0.02, [2]float64{0, 0}, [2]float64{0.4, 0}, [2]float64{0.05, 1.5}, [2]float64{0, 1.5}), matteWood, lying.Of(render.At(0, 7, 0))),
	}
}

// glasses are spectacles lying on their temples.
func glasses() render.Thing {
	horn := render.Glazed(hex(0x4a2a18))
	t := render.Thing{render.NewPart(render.Capsule(vec{X: -0.8}, vec{X: 0.8}, 0.22, 0.22), horn, render.At(0, 2.9, 0))}
	for _, s := range []float64{-1, 1} {
		t.Add(
			render.NewPart(render.Torus(2.3, 0.24), horn, render.At(s*2.9, 2.5, 0).Pitch(84)),
			render.NewPart(render.Capsule(vec{X: s * 5.2, Y: 3}, vec{X: s * 5.4, Y: 2.6, Z: -11}, 0.22, 0.2), horn, render.At(0, 0, 0)),
			render.NewPart(render.Capsule(vec{X: s * 5.4, Y: 2.6, Z: -11}, vec{X: s * 5.2, Y: 0.4, Z: -13.5}, 0.2, 0.24), horn, render.At(0, 0, 0)),
		)
	}
	return t
}

// bedLamp is a lamp with a ceramic foot and a glowing shade, 34 high.
func bedLamp(foot, glow vec) render.Thing {
	shade := render.Material{Color: cloth(hex(0xe8d8b8)), Glow: glow, Sheer: true}
	return render.Thing{
		render.NewPart(render.Ellipsoid(5.4, 5, 5.4).Placed(render.At(0, 5.6, 0)).
			Melt(render.Capsule(vec{Y: 9}, vec{Y: 12}, 2, 1.3), 2).
			Melt(render.Cylinder(4.6, 0.7, 0.4).Placed(render.At(0, 0.7, 0)), 1.5), render.Glazed(foot), render.At(0, 0, 0)),
		render.NewPart(render.Cylinder(0.5, 4, 0), sheer(brass), render.At(0, 15.5, 0)),
		render.NewPart(render.Lathe(0.15, [2]float64{10.4, 17}, [2]float64{7, 33}, [2]float64{6.7, 33}, [2]float64{10, 17}), shade, render.At(0, 0, 0)),
	}
}

func sheer(m render.Material) render.Material {
	m.Sheer = true
	return m
}

// deskLamp has a bent arm and a metal hood that opens toward x and down.
func deskLamp(c vec) render.Thing {
	skin := render.Material{Color: render.Plain(c), Gloss: 0.06, Blur: 0.08}
	hood := render.Lathe(0.15, [2]float64{2, 8}, [2]float64{2.6, 4}, [2]float64{7, -2}, [2]float64{6.7, -2}, [2]float64{2.3, 3.6}, [2]float64{0, 7.4}, [2]float64{0, 8})
	return render.Thing{
		render.NewPart(render.Cylinder(8, 1, 0.6), skin, render.At(0, 1, 0)),
		render.NewPart(render.Capsule(vec{Y: 2}, vec{X: -7, Y: 24}, 0.6, 0.6), chrome, render.At(0, 0, 0)),
		render.NewPart(render.Capsule(vec{X: -7, Y: 24}, vec{X: 10, Y: 42}, 0.6, 0.6), chrome, render.At(0, 0, 0)),
		render.Ball(1.2, skin, render.At(-7, 24, 0)),
		render.NewPart(hood, skin, render.At(12, 40, 0).Roll(-28)),
		render.Ball(2.2, sheer(render.Material{Color: render.Plain(gray(0.9)), Glow: vec{X: 3, Y: 2.6, Z: 1.9}}), render.At(12.6, 38.5, 0)),
	}
}

// candle stands in a dish.
func candle() render.Thing {
	wax := render.Material{Color: plaster(hex(0xefe4c8)), Gloss: 0.04, Blur: 0.25}
	return render.Thing{
		render.NewPart(render.Cylinder(5, 0.5, 0.3), brass, render.At(0, 0.5, 0)),
		render.NewPart(render.Cylinder(2.4, 5, 0.4), wax, render.At(0, 5.8, 0)),
		render.NewPart(render.Capsule(vec{Y: 10.6}, vec{X: 0.2, Y: 11.8}, 0.12, 0.1), black, render.At(0, 0, 0)),
	}
}

// vase is 20 high with a bunch of flowers.
func vase(c vec, bloom vec, l *luck) render.Thing {
	shell := render.Lathe(0.3, [2]float64{0, 0.3}, [2]float64{3, 0.3}, [2]float64{5.4, 6}, [2]float64{4.6, 11}, [2]float64{2.2, 15.5}, [2]float64{2.8, 19}, [2]float64{2.2, 19}, [2]float64{1.6, 15}, [2]float64{0, 12})
	t := render.Thing{render.NewPart(shell, render.Glazed(c), render.At(0, 0, 0))}
	stem := render.Matt(hex(0x4a7a34))
	for i := range 9 {
		lean := render.At(0, 15, 0).Yaw(float64(i) * 137.5).Pitch(l.between(4, 30))
		long := l.between(8, 15)
		t.Add(render.NewPart(render.Capsule(vec{}, vec{Y: long}, 0.2, 0.16), stem, lean))
		t.Add(blossom(bloom.Mul(l.between(0.8, 1.1))).Placed(lean.Of(render.At(0, long, 0).Pitch(l.between(10, 55)).Sized(1.3)))...)
		t.Add(render.NewPart(render.Ellipsoid(0.8, 2.8, 0.14), with(waxed, plaster(l.pick(leafGreen))), lean.Of(render.At(0, long*0.4, 0).Pitch(45).Of(render.At(0, 2, 0)))))
	}
	return t
}

// curtain hangs in folds, x wide and y high by half, its middle at the origin.
func curtain(x, y float64, c paint) render.Thing {
	folds := render.Solid{
		Dist: func(p vec) float64 {
			wave := 1.6*math.Sin(p.X*0.75) + 0.5*math.Sin(p.X*1.7+p.Y*0.02)
			return max((math.Abs(p.Z-wave)-0.3)*0.5, math.Abs(p.X)-x, math.Abs(p.Y)-y)
		},
		Lo: vec{X: -x, Y: -y, Z: -2.6}, Hi: vec{X: x, Y: y, Z: 2.6},
	}
	return render.Thing{render.NewPart(folds, with(matt, c), render.At(0, 0, 0))}
}

// soapBottle is 17 high.
func soapBottle(c vec) render.Thing {
	return render.Thing{
		render.NewPart(render.RoundBox(3.2, 6, 2.2, 1.4), render.Glazed(c), render.At(0, 6, 0)),
		render.NewPart(render.RoundBox(2, 2.2, 0.2, 0.1), paper, render.At(0, 5.6, 2.08)),
		render.NewPart(render.Cylinder(0.9, 1.6, 0.2), white, render.At(0, 13, 0)),
		render.NewPart(render.Capsule(vec{Y: 15.2}, vec{Y: 15.4, Z: 2.6}, 0.6, 0.4), white, render.At(0, 0, 0)),
	}
}

// towels are a stack of three folded towels.
func towels(colors ...vec) render.Thing {
	var t render.Thing
	for i, c := range colors {
		t.Add(render.NewPart(render.RoundBox(12, 2, 8, 1.8), uneven(with(matt, cloth(c)), weave(0.5)), render.At(0, 2+float64(i)*3.8, 0).Yaw(float64(i)*5-4)))
	}
	return t
}

// shell is a cockle on the sand.
func shell(c vec) render.Thing {
	fan := func(p vec) float64 { return tri(math.Atan2(p.X, p.Z+2) * 5) }
	body := render.Ellipsoid(2.6, 1, 2.2).Cut(render.RoundBox(4, 1, 4, 0).Placed(render.At(0, -1, 0)))
	return render.Thing{render.NewPart(body, uneven(with(matt, func(p vec) vec { return c.Mul(0.7 + 0.35*fan(p)) }), func(p vec) float64 { return 0.2 * fan(p) }), render.At(0, 0, 0))}
}
