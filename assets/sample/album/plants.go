package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

var (
	terracotta = uneven(render.Material{Color: plaster(hex(0xb5603a)), Gloss: 0.02, Blur: 0.5}, bumps(0.1, 0.7))
	leafGreen  = []vec{hex(0x3f7a34), hex(0x5a9440), hex(0x2f6a3c), hex(0x6fa24a)}
	petals     = []vec{hex(0xe8506a), hex(0xf4c430), hex(0xf2f0ea), hex(0xb060c0), hex(0xf08030)}
)

// pot stands on y = 0, filled with earth, 9.5 high at a size of one.
func pot(m render.Material) render.Thing {
	shell := render.Lathe(0.15, [2]float64{0, 0.2}, [2]float64{3.6, 0.2}, [2]float64{4.8, 7}, [2]float64{5.4, 7}, [2]float64{5.5, 9.2}, [2]float64{4.9, 9.2}, [2]float64{4.6, 7.8}, [2]float64{0, 7.8})
	earth := uneven(render.Matt(hex(0x3a2a1e)), bumps(0.6, 0.5))
	return render.Thing{
		render.NewPart(shell, m, render.At(0, 0, 0)),
		render.NewPart(render.Cylinder(4.6, 0.3, 0), earth, render.At(0, 8.1, 0)),
	}
}

// leafy is a pot plant with a crown of long leaves.
func leafy(m render.Material, l *luck) render.Thing {
	t := pot(m)
	for i := range 34 {
		yaw := float64(i)*137.5 + l.between(-20, 20)
		lean := l.between(5, 75)
		long := l.between(4.5, 7.5)
		leaf := render.Ellipsoid(1.15, long, 0.16)
		c := l.pick(leafGreen)
		skin := with(waxed, func(p vec) vec {
			return c.Mul(0.75 + 0.35*noise(p) + 0.35*(1-render.Smooth(0, 0.18, math.Abs(p.X))))
		})
		t.Add(render.NewPart(leaf, skin, render.At(0, 8.5, 0).Yaw(yaw).Pitch(lean).Of(render.At(0, long+0.5, 0).Pitch(lean*0.25))))
	}
	return t
}

// flowers are blossoms on stems in a pot.
func flowers(m render.Material, c vec, l *luck) render.Thing {
	t := pot(m)
	stem := render.Matt(hex(0x4a7a34))
	for i := range 11 {
		yaw, lean, long := float64(i)*137.5, l.between(2, 32), l.between(6, 13)
		base := render.At(0, 8, 0).Yaw(yaw).Pitch(lean)
		t.Add(render.NewPart(render.Capsule(vec{}, vec{Y: long}, 0.2, 0.15), stem, base))
		t.Add(blossom(c.Mul(l.between(0.8, 1.1))).Placed(base.Of(render.At(0, long, 0).Pitch(l.between(0, 50))))...)
		for range 2 {
			leaf := render.NewPart(render.Ellipsoid(0.9, 2.6, 0.15), with(waxed, plaster(l.pick(leafGreen))), render.At(0, l.between(0.5, 3), 0).Yaw(l.between(0, 360)).Pitch(l.between(35, 80)).Of(render.At(0, 2.4, 0)))
			t.Add(leaf.Placed(base))
		}
	}
	return t
}

// blossom looks up.
func blossom(c vec) render.Thing {
	t := render.Thing{render.NewPart(render.Ellipsoid(0.75, 0.5, 0.75), uneven(render.Matt(hex(0xd89a20)), bumps(0.2, 0.2)), render.At(0, 0.2, 0))}
	for i := range 8 {
		t.Add(render.NewPart(render.Ellipsoid(0.62, 0.14, 1.15), render.Matt(c), render.At(0, 0.15, 0).Yaw(float64(i)*45).Of(render.At(0, 0.15, 1.35).Pitch(-12))))
	}
	return t
}

// cactus is a ribbed ball in a pot.
func cactus(m render.Material) render.Thing {
	ribs := func(p vec) vec {
		return hex(0x2f6a40).Mix(hex(0x8ab070), math.Pow(tri(math.Atan2(p.Z, p.X)/(2*math.Pi)*14), 6))
	}
	body := render.Ellipsoid(4, 5, 4).Embossed(0.4, 2, func(p vec) float64 { return tri(math.Atan2(p.Z, p.X) / (2 * math.Pi) * 14) })
	return append(pot(m),
		render.NewPart(body, with(matt, ribs), render.At(0, 12, 0)),
		render.Ball(0.9, render.Matt(hex(0xe86a8a)), render.At(0.6, 17.2, 0.6)),
	)
}

// bush is a clump of foliage of the given half sizes, its middle at y = 0.
func bush(x, y, z float64, c vec) render.Thing {
	leaves := func(p vec) vec {
		n := noise(p.Mul(0.55))
		return c.Mul(0.35 + 0.95*n*n + 0.5*noise(p.Mul(0.12)))
	}
	return render.Thing{render.NewPart(render.Ellipsoid(x, y, z), uneven(with(matt, leaves), func(p vec) float64 { return 2.2*noise(p.Mul(0.55)) + 4*noise(p.Mul(0.15)) }), render.At(0, 0, 0))}
}

// tree stands on y = 0, about 4 m high.
func tree(l *luck) render.Thing {
	bark := uneven(with(matt, stone(hex(0x6a5440), hex(0x3c2c20))), bumps(1.2, 2))
	t := render.Thing{render.NewPart(render.Capsule(vec{}, vec{Y: 220}, 16, 9), bark, render.At(0, 0, 0))}
	for range 7 {
		c := l.pick(leafGreen).Mul(1.1)
		at := render.At(l.between(-80, 80), l.between(200, 340), l.between(-60, 60))
		t.Add(bush(l.between(60, 90), l.between(50, 70), l.between(60, 90), c).Placed(at)...)
	}
	return t
}

// tuft is some blades of grass.
func tuft(l *luck) render.Thing {
	var t render.Thing
	for range 7 {
		c := hex(0x4f7a2a).Mix(hex(0x9ab84e), l.between(0, 1))
		x, z := l.between(-1.5, 1.5), l.between(-1.5, 1.5)
		tip := vec{X: x * 2.2, Y: l.between(2.5, 6), Z: z * 2.2}
		t.Add(render.NewPart(render.Capsule(vec{X: x, Z: z}, tip, 0.2, 0.04), render.Matt(c), render.At(0, 0, 0)))
	}
	return t
}
