// Package transfer hands pictures and files over to other programs, by the clipboard and
// by dragging them out of the window, and takes what they put onto the clipboard, or have
// the program open.
//
// Where X11 is spoken (Linux and the BSDs, and Wayland through XWayland) it is an owner
// of selections as the Inter-Client Communication Conventions have it: it answers with a
// PNG or with a list of files, whichever a program asks for, and sends what is large in
// pieces. Programs in a sandbox, which may not open files by their paths, are given them
// through the file-transfer portal where that runs. A drag follows the XDND protocol,
// version 5, from a window of its own, and only watches the pointer: the toolkit keeps its
// grab and its events. On Windows what is copied is made at once, and a drag is OLE's,
// which only copies. On macOS both are AppKit's: what is dragged is promised, so that files
// are asked for only when a program wants them, and may only be copied. AppKit is spoken to
// without a compiler of its language, and so is checked everywhere as far as types go; on a
// Mac it was not tried yet.
package transfer

import (
	"errors"
	"net/url"
	"path/filepath"
	"strings"
)

// An Offer is what other programs are given. At least a picture or files are there. Its
// functions are called when a program asks, by any goroutine and several times, and may
// take their time: they return the same each time.
type Offer struct {
	Picture func() ([]byte, error)   // a PNG
	Files   func() ([]string, error) // full paths, of pictures
	Count   int                      // of the files, at most; it is known before they are there
}

// Of returns an offer of what is there already: a picture, unless it is empty, and files,
// if there are any.
func Of(picture []byte, files []string) (o Offer) {
	if len(picture) > 0 {
		o.Picture = func() ([]byte, error) { return picture, nil }
	}
	if len(files) > 0 {
		o.Files, o.Count = func() ([]string, error) { return files, nil }, len(files)
	}
	return o
}

// Pasted is what another program has put onto the clipboard: files, or else a picture.
type Pasted struct {
	Picture []byte   // a PNG
	Files   []string // full paths
}

// MostPasted is the largest picture that is taken from the clipboard, in bytes.
const MostPasted = 256 << 20

// Errors of handing over and of taking.
var (
	// ErrNoClipboard says that there is no clipboard to be had.
	ErrNoClipboard = errors.New("there is no clipboard that takes pictures here; save the cut-out instead")
	// ErrNotTaken says that another program keeps the clipboard.
	ErrNotTaken = errors.New("another program keeps the clipboard; try it again")
	// ErrNoDrag says that nothing can be dragged out of the window.
	ErrNoDrag = errors.New("nothing can be dragged out of the window here; copy or save it instead")
	// ErrNotMade says that a file is missing from those that were offered.
	ErrNotMade = errors.New("this picture could not be made; the window says why")
	// ErrNotAsked says that the program does not learn of files that it is to open.
	ErrNotAsked = errors.New("photos that are opened with Whereabouts are not shown; drop them on the window instead")
	// ErrNothing says that neither a picture nor a file is on the clipboard.
	ErrNothing = errors.New("there is no picture on the clipboard; copy one in another program first")
	// ErrTooLarge says that what is on the clipboard is larger than [MostPasted].
	ErrTooLarge = errors.New("the picture on the clipboard is too large; save it and drop the file on the window")
)

// FileURL returns the URL of a file. A drive's letter is not taken for a host.
func FileURL(path string) *url.URL {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return &url.URL{Scheme: "file", Path: path}
}
