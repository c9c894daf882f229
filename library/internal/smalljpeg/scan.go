package smalljpeg

import (
	"context"
	"image"
)

// scan decodes the scan, which is followed by the end of the picture.
func (d *decoder) scan(ctx context.Context, data []byte) error {
	d.bits.start(data)
	due, restarts := d.interval, 0
	for y := range d.mcus.Y {
		if err := ctx.Err(); err != nil {
			return err
		}
		for x := range d.mcus.X {
			if d.interval > 0 && due == 0 {
				if !d.restart(restarts) {
					return ErrRefused
				}
				due = d.interval
				restarts++
			}
			due--
			if !d.bits.ready() || !d.mcu(x, y) {
				return ErrRefused
			}
		}
	}
	rest, ok := d.bits.finish()
	if !ok || len(rest) < 2 || rest[1] != markEnd {
		return ErrRefused
	}
	return nil
}

// restart reads a marker between MCUs, and begins anew.
func (d *decoder) restart(number int) (ok bool) {
	rest, ok := d.bits.finish()
	if !ok || len(rest) < 2 || rest[1] != markRestart+byte(number&7) {
		return false
	}
	d.bits.start(rest[2:])
	for i := range d.components {
		d.components[i].last = 0
	}
	return true
}

// mcu decodes an MCU.
func (d *decoder) mcu(x, y int) (ok bool) {
	for i := range d.components {
		c := &d.components[i]
		for down := range c.down {
			for across := range c.across {
				at := c.kept.Y*(y*c.down+down)*c.stride + c.kept.X*(x*c.across+across)
				if !d.draw(c, c.plane[at:]) {
					return false
				}
			}
		}
	}
	return true
}

// draw decodes a block and draws it at the beginning of a plane.
func (d *decoder) draw(c *component, plane []uint8) (ok bool) {
	const (
		middle = 128<<fraction + 1<<(fraction-1)
		empty  = 1 + ends + 1 // the place behind a block that ends at once
	)
	b := &d.block
	clear(b[:c.kept.X*c.kept.Y])
	place, ok := d.coefficients(c)
	if !ok {
		return false
	}
	b[0] += middle
	switch {
	case place == empty:
		fill(plane, c.stride, c.kept, b[0])
	case c.kept == image.Pt(4, 4):
		b.draw4(plane, c.stride)
	case c.kept == image.Pt(8, 8):
		b.draw8(plane, c.stride)
	default:
		b.draw(plane, c.stride, c.kept)
	}
	return true
}

// coefficients reads the coefficients of a block and adds them up to its waves. It
// returns the place at which the block ended.
func (d *decoder) coefficients(c *component) (place uint8, ok bool) {
	b := &d.block
	window, count, next := refill(&d.bits.buffer, d.bits.window, d.bits.count, d.bits.next)
	s := c.dc.steps[window>>(64-lookup)]
	if s&hard != 0 {
		s = c.dc.next(s, window)
	}
	window <<= s & allBits
	count -= uint(s & allBits)
	c.last += s.value()
	b[0] = c.last * c.weights[0].factor
	if s.run() != 0 {
		return 0, false
	}
	place = 1
	for place < blockSize {
		if count < longest {
			window, count, next = refill(&d.bits.buffer, window, count, next)
		}
		s := c.ac.steps[window>>(64-lookup)]
		if s&hard != 0 {
			s = c.ac.next(s, window)
		}
		window <<= s & allBits
		count -= uint(s & allBits)
		place += s.run()
		w := &c.weights[place]
		b[w.at%blockSize] += s.value() * w.factor
		place++
	}
	d.bits.window, d.bits.count, d.bits.next = window, count, next
	return place, place == blockSize || place >= ends
}
