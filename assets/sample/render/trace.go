package render

import "math"

// lift is how far above a surface a ray that leaves it starts, so that the
// surface does not shade itself.
const lift = 0.02

// tracer follows rays through a scene.
type tracer struct {
	scene *Scene
	tree  *tree
}

// spot is a point of a surface that a ray has met.
type spot struct {
	body         *body
	at, own      Vec // the point in the world and in the part's own measure
	normal       Vec
	bumped       Vec // the normal with the material's relief
	color        Vec
	dist, facing float64
}

// look is what the camera sees along a ray, in shares that are cleaned of
// noise apart from each other.
type look struct {
	spot     spot
	direct   Vec // light from the sources
	bounced  Vec // light from the sky and from other things
	mirrored Vec // what the surface reflects or gives off, the colour in it
}

// meet finds what a ray meets first.
func (t *tracer) meet(from, dir Vec) (spot, bool) {
	b, dist := t.tree.closest(from, dir, 1e5)
	if b == nil {
		return spot{}, false
	}
	at := from.Add(dir.Mul(dist))
	own := b.pose.back(at)
	n := b.pose.turn(b.shape.normal(own))
	if n.Dot(dir) > 0 {
		n = n.Mul(-1)
	}
	return spot{
		body: b, at: at, own: own, normal: n, bumped: n, color: b.material.Color(own),
		dist: dist, facing: max(-n.Dot(dir), 0),
	}, true
}

// relieve gives a spot the relief of its material.
func (t *tracer) relieve(s *spot) {
	m := &s.body.material
	if m.Relief == nil {
		return
	}
	s.bumped = s.body.pose.turn(m.relieved(s.own, s.body.pose.turnBack(s.normal)))
	if !m.Metal {
		s.color = s.color.Mul(t.shaded(s))
	}
}

// shaded is how much brighter or darker the relief at s makes the surface
// look. It goes into the colour, which no filter touches, and not into the
// light.
func (t *tracer) shaded(s *spot) float64 {
	toward := Vec{0, 1, 0}
	if len(t.scene.Lights) > 0 {
		toward, _, _ = t.scene.Lights[0].sample(s.at, 0.5, 0.5)
	}
	return (1.2 + s.bumped.Dot(toward)) / (1.2 + s.normal.Dot(toward))
}

// lit adds to a spot what light falls on it; dir is the way it is looked at.
func (t *tracer) lit(s spot, dir Vec, d *dice) look {
	l := look{spot: s, mirrored: s.body.material.Glow}
	if !s.body.material.Metal {
		l.direct = t.direct(&s, d)
		l.bounced = t.bounced(&s, d)
	}
	l.mirrored = l.mirrored.Add(t.mirrored(&s, dir, d))
	return l
}

// far is what the camera sees where the ray meets nothing.
func (t *tracer) far(dir Vec) Vec {
	if t.scene.Backdrop != nil {
		return t.scene.Backdrop(dir)
	}
	return t.scene.Sky(dir)
}

// direct is the light that reaches s straight from the sources.
func (t *tracer) direct(s *spot, d *dice) Vec {
	var sum Vec
	for _, l := range t.scene.Lights {
		sum = sum.Add(t.from(l, s, d))
	}
	return sum
}

// from is the light that reaches s from one source.
func (t *tracer) from(l Light, s *spot, d *dice) Vec {
	dir, dist, light := l.sample(s.at, d.next(), d.next())
	cos := s.normal.Dot(dir)
	if cos <= 0 || light == (Vec{}) || t.tree.blocked(s.at.Add(s.normal.Mul(lift)), dir, dist-2*lift) {
		return Vec{}
	}
	return light.Mul(cos)
}

// bounced is the light that reaches s from the sky or off something else.
func (t *tracer) bounced(s *spot, d *dice) Vec {
	r2 := d.next()
	r := math.Sqrt(r2)
	sin, cos := math.Sincos(2 * math.Pi * d.next())
	a, b := basis(s.normal)
	dir := a.Mul(r * cos).Add(b.Mul(r * sin)).Add(s.normal.Mul(math.Sqrt(1 - r2)))
	from := s.at.Add(s.normal.Mul(lift))
	return dim(t.radiance(from, dir, d), 3)
}

// radiance is the light along a ray that does not come from the camera. One
// source, picked by chance, stands for all.
func (t *tracer) radiance(from, dir Vec, d *dice) Vec {
	s, ok := t.meet(from, dir)
	if !ok {
		return t.scene.Sky(dir)
	}
	light := t.scene.Fill
	if n := len(t.scene.Lights); n > 0 {
		one := t.scene.Lights[int(d.next()*float64(n))]
		light = light.Add(t.from(one, &s, d).Mul(float64(n)))
	}
	return s.color.Times(light).Add(s.body.material.Glow)
}

// mirrored is what the surface at s reflects of the things around it.
func (t *tracer) mirrored(s *spot, dir Vec, d *dice) Vec {
	m := &s.body.material
	if !m.Metal && m.Gloss == 0 {
		return Vec{}
	}
	grazing := 1 - s.facing
	grazing *= grazing * grazing * grazing * grazing
	share := Gray(m.Gloss + (1-m.Gloss)*grazing*(1-m.Blur))
	if m.Metal {
		share = s.color.Mix(Gray(1), grazing*0.5)
	}
	out := dir.Sub(s.bumped.Mul(2 * dir.Dot(s.bumped)))
	r := m.Blur * math.Sqrt(d.next())
	sin, cos := math.Sincos(2 * math.Pi * d.next())
	a, b := basis(out)
	out = out.Add(a.Mul(r * cos)).Add(b.Mul(r * sin)).Unit()
	if below := out.Dot(s.normal); below < 0.01 {
		out = out.Add(s.normal.Mul(0.01 - below)).Unit()
	}
	from := s.at.Add(s.normal.Mul(lift))
	return dim(share.Times(t.withSources(from, out, d)), 2)
}

// withSources is radiance with the sources themselves in sight.
func (t *tracer) withSources(from, dir Vec, d *dice) Vec {
	for _, l := range t.scene.Lights {
		if light, dist := l.seen(from, dir); light != (Vec{}) && !t.tree.blocked(from, dir, dist-2*lift) {
			return light
		}
	}
	return t.radiance(from, dir, d)
}

// dim keeps single rays from outshining their neighbours.
func dim(c Vec, most float64) Vec {
	if top := max(c.X, c.Y, c.Z); top > most {
		return c.Mul(most / top)
	}
	return c
}
