package segment

import "image"

// claims are what is not to be found again in a photo: what the user rejected, and
// then what was found.
type claims struct {
	view  *view // of the whole photo
	masks []*Mask
	rims  [][]int       // of each mask, the view's logits around it
	peaks []image.Point // of what was found, where each mask is surest
}

// reject adds a mask that the user rejected.
func (c *claims) reject(m *Mask) {
	c.masks = append(c.masks, m)
	c.rims = append(c.rims, c.view.grid(m).rim())
}

// add adds a mask that was found.
func (c *claims) add(found *Mask, peak image.Point) {
	c.reject(found)
	c.peaks = append(c.peaks, peak)
}

// hold reports whether a candidate is claimed: half of it lies on one of the
// masks, or half of one of them on it, or it is what is around one of them.
func (c *claims) hold(o *candidate) bool {
	for i, m := range c.masks {
		if on, of := o.shares(m); on > 0.5 || of > 0.5 {
			return true
		}
		if o.view == c.view && o.surrounds(c.rims[i]) {
			return true
		}
	}
	return false
}

// surrounds reports whether a candidate fills nearly all of a rim: it is then what
// is left of the photo without the thing, not another thing.
func (c *candidate) surrounds(rim []int) bool {
	const nearlyAll = 0.9
	filled := 0
	for _, i := range rim {
		if c.logits[i] > 0 {
			filled++
		}
	}
	return float64(filled) > nearlyAll*float64(len(rim))
}

// rim returns the logits around a mask, a few away from it.
func (g *grid) rim() []int {
	const away = 3
	near := func(x, y int) bool {
		return x >= 0 && y >= 0 && x < LogitSide && y < LogitSide && g.has[y*LogitSide+x]
	}
	var rim []int
	for y := range LogitSide {
		for x := range LogitSide {
			if !g.has[y*LogitSide+x] && (near(x-away, y) || near(x+away, y) || near(x, y-away) || near(x, y+away)) {
				rim = append(rim, y*LogitSide+x)
			}
		}
	}
	return rim
}

// exclude returns points on what was found near a box, for a prompt to leave out.
func (c *claims) exclude(v *view, near image.Rectangle) []Point {
	var points []Point
	for _, p := range c.peaks {
		if at, ok := v.point(p); ok && at.In(near) {
			points = append(points, Point{At: at, Label: Exclude})
		}
	}
	return points
}
