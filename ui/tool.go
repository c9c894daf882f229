package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// A tool is a button with only an icon. While the pointer is over it, tell is
// called with what the button does and its key, and with nothing afterwards.
type tool struct {
	widget.Button
	hint string
	tell func(string)
}

func newTool(icon fyne.Resource, hint string, tell func(string), tapped func()) *tool {
	t := &tool{hint: hint, tell: tell}
	t.Icon, t.OnTapped = icon, tapped
	t.ExtendBaseWidget(t)
	return t
}

// MouseIn implements [desktop.Hoverable].
func (t *tool) MouseIn(e *desktop.MouseEvent) {
	t.Button.MouseIn(e)
	t.tell(t.hint)
}

// MouseOut implements [desktop.Hoverable].
func (t *tool) MouseOut() {
	t.Button.MouseOut()
	t.tell("")
}
