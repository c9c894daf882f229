package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A gallery is a grid of thumbnails that has only those cells which are in
// view, and waits only for the thumbnails of these.
type gallery struct {
	widget.GridWrap
	least   fyne.Size     // smallest size of the picture in a cell
	picture fyne.Size     // its size in which cells fill the width
	text    float32       // height of what is below it
	shown   map[*cell]int // cells and the item each was last given

	steered   bool                 // all keys go to typedKey
	typedKey  func(*fyne.KeyEvent) // keys that the grid has no use for
	typedRune func(rune)
}

// gallerySource is what a gallery shows and whom it tells.
type gallerySource struct {
	length func() int
	item   func(i int) item
	choose func(i int)
	failed func(key string, err error) // the item's thumbnail cannot be made
}

func newGallery(t *thumbs, least fyne.Size, s gallerySource) *gallery {
	g := &gallery{picture: least, least: least, shown: map[*cell]int{}}
	g.Length = s.length
	g.CreateItem = func() fyne.CanvasObject { return newCell(t, g.picture, s.failed) }
	g.text = g.CreateItem().MinSize().Height - least.Height
	g.UpdateItem = func(i widget.GridWrapItemID, o fyne.CanvasObject) {
		c, ok := o.(*cell)
		if !ok || i >= s.length() {
			return
		}
		g.shown[c] = i
		c.show(s.item(i))
		g.letGo()
	}
	g.OnSelected = func(i widget.GridWrapItemID) {
		g.UnselectAll()
		if i < s.length() {
			s.choose(i)
		}
	}
	g.ExtendBaseWidget(g)
	return g
}

// letGo tells the cells that have gone out of view.
func (g *gallery) letGo() {
	row := g.rowHeight()
	columns := g.ColumnCount()
	first := int(g.GetScrollOffset()/row) * columns
	end := (int((g.GetScrollOffset()+g.Size().Height)/row) + 2) * columns
	for c, i := range g.shown {
		if i < first || i >= end {
			c.leave()
			delete(g.shown, c)
		}
	}
}

// rest takes back all wishes for thumbnails while the gallery is not on screen.
func (g *gallery) rest() {
	for c := range g.shown {
		c.leave()
	}
	clear(g.shown)
}

// Resize implements [fyne.CanvasObject].
func (g *gallery) Resize(size fyne.Size) {
	if picture := g.fit(size.Width); picture != g.picture {
		g.picture = picture
		g.Refresh()
	}
	g.GridWrap.Resize(size)
}

// setLeast sets the smallest size of the picture in a cell.
func (g *gallery) setLeast(least fyne.Size) {
	g.least = least
	g.picture = g.fit(g.Size().Width)
	g.Refresh()
	g.letGo()
}

// columns returns how many cells fit side by side.
func (g *gallery) columns(width float32) int {
	return max(1, int((width+theme.Padding())/(g.least.Width+theme.Padding())))
}

// fit returns the size of pictures with which cells fill the width.
func (g *gallery) fit(width float32) fyne.Size {
	columns := float32(g.columns(width))
	wide := max(g.least.Width, float32(int((width+theme.Padding())/columns-theme.Padding())))
	return fyne.NewSize(wide, g.least.Height*wide/g.least.Width)
}

func (g *gallery) rowHeight() float32 { return g.picture.Height + g.text + theme.Padding() }

// heightFor returns the height in which n items fit at the given width.
func (g *gallery) heightFor(n int, width float32) float32 {
	columns := g.columns(width)
	rows := float32((n + columns - 1) / columns)
	return rows*(g.fit(width).Height+g.text+theme.Padding()) - theme.Padding()
}

// moves are the keys that the grid itself knows.
var moves = []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeySpace}

// TypedKey implements [fyne.Focusable]: the arrow keys move, Enter and Space
// choose.
func (g *gallery) TypedKey(e *fyne.KeyEvent) {
	if g.steered {
		g.typedKey(e)
		return
	}
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		e = &fyne.KeyEvent{Name: fyne.KeySpace}
	}
	if slices.Contains(moves, e.Name) {
		g.GridWrap.TypedKey(e)
		return
	}
	g.typedKey(e)
}

// TypedRune implements [fyne.Focusable].
func (g *gallery) TypedRune(r rune) { g.typedRune(r) }
