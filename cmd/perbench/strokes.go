package main

import (
	"image"
	"math"

	"whereabouts/segment"
)

// scribbled returns a rough stroke through the object, as wide as a fifth of the
// shorter side of its box: along the longer side, through the middle of the mask's
// longest run in each of a few lines across. Much of the object stays unpainted.
func scribbled(m *segment.Mask) *segment.Mask {
	const (
		stations = 8
		brush    = 0.2
	)
	box := m.Box()
	out := segment.NewMask(m.Size)
	radius := max(1, brush*float64(min(box.Dx(), box.Dy()))/2)
	var last image.Point
	for i := range stations {
		share := (float64(i) + 0.5) / stations
		across := image.Rect(box.Min.X, 0, box.Max.X, 1).Add(image.Pt(0, box.Min.Y+int(share*float64(box.Dy()))))
		if box.Dx() > box.Dy() {
			across = image.Rect(0, box.Min.Y, 1, box.Max.Y).Add(image.Pt(box.Min.X+int(share*float64(box.Dx())), 0))
		}
		middle, ok := middleOfRun(m, across)
		if !ok {
			continue
		}
		if last == (image.Point{}) {
			last = middle
		}
		stroke(out, last, middle, radius)
		last = middle
	}
	return out
}

// middleOfRun returns the middle of the mask's longest run in a line of pixels,
// and whether there is any.
func middleOfRun(m *segment.Mask, line image.Rectangle) (image.Point, bool) {
	var pixels []image.Point
	for y := line.Min.Y; y < line.Max.Y; y++ {
		for x := line.Min.X; x < line.Max.X; x++ {
			pixels = append(pixels, image.Pt(x, y))
		}
	}
	longest, end, run := 0, 0, 0
	for i, p := range pixels {
		if !m.Has(p.X, p.Y) {
			run = 0
			continue
		}
		if run++; run > longest {
			longest, end = run, i
		}
	}
	return pixels[end-longest/2], longest > 0
}

// stroke paints a straight line with a round brush, as far as it is in the photo.
func stroke(m *segment.Mask, from, to image.Point, radius float64) {
	r := int(math.Ceil(radius))
	area := image.Rectangle{Min: from, Max: from.Add(image.Pt(1, 1))}.
		Union(image.Rectangle{Min: to, Max: to.Add(image.Pt(1, 1))}).
		Inset(-r).Intersect(image.Rectangle{Max: m.Size})
	dx, dy := float64(to.X-from.X), float64(to.Y-from.Y)
	length := dx*dx + dy*dy
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			px, py := float64(x-from.X), float64(y-from.Y)
			along := 0.0
			if length > 0 {
				along = min(max((px*dx+py*dy)/length, 0), 1)
			}
			if math.Hypot(px-along*dx, py-along*dy) <= radius {
				m.Pix[y*m.Size.X+x] = segment.Object
			}
		}
	}
}

// spilled returns the mask moved right and down by a share of its box, so that it
// reaches over the object's edge on one side and leaves the other unpainted.
func spilled(m *segment.Mask, share float64) *segment.Mask {
	box := m.Box()
	by := image.Pt(int(math.Round(share*float64(box.Dx()))), int(math.Round(share*float64(box.Dy()))))
	out := segment.NewMask(m.Size)
	for y := by.Y; y < m.Size.Y; y++ {
		copy(out.Pix[y*m.Size.X+by.X:(y+1)*m.Size.X], m.Pix[(y-by.Y)*m.Size.X:])
	}
	return out
}
