package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

// garden is a table on a lawn, with a hedge behind.
func garden(s *stage, m mood) {
	s.open(m, 6, vec{X: -0.55, Y: 0.75, Z: 0.45})
	s.block(uneven(with(matt, grass()), bumps(2, 1.1)), -1500, -76, -1500, 1500, -72, 800)
	timber := with(waxed, wood(hex(0xa9805a), hex(0x6a4a32)))
	for i := range 7 {
		z := -31 + 10.4*float64(i)
		s.put(render.Thing{render.NewPart(render.RoundBox(75, 1.4, 4.8, 0.5), timber, render.At(0, -1.4, 0))}, render.At(s.between(-1, 1), 0, z))
	}
	for _, x := range []float64{-62, 62} {
		s.edged(timber, 0.5, x-4, -7, -34, x+4, -2.8, 34)
		s.edged(timber, 0.5, x-4, -72, -30, x+4, -7, -22)
	}
	for i := range 9 {
		at := render.At(-340+85*float64(i)+s.between(-15, 15), -45+s.between(0, 20), -330+s.between(-30, 20))
		s.put(bush(s.between(55, 75), s.between(60, 95), 45, s.pick(leafGreen)), at)
	}
	s.put(tree(&s.luck), render.At(-190, -72, -480))
	s.put(tree(&s.luck), render.At(210, -72, -560))
	for i := range 26 {
		x := -330 + 26*float64(i)
		s.put(render.Thing{render.NewPart(render.Extrude(1.5, 0.4, [2]float64{-6, 0}, [2]float64{6, 0}, [2]float64{6, 62}, [2]float64{0, 70}, [2]float64{-6, 62}), render.Matt(hex(0xe6e4da)), render.At(0, 0, 0))}, render.At(x, -72, -250))
	}
	s.edged(render.Matt(hex(0xe6e4da)), 0.5, -340, -52, -253, 340, -46, -251)
	s.edged(render.Matt(hex(0xe6e4da)), 0.5, -340, -26, -253, 340, -20, -251)
	for i, x := range []float64{-130, -70, 95, 150} {
		s.put(flowers(terracotta, petals[i%len(petals)], &s.luck), render.At(x, -72, -190+s.between(-20, 20)).Sized(3))
	}
	s.put(flowers(terracotta, petals[1], &s.luck), render.At(-48, 0, -18))
}

// beach is sand by the sea.
func beach(s *stage, m mood) {
	s.open(m, 2, vec{X: 0.6, Y: 0.6, Z: 0.4})
	ripple := func(p vec) float64 {
		return 0.9*noise(vec{X: p.X*0.12 + noise(p.Mul(0.05)), Y: 0, Z: p.Z * 0.4}) + 0.16*noise(p.Mul(2)) + 2*noise(p.Mul(0.04))
	}
	dry, wet := hex(0xd9bd8c), hex(0x9c7c54)
	sand := func(p vec) vec {
		return dry.Mul(0.8+0.2*noise(p.Mul(6))+0.16*rough(p.Mul(0.1), 2)).Mix(wet, render.Smooth(-230, -330, p.Z+20*noise(p.Mul(0.02)))*0.7)
	}
	s.put(render.Thing{render.Box(2500, 2, 2000, uneven(with(matt, sand), ripple), render.At(0, 0, 0))}, render.At(0, -2, 0))
	shallow, deep, foamy := hex(0x2f7f8c), hex(0x1c4f7c), hex(0xf0f4f2)
	sea := func(p vec) vec {
		z := p.Z + 9*noise(vec{X: p.X * 0.01, Y: 3, Z: 1})
		c := shallow.Mix(deep, render.Smooth(1000, 300, z))
		foam := render.Smooth(0.62, 0.7, rough(vec{X: p.X * 0.012, Y: 1, Z: z * 0.06}, 4))
		edge := render.Smooth(1190, 1198, z+8*noise(vec{X: p.X * 0.03, Y: 1, Z: 5}))
		return c.Mix(foamy, max(edge, foam*0.6*render.Smooth(700, 1200, z)))
	}
	waves := func(p vec) float64 { return 3 * noise(vec{X: p.X * 0.03, Y: 0, Z: p.Z * 0.1}) }
	s.put(render.Thing{render.Box(9000, 0.6, 1200, uneven(render.Material{Color: sea, Gloss: 0.03, Blur: 0.2}, waves), render.At(0, 0, 0))}, render.At(0, -0.4, -1560))
	s.block(with(matt, sea), -20000, -1, -26000, 20000, 0.1, -2700)
	towel := uneven(with(matt, stripes(7, hex(0x2f7fa0), hex(0xf0e8d6), hex(0xe0884c), hex(0xf0e8d6))), weave(0.8))
	s.put(render.Thing{render.NewPart(render.RoundBox(42, 0.5, 75, 0.4), towel, render.At(0, 0, 0))}, render.At(-56, 0.4, -26).Yaw(14))
	s.put(beachBall(), render.At(-74, 0, -66))
	s.put(bucket(hex(0x2a78c0)), render.At(38, 0, -34).Yaw(40))
	s.put(spade(hex(0xd8342c)), render.At(30, 0, -14).Yaw(25))
	s.put(castle(), render.At(84, 0, -78))
	for range 12 {
		s.put(shell(s.pick([]vec{hex(0xe8d8c8), hex(0xd8a890), hex(0xc8c0b8)})), render.At(s.between(-60, 70), 0, s.between(-60, 24)).Yaw(s.between(0, 360)).Sized(s.between(0.5, 1)))
	}
}

// castle is made of sand.
func castle() render.Thing {
	wet := uneven(with(matt, stone(hex(0xb8945c), hex(0x8c6a40))), bumps(0.7, 0.8))
	t := render.Thing{render.NewPart(render.RoundBox(24, 7, 18, 3), wet, render.At(0, 6, 0))}
	for _, x := range []float64{-20, 20} {
		for _, z := range []float64{-14, 14} {
			t.Add(
				render.NewPart(render.Lathe(0.6, [2]float64{0, 0}, [2]float64{8, 0}, [2]float64{6.4, 22}, [2]float64{0, 22}), wet, render.At(x, 0, z)),
				render.NewPart(render.Lathe(0.3, [2]float64{0, 22}, [2]float64{6.6, 22}, [2]float64{0, 31}), wet, render.At(x, 0, z)),
			)
		}
	}
	pole := render.NewPart(render.Capsule(vec{Y: 13}, vec{Y: 40}, 0.4, 0.3), matteWood, render.At(0, 0, 0))
	flag := render.NewPart(render.RoundBox(5, 3, 0.2, 0.1), render.Matt(hex(0xd8342c)), render.At(5, 37, 0))
	t.Add(pole, flag)
	return t
}

// picnic is a blanket in a meadow.
func picnic(s *stage, m mood) {
	s.open(m, 9, vec{X: -0.5, Y: 0.62, Z: 0.5})
	s.block(uneven(with(matt, grass()), bumps(2.4, 0.9)), -2000, -6, -2000, 2000, -1.6, 1000)
	blanket := uneven(with(matt, checks(12, hex(0xf0ead8), hex(0xb83a34))), weave(1.1))
	s.put(render.Thing{render.NewPart(render.RoundBox(70, 0.8, 55, 0.7), blanket, render.At(0, -0.8, 0))}, render.At(0, 0, 0).Yaw(8))
	for range 150 {
		turn, out := s.between(0, 2*math.Pi), s.between(86, 200)
		s.put(tuft(&s.luck), render.At(out*math.Cos(turn), -2, 0.85*out*math.Sin(turn)).Sized(s.between(0.9, 1.7)))
	}
	for range 30 {
		turn, out := s.between(0, 2*math.Pi), s.between(90, 220)
		at := render.At(out*math.Cos(turn), -2, out*math.Sin(turn)).Sized(s.between(0.7, 1.2))
		s.put(render.Thing{render.NewPart(render.Capsule(vec{}, vec{Y: 8}, 0.2, 0.15), render.Matt(hex(0x4a7a34)), render.At(0, 0, 0))}, at)
		s.put(blossom(s.pick(petals[1:3])), at.Of(render.At(0, 8, 0).Pitch(s.between(0, 30))))
	}
	for i := range 7 {
		s.put(bush(s.between(70, 110), s.between(60, 110), 60, s.pick(leafGreen)), render.At(-480+160*float64(i), 10, -620+s.between(-60, 60)))
	}
	s.put(tree(&s.luck), render.At(-230, -3, -420))
	s.put(tree(&s.luck), render.At(280, -3, -640))
	s.put(basket(), render.At(-38, 0, -26).Yaw(30))
	s.put(loaf(), render.At(10, 0, -34).Yaw(20))
	s.put(bottle(hex(0x8a1c2c)), render.At(-14, 0, -38))
	s.put(plate(hex(0x4a7aa0)), render.At(40, 0, -16))
	s.put(apple(&s.luck), render.At(38, 3.6, -17))
	s.put(apple(&s.luck), render.At(44, 3.6, -14).Yaw(80))
	s.put(apple(&s.luck), render.At(24, 3.2, 12).Yaw(80).Pitch(20))
}

// terrace is a low wall of stone before a house.
func terrace(s *stage, m mood) {
	s.open(m, 14, vec{X: 0.7, Y: 0.7, Z: 0.35})
	s.block(uneven(with(matt, flagstones(30, hex(0xa8a090), hex(0x5a6040))), bumps(0.6, 1.2)), -600, -46, -600, 600, -42, 600)
	rock := uneven(with(matt, stone(hex(0xb8ac98), hex(0x8a7c68))), bumps(0.5, 0.8))
	for i := range 7 {
		x := -105 + 30*float64(i)
		s.put(render.Thing{render.NewPart(render.RoundBox(14.7, 4, 19, 0.9), rock, render.At(0, -4, 0))}, render.At(x, s.between(-0.15, 0), s.between(-0.6, 0.6)))
		for row := range 3 {
			s.put(render.Thing{render.NewPart(render.RoundBox(14.8, 5.8, 16, 1.2), rock, render.At(0, 0, 0))}, render.At(x+12*float64(row%2), -14-11.8*float64(row), s.between(-0.7, 0.7)))
		}
	}
	courses := tiles(22, 8, hex(0xa85a40), hex(0xc8b8a0))
	brick := func(p vec) vec {
		return courses(p).Mul(0.8 + 0.3*rough(p.Mul(0.2), 3))
	}
	s.block(uneven(with(matt, brick), tileEdges(22, 8)), -700, -50, -230, 700, 400, -220)
	door := with(waxed, planks(14, 900, hex(0x3f7a70), hex(0x2a5a54)))
	s.put(render.Thing{render.Box(95, 2, 42, door, render.At(0, 0, 0).Pitch(90).Yaw(90))}, render.At(100, 53, -219))
	s.edged(white, 1, 52, -42, -221, 58, 152, -216)
	s.edged(white, 1, 142, -42, -221, 148, 152, -216)
	s.put(flowers(terracotta, petals[4], &s.luck), render.At(-40, 0, -4).Sized(1.1))
	s.put(leafy(render.Glazed(hex(0x40608a)), &s.luck), render.At(-150, -42, -160).Sized(4))
	s.put(flowers(terracotta, petals[0], &s.luck), render.At(20, -42, -180).Sized(3.2))
	s.put(leafy(terracotta, &s.luck), render.At(190, -42, -180).Sized(4))
}
