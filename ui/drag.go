package ui

import (
	"context"
	"errors"
	"image"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/ui/transfer"
)

// shadowSide is the longer side of the picture that goes with the pointer, in pixels.
const shadowSide = 128

// An outing is a drag out of the window under way: until the mouse button is let go, and
// then until the other program has taken what it was given.
type outing struct{ end context.CancelFunc }

// dragOut lets goods be dropped on another program until the mouse button is let go, and
// tells what comes of it. Where nothing can be dragged, instead says what else can be
// done. A drag ends with the context, or where the next begins.
func (w *window) dragOut(ctx context.Context, g goods, tell func(string), instead func()) {
	if g.count == 0 {
		return
	}
	if w.outing != nil { // the other program is in no hurry
		w.outing.end()
	}
	if c := w.win.Canvas(); !isGallery(c.Focused()) {
		c.Unfocus() // a line that is written in would take the keys
	}
	ctx, end := context.WithCancel(ctx)
	under := &outing{end}
	w.outing = under
	tell(trn("Dragging {{.Count}} files: let go over another program. Esc cancels.", g.count))
	type outcome struct {
		made    saving
		dropped bool
	}
	hand := w.hand
	start(w.bridge.ctx, w.bridge, func(context.Context) (o outcome, err error) {
		o.made, o.dropped, err = hand.drag(ctx, g)
		return o, err
	}, func(o outcome, err error) {
		end()
		if w.outing != under {
			return // the next one is told of
		}
		w.outing = nil
		for _, f := range o.made.failed {
			w.message.fail(failed(f.reason, "{{.Name}} was not dropped: {{.Reason}}", with{"Name": filepath.Base(f.path)}))
		}
		switch {
		case errors.Is(err, transfer.ErrNoDrag), errors.Is(err, transfer.ErrNoClipboard):
			tell("")
			instead()
		case err != nil:
			w.message.fail(err)
			tell("")
		case !o.dropped:
			tell(tr("Nothing was dropped."))
		case o.made.saved > 0:
			tell(trn("Dropped {{.Count}} files.", o.made.saved))
		default:
			tell("")
		}
	})
}

// dragged returns the finds that are dragged by one of them: all that are chosen, if it
// is, and else itself.
func (s *results) dragged(f *find) []*find {
	if s.chosen[f] {
		return withoutRejected(s.toSave())
	}
	return withoutRejected([]*find{f})
}

// dragOut drags the cut-outs of a find out of the window, or those of all chosen ones if
// it is one of these.
func (s *results) dragOut(f *find) {
	finds := s.dragged(f)
	g := goods{make: s.handOut(finds), shadow: s.shadow(f)}
	for _, one := range finds {
		g.count += len(one.instances)
	}
	g.png = g.count == 1
	s.window.dragOut(s.ctx, g, s.tell, func() { s.takeOtherwise(f) })
}

// shadow returns what makes the picture of a find that goes with the pointer.
func (s *results) shadow(f *find) func() image.Image {
	ctx, thumb, shown := s.ctx, s.window.thumbs.get(photoThumb(f.path, s.window.photos).key), f.left()
	return func() image.Image {
		masks, err := smallMasks(shown)
		if err != nil || thumb == nil || len(masks) == 0 || masks[0].Size != thumb.Rect.Size() {
			return nil
		}
		cut, err := shownCutout(ctx, thumb, united(masks), shadowSide)
		if err != nil {
			return nil // it goes without
		}
		return cut
	}
}

// takeOtherwise offers to save or copy what cannot be dragged. It is chosen, so that keys
// do the same.
func (s *results) takeOtherwise(f *find) {
	if !s.chosen[f] {
		clear(s.chosen)
		s.toggle(f)
	}
	s.window.snack.suggest(tr("Nothing can be dragged out of the window here."),
		widget.NewButtonWithIcon(tr("Save cut-outs… ({{.Key}})", with{"Key": chord("S")}), theme.DocumentSaveIcon(), s.chooseWhere),
		widget.NewButtonWithIcon(tr("Copy the cut-out")+" (C)", theme.ContentCopyIcon(), s.copyCutouts))
}

// dragOut drags copies of the chosen photos out of the window.
func (c *choosing) dragOut(i int) {
	w := c.screen.window
	thumb := w.thumbs.get(photoThumb(c.screen.shown[i], w.photos).key)
	finds := c.finds()
	w.dragOut(c.screen.ctx, goods{
		count: len(finds),
		make: func(ctx context.Context, dir string) (saving, error) {
			return copyPhotos(ctx, nil, finds, dir, func(int) {})
		},
		shadow: func() image.Image {
			if thumb == nil {
				return nil
			}
			return reduced(sameOpaque(thumb), shadowSide)
		},
	}, c.screen.say, func() {
		w.snack.suggest(tr("Nothing can be dragged out of the window here."),
			widget.NewButtonWithIcon(tr("Copy photos… (P)"), theme.DocumentSaveIcon(), c.chooseWhere))
	})
}

func isGallery(f fyne.Focusable) bool {
	_, is := f.(*gallery)
	return is
}

// cancelsDrag reports whether a key ends a drag that is under way, and does so.
func (w *window) cancelsDrag(e *fyne.KeyEvent) bool {
	if w.outing == nil || e.Name != fyne.KeyEscape {
		return false
	}
	w.outing.end()
	return true
}
