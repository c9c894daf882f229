package export

import (
	"errors"
	"io/fs"
	"os"
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

// Names are the names of files that are put into a folder one by one: each is one that no
// file system refuses, and none is the same as another, or as that of a file which is in
// the folder already, to any of them. The zero value is not usable; see [NewNames].
type Names struct{ folder *folder }

// NewNames returns names for files in a folder, which need not be there yet.
func NewNames(dir string) (*Names, error) {
	there, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	n := &Names{newFolder(dir, false)}
	for _, f := range there {
		n.folder.taken[folded(f.Name())] = f.Name()
	}
	return n, nil
}

// Cutout returns a name for the PNG of what is called concept, in the photo at a path
// that was taken at a time, such as "Mimi 2024-05-03 IMG_2041.png". What is empty or zero
// is left out.
func (n *Names) Cutout(concept string, taken time.Time, photo string) (string, error) {
	return n.of(concept, taken, photo)
}

// Mask does the same for a mask: "Mimi 2024-05-03 IMG_2041 mask.png".
func (n *Names) Mask(concept string, taken time.Time, photo string) (string, error) {
	return n.of(concept, taken, photo, "mask")
}

func (n *Names) of(concept string, taken time.Time, photo string, more ...string) (string, error) {
	var parts []string
	if strings.TrimSpace(concept) != "" {
		parts = append(parts, cut(className(concept), maxCalled))
	}
	if !taken.IsZero() {
		parts = append(parts, taken.Format(time.DateOnly))
	}
	parts = append(parts, cut(strings.TrimSuffix(filepath.Base(photo), filepath.Ext(photo)), maxStem))
	parts = append(parts, more...)
	return n.folder.reserveLike(safeName(strings.Join(parts, " ")) + ".png")
}

// Copy returns a name for a copy of the photo at a path.
func (n *Names) Copy(photo string) (string, error) {
	return n.folder.reserveLike(safeName(filepath.Base(photo)))
}
