package ui

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// An item is what a cell of a gallery shows.
type item struct {
	picture picture
	title   string
	note    string // beside the title; may be empty
	chosen  bool

	current bool          // the keys are for it
	verdict verdict       // what was said of it
	judge   func(verdict) // says something of it; nil where it is no find
}

// A cell shows one item of a gallery: its thumbnail, or an empty ground until that is
// made, and its title.
type cell struct {
	widget.BaseWidget
	wished
	failed  func(key string, err error)
	tapped  func(onTick bool, held fyne.KeyModifier) // may be nil
	canTick bool                                     // the pointer is offered a tick

	ground *canvas.Rectangle // behind the photo
	image  *canvas.Image
	stand  *widget.Icon      // stands in for the photo
	frame  *canvas.Rectangle // around the ground of what is chosen
	tick   *tick
	title  *canvas.Text
	note   *canvas.Text
	ballot *ballot
	item   item
	held   fyne.KeyModifier    // as the mouse button went down
	drawn  []fyne.CanvasObject // all of it, from back to front
}

func newCell(t *thumbs, failed func(string, error)) *cell {
	c := &cell{
		wished: wished{thumbs: t},
		failed: failed,
		ground: canvas.NewRectangle(nil),
		image:  &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleFastest},
		stand:  widget.NewIcon(theme.BrokenImageIcon()),
		frame:  canvas.NewRectangle(accent),
		tick:   newTick(),
		title:  canvas.NewText("", nil),
		note:   canvas.NewText("", nil),
		ballot: newBallot(),
	}
	c.frame.CornerRadius = theme.SelectionRadiusSize()
	c.note.TextStyle.Bold = true
	for _, o := range []fyne.CanvasObject{c.image, c.stand, c.frame, c.tick} {
		o.Hide()
	}
	c.drawn = []fyne.CanvasObject{c.frame, c.ground, c.stand, c.image, c.tick, c.title, c.note, c.ballot}
	c.ExtendBaseWidget(c)
	return c
}

// cellText is the height of what is below the picture in a cell.
func cellText() float32 {
	return fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{Bold: true}).Height + steps(2)
}

// CreateRenderer implements [fyne.Widget].
func (c *cell) CreateRenderer() fyne.WidgetRenderer { return cellRenderer{c} }

// show shows an item. A thumbnail that is not at hand is wished for.
func (c *cell) show(i item) {
	c.item = i
	c.letter()
	c.mark()
	c.ballot.show(i)
	c.showPicture(i.picture)
}

// letter writes the title and the note.
func (c *cell) letter() {
	size, ink := theme.TextSize(), themeColor(theme.ColorNameForeground)
	pad := theme.Padding()
	width := c.Size().Width - 2*pad
	line := c.Size().Height - cellText() + pad
	room := width
	c.note.Text, c.note.TextSize, c.note.Color = c.item.note, size, ink
	if c.item.note != "" {
		note := c.note.MinSize()
		c.note.Resize(note)
		c.note.Move(fyne.NewPos(pad+width-note.Width, line))
		room -= note.Width + pad
	}
	c.title.TextSize, c.title.Color = size, ink
	c.title.Text = shorten(c.item.title, room, size, c.title.TextStyle)
	c.title.Resize(fyne.NewSize(room, c.title.MinSize().Height))
	c.title.Move(fyne.NewPos(pad, line))
	c.ground.FillColor = themeColor(theme.ColorNameSeparator)
}

// mark frames what is chosen, and more quietly what the keys are for.
func (c *cell) mark() {
	c.frame.Hidden = !c.item.chosen && !c.item.current
	c.frame.FillColor = accent
	if !c.item.chosen {
		c.frame.FillColor = themeColor(theme.ColorNameForeground)
	}
	c.tick.show(c.item.chosen, c.canTick)
}

func (c *cell) showPicture(p picture) {
	if c.key == p.key {
		return
	}
	c.leave()
	c.key = p.key
	if p.make == nil {
		c.stand.SetResource(theme.FileImageIcon())
		c.stand.Show()
		return
	}
	c.ask(p, func(made *image.RGBA, err error) {
		if err != nil {
			c.stand.SetResource(theme.BrokenImageIcon())
			c.stand.Show()
			c.failed(p.key, err)
			return
		}
		c.fill(made)
	})
}

func (c *cell) fill(made *image.RGBA) {
	c.image.Image = made
	c.image.Hidden = false
	c.image.Refresh()
}

// leave forgets the thumbnail and takes back the wish for it, since the cell is
// out of view.
func (c *cell) leave() {
	if !c.forget() {
		return
	}
	c.image.Image = nil
	c.image.Hidden = true
	c.stand.Hide()
}

// MouseDown implements [desktop.Mouseable].
func (c *cell) MouseDown(e *desktop.MouseEvent) { c.held = e.Modifier }

// MouseUp implements [desktop.Mouseable].
func (c *cell) MouseUp(*desktop.MouseEvent) {}

// Tapped implements [fyne.Tappable].
func (c *cell) Tapped(e *fyne.PointEvent) {
	onTick := c.tick.Visible() && inside(e.Position, c.tick)
	held := c.held
	c.held = 0
	if c.tapped != nil {
		c.tapped(onTick, held)
	}
}

// inside reports whether a position lies in an object beside which it is measured.
func inside(pos fyne.Position, o fyne.CanvasObject) bool {
	from := o.Position()
	to := from.Add(o.Size())
	return pos.X >= from.X && pos.Y >= from.Y && pos.X < to.X && pos.Y < to.Y
}

// MouseIn implements [desktop.Hoverable].
func (c *cell) MouseIn(*desktop.MouseEvent) { c.tick.hover(c.canTick, true) }

// MouseMoved implements [desktop.Hoverable].
func (c *cell) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements [desktop.Hoverable].
func (c *cell) MouseOut() { c.tick.hover(c.canTick, false) }

type cellRenderer struct{ *cell }

// Layout implements [fyne.WidgetRenderer].
func (r cellRenderer) Layout(size fyne.Size) {
	pad := theme.Padding()
	photo := size.SubtractWidthHeight(0, cellText())
	r.frame.Resize(photo)
	within := photo.SubtractWidthHeight(2*pad, 2*pad)
	for _, o := range []fyne.CanvasObject{r.ground, r.image, r.ballot} {
		o.Move(fyne.NewSquareOffsetPos(pad))
		o.Resize(within)
	}
	icon := r.stand.MinSize()
	r.stand.Resize(icon)
	r.stand.Move(fyne.NewPos((photo.Width-icon.Width)/2, (photo.Height-icon.Height)/2))
	badge := r.tick.MinSize()
	r.tick.Resize(badge)
	r.tick.Move(fyne.NewPos(photo.Width-2*pad-badge.Width, 2*pad))
	r.letter()
}

// MinSize implements [fyne.WidgetRenderer]: a gallery says how large a cell is.
func (r cellRenderer) MinSize() fyne.Size { return fyne.Size{} }

// Refresh implements [fyne.WidgetRenderer].
func (r cellRenderer) Refresh() {
	r.letter()
	r.mark()
	canvas.Refresh(r.cell)
}

// Objects implements [fyne.WidgetRenderer].
func (r cellRenderer) Objects() []fyne.CanvasObject { return r.drawn }

// Destroy implements [fyne.WidgetRenderer].
func (r cellRenderer) Destroy() {}

// A tick shows that an item is chosen or, to the pointer, that it can be.
type tick struct {
	widget.BaseWidget
	badge   *canvas.Circle
	icon    *widget.Icon
	chosen  bool
	hovered bool
}

func newTick() *tick {
	t := &tick{badge: canvas.NewCircle(accent), icon: widget.NewIcon(theme.NewInvertedThemedResource(theme.ConfirmIcon()))}
	t.ExtendBaseWidget(t)
	return t
}

func (t *tick) show(chosen, offered bool) {
	t.chosen = chosen
	t.badge.FillColor = accent
	t.badge.StrokeWidth = 0
	if !chosen {
		t.badge.FillColor = color.NRGBA{A: 0x60}
		t.badge.StrokeColor, t.badge.StrokeWidth = color.White, 1
	}
	t.icon.Hidden = !chosen
	t.Hidden = !chosen && (!offered || !t.hovered)
}

func (t *tick) hover(offered, on bool) {
	t.hovered = on
	t.show(t.chosen, offered)
	t.Refresh()
}

// CreateRenderer implements [fyne.Widget].
func (t *tick) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(t.badge, t.icon))
}
