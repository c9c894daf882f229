//go:build !windows && !darwin

package transfer

import (
	"context"
	"fmt"
	"image"
	"os"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

const (
	dragVersion = 5 // of XDND
	oldestDrag  = 3 // that is spoken with a target
	enterTypes  = 3 // that fit into the message which begins to speak with it
	// glance is how often the pointer is looked at.
	glance = 16 * time.Millisecond
	// again is how often a target that takes nothing yet is told that something is above
	// it: it may have to look at it first.
	again = 150 * time.Millisecond
	// replyWithin is how long a target may take to say whether it takes what is above
	// it, once the button was let go and it was given what it looks at.
	replyWithin = time.Second
	// takenWithin is how long a target may take to take what was dropped.
	takenWithin = time.Minute
)

// A drag is one drag under way.
type drag struct {
	*Exchange
	formats []format
	shadow  *shadow
	target  target // that the pointer is over, or none
	at      image.Point
	moved   bool      // since the target was told last
	waiting bool      // for the target to say whether it takes it
	accepts bool      // what it said
	told    time.Time // when the target was told last where the pointer is
}

// A target is a window that takes what is dropped on it.
type target struct {
	window  xproto.Window
	speaks  xproto.Window // that is told instead of it
	version uint32
}

// Drag lets an offer be dropped on another program, from now until the mouse button is let
// go, and reports whether one has taken it. The picture, if there is one, goes with the
// pointer. It ends early, with nothing dropped, when the context is done. Another drag
// begins when this one has ended.
func (x *Exchange) Drag(ctx context.Context, o Offer, picture image.Image) (dropped bool, err error) {
	x.dragging.Lock()
	defer x.dragging.Unlock()
	d := &drag{Exchange: x}
	for _, f := range o.formats(x.portal.keys(ctx)) {
		if f.name != copyFormat {
			d.formats = append(d.formats, f)
		}
	}
	if err := x.own(ctx, x.server.atom("XdndSelection"), d.formats); err != nil {
		return false, fmt.Errorf("beginning to drag: %w", err)
	}
	d.shadow = newShadow(x, picture)
	defer d.shadow.close()
	return d.follow(ctx)
}

// follow follows the pointer until the button is let go.
func (d *drag) follow(ctx context.Context) (dropped bool, err error) {
	defer func() { d.leave() }()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false, nil
		case <-d.done:
			return false, ErrNoDrag
		case said := <-d.words:
			d.listen(said)
			continue
		case <-tick.C:
		}
		pointer, err := xproto.QueryPointer(d.server.Conn, d.root).Reply()
		if err != nil {
			return false, fmt.Errorf("looking where the pointer is: %w", err)
		}
		const buttons = xproto.ButtonMask1 | xproto.ButtonMask2 | xproto.ButtonMask3
		d.move(image.Pt(int(pointer.RootX), int(pointer.RootY)))
		if pointer.Mask&buttons == 0 {
			return d.drop(ctx), nil
		}
	}
}

// move tells the window below the pointer that something is above it.
func (d *drag) move(to image.Point) {
	if to != d.at {
		d.at, d.moved = to, true
		d.shadow.move(to)
	}
	below := d.below(to)
	if below.window != d.target.window {
		d.leave()
		d.target, d.moved = below, true
		d.enter()
	}
	if d.moved || !d.accepts && time.Since(d.told) >= again {
		d.point()
	}
}

// point tells the target where the pointer is, unless it was and has not answered yet.
func (d *drag) point() {
	if d.target.window == 0 || d.waiting {
		return
	}
	d.moved, d.waiting, d.told = false, true, time.Now()
	d.say("XdndPosition", 0, uint32(d.at.X)<<16|uint32(d.at.Y)&0xffff, d.time(), uint32(d.server.atom("XdndActionCopy")))
}

// below returns the target at a point of the screen: the outermost window there that
// takes drops, or else the desktop. A window of this program is none.
func (d *drag) below(at image.Point) target {
	for w := d.root; ; {
		inside, err := xproto.TranslateCoordinates(d.server.Conn, d.root, w, int16(at.X), int16(at.Y)).Reply()
		switch {
		case err != nil:
			return target{}
		case inside.Child == 0 && w == d.root:
			return d.targetOf(d.root)
		case inside.Child == 0:
			return target{}
		}
		w = inside.Child
		if pid, ok := d.number(w, "_NET_WM_PID"); ok && pid == uint32(os.Getpid()) {
			return target{}
		}
		if t := d.targetOf(w); t.window != 0 {
			return t
		}
	}
}

// targetOf returns a window as a target, or none where it takes no drops.
func (d *drag) targetOf(w xproto.Window) target {
	t := target{window: w, speaks: w}
	if proxy, ok := d.number(w, "XdndProxy"); ok {
		// One that was left behind by a program that died does not name itself.
		if itself, ok := d.number(xproto.Window(proxy), "XdndProxy"); ok && itself == proxy {
			t.speaks = xproto.Window(proxy)
		}
	}
	version, ok := d.number(t.speaks, "XdndAware")
	if !ok || version < oldestDrag {
		return target{}
	}
	t.version = min(version, dragVersion)
	return t
}

// number returns the first number of a property.
func (d *drag) number(w xproto.Window, property string) (uint32, bool) {
	p, err := xproto.GetProperty(d.server.Conn, false, w, d.server.atom(property), xproto.AtomAny, 0, 1).Reply()
	if err != nil || p.Format != 32 || len(p.Value) < 4 {
		return 0, false
	}
	return xgb.Get32(p.Value), true
}

// enter tells the target what is offered.
func (d *drag) enter() {
	if d.target.window == 0 {
		return
	}
	types := make([]uint32, len(d.formats), len(d.formats)+enterTypes)
	for i, f := range d.formats {
		types[i] = uint32(d.server.atom(f.name))
	}
	version := d.target.version << 24
	if len(types) > enterTypes { // the others are in a property
		version |= 1
		d.put(place{d.window, d.server.atom("XdndTypeList")}, xproto.AtomAtom, 32, words(types...))
	}
	types = append(types, make([]uint32, enterTypes)...)
	d.say("XdndEnter", version, types[0], types[1], types[2])
}

// leave tells the target that nothing is above it any more.
func (d *drag) leave() {
	if d.target.window != 0 {
		d.say("XdndLeave", 0, 0, 0, 0)
	}
	d.target, d.waiting, d.accepts = target{}, false, false
}

// listen takes in what a target says.
func (d *drag) listen(said xproto.ClientMessageEvent) {
	data := said.Data.Data32
	if said.Type != d.server.atom("XdndStatus") || xproto.Window(data[0]) != d.target.window {
		return
	}
	d.waiting, d.accepts = false, data[1]&1 != 0
}

// drop has the target take what is above it, and reports whether it did.
func (d *drag) drop(ctx context.Context) bool {
	for late := time.Now().Add(replyWithin); (d.waiting || !d.accepts) && d.target.window != 0 && ctx.Err() == nil && time.Now().Before(late); {
		d.await(ctx, again, func(said xproto.ClientMessageEvent) bool {
			d.listen(said)
			return !d.waiting && d.accepts
		})
		if !d.accepts {
			d.point()
		}
		if d.answering.Load() > 0 {
			late = time.Now().Add(replyWithin)
		}
	}
	if d.target.window == 0 || d.waiting || !d.accepts {
		return false
	}
	onto := d.target
	d.say("XdndDrop", 0, d.time(), 0, 0)
	d.target = target{} // it is not told to forget it after that
	taken := false
	d.await(ctx, takenWithin, func(said xproto.ClientMessageEvent) bool {
		data := said.Data.Data32
		if said.Type != d.server.atom("XdndFinished") || xproto.Window(data[0]) != onto.window {
			return d.gone(onto.window)
		}
		taken = data[1]&1 != 0 || onto.version < dragVersion // older ones don't say
		return true
	})
	return taken
}

// await listens until enough was said, for a while. What a target that speaks no more
// would have said is not waited for.
func (d *drag) await(ctx context.Context, while time.Duration, enough func(xproto.ClientMessageEvent) bool) {
	late := time.NewTimer(while)
	defer late.Stop()
	look := time.NewTicker(10 * glance)
	defer look.Stop()
	for said := (xproto.ClientMessageEvent{Data: xproto.ClientMessageDataUnionData32New(make([]uint32, 5))}); !enough(said); {
		select {
		case said = <-d.words:
		case <-look.C:
		case <-late.C:
			return
		case <-ctx.Done():
			return
		case <-d.done:
			return
		}
	}
}

// gone reports whether a window is no more.
func (d *drag) gone(w xproto.Window) bool {
	_, err := xproto.GetWindowAttributes(d.server.Conn, w).Reply()
	return err != nil
}

// time returns when the selection was taken.
func (d *drag) time() uint32 {
	return uint32(d.offered(d.server.atom("XdndSelection")).since)
}

// say says something to the target.
func (d *drag) say(what string, data ...uint32) {
	message := xproto.ClientMessageEvent{
		Format: 32, Window: d.target.window, Type: d.server.atom(what),
		Data: xproto.ClientMessageDataUnionData32New(append([]uint32{uint32(d.window)}, data...)),
	}
	d.send(d.target.speaks, message.Bytes())
}
