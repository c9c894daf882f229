package album

import "whereabouts/assets/sample/render"

// desk is a writing desk under a window.
func desk(s *stage, m mood) {
	wall := uneven(with(matt, plaster(hex(0xc9d3c4))), bumps(0.12, 1.4))
	light, room := vec{X: 7.5, Y: 7.8, Z: 8}, vec{X: 0.42, Y: 0.42, Z: 0.43}
	switch m {
	case sunny:
	case cloudy:
		light, room = vec{X: 3.6, Y: 4, Z: 4.4}, vec{X: 0.42, Y: 0.45, Z: 0.48}
	case evening:
		light, room = vec{X: 9, Y: 5.4, Z: 2.8}, vec{X: 0.36, Y: 0.28, Z: 0.23}
	case night:
		light, room = vec{X: 0.12, Y: 0.16, Z: 0.3}, vec{X: 0.07, Y: 0.065, Z: 0.07}
	}
	s.window(wall, -36, -8, 16, 62, 96, light)
	s.Backdrop = outdoors(m, 4)
	if m != night {
		view := s.Backdrop
		s.Backdrop = func(d vec) vec { return view(d).Mul(1.9) }
	}
	s.sides(room)
	if m == evening || m == sunny {
		// A lamp of the room behind the camera keeps the fronts of things
		// from going dark.
		s.pane(vec{X: -20, Y: 110, Z: 130}, 120, 60, vec{X: 1.6, Y: 1.5, Z: 1.35})
	}
	if m == cloudy {
		s.pane(vec{X: 90, Y: 90, Z: 130}, 100, 60, vec{X: 2, Y: 1.9, Z: 1.75})
	}
	top := with(waxed, planks(24, 400, hex(0xb98450), hex(0x6f4022)))
	s.edged(top, 0.6, -90, -3, -35, 90, 0, 44)
	s.put(curtain(13, 55, cloth(hex(0xd8a04c))), render.At(76, 60, -31))
	s.put(picture(13, 17, 2), render.At(-40, 40, -35.3))
	s.put(deskLamp(hex(0xb03028)), render.At(-58, 0, -20).Yaw(-20))
	s.put(bookStack(4, &s.luck), render.At(-30, 0, -22).Yaw(12))
	s.put(pencils(hex(0x3f6a80), &s.luck), render.At(-8, 0, -25))
	s.put(leafy(terracotta, &s.luck), render.At(54, 0, -22).Sized(1.15))
	if m == night {
		s.Lights = append(s.Lights, render.Bulb{At: vec{X: -42, Y: 36, Z: -10}, Radius: 2, Color: vec{X: 700, Y: 520, Z: 300}})
		s.pane(vec{X: 50, Y: 110, Z: 110}, 80, 50, vec{X: 1.2, Y: 0.86, Z: 0.5})
	}
}

// kitchen is a worktop under a shelf.
func kitchen(s *stage, m mood) {
	light, room := vec{X: 7, Y: 7, Z: 6.8}, vec{X: 0.42, Y: 0.41, Z: 0.39}
	tile, joint := hex(0xdfe6de), hex(0x9a9a92)
	switch m {
	case sunny:
	case cloudy:
		light, room = vec{X: 4, Y: 4.4, Z: 4.8}, vec{X: 0.34, Y: 0.37, Z: 0.4}
	case evening, night:
		light, room, tile = vec{X: 6, Y: 4.2, Z: 2.2}, vec{X: 0.25, Y: 0.2, Z: 0.14}, hex(0x7fa8a4)
	}
	s.sides(room)
	s.pane(vec{X: -110, Y: 55, Z: 70}, 90, 80, light)
	s.pane(vec{X: 40, Y: 130, Z: 110}, 120, 60, light.Mul(0.3))
	wall := uneven(render.Material{Color: tiles(15, 7.5, tile, joint), Gloss: 0.05, Blur: 0.05}, tileEdges(15, 7.5))
	s.block(wall, -200, -4, -40, 200, 120, -32)
	s.edged(with(render.Material{Gloss: 0.05, Blur: 0.05}, marble(hex(0xe6e2da), hex(0x8c8a8c))), 0.8, -160, -4, -33, 160, 0, 34)
	timber := with(waxed, wood(hex(0xa8743c), hex(0x6a4020)))
	s.edged(timber, 0.4, -110, 42, -32, 110, 44.5, -12)
	for _, x := range []float64{-60, 0, 60} {
		s.edged(black, 0.3, x-1, 32, -32, x+1, 42, -30.5)
		s.edged(black, 0.3, x-1, 40.4, -32, x+1, 42, -14)
	}
	jams := []vec{hex(0x8a1c2c), hex(0xd0841c), hex(0x4a2a58), hex(0xc05a20), hex(0x6a7a2c)}
	lids := []vec{hex(0xd8b050), hex(0xb03028), hex(0xe8e4d8)}
	for i := range 12 {
		x := -58 + 9.8*float64(i)
		if i%4 == 3 {
			s.put(plateStack(), render.At(x+3, 44.5, -22).Sized(0.8))
			continue
		}
		s.put(jar(s.pick(jams), s.pick(lids)), render.At(x, 44.5, -24+s.between(0, 3)).Yaw(s.between(-20, 20)).Sized(s.between(0.8, 1)))
	}
	s.put(board(), render.At(-52, 0, -24).Yaw(6))
	s.put(crock(hex(0x7c98a4), &s.luck), render.At(-31, 0, -23))
	s.put(bottle(hex(0x2a4a24)), render.At(46, 0, -24))
	s.put(bottle(hex(0x9a6a1c)), render.At(55, 0, -22).Sized(0.85))
	s.put(jar(hex(0xe8dcc0), hex(0x8a5a30)), render.At(36, 0, -25).Sized(1.1))
	s.put(flowers(render.Glazed(hex(0xe8e4da)), petals[2], &s.luck), render.At(70, 0, -20).Sized(0.9))
}

// plateStack is five plates.
func plateStack() render.Thing {
	var t render.Thing
	for i := range 5 {
		t.Add(plate(hex(0x4a7aa0)).Placed(render.At(0, float64(i)*1.1, 0))...)
	}
	return t
}

// bedroom is a bedside table next to a bed.
func bedroom(s *stage, m mood) {
	wall := uneven(with(matt, stripes(5, hex(0x3f5470), hex(0x475d7a))), bumps(0.1, 1.2))
	s.block(wall, -200, -80, -36, 200, 200, -28)
	s.block(with(waxed, planks(12, 120, hex(0x8a6038), hex(0x4a2c18))), -300, -60, -30, 300, -56, 300)
	top := with(waxed, wood(hex(0x7a4c2c), hex(0x3c2012)))
	s.edged(top, 0.8, -34, -3, -27, 30, 0, 24)
	s.edged(top, 0.5, -31, -24, -26, 27, -3, 22)
	s.put(render.Thing{render.Ball(1.4, brass, render.At(0, 0, 0))}, render.At(-2, -13, 23))
	s.edged(uneven(with(matt, cloth(hex(0x8c9a86))), weave(0.8)), 7, 36, -40, -24, 190, -6, 260)
	s.put(cushion(30, 20, cloth(hex(0xe8e2d4))), render.At(74, -7, -4).Yaw(3).Sized(1.2))
	s.put(cushion(24, 16, checks(6, hex(0xd8c8b0), hex(0x9a4c40))), render.At(66, 3, 6).Yaw(-8).Pitch(-24))
	s.edged(with(waxed, wood(hex(0x8a5c38), hex(0x4c2c18))), 2, 34, -50, -28, 200, 34, -23)
	s.put(picture(15, 11, 7), render.At(-8, 62, -27))
	switch m {
	case night, evening:
		warm := vec{X: 1.9, Y: 1.15, Z: 0.5}
		s.put(bedLamp(hex(0x2f6a70), warm), render.At(-20, 0, -12))
		s.sides(vec{X: 0.09, Y: 0.085, Z: 0.1})
		s.Lights = append(s.Lights, render.Bulb{At: vec{X: -20, Y: 25, Z: -12}, Radius: 3.5, Color: vec{X: 130, Y: 82, Z: 40}})
		s.pane(vec{X: 60, Y: 80, Z: 130}, 100, 70, vec{X: 0.4, Y: 0.5, Z: 0.9})
		if m == evening {
			s.sides(vec{X: 0.24, Y: 0.19, Z: 0.2})
		}
	case sunny, cloudy:
		s.put(bedLamp(hex(0x2f6a70), vec{}), render.At(-20, 0, -12))
		s.sides(vec{X: 0.52, Y: 0.53, Z: 0.56})
		s.pane(vec{X: -120, Y: 50, Z: 80}, 100, 110, vec{X: 10, Y: 9.6, Z: 8.8})
	}
}

// playroom is a red carpet between a sofa and a shelf of toys.
func playroom(s *stage, m mood) {
	carpet(s, m, rug(92, 64, hex(0x8c2f2c), hex(0x22385a), hex(0xd9c49a)), hex(0x4f7078))
}

// nursery is the same with a pale carpet and a sofa of another colour.
func nursery(s *stage, m mood) {
	carpet(s, m, rug(92, 64, hex(0xcfc4ae), hex(0x6f8fa6), hex(0xf0e8d8)), hex(0xb0644c))
}

// carpet is a room with a patterned carpet and a sofa in a cover.
func carpet(s *stage, m mood, pattern paint, cover vec) {
	s.block(with(waxed, planks(9, 110, hex(0xb4844c), hex(0x7a4c28))), -400, -2.6, -400, 400, -0.6, 400)
	s.edged(uneven(with(matt, pattern), pile), 0.5, -92, -1.2, -64, 92, 0, 64)
	s.block(uneven(with(matt, plaster(hex(0xd9cdb8))), bumps(0.1, 1.4)), -300, -2, -140, 300, 260, -132)
	s.edged(white, 0.6, -300, -2, -132, 300, 9, -130)
	sofa := uneven(with(matt, cloth(cover)), weave(0.5))
	s.edged(sofa, 5, -40, 6, -128, 120, 32, -84)
	s.edged(sofa, 6, -40, 26, -130, 120, 70, -110)
	s.edged(sofa, 6, -58, 4, -128, -38, 48, -82)
	s.put(cushion(20, 16, stripes(3, hex(0xe0b04c), hex(0xefe6d2))), render.At(0, 46, -106).Pitch(70))
	for _, x := range []float64{-50, 112} {
		s.edged(darkWood(), 0.5, x-2, -1, -86, x+2, 6, -82)
	}
	s.edged(with(waxed, wood(hex(0xd8b078), hex(0xa87a48))), 0.5, -150, -1, -130, -76, 60, -104)
	s.put(basket(), render.At(-74, 0, -66).Yaw(20))
	s.put(bookStack(5, &s.luck), render.At(-110, 60, -116))
	light, room := vec{X: 9, Y: 8.8, Z: 8.2}, vec{X: 0.44, Y: 0.43, Z: 0.42}
	switch m {
	case sunny, night:
	case evening:
		light, room = vec{X: 10, Y: 6, Z: 3}, vec{X: 0.36, Y: 0.28, Z: 0.22}
	case cloudy:
		light, room = vec{X: 6, Y: 6.5, Z: 7}, vec{X: 0.5, Y: 0.53, Z: 0.56}
	}
	s.sides(room)
	s.pane(vec{X: -190, Y: 100, Z: 30}, 120, 120, light.Mul(1.6))
	if m == sunny {
		s.Lights = append(s.Lights, render.Sun{Dir: vec{X: 0.75, Y: 0.7, Z: 0.5}, Color: vec{X: 0.8, Y: 0.7, Z: 0.52}, Spread: 0.03})
	}
	for i := range 7 {
		s.put(block(i+1, s.pick(crayons)), render.At(s.between(-60, 60), 0, s.between(-52, -26)).Yaw(s.between(0, 360)))
	}
	s.put(stripedBall(hex(0x3a7ab0)), render.At(44, 0, -40))
}

// darkWood is the wood of feet and small furniture.
func darkWood() render.Material { return with(waxed, wood(hex(0x7a4c2c), hex(0x3c2012))) }

// bookshelf is a shelf with books, plants and small things; shelves are at
// y = 0 and 36 above and below.
func bookshelf(s *stage, m mood) {
	oak := with(waxed, wood(hex(0xb88a58), hex(0x7c5028)))
	s.block(uneven(with(matt, plaster(hex(0xa9b8ac))), bumps(0.1, 1.4)), -200, -100, -24, 200, 150, -20)
	for _, y := range []float64{-36, 0, 36} {
		s.edged(oak, 0.3, -72, y-2.2, -20, 72, y, 10)
	}
	for _, x := range []float64{-73, 73} {
		s.put(render.Thing{render.NewPart(render.RoundBox(60, 1.2, 15, 0.3), oak, render.At(0, 0, 0).Roll(90))}, render.At(x, 0, -5))
	}
	s.put(bookRow(38, &s.luck), render.At(-71, 0, -6))
	s.put(bookRow(24, &s.luck), render.At(46, 0, -6))
	s.put(bookRow(52, &s.luck), render.At(-20, 36, -6))
	s.put(bookRow(90, &s.luck), render.At(-68, -36, -6))
	s.put(leafy(render.Glazed(hex(0xd8d2c4)), &s.luck), render.At(-48, 36, -5).Sized(0.8))
	s.put(bookStack(3, &s.luck), render.At(50, 36, -6).Yaw(8))
	s.put(vase(hex(0x8a4a3a), petals[1], &s.luck), render.At(50, -36, -5).Sized(0.7))
	light, room := vec{X: 8.4, Y: 8.1, Z: 7.6}, vec{X: 0.56, Y: 0.54, Z: 0.51}
	switch m {
	case sunny:
	case evening, night:
		light, room = vec{X: 10, Y: 6.8, Z: 3.6}, vec{X: 0.38, Y: 0.3, Z: 0.22}
	case cloudy:
		light, room = vec{X: 5.4, Y: 6, Z: 6.8}, vec{X: 0.52, Y: 0.56, Z: 0.62}
	}
	s.sides(room)
	s.pane(vec{X: -90, Y: 70, Z: 110}, 80, 70, light.Mul(1.4))
}

// sill is a window-sill with the garden behind it.
func sill(s *stage, m mood) {
	wall := uneven(with(matt, plaster(hex(0xe0d4c0))), bumps(0.1, 1.4))
	light, room := vec{X: 4.5, Y: 4.6, Z: 4.7}, vec{X: 0.5, Y: 0.48, Z: 0.46}
	view := outdoors(m, 11)
	if m == evening {
		light, room = vec{X: 5, Y: 3, Z: 1.5}, vec{X: 0.36, Y: 0.28, Z: 0.24}
	}
	s.window(wall, -14, -50, 0, 50, 90, light)
	s.Backdrop = func(d vec) vec { return view(d).Mul(1.25) }
	s.sides(room)
	s.pane(vec{X: 50, Y: 90, Z: 110}, 110, 80, light.Mul(0.45))
	s.edged(with(render.Material{Gloss: 0.05, Blur: 0.06}, marble(hex(0xd8d2c6), hex(0x8a7c70))), 0.8, -80, -3, -13, 80, 0, 18)
	s.put(curtain(16, 60, checks(4, hex(0xf0e8d8), hex(0xb84c40))), render.At(-58, 44, -8))
	s.put(curtain(16, 60, checks(4, hex(0xf0e8d8), hex(0xb84c40))), render.At(58, 44, -8))
	s.put(flowers(terracotta, petals[0], &s.luck), render.At(-34, 0, -4))
	s.put(cactus(terracotta), render.At(36, 0, -4).Sized(0.8))
	s.block(wall, -200, -100, -8, 200, -3, 2)
}

// bathroom is the rim of a bath.
func bathroom(s *stage, m mood) {
	wall := uneven(render.Material{Color: tiles(10, 10, hex(0x9cc4c8), hex(0xe8e8e0)), Gloss: 0.05, Blur: 0.04}, tileEdges(10, 10))
	s.block(wall, -200, -4, -40, 200, 150, -30)
	s.block(with(matt, tiles(10, 10, hex(0xe8ece8), hex(0xb0b4b0))), -200, 40, -30.2, 200, 50, -29.7)
	s.edged(white, 1.6, -160, -5, -31, 160, 0, 30)
	light, room := vec{X: 6, Y: 6.3, Z: 6.6}, vec{X: 0.42, Y: 0.45, Z: 0.47}
	if m == evening || m == night {
		light, room = vec{X: 4.6, Y: 3.5, Z: 2.3}, vec{X: 0.26, Y: 0.22, Z: 0.18}
	}
	s.sides(room)
	s.pane(vec{X: 70, Y: 95, Z: 90}, 90, 80, light)
	s.put(towels(hex(0xe0d8c8), hex(0xc86a50), hex(0xe8e4da)), render.At(-44, 0, -14).Yaw(10))
	s.put(soapBottle(hex(0x4a9a8c)), render.At(34, 0, -20).Yaw(-12))
	s.put(soapBottle(hex(0xe0a0a8)), render.At(44, 0, -17).Yaw(14).Sized(0.85))
	s.put(leafy(render.Glazed(hex(0xf0ece2)), &s.luck), render.At(62, 0, -14).Sized(0.9))
	s.put(candle(), render.At(-20, 0, -22).Sized(0.9))
}
