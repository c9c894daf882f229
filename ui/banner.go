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
	lines  []string
	errors bool
}

func newBanner() *banner {
	b := &banner{icon: widget.NewIcon(theme.InfoIcon()), text: widget.NewLabel("")}
	b.text.Wrapping = fyne.TextWrapWord
	hide := widget.NewButtonWithIcon("", theme.CancelIcon(), b.clear)
	hide.Importance = widget.LowImportance
	b.object = container.NewVBox(
		container.NewBorder(nil, nil, container.NewPadded(b.icon), container.NewVBox(hide), b.text),
		widget.NewSeparator(),
	)
	b.object.Hide()
	return b
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

func (b *banner) clear() {
	b.lines, b.errors = nil, false
	b.update()
}

func (b *banner) update() {
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
