package ui

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// An easel shows a photo fitted to its own size, with the mask as a veil over
// it, and turns the movements of the mouse into strokes.
//
// Both pictures go to the graphics card in the size they have, so the main
// goroutine never scales one.
type easel struct {
	widget.BaseWidget
	painting *painting
	veil     *veil
	radius   float64 // of the brush, in pixels of the painting
	erasing  bool
	changed  func() // the mask has changed, or the stroke has ended

	photo  *canvas.Image
	shade  *canvas.Image     // shows the veil
	rings  [2]*canvas.Circle // show the brush: dark around light
	at     fyne.Position     // of the pointer
	inside bool              // the pointer is here
	last   spot              // where the stroke under way has come to
}

func newEasel(photo *image.RGBA, v *veil, p *painting, changed func()) *easel {
	e := &easel{painting: p, veil: v, changed: changed, radius: 1}
	e.photo = &canvas.Image{Image: photo, ScaleMode: canvas.ImageScaleFastest}
	e.shade = &canvas.Image{Image: v.picture, ScaleMode: canvas.ImageScaleFastest}
	for i, c := range []color.NRGBA{{A: 0xc0}, {R: 0xff, G: 0xff, B: 0xff, A: 0xff}} {
		e.rings[i] = &canvas.Circle{StrokeColor: c, StrokeWidth: steps(0.375)}
		e.rings[i].Hide()
	}
	e.ExtendBaseWidget(e)
	return e
}

// CreateRenderer implements [fyne.Widget].
func (e *easel) CreateRenderer() fyne.WidgetRenderer { return easelRenderer{e} }

type easelRenderer struct{ *easel }

func (r easelRenderer) Destroy()           {}
func (r easelRenderer) MinSize() fyne.Size { return fyne.NewSize(steps(40), steps(30)) }
func (r easelRenderer) Refresh()           { canvas.Refresh(r.easel) }

func (r easelRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.photo, r.shade, r.rings[0], r.rings[1]}
}

func (r easelRenderer) Layout(fyne.Size) {
	at, scale := r.fit()
	size := r.painting.mask.Size
	for _, o := range []fyne.CanvasObject{r.photo, r.shade} {
		o.Move(at)
		o.Resize(fyne.NewSize(float32(size.X)*scale, float32(size.Y)*scale))
	}
	r.placeRings()
}

// fit returns where the photo's corner is and how long a pixel of the painting
// is on screen.
func (e *easel) fit() (at fyne.Position, scale float32) {
	size := e.painting.mask.Size
	room := e.Size()
	scale = min(room.Width/float32(size.X), room.Height/float32(size.Y))
	return fyne.NewPos((room.Width-float32(size.X)*scale)/2, (room.Height-float32(size.Y)*scale)/2), scale
}

// spotAt returns the spot of the painting at a place on screen.
func (e *easel) spotAt(p fyne.Position) spot {
	at, scale := e.fit()
	return spot{float64((p.X - at.X) / scale), float64((p.Y - at.Y) / scale)}
}

// repaint shows what has changed in the painting.
func (e *easel) repaint(where image.Rectangle) {
	if !where.Empty() {
		e.veil.update(e.painting.mask, where)
		e.shade.Refresh()
	}
	e.changed()
}

// setRadius sets the size of the brush, and shows it in the middle of the photo
// when the pointer is elsewhere.
func (e *easel) setRadius(radius float64) {
	e.radius = radius
	if !e.inside {
		e.at = fyne.NewPos(e.Size().Width/2, e.Size().Height/2)
		e.showRings(true)
	}
	e.placeRings()
}

func (e *easel) placeRings() {
	_, scale := e.fit()
	radius := float32(e.radius) * scale
	for i, ring := range e.rings {
		r := radius + ring.StrokeWidth*float32(1-i)
		ring.Move(e.at.SubtractXY(r, r))
		ring.Resize(fyne.NewSize(2*r, 2*r))
	}
}

func (e *easel) showRings(visible bool) {
	for _, ring := range e.rings {
		ring.Hidden = !visible
	}
	e.Refresh()
}

// Cursor implements [desktop.Cursorable].
func (e *easel) Cursor() desktop.Cursor { return desktop.CrosshairCursor }

// MouseIn implements [desktop.Hoverable].
func (e *easel) MouseIn(ev *desktop.MouseEvent) {
	e.inside = true
	e.point(ev.Position)
	e.showRings(true)
}

// MouseMoved implements [desktop.Hoverable].
func (e *easel) MouseMoved(ev *desktop.MouseEvent) { e.point(ev.Position) }

// MouseOut implements [desktop.Hoverable].
func (e *easel) MouseOut() {
	e.inside = false
	e.showRings(false)
}

func (e *easel) point(at fyne.Position) {
	e.at = at
	e.placeRings()
}

// MouseDown implements [desktop.Mouseable]: a stroke begins with a dot.
func (e *easel) MouseDown(ev *desktop.MouseEvent) {
	if ev.Button != desktop.MouseButtonPrimary {
		return
	}
	e.painting.begin(e.erasing)
	e.last = e.spotAt(ev.Position)
	e.repaint(e.painting.draw(e.last, e.last, e.radius))
}

// MouseUp implements [desktop.Mouseable].
func (e *easel) MouseUp(*desktop.MouseEvent) { e.endStroke() }

// Dragged implements [fyne.Draggable].
func (e *easel) Dragged(ev *fyne.DragEvent) {
	to := e.spotAt(ev.Position)
	e.point(ev.Position)
	e.repaint(e.painting.draw(e.last, to, e.radius))
	e.last = to
}

// DragEnd implements [fyne.Draggable].
func (e *easel) DragEnd() { e.endStroke() }

func (e *easel) endStroke() {
	e.painting.end()
	e.changed()
}
