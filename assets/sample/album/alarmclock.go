package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

// alarmClock is a red clock with two bells on top, 14 cm high, that stands on
// y = 0 and faces z.
func alarmClock() render.Thing {
	red := render.Glazed(hex(0xc4161c))
	mid := render.At(0, 6.4, 0)
	t := render.Thing{
		render.NewPart(render.Cylinder(5, 2.1, 0.7), red, mid.Pitch(90)),
		render.NewPart(render.Torus(4.75, 0.42), brass, mid.Of(render.At(0, 0, 1.95)).Pitch(90)),
		render.NewPart(render.Cylinder(4.6, 0.2, 0), with(matt, dial(hex(0xfbf6e6), hex(0x141416))), mid.Of(render.At(0, 0, 2.02)).Pitch(90)),
		render.Ball(0.33, brass, mid.Of(render.At(0, 0, 2.5))),
	}
	t.Add(hand(mid, 2.3, -52, 0.24), hand(mid, 3.4, 62, 0.15))
	red.Color = render.Plain(hex(0xd0201c))
	t.Add(render.NewPart(render.RoundBox(0.09, 0.9, 0.05, 0.04), red, mid.Of(render.At(0, 0, 2.3).Roll(165).Of(render.At(0, 0.9, 0)))))
	for _, side := range []float64{-1, 1} {
		bell := mid.Of(render.At(0, 0, 0).Roll(side * 33).Of(render.At(0, 5.7, 0)))
		dome := render.Ellipsoid(2.35, 2.1, 2.35).Cut(render.RoundBox(3, 3, 3, 0).Placed(render.At(0, -3, 0)))
		t.Add(
			render.NewPart(dome, brass, bell),
			render.NewPart(render.Cylinder(2.4, 0.14, 0.1), brass, bell),
			render.NewPart(render.Cylinder(0.3, 0.6, 0), brass, bell.Of(render.At(0, -0.5, 0))),
			render.Ball(0.36, brass, bell.Of(render.At(0, 2.2, 0))),
			render.NewPart(render.Capsule(vec{X: side * 2.6, Y: -3.9}, vec{X: side * 3.7, Y: -6}, 0.42, 0.3), brass, mid),
			render.Ball(0.46, brass, mid.Of(render.At(side*3.75, -5.95, 0))),
			render.NewPart(render.RoundBox(0.7, 0.5, 0.12, 0.1), brass, mid.Of(render.At(side*2, 1.6, -2.5))),
			render.NewPart(render.Cylinder(0.2, 0.5, 0), brass, mid.Of(render.At(side*2, 1.6, -2.3)).Pitch(90)),
		)
	}
	arch := render.Torus(2.9, 0.22).Placed(render.At(0, 0, 0).Pitch(90)).
		Keep(render.RoundBox(4, 2, 1, 0).Placed(render.At(0, 2, 0)))
	t.Add(
		render.NewPart(arch, brass, mid.Of(render.At(0, 5.5, 0))),
		render.NewPart(render.Capsule(vec{Y: 4.9}, vec{Y: 6.6}, 0.16, 0.16), brass, mid),
		render.NewPart(render.Capsule(vec{X: -0.5, Y: 6.9}, vec{X: 0.5, Y: 6.9}, 0.4, 0.4), brass, mid),
	)
	return t
}

// hand is a clock's hand that points to an angle from noon.
func hand(mid render.Pose, length, degrees, wide float64) render.Part {
	pose := mid.Of(render.At(0, 0, 2.34).Roll(degrees).Of(render.At(0, length/2-0.4, 0)))
	return render.NewPart(render.RoundBox(wide, length/2+0.4, 0.06, 0.05), black, pose)
}

// dial paints a clock's face with strokes for the minutes and numerals, on
// the plane of x and -z of a lying disc of radius 4.6.
func dial(ground, ink vec) paint {
	return func(p vec) vec {
		x, y := p.X, -p.Z
		r := math.Hypot(x, y)
		minute := math.Atan2(x, y) / (2 * math.Pi) * 60
		off := (frac(minute+0.5) - 0.5) / 60 * 2 * math.Pi * r
		hour := ((int(math.Round(minute)) % 60) + 60) % 60
		thin, from := 0.05, 3.95
		if hour%5 == 0 {
			thin, from = 0.14, 3.75
		}
		shade := (1 - render.Smooth(thin, thin+0.06, math.Abs(off))) * render.Smooth(from-0.05, from, r) * (1 - render.Smooth(4.2, 4.25, r))
		for h := 1; h <= 12; h++ {
			sin, cos := math.Sincos(float64(h) * math.Pi / 6)
			if dx, dy := x-3.0*sin, y-3.0*cos; math.Abs(dx) < 0.9 && math.Abs(dy) < 0.7 {
				shade = max(shade, 1-render.Smooth(0.1, 0.17, numeral(h, dx, dy)))
			}
		}
		return ground.Mul(1-0.05*render.Smooth(3, 4.6, r)).Mix(ink, shade)
	}
}

// numeral is how far (x, y) is from the strokes of a number of up to two
// digits, 0.9 high and centred.
func numeral(n int, x, y float64) float64 {
	if n < 10 {
		return digit(n, x/0.9, y/0.9) * 0.9
	}
	return min(digit(n/10, (x+0.3)/0.9, y/0.9), digit(n%10, (x-0.34)/0.9, y/0.9)) * 0.9
}

// strokes are the digits' lines on a field one high and 0.6 wide.
var strokes = [10][][2]float64{
	{{-.25, .3}, {0, .5}, {.25, .3}, {.25, -.3}, {0, -.5}, {-.25, -.3}, {-.25, .3}},
	{{-.15, .32}, {.05, .5}, {.05, -.5}},
	{{-.25, .3}, {-.05, .5}, {.22, .36}, {.2, .1}, {-.25, -.5}, {.28, -.5}},
	{{-.25, .4}, {0, .5}, {.22, .35}, {.18, .1}, {-.02, .03}, {.22, -.1}, {.24, -.35}, {0, -.5}, {-.25, -.4}},
	{{.12, -.5}, {.12, .5}, {-.28, -.18}, {.28, -.18}},
	{{.24, .5}, {-.2, .5}, {-.24, .06}, {.08, .1}, {.26, -.14}, {.16, -.42}, {-.05, -.5}, {-.26, -.4}},
	{{.2, .45}, {-.1, .4}, {-.25, 0}, {-.22, -.35}, {0, -.5}, {.22, -.35}, {.22, -.08}, {0, .04}, {-.22, -.1}},
	{{-.27, .5}, {.27, .5}, {-.05, -.5}},
	{{0, .04}, {-.2, .2}, {-.16, .42}, {0, .5}, {.16, .42}, {.2, .2}, {0, .04}, {-.25, -.16}, {-.22, -.4}, {0, -.5}, {.22, -.4}, {.25, -.16}, {0, .04}},
	{{.22, .1}, {0, -.04}, {-.22, .08}, {-.22, .35}, {0, .5}, {.22, .35}, {.25, 0}, {.1, -.4}, {-.2, -.45}},
}

func digit(n int, x, y float64) float64 {
	best := math.Inf(1)
	line := strokes[n]
	for i := 1; i < len(line); i++ {
		ax, ay := line[i-1][0], line[i-1][1]
		ex, ey := line[i][0]-ax, line[i][1]-ay
		t := min(max(((x-ax)*ex+(y-ay)*ey)/(ex*ex+ey*ey), 0), 1)
		best = min(best, math.Hypot(x-ax-t*ex, y-ay-t*ey))
	}
	return best
}
