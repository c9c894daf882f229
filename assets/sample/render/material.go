package render

// Material says how a surface takes light.
type Material struct {
	// Color is the share of light that the surface throws back, at a point
	// in the part's own measure.
	Color func(p Vec) Vec
	// Relief is a height in centimetres that makes the surface look uneven;
	// nil for a smooth one.
	Relief func(p Vec) float64
	// Gloss is how much a surface seen head-on mirrors: 0 for matt things,
	// 0.04 for glaze and varnish.
	Gloss float64
	// Blur is how unclear the mirror image is: 0 for polish, 0.3 for satin.
	Blur float64
	// Metal makes all reflection mirroring and of the surface's colour.
	Metal bool
	// Glow is light the surface gives off by itself.
	Glow Vec
	// Sheer lets light through: the surface throws no shadow.
	Sheer bool
}

// Plain is the colour function of a surface that is c all over.
func Plain(c Vec) func(Vec) Vec { return func(Vec) Vec { return c } }

// Matt is a plain surface that mirrors nothing.
func Matt(c Vec) Material { return Material{Color: Plain(c)} }

// Glazed is a plain surface under a clear, even coat.
func Glazed(c Vec) Material { return Material{Color: Plain(c), Gloss: 0.045, Blur: 0.03} }

// Satin is a plain surface with a soft sheen.
func Satin(c Vec) Material { return Material{Color: Plain(c), Gloss: 0.04, Blur: 0.3} }

// Polished is bare metal.
func Polished(c Vec, blur float64) Material {
	return Material{Color: Plain(c), Metal: true, Blur: blur}
}

// relieved is the normal n of a surface turned by its relief at p.
func (m *Material) relieved(p, n Vec) Vec {
	const e = 0.02
	h := m.Relief(p)
	slope := Vec{
		m.Relief(Vec{p.X + e, p.Y, p.Z}) - h,
		m.Relief(Vec{p.X, p.Y + e, p.Z}) - h,
		m.Relief(Vec{p.X, p.Y, p.Z + e}) - h,
	}.Mul(1 / e)
	return n.Sub(slope.Sub(n.Mul(slope.Dot(n)))).Unit()
}
