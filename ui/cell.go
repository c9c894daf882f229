package ui

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
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

// A cell shows one item of a gallery: its thumbnail, or a placeholder until
// that is made, and its title.
type cell struct {
	widget.BaseWidget
	thumbs *thumbs
	failed func(key string, err error)

	room   *canvas.Rectangle // holds the picture's smallest size
	ground *canvas.Rectangle // behind the photo
	image  *canvas.Image
	stand  *widget.Icon      // stands in for the photo
	frame  *canvas.Rectangle // around the ground of what is chosen
	tick   *fyne.Container
	title  *widget.Label
	note   *widget.Label
	ballot *ballot
	key    string // of the picture that is shown or wished for; empty for none
	wish   *wish  // for the picture that is to come, or nil
}

func newCell(t *thumbs, size fyne.Size, failed func(string, error)) *cell {
	c := &cell{
		thumbs: t,
		failed: failed,
		room:   canvas.NewRectangle(color.Transparent),
		ground: canvas.NewRectangle(themeColor(theme.ColorNameSeparator)),
		image:  &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleFastest},
		stand:  widget.NewIcon(theme.FileImageIcon()),
		frame:  canvas.NewRectangle(accent),
		title:  widget.NewLabel(""),
		note:   widget.NewLabel(""),
		ballot: newBallot(),
	}
	c.room.SetMinSize(size)
	c.frame.CornerRadius = theme.SelectionRadiusSize()
	c.title.Truncation = fyne.TextTruncateEllipsis
	c.note.TextStyle.Bold = true
	badge := canvas.NewCircle(accent)
	c.tick = container.NewHBox(layout.NewSpacer(), container.NewVBox(
		container.NewStack(badge, widget.NewIcon(theme.NewInvertedThemedResource(theme.ConfirmIcon())))))
	c.image.Hide()
	c.frame.Hide()
	c.tick.Hide()
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements [fyne.Widget].
func (c *cell) CreateRenderer() fyne.WidgetRenderer {
	text := container.NewBorder(nil, nil, nil, c.note, c.title)
	picture := container.NewStack(c.room, c.frame,
		container.NewPadded(c.ground, container.NewCenter(c.stand), c.image, container.NewPadded(c.tick), c.ballot))
	return widget.NewSimpleRenderer(container.NewBorder(nil, text, nil, nil, picture))
}

// show shows an item. A thumbnail that is not at hand is wished for.
func (c *cell) show(i item) {
	if c.title.Text != i.title {
		c.title.SetText(i.title)
	}
	if c.note.Text != i.note || c.note.Hidden != (i.note == "") {
		c.note.Hidden = i.note == ""
		c.note.SetText(i.note)
		c.Refresh()
	}
	if ground := themeColor(theme.ColorNameSeparator); c.ground.FillColor != ground {
		c.ground.FillColor = ground
		c.ground.Refresh()
	}
	c.mark(i)
	c.ballot.show(i)
	c.showPicture(i.picture)
}

// mark frames what is chosen, and more quietly what the keys are for.
func (c *cell) mark(i item) {
	var frame color.Color = accent
	if !i.chosen {
		frame = themeColor(theme.ColorNameForeground)
	}
	c.tick.Hidden = !i.chosen
	if hidden := !i.chosen && !i.current; c.frame.Hidden != hidden || c.frame.FillColor != frame {
		c.frame.Hidden, c.frame.FillColor = hidden, frame
		c.frame.Refresh()
	}
}

func (c *cell) showPicture(p picture) {
	if c.key == p.key {
		return
	}
	c.leave()
	c.key = p.key
	if p.make == nil {
		return
	}
	if made := c.thumbs.get(p.key); made != nil {
		c.fill(made)
		return
	}
	c.wish = c.thumbs.want(p, func(made *image.RGBA, err error) {
		c.wish = nil
		if err != nil {
			c.stand.SetResource(theme.BrokenImageIcon())
			c.failed(p.key, err)
			return
		}
		c.fill(made)
	})
}

func (c *cell) fill(made *image.RGBA) {
	c.image.Image = made
	c.image.Show()
	c.image.Refresh()
	c.stand.Hide()
}

// leave forgets the thumbnail and takes back the wish for it, since the cell is
// out of view.
func (c *cell) leave() {
	if c.wish != nil {
		c.thumbs.drop(c.wish)
		c.wish = nil
	}
	if c.key == "" {
		return
	}
	c.key = ""
	c.image.Image = nil
	c.image.Hide()
	c.stand.SetResource(theme.FileImageIcon())
	c.stand.Show()
}
