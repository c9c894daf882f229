package album

import (
	"math"

	"whereabouts/assets/sample/render"
)

// tinRobot is a silver-blue robot with red feet and a chest full of dials,
// 16 cm high, that stands on y = 0 and faces z.
func tinRobot() render.Thing {
	tin := render.Material{Color: render.Plain(hex(0x7f9db8)), Gloss: 0.16, Blur: 0.12}
	red := render.Glazed(hex(0xc8281c))
	gold := render.Glazed(hex(0xf0b420))
	t := render.Thing{
		render.NewPart(render.RoundBox(3.1, 3.2, 2.2, 0.4), with(tin, chest), render.At(0, 7.2, 0)),
		render.NewPart(render.RoundBox(2.3, 1.7, 1.9, 0.45), tin, render.At(0, 12.7, 0)),
		render.NewPart(render.Cylinder(1.1, 0.5, 0.1), steel, render.At(0, 10.7, 0)),
		render.NewPart(render.RoundBox(1.3, 0.32, 0.2, 0.1), with(black, grille), render.At(0, 11.9, 1.85)),
		render.NewPart(render.Capsule(vec{Y: 14.3}, vec{Y: 16}, 0.14, 0.1), steel, render.At(0, 0, 0)),
		render.Ball(0.42, red, render.At(0, 16.2, 0)),
		render.NewPart(render.Cylinder(0.75, 0.25, 0.1), red, render.At(0, 14.5, 0)),
	}
	for _, s := range []float64{-1, 1} {
		shoulder, elbow, wrist := vec{X: s * 3.3, Y: 9.4}, vec{X: s * 4.5, Y: 7.6, Z: 0.3}, vec{X: s * 4.6, Y: 5.9, Z: 1.7}
		claw := render.Torus(0.7, 0.24).Cut(render.RoundBox(0.4, 1, 1, 0).Placed(render.At(0, 0, 1)))
		t.Add(
			render.NewPart(render.Cylinder(0.62, 0.2, 0.05), gold, render.At(s*0.95, 13.1, 1.95).Pitch(90)),
			render.Ball(0.4, render.Glazed(hex(0x141820)), render.At(s*0.95, 13.1, 2)),
			render.NewPart(render.Cylinder(0.6, 0.35, 0.1), red, render.At(s*2.5, 12.8, 0).Roll(90)),
			render.Ball(0.95, red, render.At(s*3.3, 9.4, 0)),
			render.NewPart(render.Capsule(shoulder, elbow, 0.55, 0.5), tin, render.At(0, 0, 0)),
			render.NewPart(render.Capsule(elbow, wrist, 0.6, 0.62), tin, render.At(0, 0, 0)),
			render.NewPart(claw, red, render.At(s*4.65, 5.3, 2.5).Pitch(40)),
			render.NewPart(render.RoundBox(0.95, 1.5, 1, 0.25), tin, render.At(s*1.5, 2.8, 0)),
			render.NewPart(render.RoundBox(1.35, 0.75, 2, 0.5), red, render.At(s*1.55, 0.75, 0.5)),
		)
	}
	return t
}

// chest paints a panel with dials and buttons on the front of a box.
func chest(p vec) vec {
	tin := hex(0x7f9db8)
	if p.Z < 2 {
		return tin
	}
	if math.Abs(p.X) > 2.4 || math.Abs(p.Y) > 2.4 {
		return tin
	}
	c := hex(0xf4ead0)
	if r := math.Hypot(p.X+0.9, p.Y-0.9); r < 1.15 {
		c = hex(0x202830)
		if r < 0.95 {
			c = hex(0xf8f8f0)
		}
		if math.Abs(p.X+0.9-(p.Y-0.9)*0.6) < 0.12 && r < 0.9 && p.Y > 0.8 {
			c = hex(0xd02018)
		}
	}
	if math.Hypot(p.X-1.4, p.Y-1.5) < 0.5 {
		c = hex(0xd02018)
	}
	if math.Hypot(p.X-1.4, p.Y-0.2) < 0.5 {
		c = hex(0x2a9a4a)
	}
	if p.Y < -0.8 && p.Y > -1.9 && math.Abs(p.X) < 2 {
		c = hex(0x202830)
		if frac(p.X*1.5) < 0.55 && p.Y < -1.7+0.8*tri(p.X*0.35+0.2) {
			c = hex(0xf0b420)
		}
	}
	return c
}

func grille(p vec) vec {
	if frac(p.X*2.2) < 0.5 {
		return hex(0xf0b420)
	}
	return hex(0x18181a)
}
