//go:build !windows && !darwin

package transfer

import (
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// A server is the X server with its names for strings, which it calls atoms.
type server struct {
	*xgb.Conn
	atoms map[string]xproto.Atom
	names map[xproto.Atom]string
}

// spoken are all strings that are said to other programs, or understood.
var spoken = []string{
	"CLIPBOARD", "CLIPBOARD_MANAGER", "SAVE_TARGETS", "TARGETS", "MULTIPLE", "ATOM_PAIR", "TIMESTAMP", "INCR", "NULL",
	"WHEREABOUTS_TIME", "WHEREABOUTS_PASTE", pictureFormat, portalFormat, oldPortalFormat, listFormat, copyFormat,
	"XdndAware", "XdndTypeList", "XdndProxy", "XdndSelection", "XdndEnter", "XdndPosition", "XdndStatus", "XdndLeave", "XdndDrop",
	"XdndFinished", "XdndActionCopy", "_NET_WM_PID", "_NET_WM_WINDOW_TYPE", "_NET_WM_WINDOW_TYPE_DND",
}

// internAll asks the server for all atoms.
func (s *server) internAll() error {
	s.atoms, s.names = map[string]xproto.Atom{}, map[xproto.Atom]string{}
	asked := make([]xproto.InternAtomCookie, len(spoken))
	for i, name := range spoken {
		asked[i] = xproto.InternAtom(s.Conn, false, uint16(len(name)), name)
	}
	for i, name := range spoken {
		reply, err := asked[i].Reply()
		if err != nil {
			return err
		}
		s.atoms[name], s.names[reply.Atom] = reply.Atom, name
	}
	return nil
}

// atom returns the server's name for a string that is spoken.
func (s *server) atom(name string) xproto.Atom { return s.atoms[name] }

// nameOf returns the string of an atom, or nothing for one that is not spoken.
func (s *server) nameOf(a xproto.Atom) string { return s.names[a] }
