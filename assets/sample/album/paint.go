package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

// vec is short for a point or a colour.
type vec = render.Vec

// paint is the colour of a surface at a point.
type paint = func(p vec) vec

var (
	hex   = render.Hex
	gray  = render.Gray
	noise = render.Noise
	rough = render.Rough
)

// frac is the part of x behind the point, never negative.
func frac(x float64) float64 { return x - math.Floor(x) }

// tri goes up and down between 0 and 1 with a period of one.
func tri(x float64) float64 { return math.Abs(2*frac(x) - 1) }

func floor(x float64) int { return int(math.Floor(x)) }

// wood has its grain along x, cut from a log that lies deep under y = 0.
func wood(light, dark vec) paint {
	return func(p vec) vec {
		z := p.Z + 2.2*noise(vec{X: p.X * 0.03, Y: p.Y * 0.1, Z: p.Z * 0.06})
		deep := p.Y + 9 + 4*noise(vec{X: p.X * 0.02, Y: 3, Z: 5})
		ring := frac(math.Sqrt(deep*deep+z*z)*0.62 + 0.35*noise(vec{X: p.X * 0.2, Y: p.Y * 0.5, Z: p.Z * 0.5}))
		ring = ring * ring * (1 - render.Smooth(0.88, 1, ring))
		fibre := noise(vec{X: p.X * 0.35, Y: p.Y * 7, Z: p.Z * 7})
		cloud := noise(vec{X: p.X * 0.07, Y: p.Y * 0.1, Z: p.Z * 0.1})
		return light.Mix(dark, min(0.62*ring+0.26*fibre+0.25*cloud, 1))
	}
}

// planks is wood in boards of the given width, side by side along z, each
// with its own grain and tint.
func planks(width, length float64, light, dark vec) paint {
	board := wood(light, dark)
	return func(p vec) vec {
		row := floor(p.Z / width)
		start := p.X + length*render.Chance(row, 1, 2)
		col := floor(start / length)
		tint := 0.78 + 0.4*render.Chance(row, col, 3)
		c := board(vec{
			X: p.X + 100*render.Chance(row, col, 4), Y: p.Y + 3*render.Chance(row, col, 5),
			Z: (frac(p.Z/width)-0.5)*width + 14*(render.Chance(row, col, 6)-0.5),
		})
		across, along := math.Abs(frac(p.Z/width)-0.5)*width, math.Abs(frac(start/length)-0.5)*length
		seam := max(render.Smooth(width/2-0.16, width/2-0.03, across), render.Smooth(length/2-0.16, length/2-0.03, along))
		return c.Mul(tint * (1 - 0.75*seam))
	}
}

// plaster is a wall of one colour with faint clouds.
func plaster(c vec) paint {
	return func(p vec) vec { return c.Mul(0.93 + 0.1*rough(p.Mul(0.06), 3)) }
}

// bumps is a relief as of a painted wall.
func bumps(high, wide float64) func(vec) float64 {
	return func(p vec) float64 { return high * rough(p.Mul(1/wide), 2) }
}

// tiles are wide by high, with joints between, laid on the plane of x and y.
func tiles(wide, high float64, c, joint vec) paint {
	return func(p vec) vec {
		row := floor(p.Y / high)
		x := p.X/wide + 0.5*float64(row&1)
		edge := max(math.Abs(frac(x)-0.5)*wide-wide/2, math.Abs(frac(p.Y/high)-0.5)*high-high/2)
		tint := 0.9 + 0.16*render.Chance(floor(x), row, 9)
		return c.Mul(tint).Mix(joint, render.Smooth(-0.28, -0.16, edge))
	}
}

// tileEdges is the relief of tiles.
func tileEdges(wide, high float64) func(vec) float64 {
	return func(p vec) float64 {
		row := floor(p.Y / high)
		x := p.X/wide + 0.5*float64(row&1)
		edge := max(math.Abs(frac(x)-0.5)*wide-wide/2, math.Abs(frac(p.Y/high)-0.5)*high-high/2)
		return -0.12 * render.Smooth(-0.5, -0.15, edge)
	}
}

// checks are squares on the plane of x and z as on a woven cloth: two stripes
// crossing.
func checks(size float64, ground, stripe vec) paint {
	return func(p vec) vec {
		a, b := 0.0, 0.0
		if frac(p.X/size) < 0.5 {
			a = 0.5
		}
		if frac(p.Z/size) < 0.5 {
			b = 0.5
		}
		thread := 0.96 + 0.08*noise(vec{X: p.X * 9, Y: 1, Z: p.Z * 9})
		return ground.Mix(stripe, a+b).Mul(thread)
	}
}

// stripes alternate along x.
func stripes(width float64, colors ...vec) paint {
	return func(p vec) vec {
		n := len(colors)
		i := ((floor(p.X/width) % n) + n) % n
		return colors[i].Mul(0.93 + 0.14*noise(p.Mul(6)))
	}
}

// cloth is one colour with a visible weave.
func cloth(c vec) paint {
	return func(p vec) vec {
		return c.Mul(0.82 + 0.2*noise(p.Mul(5)) + 0.12*rough(p.Mul(0.3), 2))
	}
}

// weave is the relief of cloth with soft folds.
func weave(fold float64) func(vec) float64 {
	return func(p vec) float64 { return fold*noise(p.Mul(0.14)) + 0.03*noise(p.Mul(5)) }
}

// rug is a carpet with borders and diamonds, half x wide and half z deep.
func rug(x, z float64, ground, second, third vec) paint {
	return func(p vec) vec {
		edge := min(x-math.Abs(p.X), z-math.Abs(p.Z))
		c := ground
		switch {
		case edge < 3:
			c = third
		case edge < 5:
			c = second
		case edge < 13:
			c = ground.Mul(0.55)
			if s := tri(p.X/9) + tri(p.Z/9); s < 0.62 || s > 1.38 {
				c = third
			}
		case edge < 15:
			c = second
		default:
			s := math.Abs(tri(p.X/26)-0.5) + math.Abs(tri(p.Z/26)-0.5)
			switch {
			case s < 0.14:
				c = third
			case s < 0.3:
				c = second
			case s > 0.78:
				c = second.Mix(ground, 0.4)
			}
		}
		return c.Mul(0.74 + 0.22*noise(p.Mul(4.5)) + 0.22*noise(p.Mul(0.9)))
	}
}

// pile is the relief of a carpet.
func pile(p vec) float64 { return 0.09*noise(p.Mul(4.5)) + 0.2*noise(p.Mul(0.9)) }

// grass is a lawn from above.
func grass() paint {
	dark, bright, dry := hex(0x3c6420), hex(0x86a83a), hex(0x9a8a4c)
	return func(p vec) vec {
		blade := noise(vec{X: p.X*2.6 + 3*noise(p.Mul(0.8)), Y: 1, Z: p.Z * 1.3})
		cloud := rough(p.Mul(0.03), 3)
		c := dark.Mix(bright, 0.75*blade*blade+0.5*(cloud-0.3))
		return c.Mix(dry, 0.5*render.Smooth(0.6, 0.75, cloud))
	}
}

// stone is speckled rock.
func stone(light, dark vec) paint {
	return func(p vec) vec {
		return light.Mix(dark, render.Smooth(0.3, 0.75, 0.72*rough(p.Mul(0.35), 3)+0.28*noise(p.Mul(4))))
	}
}

// marble is white with veins.
func marble(white, vein vec) paint {
	return func(p vec) vec {
		q := p.Mul(0.04)
		w := rough(q.Add(gray(0.9*rough(q.Mul(2.1), 3))), 4)
		v := math.Abs(w-0.5) * 16
		return white.Mix(vein, max(0, 1-v)*0.7+0.12*noise(p.Mul(0.12)))
	}
}

// flagstones are slabs of stone with mossy joints, on the plane of x and z.
func flagstones(size float64, c, joint vec) paint {
	rock := stone(c.Mul(1.1), c.Mul(0.75))
	return func(p vec) vec {
		row := floor(p.Z / size)
		x := p.X/(size*1.4) + 0.37*float64(row)
		tint := 0.8 + 0.35*render.Chance(floor(x), row, 21)
		edge := max(math.Abs(frac(x)-0.5)*size*1.4-size*0.7, math.Abs(frac(p.Z/size)-0.5)*size-size/2) + 0.5*noise(p.Mul(0.5))
		return rock(p).Mul(tint).Mix(joint, render.Smooth(-0.5, -0.1, edge))
	}
}

// with gives a material another colour function.
func with(m render.Material, c paint) render.Material {
	m.Color = c
	return m
}

// uneven gives a material a relief.
func uneven(m render.Material, relief func(vec) float64) render.Material {
	m.Relief = relief
	return m
}

var (
	brass  = render.Polished(hex(0xe2b25c), 0.06)
	chrome = render.Polished(hex(0xd8dade), 0.04)
	steel  = render.Polished(hex(0xb4b8bc), 0.18)
	black  = render.Satin(hex(0x18181a))
	rubber = render.Material{Color: render.Plain(hex(0x26262a)), Gloss: 0.03, Blur: 0.4}
	white  = render.Glazed(hex(0xf0eee8))
	paper  = render.Matt(hex(0xefe8d8))
	waxed  = render.Material{Gloss: 0.04, Blur: 0.12}
	matt   = render.Material{}
)
