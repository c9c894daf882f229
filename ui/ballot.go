package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A ballot lies over the picture of a find. While the pointer is over it, or the
// keys are for the find, it offers a yes and a no.
type ballot struct {
	widget.BaseWidget
	yes, no *vote
	buttons *fyne.Container
	item    item
	hovered bool
}

func newBallot() *ballot {
	b := &ballot{}
	b.yes = newVote(tr("Yes (Y)"), theme.ConfirmIcon(), b.hover, func() { b.cast(accepted) })
	b.no = newVote(tr("No (N)"), theme.CancelIcon(), b.hover, func() { b.cast(rejected) })
	b.buttons = container.NewVBox(layout.NewSpacer(), container.NewGridWithColumns(2, b.yes, b.no))
	b.buttons.Hide()
	b.Hide()
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer implements [fyne.Widget].
func (b *ballot) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewPadded(b.buttons))
}

// MinSize implements [fyne.CanvasObject]: the picture alone says how large a cell
// is.
func (b *ballot) MinSize() fyne.Size { return fyne.Size{} }

// show offers to judge an item, if it can be judged.
func (b *ballot) show(i item) {
	b.item = i
	b.Hidden = i.judge == nil
	if b.Hidden {
		return
	}
	b.yes.stress(i.verdict == accepted)
	b.no.stress(i.verdict == rejected)
	b.update()
}

// cast says yes or no, or takes that back where it is what was said.
func (b *ballot) cast(v verdict) {
	if b.item.verdict == v {
		v = undecided
	}
	if b.item.judge != nil {
		b.item.judge(v)
	}
}

func (b *ballot) hover(on bool) {
	b.hovered = on
	b.update()
}

func (b *ballot) update() {
	if hidden := !b.hovered && !b.item.current; b.buttons.Hidden != hidden {
		b.buttons.Hidden = hidden
		b.Refresh()
	}
}

// MouseIn implements [desktop.Hoverable].
func (b *ballot) MouseIn(*desktop.MouseEvent) { b.hover(true) }

// MouseMoved implements [desktop.Hoverable].
func (b *ballot) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements [desktop.Hoverable].
func (b *ballot) MouseOut() { b.hover(false) }

// A vote is a yes or a no.
type vote struct {
	widget.Button
	hover func(bool) // told when the pointer comes and goes
}

func newVote(label string, icon fyne.Resource, hover func(bool), cast func()) *vote {
	v := &vote{hover: hover}
	v.Text, v.Icon, v.OnTapped = label, icon, cast
	v.ExtendBaseWidget(v)
	return v
}

// stress shows that this is what was said.
func (v *vote) stress(said bool) {
	importance := widget.MediumImportance
	if said {
		importance = widget.HighImportance
	}
	if v.Importance != importance {
		v.Importance = importance
		v.Refresh()
	}
}

// MouseIn implements [desktop.Hoverable].
func (v *vote) MouseIn(e *desktop.MouseEvent) {
	v.Button.MouseIn(e)
	v.hover(true)
}

// MouseOut implements [desktop.Hoverable].
func (v *vote) MouseOut() {
	v.Button.MouseOut()
	v.hover(false)
}
