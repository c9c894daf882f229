package ui

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// A marking is a way to mark a thing with the mouse.
type marking int

const (
	clicking marking = iota
	boxing
	brushing
	erasing
)

// paints reports whether the mouse draws strokes.
func (m marking) paints() bool { return m == brushing || m == erasing }

// A gesture points at something in a painting: at a pixel, or with a box around it.
type gesture struct {
	at   image.Point
	box  image.Rectangle // empty for a click
	take bool            // it is to be taken away from what is marked
}

// An artist is told what happens on an easel.
type artist interface {
	changed()              // the mask has changed, or a stroke has begun or ended
	approached()           // the pointer moves over the photo
	pointed(gesture)       // something was pointed at
	enlarge(times float64) // the wheel asks for a brush so many times as large
	zoomed()               // more or less of the photo is shown
}

// A motion is what the mouse does while its button is down.
type motion int

const (
	noDrag motion = iota
	strokeDrag
	boxDrag
	moveDrag
)

// An easel shows a photo with the mask as a veil over it, and turns the movements of
// the mouse into strokes and gestures. The wheel zooms, the middle button moves the
// photo.
//
// Both pictures go to the graphics card in the size they have, so the main
// goroutine never scales one.
type easel struct {
	widget.BaseWidget
	artist    artist
	painting  *painting
	veil      *veil
	lens      lens
	radius    float64 // of the brush, in pixels of the painting
	marking   marking
	grips     bool                    // the first button moves the photo
	modifiers func() fyne.KeyModifier // that are down

	layers *fyne.Container
	photo  *canvas.Image
	shade  *canvas.Image        // shows the veil
	rings  [2]*canvas.Circle    // show the brush: dark around light
	frames [2]*canvas.Rectangle // show the box that is drawn, likewise
	at     fyne.Position        // of the pointer
	inside bool                 // the pointer is here
	drag   motion               // under way
	last   spot                 // where the stroke under way has come to
	from   spot                 // where the box under way begins
	take   bool                 // what the box under way is for
	grip   fyne.Position        // where the photo that is moved is held
}

func newEasel(photo *image.RGBA, v *veil, p *painting, a artist) *easel {
	e := &easel{artist: a, painting: p, veil: v, radius: 1, lens: newLens(p.mask.Size), modifiers: modifiersNow}
	e.photo = &canvas.Image{Image: photo, ScaleMode: canvas.ImageScaleFastest}
	e.shade = &canvas.Image{Image: v.picture, ScaleMode: canvas.ImageScaleFastest}
	e.layers = container.NewWithoutLayout(e.photo, e.shade)
	for i, c := range []color.NRGBA{{A: 0xc0}, {R: 0xff, G: 0xff, B: 0xff, A: 0xff}} {
		e.rings[i] = &canvas.Circle{StrokeColor: c, StrokeWidth: steps(0.375)}
		e.frames[i] = &canvas.Rectangle{StrokeColor: c, StrokeWidth: steps(0.375)}
		e.rings[i].Hide()
		e.frames[i].Hide()
		e.layers.Add(e.rings[i])
		e.layers.Add(e.frames[i])
	}
	e.ExtendBaseWidget(e)
	return e
}

// modifiersNow returns the modifier keys that are down, as far as the driver knows.
func modifiersNow() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// CreateRenderer implements [fyne.Widget].
func (e *easel) CreateRenderer() fyne.WidgetRenderer {
	return easelRenderer{e, container.NewClip(e.layers)}
}

type easelRenderer struct {
	*easel
	clip *container.Clip
}

func (r easelRenderer) Destroy()                     {}
func (r easelRenderer) MinSize() fyne.Size           { return fyne.NewSize(steps(40), steps(30)) }
func (r easelRenderer) Refresh()                     { canvas.Refresh(r.easel) }
func (r easelRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.clip} }

func (r easelRenderer) Layout(size fyne.Size) {
	r.clip.Resize(size)
	r.lens.resize(size)
	r.arrange()
}

// arrange puts everything where the lens shows it.
func (e *easel) arrange() {
	size := e.painting.mask.Size
	corner, opposite := e.lens.at(spot{}), e.lens.at(spot{float64(size.X), float64(size.Y)})
	for _, o := range []fyne.CanvasObject{e.photo, e.shade} {
		o.Move(corner)
		o.Resize(fyne.NewSize(opposite.X-corner.X, opposite.Y-corner.Y))
	}
	e.placeRings()
}

// repaint shows what has changed in the painting.
func (e *easel) repaint(where image.Rectangle) {
	if !where.Empty() {
		e.veil.update(e.painting.mask, where)
		e.shade.Refresh()
	}
	e.artist.changed()
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

// setMarking sets what the mouse does.
func (e *easel) setMarking(m marking) {
	e.endDrag()
	e.marking = m
	e.showRings(e.inside)
}

func (e *easel) placeRings() {
	radius := float32(e.radius * e.lens.scale())
	for i, ring := range e.rings {
		r := radius + ring.StrokeWidth*float32(1-i)
		ring.Move(e.at.SubtractXY(r, r))
		ring.Resize(fyne.NewSize(2*r, 2*r))
	}
}

// showRings shows the brush where there is one.
func (e *easel) showRings(visible bool) {
	for _, ring := range e.rings {
		ring.Hidden = !visible || !e.marking.paints()
	}
	e.Refresh()
}

// showFrame shows the box that is drawn.
func (e *easel) showFrame(visible bool) {
	from, to := e.lens.at(e.from), e.at
	low, high := fyne.NewPos(min(from.X, to.X), min(from.Y, to.Y)), fyne.NewPos(max(from.X, to.X), max(from.Y, to.Y))
	for i, frame := range e.frames {
		out := frame.StrokeWidth * float32(1-i)
		frame.Hidden = !visible
		frame.Move(low.SubtractXY(out, out))
		frame.Resize(fyne.NewSize(high.X-low.X+2*out, high.Y-low.Y+2*out))
	}
	e.Refresh()
}

// Cursor implements [desktop.Cursorable].
func (e *easel) Cursor() desktop.Cursor {
	if e.grips || e.drag == moveDrag {
		return desktop.PointerCursor
	}
	return desktop.CrosshairCursor
}

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
	e.artist.approached()
}

// MouseDown implements [desktop.Mouseable]: a stroke begins with a dot.
func (e *easel) MouseDown(ev *desktop.MouseEvent) {
	e.endDrag()
	e.point(ev.Position)
	at := e.lens.spotAt(ev.Position)
	e.take = ev.Button == desktop.MouseButtonSecondary || ev.Modifier&fyne.KeyModifierAlt != 0
	switch {
	case ev.Button == desktop.MouseButtonTertiary, e.grips && ev.Button == desktop.MouseButtonPrimary:
		e.drag, e.grip = moveDrag, ev.Position
	case e.marking == clicking, e.marking == boxing && ev.Button == desktop.MouseButtonSecondary:
		if pixel := at.pixel(); pixel.In(image.Rectangle{Max: e.painting.mask.Size}) {
			e.artist.pointed(gesture{at: pixel, take: e.take})
		}
	case e.marking == boxing:
		e.drag, e.from = boxDrag, at
	case ev.Button == desktop.MouseButtonPrimary:
		e.drag, e.last = strokeDrag, at
		e.painting.begin(e.marking == erasing)
		e.repaint(e.painting.draw(at, at, e.radius))
	}
}

// pixel returns the pixel that a spot lies in.
func (s spot) pixel() image.Point { return image.Pt(int(math.Floor(s.x)), int(math.Floor(s.y))) }

// MouseUp implements [desktop.Mouseable].
func (e *easel) MouseUp(*desktop.MouseEvent) { e.endDrag() }

// Dragged implements [fyne.Draggable].
func (e *easel) Dragged(ev *fyne.DragEvent) {
	e.point(ev.Position)
	switch e.drag {
	case strokeDrag:
		to := e.lens.spotAt(ev.Position)
		e.repaint(e.painting.draw(e.last, to, e.radius))
		e.last = to
	case boxDrag:
		e.showFrame(true)
	case moveDrag:
		e.lens.move(ev.Position.X-e.grip.X, ev.Position.Y-e.grip.Y)
		e.grip = ev.Position
		e.arrange()
	case noDrag:
	}
}

// DragEnd implements [fyne.Draggable].
func (e *easel) DragEnd() { e.endDrag() }

// endDrag ends what the mouse does.
func (e *easel) endDrag() {
	was := e.drag
	e.drag = noDrag
	switch was {
	case strokeDrag:
		e.painting.end()
		e.artist.changed()
	case boxDrag:
		e.showFrame(false)
		if box := e.box(); !box.Empty() {
			e.artist.pointed(gesture{box: box, take: e.take})
		}
	case moveDrag, noDrag:
	}
}

// box returns the pixels that the box under way touches; empty for one that is too
// small to have been meant.
func (e *easel) box() image.Rectangle {
	from, to := e.lens.at(e.from), e.at
	if least := steps(1); max(from.X-to.X, to.X-from.X) < least || max(from.Y-to.Y, to.Y-from.Y) < least {
		return image.Rectangle{}
	}
	a, b := e.from.pixel(), e.lens.spotAt(to).pixel()
	box := image.Rectangle{Min: a, Max: b}.Canon()
	box.Max = box.Max.Add(image.Pt(1, 1))
	return box.Intersect(image.Rectangle{Max: e.painting.mask.Size})
}

// Scrolled implements [fyne.Scrollable]: the wheel zooms about the pointer, and with
// the command key changes the brush.
func (e *easel) Scrolled(ev *fyne.ScrollEvent) {
	const notch = 25
	notches := min(max(float64(ev.Scrolled.DY)/notch, -3), 3)
	times := math.Pow(zoomStep, notches)
	if e.modifiers()&fyne.KeyModifierShortcutDefault != 0 {
		e.artist.enlarge(times)
		return
	}
	if notches != 0 {
		e.zoomBy(times, ev.Position)
	}
	e.moveBy(ev.Scrolled.DX, 0)
}

// zoomBy zooms about a place.
func (e *easel) zoomBy(times float64, about fyne.Position) {
	e.lens.zoomBy(times, about)
	e.arrange()
	e.artist.zoomed()
}

// zoomStepBy zooms about the pointer, or else about the middle.
func (e *easel) zoomStepBy(times float64) {
	about := fyne.NewPos(e.Size().Width/2, e.Size().Height/2)
	if e.inside {
		about = e.at
	}
	e.zoomBy(times, about)
}

// fit shows all of the photo.
func (e *easel) fit() {
	e.lens.fit()
	e.arrange()
	e.artist.zoomed()
}

// moveBy moves the photo on screen.
func (e *easel) moveBy(dx, dy float32) {
	e.lens.move(dx, dy)
	e.arrange()
}
