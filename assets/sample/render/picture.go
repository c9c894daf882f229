package render

import (
	"context"
	"image"
	"image/color"
	"math"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// Picture is a finished photo that knows what is in it.
type Picture struct {
	// Image is what the camera saw.
	Image *image.RGBA
	// objects is the number of the object that covers each pixel.
	objects []uint8
}

// Mask is white where the given object covers at least half of a pixel and
// black elsewhere, and the share of the picture that is white.
func (p *Picture) Mask(object int) (*image.Gray, float64) {
	m := image.NewGray(p.Image.Rect)
	n := 0
	for i, o := range p.objects {
		if int(o) == object {
			m.Pix[i] = 255
			n++
		}
	}
	return m, float64(n) / float64(len(p.objects))
}

// few rays go through a pixel at first, and tell both colour and light. Where
// their colours differ, more follow for the colour, and where mirror images
// do, for the light too; where they meet different surfaces, most follow, and
// all of them tell light.
const (
	few  = 2
	more = 4
	most = 8
)

// pixel is what the rays of one pixel found.
type pixel struct {
	color, normal Vec
	light         [kinds]Vec
	unsure        [kinds]float64 // the variance of the light
	depth, facing float64
	body          *body // nil for the sky and where surfaces meet
	object        uint8
}

// The kinds of light, which are cleaned of noise apart from each other.
const (
	direct = iota
	bounced
	mirrored
	kinds
)

// Render takes the picture of the scene that is width by height pixels.
func (s *Scene) Render(ctx context.Context, c Camera, width, height int) (*Picture, error) {
	t := &tracer{s, newTree(s.bodies)}
	v := c.view(width, height)
	f := &frame{width, height, make([]pixel, width*height)}

	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for y := range height {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			for x := range width {
				f.pixels[y*width+x] = t.pixel(v, x, y, width, height)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}

	f.clean()
	light := f.focused(c, f.light())
	p := &Picture{image.NewRGBA(image.Rect(0, 0, width, height)), make([]uint8, width*height)}
	for y := range height {
		for x := range width {
			i := y*width + x
			r, g, b := develop(c, light[i], x, y, width, height)
			p.Image.SetRGBA(x, y, color.RGBA{r, g, b, 255})
			p.objects[i] = f.pixels[i].object
		}
	}
	return p, nil
}

// frame is a picture on its way from rays to colours.
type frame struct {
	width, height int
	pixels        []pixel
}

// light is what the film sees of each pixel.
func (f *frame) light() []Vec {
	out := make([]Vec, len(f.pixels))
	for i := range f.pixels {
		p := &f.pixels[i]
		out[i] = p.color.Times(p.light[direct].Add(p.light[bounced])).Add(p.light[mirrored])
	}
	return out
}

// pixel sends the rays of the pixel at (x, y).
func (t *tracer) pixel(v view, x, y, width, height int) pixel {
	var looks [most]look
	var dirs [most]Vec
	shoot := func(from, to int) {
		for k := from; k < to; k++ {
			// A square of 2 x 2, the corners one by one across, then the
			// same turned by an eighth.
			dx, dy := float64(k&1)/2+0.25, float64((k>>1^k)&1)/2+0.25
			if k >= more {
				dx, dy = 0.5+(dx+dy-1)*0.8, 0.5+(dx-dy)*0.8
			}
			dirs[k] = v.ray((float64(x)+dx)*2/float64(width)-1, (float64(y)+dy)*2/float64(height)-1)
			if s, ok := t.meet(v.from, dirs[k]); ok {
				t.relieve(&s)
				looks[k] = look{spot: s}
			} else {
				looks[k] = look{mirrored: t.far(dirs[k])}
			}
		}
	}
	light := func(from, to int) {
		for k := from; k < to; k++ {
			if looks[k].spot.body != nil {
				d := dice{pixel: scramble(uint32(y*width + x + 1)), sample: uint32(k)}
				looks[k] = t.lit(looks[k].spot, dirs[k], &d)
			}
		}
	}

	n := few
	shoot(0, few)
	if !mixed(looks[:few]) && colourful(looks[:few]) {
		shoot(few, more)
		n = more
	}
	if mixed(looks[:n]) {
		shoot(n, most)
		light(0, most)
		return blend(looks[:], most, true)
	}
	light(0, few)
	bright := few
	if glittering(looks[:few]) {
		shoot(n, more)
		light(few, more)
		n, bright = more, more
	}
	return blend(looks[:n], bright, false)
}

// glittering reports whether the edge of a clear mirror image runs through
// the pixel.
func glittering(looks []look) bool {
	b := looks[0].spot.body
	return b != nil && b.material.Blur < unclear &&
		math.Abs(looks[0].mirrored.Luminance()-looks[1].mirrored.Luminance()) > 0.15
}

// colourful reports whether the rays met different colours.
func colourful(looks []look) bool {
	a, b := looks[0].spot.color, looks[1].spot.color
	return math.Abs(a.Luminance()-b.Luminance()) > 0.06*(a.Luminance()+b.Luminance())+0.004
}

// mixed reports whether the rays met more than one surface.
func mixed(looks []look) bool {
	first := &looks[0].spot
	for i := range looks[1:] {
		s := &looks[i+1].spot
		if s.body != first.body || s.normal.Dot(first.normal) < 0.8 && s.body != nil {
			return true
		}
	}
	return false
}

// blend is the pixel that the looks make together; the first of them, as many
// as bright says, know about light. Where surfaces meet, the light is no
// longer told apart from the colour.
func blend(looks []look, bright int, mixed bool) pixel {
	p := pixel{depth: math.Inf(1), body: looks[0].spot.body}
	var votes [256]uint8
	each := 1 / float64(len(looks))
	for i := range looks {
		s := &looks[i].spot
		if s.body == nil {
			continue
		}
		p.depth = min(p.depth, s.dist)
		p.normal = p.normal.Add(s.normal)
		p.facing += s.facing * each
		p.color = p.color.Add(s.color.Mul(each))
		votes[s.body.object]++
	}
	for o := 1; o < len(votes); o++ {
		if 2*int(votes[o]) >= len(looks) && votes[o] >= votes[p.object] {
			p.object = uint8(o)
		}
	}
	p.normal = p.normal.Unit()

	each = 1 / float64(bright)
	var squares [kinds]float64
	for i := range looks[:bright] {
		l := &looks[i]
		for kind, light := range [kinds]Vec{l.direct, l.bounced, l.mirrored} {
			p.light[kind] = p.light[kind].Add(light.Mul(each))
			squares[kind] += sq(light.Luminance()) * each
		}
	}
	if mixed {
		var sum Vec
		for i := range looks {
			l := &looks[i]
			sum = sum.Add(l.spot.color.Times(l.direct.Add(l.bounced)).Add(l.mirrored).Mul(each))
		}
		p.body, p.light = nil, [kinds]Vec{mirrored: sum}
		return p
	}
	for kind := range squares {
		p.unsure[kind] = max(0, squares[kind]-sq(p.light[kind].Luminance())) / float64(bright)
	}
	return p
}
