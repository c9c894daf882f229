//go:build !windows && !darwin

package transfer

import (
	"maps"
	"slices"
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
func (x *Exchange) answer(e xproto.SelectionRequestEvent) {
	if e.Property == 0 { // as old programs ask
		e.Property = e.Target
	}
	reply := xproto.SelectionNotifyEvent{
		Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: e.Property,
	}
	if e.Selection == x.server.atom("XdndSelection") {
		x.answering.Add(1)
		defer x.answering.Add(-1)
	}
	give := x.give
	if e.Target == x.server.atom("MULTIPLE") {
		give = x.giveSeveral
	}
	if !give(x.offered(e.Selection), e.Target, place{e.Requestor, e.Property}) {
		reply.Property = 0
	}
	x.send(e.Requestor, reply.Bytes())
}

// send sends an event to a window.
func (x *Exchange) send(to xproto.Window, event []byte) {
	xproto.SendEvent(x.server.Conn, false, to, xproto.EventMaskNoEvent, string(event))
}

// give puts an offer in the form of a target into a place.
func (x *Exchange) give(from held, target xproto.Atom, to place) bool {
	switch target {
	case x.server.atom("TARGETS"):
		return x.put(to, xproto.AtomAtom, 32, x.targets(from))
	case x.server.atom("TIMESTAMP"):
		return x.put(to, xproto.AtomInteger, 32, words(uint32(from.since)))
	case x.server.atom("SAVE_TARGETS"):
		return x.put(to, x.server.atom("NULL"), 32, nil)
	}
	name := x.server.nameOf(target)
	at := slices.IndexFunc(from.formats, func(f format) bool { return f.name == name })
	if at < 0 {
		return false
	}
	data, err := from.formats[at].make()
	switch {
	case err != nil:
		return false
	case len(data) <= pieceSize:
		return x.put(to, target, 8, data)
	}
	return x.sendInPieces(to, target, data)
}

// giveSeveral answers for each pair of a target and a property in a property.
func (x *Exchange) giveSeveral(from held, _ xproto.Atom, to place) bool {
	pair := x.server.atom("ATOM_PAIR")
	asked, err := xproto.GetProperty(x.server.Conn, false, to.window, to.property, pair, 0, 256).Reply()
	if err != nil || asked.Format != 32 {
		return false
	}
	atoms := make([]uint32, 0, asked.ValueLen)
	for i := 0; i+4 <= len(asked.Value); i += 4 {
		atoms = append(atoms, xgb.Get32(asked.Value[i:]))
	}
	for i := 0; i+1 < len(atoms); i += 2 {
		if !x.give(from, xproto.Atom(atoms[i]), place{to.window, xproto.Atom(atoms[i+1])}) {
			atoms[i+1] = 0
		}
	}
	return x.put(to, pair, 32, words(atoms...))
}

// targets returns the names of all forms in which an offer can be had.
func (x *Exchange) targets(from held) []byte {
	atoms := []uint32{
		uint32(x.server.atom("TARGETS")), uint32(x.server.atom("MULTIPLE")),
		uint32(x.server.atom("TIMESTAMP")), uint32(x.server.atom("SAVE_TARGETS")),
	}
	for _, f := range from.formats {
		atoms = append(atoms, uint32(x.server.atom(f.name)))
	}
	return words(atoms...)
}

// put writes data into a place. A unit has so many bits.
func (x *Exchange) put(to place, kind xproto.Atom, bits byte, data []byte) bool {
	units := len(data) * 8 / int(bits)
	return xproto.ChangePropertyChecked(
		x.server.Conn, xproto.PropModeReplace, to.window, to.property, kind, bits, uint32(units), data,
	).Check() == nil
}

// sendInPieces begins to send data: the program deletes what is in the place when it
// has taken it, and the next piece is put there. An empty one is the last.
func (x *Exchange) sendInPieces(to place, kind xproto.Atom, data []byte) bool {
	watched := xproto.ChangeWindowAttributesChecked(x.server.Conn, to.window, xproto.CwEventMask,
		[]uint32{xproto.EventMaskPropertyChange | xproto.EventMaskStructureNotify})
	if watched.Check() != nil {
		return false
	}
	x.giveUp(func(_ place, p *parcel) bool { return time.Since(p.moved) > stale })
	x.mu.Lock()
	x.sending[to] = &parcel{kind: kind, rest: data, moved: time.Now()}
	x.mu.Unlock()
	if !x.put(to, x.server.atom("INCR"), 32, words(uint32(len(data)))) {
		x.giveUp(func(p place, _ *parcel) bool { return p == to })
		return false
	}
	return true
}

// giveUp sends no more of some parcels.
func (x *Exchange) giveUp(which func(place, *parcel) bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	maps.DeleteFunc(x.sending, which)
}

// sendNext sends the next piece, if one waits for that place.
func (x *Exchange) sendNext(to place) {
	x.mu.Lock()
	p := x.sending[to]
	x.mu.Unlock()
	if p == nil {
		return
	}
	piece := p.rest[:min(len(p.rest), pieceSize)]
	p.rest, p.moved = p.rest[len(piece):], time.Now()
	if !x.put(to, p.kind, 8, piece) || len(piece) == 0 {
		x.giveUp(func(p place, _ *parcel) bool { return p == to })
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
