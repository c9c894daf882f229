//go:build !windows && !darwin

package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// A request is one look at what is on the clipboard, over a connection of its own: what
// comes over it is an answer to that and to nothing else.
type request struct {
	server *server
	window xproto.Window
}

// errRefused says that the owner of the clipboard does not give what it was asked for.
var errRefused = errors.New("the other program does not give it")

// Paste returns what is on the clipboard, or [ErrNothing]. It is as large as [MostPasted]
// at most, and waited for no longer than the context.
func (x *Exchange) Paste(ctx context.Context) (Pasted, error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return Pasted{}, fmt.Errorf("%w: %w", ErrNoClipboard, err)
	}
	defer conn.Close()
	// Whoever has the clipboard may never answer.
	defer context.AfterFunc(ctx, conn.Close)()
	r := &request{server: &server{Conn: conn}}
	pasted, err := r.paste()
	switch {
	case ctx.Err() != nil:
		return Pasted{}, fmt.Errorf("reading the clipboard: %w", context.Cause(ctx))
	case err != nil && !errors.Is(err, ErrNothing):
		return Pasted{}, fmt.Errorf("reading the clipboard: %w", err)
	}
	return pasted, err
}

func (r *request) paste() (Pasted, error) {
	if err := r.server.internAll(); err != nil {
		return Pasted{}, err
	}
	var err error
	if r.window, err = xproto.NewWindowId(r.server.Conn); err != nil {
		return Pasted{}, err
	}
	root := xproto.Setup(r.server.Conn).DefaultScreen(r.server.Conn).Root
	err = xproto.CreateWindowChecked(r.server.Conn, 0, r.window, root, -1, -1, 1, 1, 0,
		xproto.WindowClassInputOnly, 0, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return Pasted{}, err
	}
	offered, err := r.formats()
	if err != nil {
		return Pasted{}, err
	}
	if slices.Contains(offered, listFormat) {
		list, err := r.ask(listFormat)
		if err != nil {
			return Pasted{}, err
		}
		if files := filesOf(string(list)); len(files) > 0 {
			return Pasted{Files: files}, nil
		}
	}
	if !slices.Contains(offered, pictureFormat) {
		return Pasted{}, ErrNothing
	}
	picture, err := r.ask(pictureFormat)
	return Pasted{Picture: picture}, err
}

// formats returns those forms of what is on the clipboard that are understood.
func (r *request) formats() (names []string, err error) {
	list, err := r.ask("TARGETS")
	if errors.Is(err, errRefused) {
		return nil, ErrNothing
	}
	for ; len(list) >= 4; list = list[4:] {
		if name := r.server.nameOf(xproto.Atom(xgb.Get32(list))); name != "" {
			names = append(names, name)
		}
	}
	return names, err
}

// ask returns what is on the clipboard in a form.
func (r *request) ask(name string) ([]byte, error) {
	s := r.server
	place := s.atom("WHEREABOUTS_PASTE")
	xproto.ConvertSelection(s.Conn, r.window, s.atom("CLIPBOARD"), s.atom(name), place, xproto.TimeCurrentTime)
	for {
		event, err := r.next()
		if err != nil {
			return nil, err
		}
		answer, ok := event.(xproto.SelectionNotifyEvent)
		switch {
		case !ok || answer.Target != s.atom(name):
			continue
		case answer.Property == xproto.AtomNone:
			return nil, errRefused
		}
		kind, data, err := r.take()
		if err != nil || kind != s.atom("INCR") {
			return data, err
		}
		return r.gather()
	}
}

// gather takes the pieces in which something large comes. An empty one is the last.
func (r *request) gather() ([]byte, error) {
	var all bytes.Buffer
	for {
		event, err := r.next()
		if err != nil {
			return nil, err
		}
		change, ok := event.(xproto.PropertyNotifyEvent)
		if !ok || change.State != xproto.PropertyNewValue || change.Atom != r.server.atom("WHEREABOUTS_PASTE") {
			continue
		}
		_, piece, err := r.take()
		if err != nil || len(piece) == 0 {
			return all.Bytes(), err
		}
		if all.Len()+len(piece) > MostPasted {
			return nil, ErrTooLarge
		}
		all.Write(piece)
	}
}

// take returns what was put into the place and its kind, and empties it.
func (r *request) take() (kind xproto.Atom, data []byte, err error) {
	p, err := xproto.GetProperty(r.server.Conn, true, r.window, r.server.atom("WHEREABOUTS_PASTE"), xproto.AtomAny, 0, MostPasted/4).Reply()
	if err != nil {
		return 0, nil, err
	}
	if p.BytesAfter > 0 {
		return 0, nil, ErrTooLarge
	}
	return p.Type, p.Value, nil
}

// next returns what the X server tells next.
func (r *request) next() (xgb.Event, error) {
	event, err := r.server.WaitForEvent()
	if event == nil && err == nil {
		return nil, errors.New("the X server is gone")
	}
	if err != nil {
		return nil, err
	}
	return event, nil
}

// filesOf returns the paths of the files of this machine in a list of URLs.
func filesOf(list string) (files []string) {
	for line := range strings.Lines(list) {
		u, err := url.Parse(strings.TrimSpace(line))
		if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" || u.Path == "" {
			continue
		}
		files = append(files, filepath.FromSlash(u.Path))
	}
	return files
}
