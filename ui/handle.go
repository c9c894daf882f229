package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// A handle is something by which a find can be dragged out of the window.
type handle struct {
	widget.BaseWidget
	content fyne.CanvasObject
	out     func()

	moved fyne.Delta // since the mouse went down
	gone  bool       // it drags it out of the window
}

func newHandle(content fyne.CanvasObject, out func()) *handle {
	h := &handle{content: content, out: out}
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer implements [fyne.Widget].
func (h *handle) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(h.content) }

// Dragged implements [fyne.Draggable].
func (h *handle) Dragged(e *fyne.DragEvent) {
	h.moved.DX += e.Dragged.DX
	h.moved.DY += e.Dragged.DY
	if !h.gone && isDrag(h.moved.DX, h.moved.DY) {
		h.gone = true
		h.out()
	}
}

// DragEnd implements [fyne.Draggable].
func (h *handle) DragEnd() { h.moved, h.gone = fyne.Delta{}, false }

// isDrag reports whether the mouse has moved so far that it is no click of an unsteady
// hand.
func isDrag(dx, dy float32) bool { return max(dx, -dx, dy, -dy) >= steps(2) }
