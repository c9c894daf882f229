package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A thingList is the part of the sidebar that lists things, each with its cover and
// the number of photos that it was found in.
type thingList struct {
	things *things
	chosen int // row, or -1
	object *fyne.Container
	list   *widget.List
	teach  *widget.Button
	head   *widget.Label
}

func newThingList(t *things) *thingList {
	l := &thingList{things: t, chosen: -1}
	l.list = widget.NewList(func() int { return len(t.all) },
		func() fyne.CanvasObject { return newThingRow(t.window.thumbs) }, l.fill)
	l.list.OnSelected = func(i widget.ListItemID) {
		if i < len(t.all) {
			t.open(t.all[i])
		}
	}
	l.list.HideSeparators = true
	l.teach = widget.NewButtonWithIcon(tr("Teach (T)"), theme.ContentAddIcon(), t.window.teachSelected)
	l.teach.Importance = widget.LowImportance
	l.teach.Alignment = widget.ButtonAlignLeading
	l.head = widget.NewLabelWithStyle(tr("Things"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	l.head.Truncation = fyne.TextTruncateEllipsis
	l.object = container.NewBorder(l.head, l.teach, nil, nil, l.list)
	l.update()
	return l
}

// A thingRow is one line of the list.
type thingRow struct {
	widget.BaseWidget
	cover *portrait
	name  *widget.Label
	count *widget.Label
	fresh *canvas.Circle // marks what came and was not looked at yet
	place *fyne.Container
}

func newThingRow(t *thumbs) *thingRow {
	r := &thingRow{
		cover: newPortrait(t, steps(9)), name: widget.NewLabel(""), count: widget.NewLabel(""),
		fresh: canvas.NewCircle(accent),
	}
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.place = container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(steps(2)), r.fresh))
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements [fyne.Widget].
func (r *thingRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewBorder(nil, nil, container.NewCenter(r.cover), container.NewHBox(r.place, r.count), r.name))
}

func (l *thingList) fill(i widget.ListItemID, o fyne.CanvasObject) {
	row, ok := o.(*thingRow)
	if !ok || i >= len(l.things.all) {
		return
	}
	t := l.things.all[i]
	row.name.TextStyle.Bold = t.tally.New > 0
	row.name.SetText(t.called())
	row.place.Hidden = t.tally.New == 0
	row.count.SetText(t.note())
	of := picture{}
	if face, ok := t.face(); ok {
		of = face.picture(l.things.window.photos)
	}
	row.cover.show(of, true, false)
	row.Refresh()
}

// note says how many photos a thing was found in, and whether it is still looked for.
func (t *thing) note() string {
	note := ""
	if t.counted {
		note = number(t.tally.Photos)
	}
	if t.page != nil && !t.page.ended {
		note += "…"
	}
	return note
}

// update shows the things as they are now.
func (l *thingList) update() {
	l.head.SetText(tr("Things"))
	if len(l.things.all) > 0 {
		l.head.SetText(tr("Things ({{.Key}}…)", with{"Key": chord("1")}))
	}
	l.list.Refresh()
	l.object.Refresh()
	l.mark()
	if side := l.things.window.side; side != nil {
		side.arrange()
	}
}

// mark marks the row of the thing whose page is shown.
func (l *thingList) mark() {
	l.chosen = -1
	if s, ok := l.things.window.current.(*results); ok {
		for i, t := range l.things.all {
			if t == s.thing {
				l.chosen = i
			}
		}
	}
	choose := l.list.OnSelected
	l.list.OnSelected = nil
	l.list.UnselectAll()
	if l.chosen >= 0 {
		l.list.Select(l.chosen)
	}
	l.list.OnSelected = choose
}

// height is what the list needs to show all.
func (l *thingList) height() float32 {
	rows := float32(len(l.things.all)) * (newThingRow(l.things.window.thumbs).MinSize().Height + theme.Padding())
	return l.head.MinSize().Height + l.teach.MinSize().Height + 2*theme.Padding() + rows
}

// above lays out the things above the folders, which get at least half of the height
// where they need it.
type above struct{ list *thingList }

// MinSize implements [fyne.Layout].
func (a above) MinSize(objects []fyne.CanvasObject) fyne.Size {
	one, other := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(one.Width, other.Width), one.Height+other.Height)
}

// Layout implements [fyne.Layout].
func (a above) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	height := min(a.list.height(), size.Height/2)
	objects[0].Resize(fyne.NewSize(size.Width, height))
	objects[1].Move(fyne.NewPos(0, height))
	objects[1].Resize(fyne.NewSize(size.Width, size.Height-height))
}
