package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// maxLines is the number of sentences that a banner shows at a time.
const maxLines = 4

// A banner shows sentences across the window until they are closed.
type banner struct {
	object *fyne.Container
	icon   *widget.Icon
	text   *widget.Label
	act    *widget.Button // does what the sentence offers
	closed func()         // told when what is offered is dismissed
	lines  []string
	errors bool
	moved  func() // told when it comes or goes, which leaves the rest less room or more
}

func newBanner() *banner {
	b := &banner{icon: widget.NewIcon(theme.InfoIcon()), text: widget.NewLabel(""), act: widget.NewButton("", nil), closed: func() {}, moved: func() {}}
	b.text.Wrapping = fyne.TextWrapWord
	hide := widget.NewButtonWithIcon(chord("."), theme.CancelIcon(), b.dismiss)
	hide.Importance = widget.LowImportance
	b.object = container.NewVBox(
		container.NewBorder(nil, nil, container.NewPadded(b.icon), container.NewVBox(hide), container.NewBorder(nil, nil, nil, container.NewCenter(b.act), b.text)),
		widget.NewSeparator(),
	)
	b.object.Hide()
	b.act.Hide()
	return b
}

// offer shows a sentence with a button, until one of them is used or something else is
// told. Closed is called where the user closes it.
func (b *banner) offer(text, label string, do, closed func()) {
	b.tell(text)
	b.act.SetText(label)
	b.act.OnTapped = func() {
		b.hide()
		do()
	}
	b.closed = closed
	b.act.Show()
}

// accept does what is offered, if anything is.
func (b *banner) accept() {
	if b.act.Visible() && !b.object.Hidden {
		b.act.OnTapped()
	}
}

// dismiss closes the banner for the user.
func (b *banner) dismiss() {
	closed := b.closed
	b.hide()
	closed()
}

// tell shows a sentence in place of what was shown before.
func (b *banner) tell(text string) {
	b.errors = false
	b.lines = []string{text}
	b.update()
}

// fail shows an error. Earlier errors that were not closed stay.
func (b *banner) fail(err error) {
	if !b.errors {
		b.lines, b.errors = nil, true
	}
	if text := sentence(err); !slices.Contains(b.lines, text) {
		b.lines = append(b.lines, text)
	}
	if len(b.lines) > maxLines {
		b.lines = b.lines[len(b.lines)-maxLines:]
	}
	b.update()
}

// clear forgets what was told, but not what is offered.
func (b *banner) clear() {
	if b.act.Hidden {
		b.hide()
	}
}

func (b *banner) hide() {
	b.lines, b.errors = nil, false
	b.update()
}

func (b *banner) update() {
	b.act.Hide()
	b.closed = func() {}
	was := b.object.Hidden
	defer func() {
		if b.object.Hidden != was {
			b.moved()
		}
	}()
	if len(b.lines) == 0 {
		b.object.Hide()
		return
	}
	icon := theme.InfoIcon()
	if b.errors {
		icon = theme.NewErrorThemedResource(theme.ErrorIcon())
	}
	b.icon.SetResource(icon)
	b.text.SetText(strings.Join(b.lines, "\n"))
	b.object.Show()
}
