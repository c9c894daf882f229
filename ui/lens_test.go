package ui

import (
	"image"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"pgregory.net/rapid"
)

// lenses draws lenses that were zoomed and moved.
func lenses() *rapid.Generator[lens] {
	side := rapid.IntRange(1, 2048)
	return rapid.Custom(func(t *rapid.T) lens {
		l := newLens(image.Pt(side.Draw(t, "w"), side.Draw(t, "h")))
		l.resize(fyne.NewSize(rapid.Float32Range(50, 2000).Draw(t, "room w"), rapid.Float32Range(50, 2000).Draw(t, "room h")))
		for range rapid.IntRange(0, 6).Draw(t, "steps") {
			l.zoomBy(rapid.Float64Range(0.3, 3).Draw(t, "factor"), places(l.room).Draw(t, "about"))
			l.move(rapid.Float32Range(-900, 900).Draw(t, "dx"), rapid.Float32Range(-900, 900).Draw(t, "dy"))
		}
		return l
	})
}

func places(room fyne.Size) *rapid.Generator[fyne.Position] {
	return rapid.Custom(func(t *rapid.T) fyne.Position {
		return fyne.NewPos(rapid.Float32Range(0, room.Width).Draw(t, "x"), rapid.Float32Range(0, room.Height).Draw(t, "y"))
	})
}

func apart(a, b fyne.Position) float64 { return math.Hypot(float64(a.X-b.X), float64(a.Y-b.Y)) }

func TestAPlaceOnScreenIsThatOfItsSpotAtAnyZoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := lenses().Draw(t, "lens")
		p := places(l.room).Draw(t, "place")
		if d := apart(p, l.at(l.spotAt(p))); d > 0.01 {
			t.Fatalf("%v is shown %v away", p, d)
		}
	})
}

func TestAPictureFillsItsRoomAsFarAsItCan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := lenses().Draw(t, "lens")
		corner, opposite := l.at(spot{}), l.at(spot{float64(l.picture.X), float64(l.picture.Y)})
		fills := func(from, to, room float32) bool {
			const near = 0.05
			if to-from <= room+near {
				return math.Abs(float64(from-(room-to))) < near // in the middle
			}
			return from < near && to > room-near
		}
		if !fills(corner.X, opposite.X, l.room.Width) || !fills(corner.Y, opposite.Y, l.room.Height) {
			t.Fatalf("it reaches from %v to %v of %v", corner, opposite, l.room)
		}
	})
}

func TestZoomingInKeepsWhatIsUnderThePointer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := lenses().Draw(t, "lens")
		// The picture fills the room, so that nothing is in the way.
		if l.zoomBy(maxZoom, places(l.room).Draw(t, "first")); float64(l.picture.X)*l.scale() < float64(l.room.Width) ||
			float64(l.picture.Y)*l.scale() < float64(l.room.Height) {
			return
		}
		l.zoom /= 2
		l.settle()
		if float64(l.picture.X)*l.scale() < float64(l.room.Width) || float64(l.picture.Y)*l.scale() < float64(l.room.Height) {
			return
		}
		p := places(l.room).Draw(t, "pointer")
		before := l.spotAt(p)
		l.zoomBy(rapid.Float64Range(1, 2).Draw(t, "factor"), p)
		if d := apart(p, l.at(before)); d > 0.05 {
			t.Fatalf("it is %v away", d)
		}
	})
}
