//go:build !windows && !darwin

package transfer

import (
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// A Clipboard is a place where other programs find an offer. Its methods may be called
// by several goroutines.
type Clipboard struct {
	server *server
	window xproto.Window
	done   chan struct{} // closed when no event comes any more
	stamps chan xproto.Timestamp
	saved  chan struct{} // told when a clipboard manager has taken the offer over

	mu      sync.Mutex
	formats []format // what is offered
	since   xproto.Timestamp
	sending map[place]*parcel
}

// Open returns a clipboard, or [ErrNoClipboard] where there is no X server.
func Open() (*Clipboard, error) {
	xgb.Logger.SetOutput(io.Discard) // it writes at every start that no password is needed
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoClipboard, err)
	}
	c := &Clipboard{
		server: &server{Conn: conn},
		done:   make(chan struct{}), stamps: make(chan xproto.Timestamp, 1), saved: make(chan struct{}, 1),
		sending: map[place]*parcel{},
	}
	if err := c.begin(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("%w: %w", ErrNoClipboard, err)
	}
	return c, nil
}

// begin makes the window that owns the selection, and serves whoever asks for it.
func (c *Clipboard) begin() error {
	if err := c.server.internAll(); err != nil {
		return err
	}
	screen := xproto.Setup(c.server.Conn).DefaultScreen(c.server.Conn)
	var err error
	if c.window, err = xproto.NewWindowId(c.server.Conn); err != nil {
		return err
	}
	err = xproto.CreateWindowChecked(c.server.Conn, 0, c.window, screen.Root, -1, -1, 1, 1, 0,
		xproto.WindowClassInputOnly, 0, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return err
	}
	go c.serve()
	return nil
}

// Put offers something in place of what was on the clipboard. The offer's bytes are
// not to be changed after that.
func (c *Clipboard) Put(ctx context.Context, o Offer) error {
	now, err := c.timestamp(ctx)
	if err != nil {
		return fmt.Errorf("asking the clipboard for the time: %w", err)
	}
	c.mu.Lock()
	c.formats, c.since = o.formats(), now
	c.mu.Unlock()
	clipboard := c.server.atom("CLIPBOARD")
	if err := xproto.SetSelectionOwnerChecked(c.server.Conn, c.window, clipboard, now).Check(); err != nil {
		return fmt.Errorf("taking the clipboard: %w", err)
	}
	owner, err := xproto.GetSelectionOwner(c.server.Conn, clipboard).Reply()
	if err != nil {
		return fmt.Errorf("taking the clipboard: %w", err)
	}
	if owner.Owner != c.window {
		return ErrNotTaken
	}
	return nil
}

// timestamp returns the X server's time, which it tells with each change of a property.
func (c *Clipboard) timestamp(ctx context.Context) (xproto.Timestamp, error) {
	select {
	case <-c.stamps:
	default:
	}
	stamp := c.server.atom("WHEREABOUTS_TIME")
	err := xproto.ChangePropertyChecked(c.server.Conn, xproto.PropModeAppend, c.window, stamp, xproto.AtomInteger, 32, 0, nil).Check()
	if err != nil {
		return 0, err
	}
	select {
	case now := <-c.stamps:
		return now, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-c.done:
		return 0, ErrNoClipboard
	}
}

// Close gives up the clipboard. What is on it goes to a clipboard manager where there is
// one, for which Close waits no longer than the context.
func (c *Clipboard) Close(ctx context.Context) {
	c.handOn(ctx)
	c.server.Close()
	<-c.done
}

// handOn asks a clipboard manager to keep what is offered.
func (c *Clipboard) handOn(ctx context.Context) {
	manager := c.server.atom("CLIPBOARD_MANAGER")
	owner, err := xproto.GetSelectionOwner(c.server.Conn, manager).Reply()
	c.mu.Lock()
	offered, since := len(c.formats) > 0, c.since
	c.mu.Unlock()
	if err != nil || owner.Owner == 0 || !offered {
		return
	}
	xproto.ConvertSelection(c.server.Conn, c.window, manager, c.server.atom("SAVE_TARGETS"), 0, since)
	select {
	case <-c.saved:
	case <-ctx.Done():
	case <-c.done:
	}
}

// serve answers what comes from the X server until the connection ends.
func (c *Clipboard) serve() {
	defer close(c.done)
	for {
		event, err := c.server.WaitForEvent()
		if event == nil && err == nil {
			return
		}
		switch e := event.(type) { // an error is of a window that has gone meanwhile
		case xproto.SelectionRequestEvent:
			c.answer(e)
		case xproto.SelectionClearEvent:
			c.lost(e.Time)
		case xproto.SelectionNotifyEvent:
			tell(c.saved, struct{}{})
		case xproto.PropertyNotifyEvent:
			switch {
			case e.Window == c.window && e.State == xproto.PropertyNewValue:
				tell(c.stamps, e.Time)
			case e.State == xproto.PropertyDelete:
				c.sendNext(place{e.Window, e.Atom})
			}
		}
	}
}

// tell sends a value unless one waits already.
func tell[T any](to chan T, value T) {
	select {
	case to <- value:
	default:
	}
}

// lost forgets what was offered, since another program offers something now.
func (c *Clipboard) lost(at xproto.Timestamp) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if int32(at-c.since) >= 0 { // times run over after 49 days
		c.formats = nil
	}
}

// offered returns the data of a format that is offered.
func (c *Clipboard) offered(name string) (data []byte, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.formats {
		if f.name == name {
			return f.data, true
		}
	}
	return nil, false
}
