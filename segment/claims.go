package segment

import "image"

// claims are the masks of what is not to be found again: what the user rejected,
// and then what was found.
type claims struct {
	masks    []*Mask
	rejected int
	peaks    []image.Point // of what was found, where each mask is surest
}

func (c *claims) add(found *Mask, peak image.Point) {
	c.masks = append(c.masks, found)
	c.peaks = append(c.peaks, peak)
}

// hold reports whether a candidate is claimed: half of it lies on one of the
// masks, or half of what was found lies on it. What was rejected may be a part of
// something that is yet to be found.
func (c *claims) hold(o *candidate) bool {
	for i, m := range c.masks {
		if on, of := o.shares(m); on > 0.5 || of > 0.5 && i >= c.rejected {
			return true
		}
	}
	return false
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
