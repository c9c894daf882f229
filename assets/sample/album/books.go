package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

var bindings = []vec{
	hex(0x7c2a26), hex(0x23405f), hex(0x2f5a44), hex(0xc9a24a), hex(0x5b3a5e), hex(0xd8cdb4),
	hex(0x384048), hex(0xa8552c), hex(0x6f8a8c), hex(0x8c7a5c), hex(0x1f5f6a), hex(0xb86a70),
}

// book stands on y = 0 with its spine toward z; the sizes are full ones.
func book(thick, high, deep float64, c vec, l *luck) render.Thing {
	gilt := hex(0xe6cf94)
	if c.Luminance() > 0.35 {
		gilt = hex(0x4a2c20)
	}
	style := l.between(0, 1)
	cover := func(p vec) vec {
		y := math.Abs(p.Y) / high
		base := c.Mul(0.9 + 0.15*noise(p.Mul(3)))
		if p.Z < deep/2-0.4 {
			return base
		}
		switch {
		case style < 0.35 && (math.Abs(y-0.4) < 0.012 || math.Abs(y-0.36) < 0.006):
			return gilt
		case style < 0.6 && p.Y > 0.12*high && p.Y < 0.32*high:
			if math.Abs(p.X) < thick*0.3 && frac(p.Y*1.1+0.4*noise(p.Mul(2))) < 0.6 {
				return c.Mul(0.5)
			}
			return gilt
		case style >= 0.6 && math.Abs(p.X) < thick*0.16 && p.Y > -0.1*high && p.Y < 0.36*high && noise(vec{X: 3, Y: p.Y * 3.2, Z: c.X * 90}) > 0.38:
			return gilt
		}
		return base
	}
	skin := render.Material{Color: cover, Gloss: 0.03, Blur: 0.3}
	sheets := with(paper, func(p vec) vec { return hex(0xe9dfc6).Mul(0.8 + 0.2*noise(vec{X: p.X * 14, Y: 1, Z: 2})) })
	board := render.RoundBox(0.15, high/2, deep/2, 0.1)
	return render.Thing{
		render.NewPart(board, skin, render.At(thick/2-0.15, high/2, 0)),
		render.NewPart(board, skin, render.At(0.15-thick/2, high/2, 0)),
		render.NewPart(render.RoundBox(thick/2, high/2, 0.2, 0.12), with(skin, func(p vec) vec { return cover(vec{X: p.X, Y: p.Y, Z: deep / 2}) }), render.At(0, high/2, deep/2-0.2)),
		render.Box(thick/2-0.2, high/2-0.3, deep/2-0.3, sheets, render.At(0, high/2, -0.1)),
	}
}

// bookRow fills a length along x with standing books, the last ones leaning.
func bookRow(length float64, l *luck) render.Thing {
	var t render.Thing
	for x := 0.0; ; {
		thick := l.between(1.6, 4.4)
		if x+thick > length {
			return t
		}
		deep := l.between(14, 17)
		b := book(thick, l.between(18, 26), deep, l.pick(bindings), l)
		t.Add(b.Placed(render.At(x+thick/2, 0, 8-deep/2-l.between(0, 1)))...)
		x += thick + 0.08
	}
}

// bookStack is n lying books on each other.
func bookStack(n int, l *luck) render.Thing {
	var t render.Thing
	y := 0.0
	for range n {
		thick, high, deep := l.between(1.8, 3.6), l.between(19, 24), l.between(14, 16)
		b := book(thick, high, deep, l.pick(bindings), l)
		lying := render.At(0, y+thick/2, 0).Yaw(l.between(-14, 14)).Of(render.At(0, 0, 0).Roll(90).Of(render.At(0, -high/2, 0)))
		t.Add(b.Placed(lying)...)
		y += thick
	}
	return t
}

// notebook lies open-side down with a wire binding.
func notebook(c vec) render.Thing {
	t := render.Thing{
		render.NewPart(render.RoundBox(8, 0.5, 11, 0.2), render.Satin(c), render.At(0, 0.5, 0)),
		render.NewPart(render.RoundBox(4, 0.05, 2, 0.03), paper, render.At(1, 1.0, -3)),
	}
	for i := range 16 {
		t.Add(render.NewPart(render.Torus(0.65, 0.1), steel, render.At(-8, 0.6, float64(i)*1.35-10.1).Pitch(90)))
	}
	return t
}

// letter is a sheet of paper with lines of writing.
func letter() render.Thing {
	ink := func(p vec) vec {
		row := floor(p.Z / 1.3)
		inLine := frac(p.Z/1.3) > 0.35 && frac(p.Z/1.3) < 0.7 && math.Abs(p.X) < 7.6 && p.Z > -9 && p.Z < 8-4*render.Chance(row, 2, 2)
		if inLine && noise(vec{X: p.X * 2.6, Y: float64(row) * 7, Z: 1}) > 0.42 && noise(vec{X: p.X * 0.9, Y: float64(row) * 3, Z: 4}) > 0.3 {
			return hex(0x3c4258)
		}
		return hex(0xf2ecdc)
	}
	return render.Thing{render.Box(9.5, 0.06, 12, with(matt, ink), render.At(0, 0.06, 0))}
}

// picture is a framed landscape that faces z, its middle at the origin.
func picture(wide, high float64, seed float64) render.Thing {
	art := func(p vec) vec {
		x, y := p.X/wide, p.Y/high
		c := hex(0xa8c4d0).Mix(hex(0xf2dcb8), render.Smooth(0.6, -0.2, y))
		for i, land := range []vec{hex(0x8aa0a4), hex(0x5f8064), hex(0x3f5a3c), hex(0xb08a4a)} {
			top := 0.25 - 0.28*float64(i) + 0.35*(noise(vec{X: x*2.2 + seed, Y: float64(i) * 9, Z: seed})-0.5)
			if y < top {
				c = land.Mul(0.9 + 0.25*noise(vec{X: x * 30, Y: y * 30, Z: seed}))
			}
		}
		return c
	}
	rail := with(waxed, wood(hex(0x6a4a2c), hex(0x3a2414)))
	t := render.Thing{
		render.Box(wide, high, 0.3, with(matt, func(p vec) vec {
			if math.Abs(p.X) > wide*0.78 || math.Abs(p.Y) > high*0.78 {
				return hex(0xf0ebe0)
			}
			return art(p)
		}), render.At(0, 0, 0)),
	}
	for _, s := range []float64{-1, 1} {
		t.Add(
			render.NewPart(render.RoundBox(wide+1, 0.9, 0.9, 0.25), rail, render.At(0, s*high, 0.2)),
			render.NewPart(render.RoundBox(high+1, 0.9, 0.9, 0.25), rail, render.At(s*wide, 0, 0.2).Roll(90)),
		)
	}
	return t
}
