package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

// mood is the time of day and the weather of a photo.
type mood int

const (
	sunny mood = iota
	cloudy
	evening
	night
)

// stage is a place as it is being furnished. The things people lose stand on
// y = 0.
type stage struct {
	render.Scene
	luck
}

// put adds clutter.
func (s *stage) put(t render.Thing, p render.Pose) { s.Add(0, t.Placed(p)) }

// block adds a box from one corner to the other.
func (s *stage) block(m render.Material, x0, y0, z0, x1, y1, z1 float64) {
	s.put(render.Thing{render.Box((x1-x0)/2, (y1-y0)/2, (z1-z0)/2, m, render.At(0, 0, 0))}, render.At((x0+x1)/2, (y0+y1)/2, (z0+z1)/2))
}

// edged adds a box with rounded edges from one corner to the other.
func (s *stage) edged(m render.Material, round, x0, y0, z0, x1, y1, z1 float64) {
	solid := render.RoundBox((x1-x0)/2, (y1-y0)/2, (z1-z0)/2, round)
	s.put(render.Thing{render.NewPart(solid, m, render.At(0, 0, 0))}, render.At((x0+x1)/2, (y0+y1)/2, (z0+z1)/2))
}

// window adds a wall at z with an opening from (x0, y0) to (x1, y1), a frame
// with crossing bars, a sill, and the light that comes in.
func (s *stage) window(wall render.Material, z, x0, y0, x1, y1 float64, light vec) {
	const far = 260
	s.block(wall, -far, -80, z-6, x0, far, z)
	s.block(wall, x1, -80, z-6, far, far, z)
	s.block(wall, x0, y1, z-6, x1, far, z)
	s.block(wall, x0, -80, z-6, x1, y0, z)
	mx, my := (x0+x1)/2, y0+(y1-y0)*0.62
	for _, x := range []float64{x0 + 1.6, mx, x1 - 1.6} {
		s.edged(white, 0.5, x-1.6, y0, z-4, x+1.6, y1, z-1)
	}
	for _, y := range []float64{y0 + 1.6, my, y1 - 1.6} {
		s.edged(white, 0.5, x0, y-1.4, z-4.2, x1, y+1.4, z-1.2)
	}
	s.edged(white, 0.8, x0-5, y0-2, z-5, x1+5, y0, z+4)
	s.Lights = append(s.Lights, render.Panel{
		Corner: vec{X: x0, Y: y0, Z: z - 0.5}, A: vec{X: x1 - x0}, B: vec{Y: y1 - y0}, Color: light,
	})
}

// sides lights a room as its own walls do: by c from the side of the camera,
// less from below.
func (s *stage) sides(c vec) {
	s.Sky = func(d vec) vec { return c.Mul(0.75 + 0.35*d.Y) }
	s.Fill = c.Mul(0.45)
}

// outdoors is the sky over a far landscape.
func outdoors(m mood, seed float64) paint {
	zenith, horizon, haze := hex(0x4a8ad0), hex(0xcfe2ee), hex(0xa8c0c8)
	meadow, ripe, copse := hex(0x6a9a44), hex(0xb8a858), hex(0x35562e)
	cover := 0.52
	switch m {
	case sunny:
	case cloudy:
		zenith, horizon, haze, cover = hex(0x9aa8b4), hex(0xd4dade), hex(0xb0b8ba), 0.3
	case evening:
		zenith, horizon, haze, cover = hex(0x5a6ea8), hex(0xf8c080), hex(0xc89a80), 0.5
	case night:
		zenith, horizon, haze, cover = hex(0x04070f), hex(0x101a30), hex(0x0a1020), 0.9
	}
	return func(d vec) vec {
		across := math.Hypot(d.X, d.Z)
		rise := d.Y / across
		if rise > 0 {
			c := horizon.Mix(zenith, math.Sqrt(min(rise*0.9, 1)))
			q := vec{X: d.X / (d.Y + 0.12) * 0.9, Y: seed, Z: d.Z / (d.Y + 0.12) * 0.9}
			cloud := render.Smooth(cover, cover+0.25, rough(q, 5))
			c = c.Mix(horizon.Mix(gray(horizon.Luminance()), 0.7).Mul(1.15), cloud*0.85)
			turn := math.Atan2(d.X, -d.Z)
			for i, k := range []float64{0.11, 0.06} {
				top := k * (0.3 + 1.1*rough(vec{X: turn*4 + 9*float64(i) + seed, Y: 2, Z: 8}, 4))
				if rise < top {
					c = haze.Mix(copse.Mul(horizon.Luminance()), 0.35+0.4*float64(i))
				}
			}
			return c
		}
		// Fields and hedges, smaller and bluer toward the horizon.
		q := vec{X: d.X / (0.03 - rise) / across, Y: seed, Z: d.Z / (0.03 - rise) / across}
		field := meadow.Mix(ripe, render.Smooth(0.4, 0.6, noise(q.Mul(0.35))))
		field = field.Mix(copse, render.Smooth(0.52, 0.6, rough(q.Mul(0.6), 3)))
		return field.Mul(horizon.Luminance()).Mix(haze, math.Exp(rise*7))
	}
}

// open lights a place under the sky.
func (s *stage) open(m mood, seed float64, toSun vec) {
	view := outdoors(m, seed)
	s.Backdrop = view
	switch m {
	case sunny:
		blue := hex(0xbcd4f0)
		s.Sky = func(d vec) vec { return blue.Mul(0.42 + 0.3*max(d.Y, -0.4)) }
		s.Fill = vec{X: 0.3, Y: 0.3, Z: 0.28}
		s.Lights = append(s.Lights, render.Sun{Dir: toSun, Color: vec{X: 1.75, Y: 1.6, Z: 1.32}, Spread: 0.018})
	case evening:
		pink := hex(0xc8b0b8)
		s.Sky = func(d vec) vec { return pink.Mul(0.4 + 0.25*max(d.Y, -0.5)) }
		s.Fill = vec{X: 0.22, Y: 0.17, Z: 0.15}
		s.Lights = append(s.Lights, render.Sun{Dir: vec{X: toSun.X, Y: toSun.Y * 0.42, Z: toSun.Z}, Color: vec{X: 2.1, Y: 1.25, Z: 0.6}, Spread: 0.03})
	case cloudy, night:
		pale := hex(0xd8e0e8)
		s.Sky = func(d vec) vec { return pale.Mul(0.75 + 0.45*max(d.Y, -0.7)) }
		s.Fill = gray(0.35)
		s.Lights = append(s.Lights, render.Sun{Dir: vec{X: toSun.X * 0.4, Y: 1, Z: toSun.Z * 0.4}, Color: vec{X: 0.42, Y: 0.43, Z: 0.45}, Spread: 0.5})
	}
}

// pane adds a glowing rectangle out of sight, such as another window: its
// middle and its size. It faces the origin.
func (s *stage) pane(mid vec, wide, high float64, c vec) {
	n := mid.Mul(-1).Unit()
	right := vec{Y: 1}.Cross(n).Unit()
	a, b := right.Mul(wide), n.Cross(right).Mul(high)
	s.Lights = append(s.Lights, render.Panel{Corner: mid.Sub(a.Add(b).Mul(0.5)), A: a, B: b, Color: c})
}
