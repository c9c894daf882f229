package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A board is what scrolls in a gallery: its cells and headings, and the band that is
// drawn around items to choose them. An item that can be dragged out of the window is,
// once the mouse has moved away from where it took it.
type board struct {
	widget.BaseWidget
	gallery *gallery
	height  float32
	objects []fyne.CanvasObject
	band    *canvas.Rectangle
	from    *fyne.Position // where the mouse went down that is dragged, or nil
	grip    int            // the item that it took there, or none
	gone    bool           // it drags that out of the window
}

func newBoard(g *gallery) *board {
	b := &board{gallery: g, band: canvas.NewRectangle(nil)}
	b.band.StrokeWidth = 1
	b.band.Hide()
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer implements [fyne.Widget].
func (b *board) CreateRenderer() fyne.WidgetRenderer { return boardRenderer{b} }

// MinSize implements [fyne.CanvasObject].
func (b *board) MinSize() fyne.Size { return fyne.NewSize(0, b.height) }

// none is the number of no item.
const none = -1

// Dragged implements [fyne.Draggable].
func (b *board) Dragged(e *fyne.DragEvent) {
	if b.from == nil {
		b.grasp(e.Position.SubtractXY(e.Dragged.DX, e.Dragged.DY))
	}
	switch {
	case b.gone:
	case b.grip != none:
		if moved := e.Position.Subtract(*b.from); isDrag(moved.X, moved.Y) {
			b.gone = true
			b.gallery.source.drag(b.grip)
		}
	case b.gallery.source.extend != nil:
		b.draw(e.Position)
	}
}

// grasp begins to drag at a position.
func (b *board) grasp(from fyne.Position) {
	b.from, b.grip = &from, none
	if i, ok := b.gallery.plan.at(from); ok && b.gallery.source.drags != nil && b.gallery.source.drags(i) {
		b.grip = i
	}
}

// draw draws the band as far as a position: what it touches is chosen.
func (b *board) draw(to fyne.Position) {
	if !b.band.Visible() {
		b.band.FillColor = themeColor(theme.ColorNameSelection)
		b.band.StrokeColor = accent
		b.band.Show()
	}
	from := *b.from
	b.band.Move(fyne.NewPos(min(from.X, to.X), min(from.Y, to.Y)))
	b.band.Resize(fyne.NewSize(max(from.X, to.X)-b.band.Position().X, max(from.Y, to.Y)-b.band.Position().Y))
	b.gallery.source.extend(b.gallery.plan.within(from, to))
}

// DragEnd implements [fyne.Draggable].
func (b *board) DragEnd() {
	b.from, b.gone = nil, false
	b.band.Hide()
}

type boardRenderer struct{ *board }

// Layout implements [fyne.WidgetRenderer]: the gallery places what is on the board.
func (r boardRenderer) Layout(fyne.Size) {}

// Refresh implements [fyne.WidgetRenderer].
func (r boardRenderer) Refresh() { canvas.Refresh(r.board) }

// Objects implements [fyne.WidgetRenderer].
func (r boardRenderer) Objects() []fyne.CanvasObject { return r.objects }

// Destroy implements [fyne.WidgetRenderer].
func (r boardRenderer) Destroy() {}

// click takes a click on a cell: it opens the item. On the tick, or with the command
// key, it chooses it; with the shift key all from the last chosen one to it.
func (g *gallery) click(c *cell, onTick bool, held fyne.KeyModifier) {
	i, ok := g.shown[c]
	if !ok {
		return
	}
	if !g.steered {
		fyne.CurrentApp().Driver().CanvasForObject(g).Focus(g)
	}
	g.cursor = i
	switch {
	case g.source.extend != nil && held&fyne.KeyModifierShift != 0:
		g.source.extend(span(g.anchor, i))
	case g.source.toggle != nil && (onTick || held&fyne.KeyModifierShortcutDefault != 0):
		g.anchor = i
		g.source.toggle(i)
	default:
		g.anchor = i
		g.source.choose(i)
	}
}

// span returns the items from one to another, in either direction.
func span(from, to int) (items []int) {
	for i := min(from, to); i <= max(from, to); i++ {
		items = append(items, i)
	}
	return items
}

// moves are the keys that move the cursor.
var moves = []fyne.KeyName{
	fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight,
	fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageDown,
}

// TypedKey implements [fyne.Focusable]: arrows, Home, End and the page keys move, and
// choose with the shift key; Enter opens; Space chooses.
func (g *gallery) TypedKey(e *fyne.KeyEvent) {
	switch {
	case g.steered || g.plan.count == 0:
		g.typedKey(e)
	case slices.Contains(moves, e.Name):
		g.moveTo(g.target(e.Name))
	case e.Name == fyne.KeySpace && g.source.toggle != nil:
		g.anchor = g.cursor
		g.source.toggle(g.cursor)
	case e.Name == fyne.KeySpace, e.Name == fyne.KeyReturn, e.Name == fyne.KeyEnter:
		g.source.choose(g.cursor)
	default:
		g.typedKey(e)
	}
}

// target returns where a key moves the cursor to.
func (g *gallery) target(key fyne.KeyName) int {
	to := g.cursor
	switch key {
	case fyne.KeyUp:
		return g.plan.up(to)
	case fyne.KeyDown:
		return g.plan.down(to)
	case fyne.KeyLeft:
		return max(0, to-1)
	case fyne.KeyRight:
		return min(g.plan.count-1, to+1)
	case fyne.KeyHome:
		return 0
	case fyne.KeyEnd:
		return g.plan.count - 1
	default:
	}
	move := g.plan.down
	if key == fyne.KeyPageUp {
		move = g.plan.up
	}
	for range max(1, int(g.Size().Height/g.rowHeight())) {
		to = move(to)
	}
	return to
}

// moveTo moves the cursor and brings it into view.
func (g *gallery) moveTo(i int) {
	g.cursor = i
	g.ScrollTo(i)
	if g.shift && g.source.extend != nil {
		g.source.extend(span(g.anchor, i))
		return
	}
	g.anchor = i
	g.fill(true)
}

// TypedRune implements [fyne.Focusable].
func (g *gallery) TypedRune(r rune) { g.typedRune(r) }

// FocusGained implements [fyne.Focusable].
func (g *gallery) FocusGained() { g.focus(true) }

// FocusLost implements [fyne.Focusable].
func (g *gallery) FocusLost() { g.focus(false) }

func (g *gallery) focus(on bool) {
	g.focused, g.shift = on, false
	if len(g.shown) > 0 {
		g.fill(true)
	}
}

// KeyDown implements [desktop.Keyable].
func (g *gallery) KeyDown(e *fyne.KeyEvent) { g.hear(e, true) }

// KeyUp implements [desktop.Keyable].
func (g *gallery) KeyUp(e *fyne.KeyEvent) { g.hear(e, false) }

func (g *gallery) hear(e *fyne.KeyEvent, down bool) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		g.shift = down
	}
}
