//go:build !windows && !darwin

package transfer

import "strings"

// A format is an offer in one of its forms, by the name that programs ask for.
type format struct {
	name string
	make func() ([]byte, error)
}

// The forms of an offer by their names.
const (
	pictureFormat   = "image/png"
	portalFormat    = "application/vnd.portal.filetransfer" // what programs in a sandbox take
	oldPortalFormat = "application/vnd.portal.files"        // the same for older ones
	listFormat      = "text/uri-list"
	copyFormat      = "x-special/gnome-copied-files" // what file managers paste
)

// formats returns the forms of an offer, the richest first. There are none for programs in
// a sandbox where no key can be made for them.
func (o Offer) formats(key keyMaker) (all []format) {
	if o.Picture != nil {
		all = append(all, format{pictureFormat, o.Picture})
	}
	if o.Files == nil {
		return all
	}
	if key != nil {
		register := func() ([]byte, error) {
			files, err := o.Files()
			if err != nil {
				return nil, err
			}
			return key(files)
		}
		all = append(all, format{portalFormat, register}, format{oldPortalFormat, register})
	}
	return append(all,
		format{listFormat, func() ([]byte, error) { return o.list("", "\r\n", "\r\n") }},
		format{copyFormat, func() ([]byte, error) { return o.list("copy\n", "\n", "") }})
}

// list returns the files as URLs.
func (o Offer) list(before, between, after string) ([]byte, error) {
	files, err := o.Files()
	if err != nil {
		return nil, err
	}
	urls := make([]string, len(files))
	for i, file := range files {
		urls[i] = FileURL(file).String()
	}
	return []byte(before + strings.Join(urls, between) + after), nil
}

// isKey reports whether a form is a key of the portal.
func (f format) isKey() bool { return f.name == portalFormat || f.name == oldPortalFormat }
