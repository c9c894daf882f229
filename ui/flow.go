package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// flow lays out the present finds, the line, and the others below it.
// The present ones get the height they need as far as there is room; where both
// need more, they share it.
type flow struct{ *results }

// MinSize implements [fyne.Layout].
func (f flow) MinSize([]fyne.CanvasObject) fyne.Size {
	size := f.present.MinSize()
	return size.AddWidthHeight(0, f.line.MinSize().Height)
}

// Layout implements [fyne.Layout].
func (f flow) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	pad := theme.Padding()
	var line, below float32
	if f.line.Visible() {
		line = f.line.MinSize().Height + pad
	}
	room := size.Height - line
	if f.below.Visible() {
		above := f.present.heightFor(len(f.ranked.present), size.Width)
		if f.present.Hidden {
			above = f.empty.MinSize().Height + steps(4)
		}
		below = max(room-above-pad, room/2)
		below = min(below, max(room/2, f.below.heightFor(len(f.lower()), size.Width)))
	}
	above := room - below
	for _, o := range []fyne.CanvasObject{f.empty, f.present} {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(fyne.NewSize(size.Width, above))
	}
	f.line.Move(fyne.NewPos(0, above))
	f.line.Resize(fyne.NewSize(size.Width, line))
	f.below.Move(fyne.NewPos(0, above+line))
	f.below.Resize(fyne.NewSize(size.Width, max(0, below)))
}
