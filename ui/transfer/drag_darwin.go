package transfer

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"sync"
	"sync/atomic"

	"github.com/ebitengine/purego/objc"
)

// What AppKit is told and tells.
const (
	dragNothing   = 0 // NSDragOperation
	dragCopy      = 1
	outside       = 0 // NSDraggingContext
	buttonDown    = 1 // NSEventType
	buttonLetGo   = 2
	pointerPulled = 6
	leftButton    = 1 // of the buttons that are down
)

// plainSide is a side of the place of what is dragged without a picture, in points.
const plainSide = 32

// A drag is one drag under way, and is AppKit's: from begin to end it is on the thread of
// the window.
type drag struct {
	offer   Offer
	plain   []byte // of the offer, where that has no files
	shadow  []byte // a PNG, or none
	size    cgSize // of the shadow, in points
	void    atomic.Bool
	ended   chan outcome
	over    bool
	window  objc.ID // whose button is down
	promise *promiser
}

// An outcome is what became of a drag.
type outcome struct {
	dropped bool
	err     error
}

// A dragger makes the sources of drags.
type dragger struct {
	class objc.Class
	known cast[drag]
}

// newDragger returns the dragger of this process. A class is made once.
var newDragger = sync.OnceValues(func() (*dragger, error) {
	if err := loadAppKit(); err != nil {
		return nil, err
	}
	d := &dragger{}
	var err error
	d.class, err = newClass("WhereaboutsDrag", "NSObject", []string{"NSDraggingSource"},
		method("whereaboutsBegin", func(self objc.ID, _ objc.SEL) { d.known.get(self).begin(self) }),
		method("draggingSession:sourceOperationMaskForDraggingContext:", func(self objc.ID, _ objc.SEL, _ objc.ID, where int) uint {
			return d.known.get(self).allowed(where)
		}),
		method("ignoreModifierKeysForDraggingSession:", func(objc.ID, objc.SEL, objc.ID) bool { return true }),
		method("draggingSession:endedAtPoint:operation:", func(self objc.ID, _ objc.SEL, _ objc.ID, _ cgPoint, done uint) {
			if known := d.known.get(self); !known.over {
				known.letGo()
				known.end(self, outcome{dropped: done != dragNothing})
			}
		}),
		d.known.goes(),
	)
	return d, err
})

// Drag lets an offer be dropped on another program, from now until the mouse button is let
// go, and reports whether one has taken it. The picture, if there is one, goes with the
// pointer. It ends early, with nothing dropped, when the context is done: AppKit goes on
// dragging until the button is let go, but nothing is given then. Another drag begins when
// this one has ended.
//
// Each file is a promise, which AppKit has kept when it is dropped, by another thread: the
// file is copied to where the other program wants it. As many programs take no promises,
// each is offered as the URL of the file as well, and one picture as that. How many files
// there will be has to be known when the drag begins, hence [Offer.Count]; what they are
// called is not. The program is asked for names, URLs and the picture on the thread of the
// window, where AppKit drags, and that waits until they are there.
func (x *Exchange) Drag(ctx context.Context, o Offer, picture image.Image) (dropped bool, err error) {
	x.dragging.Lock()
	defer x.dragging.Unlock()
	made, err := newDragger()
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrNoDrag, err)
	}
	d := &drag{offer: o, ended: make(chan outcome, 1)}
	if d.promise, err = newPromiser(); err != nil {
		return false, fmt.Errorf("%w: %w", ErrNoDrag, err)
	}
	if err := d.prepare(picture); err != nil {
		return false, err
	}
	inPool(func() {
		source := send(send(objc.ID(made.class), "alloc"), "init") // released at its end
		made.known.set(source, d)
		send(source, "performSelectorOnMainThread:withObject:waitUntilDone:", objc.RegisterName("whereaboutsBegin"), objc.ID(0), false)
	})
	select {
	case end := <-d.ended:
		return end.dropped, end.err
	case <-ctx.Done():
		d.void.Store(true)
		return false, nil
	}
}

// prepare makes what a drag begins with.
func (d *drag) prepare(picture image.Image) (err error) {
	if d.offer.Files == nil {
		if d.plain, err = d.offer.Picture(); err != nil {
			return err
		}
	}
	d.size = cgSize{plainSide, plainSide}
	if picture == nil || picture.Bounds().Empty() {
		return nil
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return fmt.Errorf("making the picture that goes with the pointer: %w", err)
	}
	d.shadow = b.Bytes()
	d.size = cgSize{float64(picture.Bounds().Dx()), float64(picture.Bounds().Dy())}
	return nil
}

// allowed returns what may be done with what is dragged: it may be copied, by another
// program. This one would take its own files for new photos.
func (d *drag) allowed(where int) uint {
	if where != outside || d.void.Load() {
		return dragNothing
	}
	return dragCopy
}

// begin begins the drag, unless the button was let go meanwhile.
func (d *drag) begin(self objc.ID) {
	if d.void.Load() || ask[uint](class("NSEvent"), "pressedMouseButtons")&leftButton == 0 {
		d.end(self, outcome{})
		return
	}
	event := d.pull()
	send(d.window, "retain") // until the end
	view := send(d.window, "contentView")
	if view == 0 {
		d.end(self, outcome{err: ErrNoDrag})
		return
	}
	at := ask[cgPoint](view, "convertPoint:fromView:", ask[cgPoint](d.window, "mouseLocationOutsideOfEventStream"), objc.ID(0))
	if send(view, "beginDraggingSessionWithItems:event:source:", d.items(at), event, self) == 0 {
		d.end(self, outcome{err: ErrNoDrag})
	}
}

// pull returns the event of the mouse that the drag begins with, and so finds the window:
// the one that AppKit is at, or else one like it.
func (d *drag) pull() objc.ID {
	app := send(class("NSApplication"), "sharedApplication")
	event := send(app, "currentEvent")
	if kind := ask[uint](event, "type"); kind == buttonDown || kind == pointerPulled {
		if d.window = send(event, "window"); d.window != 0 {
			return event
		}
	}
	for _, which := range []string{"keyWindow", "mainWindow"} {
		if d.window == 0 {
			d.window = app.Send(objc.RegisterName(which))
		}
	}
	return d.event(pointerPulled)
}

// event returns an event of the left button where the pointer is.
func (d *drag) event(kind uint) objc.ID {
	since := ask[float64](send(class("NSProcessInfo"), "processInfo"), "systemUptime")
	return send(class("NSEvent"), "mouseEventWithType:location:modifierFlags:timestamp:windowNumber:context:eventNumber:clickCount:pressure:",
		kind, ask[cgPoint](d.window, "mouseLocationOutsideOfEventStream"), uint(0), since, ask[int](d.window, "windowNumber"), objc.ID(0), 0, 1, float32(1))
}

// items returns what is dragged, around a point of the view. The first has the picture;
// AppKit shows how many there are.
func (d *drag) items(at cgPoint) objc.ID {
	place := cgRect{cgPoint{at.X - d.size.Width/2, at.Y - d.size.Height/2}, d.size}
	var shown objc.ID
	if d.shadow != nil {
		shown = send(send(send(class("NSImage"), "alloc"), "initWithData:", data(d.shadow)), "autorelease")
	}
	var items []objc.ID
	for _, writer := range d.writers() {
		item := send(send(send(class("NSDraggingItem"), "alloc"), "initWithPasteboardWriter:", writer), "autorelease")
		send(item, "setDraggingFrame:contents:", place, shown)
		items = append(items, item)
		shown = 0
	}
	return array(items...)
}

// writers returns what puts the offer onto the pasteboard.
func (d *drag) writers() (writers []objc.ID) {
	for _, p := range d.offer.promises(&d.void) {
		writers = append(writers, send(d.promise.provider(p), "autorelease"))
	}
	if len(writers) == 0 {
		item := send(send(send(class("NSPasteboardItem"), "alloc"), "init"), "autorelease")
		ask[bool](item, "setData:forType:", data(d.plain), text(pngType))
		writers = append(writers, item)
	}
	return writers
}

// letGo tells the window that the button was let go, which AppKit keeps to itself during a
// drag.
func (d *drag) letGo() {
	send(send(d.window, "contentView"), "mouseUp:", d.event(buttonLetGo))
}

// end tells what became of the drag, and lets go of all that it held.
func (d *drag) end(self objc.ID, o outcome) {
	d.over = true
	d.ended <- o
	send(d.window, "autorelease")
	send(self, "autorelease")
}
