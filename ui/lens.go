package ui

import (
	"image"

	"fyne.io/fyne/v2"
)

// A lens says how a picture is shown in a room on screen: fitted to it, or larger
// and moved. No more of the picture leaves the room than must.
type lens struct {
	picture image.Point
	room    fyne.Size
	zoom    float64 // how much larger than fitted
	centre  spot    // of the picture, in the middle of the room
}

const (
	maxZoom  = 16
	zoomStep = 1.25 // of a key, or of a notch of the wheel
)

func newLens(picture image.Point) lens {
	return lens{picture: picture, zoom: 1, centre: spot{float64(picture.X) / 2, float64(picture.Y) / 2}}
}

// scale returns how long a pixel of the picture is on screen.
func (l *lens) scale() float64 {
	fitted := min(float64(l.room.Width)/float64(l.picture.X), float64(l.room.Height)/float64(l.picture.Y))
	return max(fitted*l.zoom, 1e-6) // a room may have no size yet
}

// at returns where a spot of the picture is on screen.
func (l *lens) at(s spot) fyne.Position {
	scale := l.scale()
	return fyne.NewPos(
		float32(float64(l.room.Width)/2+(s.x-l.centre.x)*scale),
		float32(float64(l.room.Height)/2+(s.y-l.centre.y)*scale),
	)
}

// spotAt returns the spot of the picture at a place on screen.
func (l *lens) spotAt(p fyne.Position) spot {
	scale := l.scale()
	return spot{
		l.centre.x + (float64(p.X)-float64(l.room.Width)/2)/scale,
		l.centre.y + (float64(p.Y)-float64(l.room.Height)/2)/scale,
	}
}

// resize gives the lens another room.
func (l *lens) resize(room fyne.Size) {
	l.room = room
	l.settle()
}

// zoomBy makes the picture so many times as large, where it can, and keeps what is
// at a place there.
func (l *lens) zoomBy(factor float64, about fyne.Position) {
	held := l.spotAt(about)
	l.zoom = min(max(l.zoom*factor, 1), maxZoom)
	now := l.spotAt(about)
	l.centre.x += held.x - now.x
	l.centre.y += held.y - now.y
	l.settle()
}

// fit shows all of the picture.
func (l *lens) fit() {
	l.zoom = 1
	l.settle()
}

// move moves the picture on screen.
func (l *lens) move(dx, dy float32) {
	scale := l.scale()
	l.centre.x -= float64(dx) / scale
	l.centre.y -= float64(dy) / scale
	l.settle()
}

// settle brings the picture back as far as it has left the room without need.
func (l *lens) settle() {
	scale := l.scale()
	l.centre.x = within(l.centre.x, float64(l.picture.X), float64(l.room.Width)/scale)
	l.centre.y = within(l.centre.y, float64(l.picture.Y), float64(l.room.Height)/scale)
}

// within returns the middle, as near to the wanted one as can be, of what is seen of
// a length.
func within(middle, length, seen float64) float64 {
	if seen >= length {
		return length / 2
	}
	return min(max(middle, seen/2), length-seen/2)
}
