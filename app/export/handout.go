package export

import (
	"path/filepath"
	"strings"
	"time"
)

const (
	// maxCalled and maxStem are how much of the names of a concept and of a photo, in
	// bytes, is in the name of a cut-out.
	maxCalled = 60
	maxStem   = 100
)

// Names are the names of files that are handed out one by one, to whatever folder they
// are put into: each is one that no file system refuses, and none is the same as another
// to any of them. The zero value is not usable; see [NewNames].
type Names struct{ folder *folder }

// NewNames returns names of which none is taken.
func NewNames() *Names { return &Names{newFolder("", false)} }

// Cutout returns a name for the PNG of what is called concept, in the photo at a path
// that was taken at a time, such as "Mimi 2024-05-03 IMG_2041.png". What is empty or zero
// is left out.
func (n *Names) Cutout(concept string, taken time.Time, photo string) (string, error) {
	var parts []string
	if strings.TrimSpace(concept) != "" {
		parts = append(parts, cut(className(concept), maxCalled))
	}
	if !taken.IsZero() {
		parts = append(parts, taken.Format(time.DateOnly))
	}
	parts = append(parts, cut(strings.TrimSuffix(filepath.Base(photo), filepath.Ext(photo)), maxStem))
	return n.folder.reserveLike(safeName(strings.Join(parts, " ")) + ".png")
}

// Copy returns a name for a copy of the photo at a path.
func (n *Names) Copy(photo string) (string, error) {
	return n.folder.reserveLike(safeName(filepath.Base(photo)))
}
