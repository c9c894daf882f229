//go:build !windows && !darwin

package transfer

import (
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// A place is where a program wants data: a property of one of its windows.
type place struct {
	window   xproto.Window
	property xproto.Atom
}

// A parcel is data that is sent in pieces.
type parcel struct {
	kind  xproto.Atom
	rest  []byte
	moved time.Time // when a piece was sent last
}

// pieceSize is how much data is sent at once. Each X server takes so much.
const pieceSize = 128 << 10

// stale is after how long a program that takes no more of what it asked for is given up.
const stale = time.Minute

// answer gives a program what it asks for, or tells it that there is no such thing.
func (c *Clipboard) answer(e xproto.SelectionRequestEvent) {
	if e.Property == 0 { // as old programs ask
		e.Property = e.Target
	}
	reply := xproto.SelectionNotifyEvent{
		Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: e.Property,
	}
	give := c.give
	if e.Target == c.server.atom("MULTIPLE") {
		give = c.giveSeveral
	}
	if !give(e.Target, place{e.Requestor, e.Property}) {
		reply.Property = 0
	}
	xproto.SendEvent(c.server.Conn, false, e.Requestor, xproto.EventMaskNoEvent, string(reply.Bytes()))
}

// give puts the offer in the form of a target into a place.
func (c *Clipboard) give(target xproto.Atom, to place) bool {
	switch target {
	case c.server.atom("TARGETS"):
		return c.put(to, xproto.AtomAtom, 32, c.targets())
	case c.server.atom("TIMESTAMP"):
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.put(to, xproto.AtomInteger, 32, words(uint32(c.since)))
	case c.server.atom("SAVE_TARGETS"):
		return c.put(to, c.server.atom("NULL"), 32, nil)
	}
	data, ok := c.offered(c.server.nameOf(target))
	if !ok {
		return false
	}
	if len(data) <= pieceSize {
		return c.put(to, target, 8, data)
	}
	return c.sendInPieces(to, target, data)
}

// giveSeveral answers for each pair of a target and a property in a property.
func (c *Clipboard) giveSeveral(_ xproto.Atom, to place) bool {
	pair := c.server.atom("ATOM_PAIR")
	asked, err := xproto.GetProperty(c.server.Conn, false, to.window, to.property, pair, 0, 256).Reply()
	if err != nil || asked.Format != 32 {
		return false
	}
	atoms := make([]uint32, 0, asked.ValueLen)
	for i := 0; i+4 <= len(asked.Value); i += 4 {
		atoms = append(atoms, xgb.Get32(asked.Value[i:]))
	}
	for i := 0; i+1 < len(atoms); i += 2 {
		if !c.give(xproto.Atom(atoms[i]), place{to.window, xproto.Atom(atoms[i+1])}) {
			atoms[i+1] = 0
		}
	}
	return c.put(to, pair, 32, words(atoms...))
}

// targets returns the names of all forms in which the offer can be had.
func (c *Clipboard) targets() []byte {
	atoms := []uint32{
		uint32(c.server.atom("TARGETS")), uint32(c.server.atom("MULTIPLE")),
		uint32(c.server.atom("TIMESTAMP")), uint32(c.server.atom("SAVE_TARGETS")),
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.formats {
		atoms = append(atoms, uint32(c.server.atom(f.name)))
	}
	return words(atoms...)
}

// put writes data into a place. A unit has so many bits.
func (c *Clipboard) put(to place, kind xproto.Atom, bits byte, data []byte) bool {
	units := len(data) * 8 / int(bits)
	return xproto.ChangePropertyChecked(
		c.server.Conn, xproto.PropModeReplace, to.window, to.property, kind, bits, uint32(units), data,
	).Check() == nil
}

// sendInPieces begins to send data: the program deletes what is in the place when it
// has taken it, and the next piece is put there. An empty one is the last.
func (c *Clipboard) sendInPieces(to place, kind xproto.Atom, data []byte) bool {
	watched := xproto.ChangeWindowAttributesChecked(c.server.Conn, to.window, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
	if watched.Check() != nil || !c.put(to, c.server.atom("INCR"), 32, words(uint32(len(data)))) {
		return false
	}
	for other, p := range c.sending {
		if time.Since(p.moved) > stale {
			delete(c.sending, other)
		}
	}
	c.sending[to] = &parcel{kind: kind, rest: data, moved: time.Now()}
	return true
}

// sendNext sends the next piece, if one waits for that place.
func (c *Clipboard) sendNext(to place) {
	p := c.sending[to]
	if p == nil {
		return
	}
	piece := p.rest[:min(len(p.rest), pieceSize)]
	p.rest, p.moved = p.rest[len(piece):], time.Now()
	if !c.put(to, p.kind, 8, piece) || len(piece) == 0 {
		delete(c.sending, to)
	}
}

// words returns numbers as X11 sends them.
func words(numbers ...uint32) []byte {
	data := make([]byte, 4*len(numbers))
	for i, n := range numbers {
		xgb.Put32(data[4*i:], n)
	}
	return data
}
