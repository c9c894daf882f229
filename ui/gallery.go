package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A gallery is a grid of thumbnails, in sections with headings if there are any. It
// has only those cells which are in view, and those next to them, and waits only for
// the thumbnails of these.
type gallery struct {
	widget.BaseWidget
	source  gallerySource
	thumbs  *thumbs
	least   fyne.Size // smallest size of the picture in a cell
	picture fyne.Size // its size in which cells fill the width
	text    float32   // height of what is below it

	plan   plan
	scroll *container.Scroll
	board  *board
	shown  map[*cell]int // cells and the item each shows
	view   view
	spare  []*cell
	heads  []*canvas.Text

	cursor  int // item that keys are for
	anchor  int // item that a range of chosen ones begins with
	focused bool
	shift   bool // is held

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

	sections func() []section // may be nil, as may be:
	scrolled func()
	toggle   func(i int) // chooses an item besides those that are, or no longer
	extend   func(items []int)
	drag     func(i int)      // drags an item out of the window
	drags    func(i int) bool // reports whether it can be
}

// A view is what of a gallery has cells and headings.
type view struct{ first, end, firstSection, endSection int }

// spareCells is how many cells that are not in view are kept for those that come.
const spareCells = 64

func newGallery(t *thumbs, least fyne.Size, s gallerySource) *gallery {
	g := &gallery{source: s, thumbs: t, picture: least, least: least, shown: map[*cell]int{}, text: cellText()}
	g.board = newBoard(g)
	g.scroll = container.NewVScroll(g.board)
	g.scroll.OnScrolled = func(fyne.Position) {
		g.fill(false)
		if s.scrolled != nil {
			s.scrolled()
		}
	}
	g.plan = newPlan(0, 1, fyne.Size{}, 0, 0, nil)
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer implements [fyne.Widget].
func (g *gallery) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(g.scroll) }

// MinSize implements [fyne.CanvasObject]: one cell.
func (g *gallery) MinSize() fyne.Size { return g.least.AddWidthHeight(0, g.text) }

// lay works out where everything lies.
func (g *gallery) lay() {
	g.text = cellText()
	var sections []section
	if g.source.sections != nil {
		sections = g.source.sections()
	}
	g.plan = newPlan(g.source.length(), g.columns(g.Size().Width), g.picture.AddWidthHeight(0, g.text),
		theme.Padding(), headingHeight(), sections)
	g.cursor = max(0, min(g.cursor, g.plan.count-1))
	g.anchor = max(0, min(g.anchor, g.plan.count-1))
	g.board.height = g.plan.height()
}

// headingHeight is the height of a heading with the room above and below it.
func headingHeight() float32 { return theme.TextSubHeadingSize() + steps(6) }

// Refresh shows what the source has now.
func (g *gallery) Refresh() {
	g.lay()
	g.scroll.Refresh()
	g.fill(true)
}

// fill gives what is in view its cells. Anew says that items may have changed.
func (g *gallery) fill(anew bool) {
	v := g.inView()
	if v == g.view && !anew {
		return
	}
	g.view = v
	known := g.letGo(anew)
	have := make(map[int]bool, len(g.shown))
	for _, i := range g.shown {
		have[i] = true
	}
	g.board.objects = g.board.objects[:0]
	g.showHeadings()
	for i := v.first; i < v.end; i++ {
		if !have[i] {
			g.showItem(i, known)
		}
	}
	for c := range g.shown {
		g.board.objects = append(g.board.objects, c)
	}
	for _, c := range known {
		g.retire(c)
	}
	g.board.objects = append(g.board.objects, g.board.band)
	canvas.Refresh(g.board)
}

// inView returns what is in view and one row on each side.
func (g *gallery) inView() view {
	top := g.scroll.Offset.Y
	bottom := top + g.Size().Height
	first, end := g.plan.between(top-g.rowHeight(), bottom+g.rowHeight())
	if first == end {
		return view{first, end, 0, 0}
	}
	return view{first, end, g.plan.sectionAt(top), g.plan.sectionAt(bottom) + 1}
}

// letGo takes leave of cells that have gone out of view. Where items may have changed
// it returns the others, by what they show.
func (g *gallery) letGo(anew bool) (known map[string]*cell) {
	for c, i := range g.shown {
		switch {
		case i < g.view.first || i >= g.view.end:
			g.retire(c)
		case anew && known[c.key] == nil:
			if known == nil {
				known = make(map[string]*cell, len(g.shown))
			}
			known[c.key] = c
		case anew:
			g.retire(c)
		default:
			continue
		}
		delete(g.shown, c)
	}
	return known
}

func (g *gallery) retire(c *cell) {
	c.leave()
	if len(g.spare) < spareCells {
		g.spare = append(g.spare, c)
	}
}

// showItem gives an item a cell, the one that shows it already if there is one.
func (g *gallery) showItem(i int, known map[string]*cell) {
	shown := g.source.item(i)
	c := known[shown.picture.key]
	delete(known, shown.picture.key)
	if c == nil {
		c = g.newCell()
	}
	g.shown[c] = i
	shown.current = shown.current || g.focused && i == g.cursor
	c.Resize(g.plan.item)
	c.Move(g.plan.place(i))
	c.show(shown)
}

func (g *gallery) newCell() *cell {
	if last := len(g.spare) - 1; last >= 0 {
		c := g.spare[last]
		g.spare = g.spare[:last]
		return c
	}
	c := newCell(g.thumbs, g.source.failed)
	c.tapped = func(onTick bool, held fyne.KeyModifier) { g.click(c, onTick, held) }
	c.canTick = g.source.toggle != nil
	return c
}

// showHeadings puts the headings in view onto the board.
func (g *gallery) showHeadings() {
	for s := g.view.firstSection; s < g.view.endSection; s++ {
		if g.plan.sections[s].title == "" {
			continue
		}
		n := s - g.view.firstSection
		for len(g.heads) <= n {
			g.heads = append(g.heads, &canvas.Text{TextStyle: fyne.TextStyle{Bold: true}})
		}
		head := g.heads[n]
		head.TextSize, head.Color = theme.TextSize(), themeColor(theme.ColorNameForeground)
		head.Text = shorten(g.plan.sections[s].title, g.Size().Width-steps(2), head.TextSize, head.TextStyle)
		head.Resize(head.MinSize())
		head.Move(fyne.NewPos(steps(1), g.plan.tops[s]+g.plan.heading-head.MinSize().Height-steps(1)))
		g.board.objects = append(g.board.objects, head)
	}
}

// rest takes back all wishes for thumbnails while the gallery is not on screen.
func (g *gallery) rest() {
	for c := range g.shown {
		c.leave()
	}
	clear(g.shown)
	g.board.objects = nil
	g.view = view{}
}

// Resize implements [fyne.CanvasObject]. What is at the top stays there.
func (g *gallery) Resize(size fyne.Size) {
	before := g.Size()
	held := g.hold()
	g.picture = g.fit(size.Width)
	g.BaseWidget.Resize(size)
	if size == before {
		return
	}
	g.lay()
	g.scroll.Refresh()
	g.keep(held)
	g.fill(true)
}

// setLeast sets the smallest size of the picture in a cell.
func (g *gallery) setLeast(least fyne.Size) {
	held := g.hold()
	g.least = least
	g.picture = g.fit(g.Size().Width)
	g.Refresh()
	g.keep(held)
}

// A hold is an item at the top of what is in view, and how far it is scrolled out of
// view as a share of a row.
type hold struct {
	item int
	out  float32
}

// hold returns what is at the top now, which keep brings back there.
func (g *gallery) hold() hold {
	if g.plan.count == 0 || g.scroll.Offset.Y == 0 {
		return hold{}
	}
	first, end := g.plan.between(g.scroll.Offset.Y, g.scroll.Offset.Y+g.Size().Height)
	item := min(first, max(0, end-1))
	return hold{item, (g.scroll.Offset.Y - g.plan.place(item).Y) / g.rowHeight()}
}

func (g *gallery) keep(h hold) {
	if g.plan.count == 0 || h == (hold{}) {
		g.ScrollToOffset(0)
		return
	}
	at := g.plan.place(max(0, min(h.item, g.plan.count-1)))
	g.ScrollToOffset(at.Y + h.out*g.rowHeight())
}

// ColumnCount returns how many cells are side by side.
func (g *gallery) ColumnCount() int { return g.plan.columns }

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

func (g *gallery) rowHeight() float32 { return g.plan.row() }

// heightFor returns the height in which n items fit at the given width.
func (g *gallery) heightFor(n int, width float32) float32 {
	columns := g.columns(width)
	rows := float32((n + columns - 1) / columns)
	return rows*(g.fit(width).Height+g.text+theme.Padding()) - theme.Padding()
}

// ScrollTo brings an item into view, with its heading if it is in the first row below
// that.
func (g *gallery) ScrollTo(i int) {
	if i < 0 || i >= g.plan.count {
		return
	}
	from := g.plan.place(i).Y
	to := from + g.plan.item.Height
	if s := g.plan.sectionOf(i); i-g.plan.sections[s].first < g.plan.columns {
		from = g.plan.tops[s]
	}
	switch top := g.scroll.Offset.Y; {
	case from < top:
		g.ScrollToOffset(from)
	case to > top+g.Size().Height:
		g.ScrollToOffset(to - g.Size().Height)
	default:
		return
	}
	if g.source.scrolled != nil {
		g.source.scrolled()
	}
}

// ScrollToOffset scrolls to a height.
func (g *gallery) ScrollToOffset(y float32) {
	g.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y, g.board.height-g.Size().Height))))
	g.fill(false)
}

// ScrollOffset returns the height that it is scrolled to.
func (g *gallery) ScrollOffset() float32 { return g.scroll.Offset.Y }

// ScrollToBottom scrolls to the end.
func (g *gallery) ScrollToBottom() { g.ScrollToOffset(g.board.height) }
