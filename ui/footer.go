package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// A footer is the status line below a screen. Where photos were skipped it says
// how many, and lists them with their reasons when asked.
type footer struct {
	object *fyne.Container
	text   *widget.Label
	act    *widget.Button // does what the status offers
	why    *widget.Button
	beside *fyne.Container // the buttons
	panel  *fyne.Container
	list   *widget.List
	skips  []skip
	key    string // that lists them; may be empty
}

// newFooter returns a footer; tell shows one reason in full.
func newFooter(tell func(string)) *footer {
	f := &footer{text: widget.NewLabel(""), act: widget.NewButton("", nil), why: widget.NewButton("", nil)}
	f.text.Truncation = fyne.TextTruncateEllipsis
	f.why.Importance = widget.LowImportance
	f.list = widget.NewList(func() int { return len(f.skips) },
		func() fyne.CanvasObject {
			line := widget.NewLabel("")
			line.Truncation = fyne.TextTruncateEllipsis
			return line
		},
		func(i widget.ListItemID, o fyne.CanvasObject) {
			if line, ok := o.(*widget.Label); ok {
				line.SetText(f.skips[i].sentence(filepath.Base(f.skips[i].path)))
			}
		})
	f.list.OnSelected = func(i widget.ListItemID) {
		f.list.UnselectAll()
		tell(f.skips[i].sentence(f.skips[i].path))
	}
	room := canvas.NewRectangle(nil)
	room.SetMinSize(fyne.NewSize(0, steps(40)))
	f.panel = container.NewStack(room, f.list)
	f.panel.Hide()
	f.why.OnTapped = func() {
		f.panel.Hidden = !f.panel.Hidden
		f.object.Refresh()
	}
	f.why.Hide()
	f.act.Importance = widget.LowImportance
	f.act.Hide()
	f.beside = container.NewHBox(f.act, f.why)
	f.beside.Hide()
	f.object = container.NewVBox(
		widget.NewSeparator(), f.panel,
		container.NewBorder(nil, nil, nil, f.beside, f.text),
	)
	return f
}

// show shows a status and the photos that were skipped.
func (f *footer) show(status string, skips []skip) {
	f.text.SetText(status)
	if len(skips) == len(f.skips) {
		return
	}
	f.skips = skips
	f.why.SetText(f.ask(len(skips)))
	f.why.Hidden = len(skips) == 0
	if len(skips) == 0 {
		f.panel.Hide()
	}
	f.list.Refresh()
	f.arrange()
}

// arrange gives the buttons room where there are any.
func (f *footer) arrange() {
	f.beside.Hidden = f.act.Hidden && f.why.Hidden
	f.object.Refresh()
}

// offer shows what can be done about the status.
func (f *footer) offer(label string, do func()) {
	f.act.OnTapped = do
	f.act.SetText(label)
	f.act.Show()
	f.arrange()
}

// withdraw takes back what was offered.
func (f *footer) withdraw() {
	if f.act.Visible() {
		f.act.Hide()
		f.arrange()
	}
}

// ask is what asks why photos were skipped.
func (f *footer) ask(skips int) string {
	if f.key == "" {
		return trn("{{.Count}} skipped (why?)", skips)
	}
	return trn("{{.Count}} skipped, why? ({{.Key}})", skips, with{"Key": f.key})
}
