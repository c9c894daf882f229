//go:build !windows && !darwin

package transfer

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// An Exchange hands offers over to other programs. Its methods may be called by several
// goroutines.
type Exchange struct {
	server *server
	portal portal
	root   xproto.Window
	window xproto.Window                  // owns the selections
	done   chan struct{}                  // closed when no event comes any more
	stamps chan xproto.Timestamp          // the server's time, when it was asked for
	saved  chan struct{}                  // told when a clipboard manager has taken the offer over
	words  chan xproto.ClientMessageEvent // what the target of a drag says

	dragging  sync.Mutex   // held during a drag
	answering atomic.Int32 // how many are just being given what is dragged

	mu      sync.Mutex
	offers  map[xproto.Atom]held // by selection
	sending map[place]*parcel
}

// held is what is offered by a selection.
type held struct {
	formats []format
	since   xproto.Timestamp
}

// Open returns an exchange, or [ErrNoClipboard] where there is no X server.
func Open() (*Exchange, error) {
	xgb.Logger.SetOutput(io.Discard) // it writes at every start that no password is needed
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoClipboard, err)
	}
	x := &Exchange{
		server: &server{Conn: conn},
		done:   make(chan struct{}), stamps: make(chan xproto.Timestamp, 1), saved: make(chan struct{}, 1),
		words:  make(chan xproto.ClientMessageEvent, 16),
		offers: map[xproto.Atom]held{}, sending: map[place]*parcel{},
	}
	if err := x.begin(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("%w: %w", ErrNoClipboard, err)
	}
	return x, nil
}

// begin makes the window that owns the selections, and serves whoever asks for them.
func (x *Exchange) begin() error {
	if err := x.server.internAll(); err != nil {
		return err
	}
	x.root = xproto.Setup(x.server.Conn).DefaultScreen(x.server.Conn).Root
	var err error
	if x.window, err = xproto.NewWindowId(x.server.Conn); err != nil {
		return err
	}
	err = xproto.CreateWindowChecked(x.server.Conn, 0, x.window, x.root, -1, -1, 1, 1, 0,
		xproto.WindowClassInputOnly, 0, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return err
	}
	go x.serve()
	return nil
}

// Put offers something on the clipboard in place of what was there.
func (x *Exchange) Put(ctx context.Context, o Offer) error {
	clipboard := x.server.atom("CLIPBOARD")
	if err := x.own(ctx, clipboard, o.formats(x.portal.keys(ctx))); err != nil {
		return fmt.Errorf("taking the clipboard: %w", err)
	}
	return nil
}

// own offers something by a selection.
func (x *Exchange) own(ctx context.Context, selection xproto.Atom, formats []format) error {
	now, err := x.timestamp(ctx)
	if err != nil {
		return err
	}
	x.mu.Lock()
	x.offers[selection] = held{formats, now}
	x.mu.Unlock()
	if err := xproto.SetSelectionOwnerChecked(x.server.Conn, x.window, selection, now).Check(); err != nil {
		return err
	}
	owner, err := xproto.GetSelectionOwner(x.server.Conn, selection).Reply()
	if err != nil {
		return err
	}
	if owner.Owner != x.window {
		return ErrNotTaken
	}
	return nil
}

// timestamp returns the X server's time, which it tells with each change of a property.
func (x *Exchange) timestamp(ctx context.Context) (xproto.Timestamp, error) {
	select {
	case <-x.stamps:
	default:
	}
	stamp := x.server.atom("WHEREABOUTS_TIME")
	err := xproto.ChangePropertyChecked(x.server.Conn, xproto.PropModeAppend, x.window, stamp, xproto.AtomInteger, 32, 0, nil).Check()
	if err != nil {
		return 0, err
	}
	select {
	case now := <-x.stamps:
		return now, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-x.done:
		return 0, ErrNoClipboard
	}
}

// Close gives up what is offered. What is on the clipboard goes to a clipboard manager
// where there is one, for which Close waits no longer than the context.
func (x *Exchange) Close(ctx context.Context) {
	x.handOn(ctx)
	x.portal.close()
	x.server.Close()
	<-x.done
}

// handOn asks a clipboard manager to keep what is on the clipboard. Keys of the portal are
// not worth it, since they go with this program.
func (x *Exchange) handOn(ctx context.Context) {
	manager := x.server.atom("CLIPBOARD_MANAGER")
	owner, err := xproto.GetSelectionOwner(x.server.Conn, manager).Reply()
	x.mu.Lock()
	clipboard := x.server.atom("CLIPBOARD")
	offered := x.offers[clipboard]
	offered.formats = slices.DeleteFunc(slices.Clone(offered.formats), format.isKey)
	x.offers[clipboard] = offered
	x.mu.Unlock()
	if err != nil || owner.Owner == 0 || len(offered.formats) == 0 {
		return
	}
	xproto.ConvertSelection(x.server.Conn, x.window, manager, x.server.atom("SAVE_TARGETS"), 0, offered.since)
	select {
	case <-x.saved:
	case <-ctx.Done():
	case <-x.done:
	}
}

// serve answers what comes from the X server until the connection ends.
func (x *Exchange) serve() {
	defer close(x.done)
	for {
		event, err := x.server.WaitForEvent()
		if event == nil && err == nil {
			return
		}
		switch e := event.(type) { // an error is of a window that has gone meanwhile
		case xproto.SelectionRequestEvent:
			go x.answer(e) // making what is asked for may take a while
		case xproto.SelectionClearEvent:
			x.lost(e.Selection, e.Time)
		case xproto.SelectionNotifyEvent:
			tell(x.saved, struct{}{})
		case xproto.ClientMessageEvent:
			tell(x.words, e)
		case xproto.DestroyNotifyEvent:
			x.giveUp(func(p place, _ *parcel) bool { return p.window == e.Window })
		case xproto.PropertyNotifyEvent:
			switch {
			case e.Window == x.window && e.State == xproto.PropertyNewValue:
				tell(x.stamps, e.Time)
			case e.State == xproto.PropertyDelete:
				x.sendNext(place{e.Window, e.Atom})
			}
		}
	}
}

// tell sends a value, or lets it go where nobody has taken the ones before.
func tell[T any](to chan T, value T) {
	select {
	case to <- value:
	default:
	}
}

// lost forgets what was offered, since another program offers something now.
func (x *Exchange) lost(selection xproto.Atom, at xproto.Timestamp) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if int32(at-x.offers[selection].since) >= 0 { // times run over after 49 days
		delete(x.offers, selection)
	}
}

// offered returns what is offered by a selection.
func (x *Exchange) offered(selection xproto.Atom) held {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.offers[selection]
}
