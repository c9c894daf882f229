package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

var crayons = []vec{hex(0xd8342c), hex(0x2a6ac0), hex(0xf0bc24), hex(0x3a9a4c), hex(0xe87a24), hex(0x8a4ca0)}

// block is a wooden cube with a numeral, 5 wide, on y = 0.
func block(n int, c vec) render.Thing {
	grain := wood(hex(0xe4c08a), hex(0xc09458))
	face := func(p vec) vec {
		ax, ay, az := math.Abs(p.X), math.Abs(p.Y), math.Abs(p.Z)
		u, v := p.X, p.Y
		switch {
		case ax > ay && ax > az:
			u = p.Z
		case ay > az:
			v = -p.Z
		}
		edge := max(math.Abs(u), math.Abs(v))
		if edge > 1.75 && edge < 2.1 || digit(n, u/2.4, v/2.4) < 0.09 {
			return c
		}
		return grain(p)
	}
	return render.Thing{render.NewPart(render.RoundBox(2.5, 2.5, 2.5, 0.25), with(waxed, face), render.At(0, 2.5, 0))}
}

// beachBall is 30 wide at a size of one, on y = 0.
func beachBall() render.Thing {
	skin := func(p vec) vec {
		if math.Abs(p.Y) > 14.2 {
			return hex(0xf4f2ec)
		}
		i := floor((math.Atan2(p.Z, p.X)/(2*math.Pi) + 0.5) * 6)
		return []vec{hex(0xd8342c), hex(0xf4f2ec), hex(0x2a6ac0), hex(0xf4f2ec), hex(0xf0bc24), hex(0xf4f2ec)}[min(i, 5)]
	}
	return render.Thing{render.Ball(15, with(render.Glazed(vec{}), skin), render.At(0, 15, 0).Pitch(35).Roll(20))}
}

// rings are a stack of coloured rings on a pole, 16 high.
func rings() render.Thing {
	t := render.Thing{
		render.NewPart(render.Cylinder(5.4, 0.7, 0.4), with(waxed, wood(hex(0xe4c08a), hex(0xc09458))), render.At(0, 0.7, 0)),
		render.Ball(1.4, render.Glazed(hex(0xd8342c)), render.At(0, 14.6, 0)),
		render.NewPart(render.Cylinder(0.9, 6.5, 0), matteWood, render.At(0, 7, 0)),
	}
	for i := range 5 {
		k := float64(i)
		t.Add(render.NewPart(render.Torus(3.5-0.42*k, 1.25), render.Glazed(crayons[i+1]), render.At(0, 2.6+2.45*k, 0)))
	}
	return t
}

var matteWood = with(matt, wood(hex(0xd8b07a), hex(0xa87a48)))

// bucket is a beach bucket, 15 high.
func bucket(c vec) render.Thing {
	shell := render.Lathe(0.2, [2]float64{0, 0.2}, [2]float64{5, 0.2}, [2]float64{7, 14}, [2]float64{7.6, 14}, [2]float64{7.6, 14.8}, [2]float64{6.6, 14.8}, [2]float64{4.7, 1}, [2]float64{0, 1})
	handle := render.Torus(7.3, 0.35).Keep(render.RoundBox(9, 1, 5, 0).Placed(render.At(0, 0, 5)))
	return render.Thing{
		render.NewPart(shell, render.Glazed(c), render.At(0, 0, 0)),
		render.NewPart(handle, white, render.At(0, 14, 0).Pitch(20)),
	}
}

// spade is a beach spade that lies along x.
func spade(c vec) render.Thing {
	skin := render.Glazed(c)
	return render.Thing{
		render.NewPart(render.Capsule(vec{X: -11}, vec{X: 4}, 0.7, 0.7), matteWood, render.At(0, 0.8, 0)),
		render.NewPart(render.RoundBox(5, 0.35, 3.4, 0.3).Melt(render.Ellipsoid(2.6, 0.4, 3), 0.5), skin, render.At(8, 0.9, 0).Roll(3)),
		render.NewPart(render.Capsule(vec{X: -11.5, Z: -2.2}, vec{X: -11.5, Z: 2.2}, 0.75, 0.75), skin, render.At(0, 0.8, 0)),
	}
}

// yarn is a ball of wool, 9 wide.
func yarn(c vec) render.Thing {
	thread := func(p vec) float64 {
		a := math.Sin((p.X+0.5*p.Y+0.25*p.Z)*7) * 0.5
		if noise(p.Mul(0.5)) > 0.5 {
			a = math.Sin((p.Z-0.6*p.X+0.5*p.Y)*7) * 0.5
		}
		return 0.1 * a
	}
	return render.Thing{render.Ball(4.5, uneven(with(matt, func(p vec) vec { return c.Mul(0.85 + 1.6*thread(p)) }), thread), render.At(0, 4.5, 0))}
}

// basket is a woven basket with a handle, about 18 high.
func basket() render.Thing {
	shell := render.Lathe(0.5, [2]float64{0, 0.5}, [2]float64{12, 0.5}, [2]float64{14.5, 15}, [2]float64{13.5, 15}, [2]float64{11, 1.8}, [2]float64{0, 1.8})
	cane := func(p vec) float64 {
		turn := math.Atan2(p.Z, p.X) / (2 * math.Pi) * 44
		row := floor(p.Y / 0.9)
		return math.Sqrt(math.Abs(math.Sin(math.Pi*(turn+0.5*float64(row&1))))) * math.Sqrt(math.Abs(math.Sin(math.Pi*p.Y/0.9)))
	}
	m := with(matt, func(p vec) vec { return hex(0xb88a50).Mul(0.45 + 0.6*cane(p) + 0.25*noise(p.Mul(0.8))) })
	m = uneven(m, func(p vec) float64 { return 0.35 * cane(p) })
	arch := render.Torus(13.6, 0.8).Keep(render.RoundBox(16, 16, 2, 0).Placed(render.At(0, 0, 0)))
	return render.Thing{
		render.NewPart(shell, m, render.At(0, 0, 0)),
		render.NewPart(render.Torus(14, 0.9), with(matt, cloth(hex(0x9a6c3a))), render.At(0, 15, 0)),
		render.NewPart(arch, with(matt, cloth(hex(0x9a6c3a))), render.At(0, 13, 0).Pitch(90)),
	}
}

// cushion has half sizes x and z on y = 0.
func cushion(x, z float64, c paint) render.Thing {
	body := render.RoundBox(x, 4, z, 3.6).Melt(render.Ellipsoid(x*0.92, 8, z*0.92), 3)
	return render.Thing{render.NewPart(body, uneven(with(matt, c), weave(1.2)), render.At(0, 5.5, 0))}
}

// stripedBall is a small rubber ball with a stripe.
func stripedBall(c vec) render.Thing {
	return render.Thing{render.Ball(4, with(waxed, func(p vec) vec {
		if math.Abs(p.Y) < 0.9 {
			return hex(0xf4f0e6)
		}
		return c
	}), render.At(0, 4, 0).Pitch(30).Roll(25))}
}
