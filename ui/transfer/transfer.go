// Package transfer hands pictures and files over to other programs by the clipboard.
//
// Where X11 is spoken (Linux and the BSDs, and Wayland through XWayland) it is an owner
// of the clipboard's selection as the Inter-Client Communication Conventions have it:
// it answers with a PNG or with a list of files, whichever a program asks for, and
// sends what is large in pieces. Elsewhere it is the system's own clipboard, which
// takes a picture and no files. It never reads what others have put there.
package transfer

import (
	"errors"
	"net/url"
	"path/filepath"
	"strings"
)

// An Offer is what other programs are given. At least one of the two is there.
type Offer struct {
	Picture []byte   // a PNG
	Files   []string // full paths
}

// Errors of a clipboard.
var (
	// ErrNoClipboard says that there is no clipboard to be had.
	ErrNoClipboard = errors.New("there is no clipboard that takes pictures here; save the cut-out instead")
	// ErrNotTaken says that another program keeps the clipboard.
	ErrNotTaken = errors.New("another program keeps the clipboard; try it again")
	// ErrNoFiles says that the system's clipboard takes a picture only.
	ErrNoFiles = errors.New("the clipboard takes one picture at a time here; save several instead")
)

// A format is an offer in one of its forms, by the name that programs ask for.
type format struct {
	name string
	data []byte
}

// formats returns the forms of an offer, the richest first.
func (o Offer) formats() (all []format) {
	if len(o.Picture) > 0 {
		all = append(all, format{"image/png", o.Picture})
	}
	if len(o.Files) == 0 {
		return all
	}
	var list []string
	for _, file := range o.Files {
		list = append(list, FileURL(file).String())
	}
	return append(all,
		format{"text/uri-list", []byte(strings.Join(list, "\r\n") + "\r\n")},
		format{"x-special/gnome-copied-files", []byte("copy\n" + strings.Join(list, "\n"))})
}

// FileURL returns the URL of a file. A drive's letter is not taken for a host.
func FileURL(path string) *url.URL {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return &url.URL{Scheme: "file", Path: path}
}
