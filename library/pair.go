package library

import (
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"whereabouts/library/photo"
)

// A camera that writes a raw file and a JPEG of one photo makes two files of one
// picture. Only the JPEG is looked at; the raw file is its companion. Whether two
// files are such a pair is known when both are: the survey holds camera raw files
// back until the other files of their folder were met.

// heldFile is a camera raw file that was met.
type heldFile struct {
	path, full string
	info       fs.FileInfo
}

// pairs are camera raw files that are held back, and the pictures that they may go
// with.
type pairs struct {
	held     []heldFile
	pictures map[string][]string // full paths of photos that are looked at, by stem
	fresh    map[string]bool     // those that are new or have changed
}

func newPairs() *pairs {
	return &pairs{pictures: make(map[string][]string), fresh: make(map[string]bool)}
}

func (p *pairs) hold(f heldFile) { p.held = append(p.held, f) }

// see notes a photo that is looked at.
func (p *pairs) see(full string, fresh bool) {
	if fresh {
		p.fresh[full] = true
	}
	stem := photo.Stem(full)
	p.pictures[stem] = append(p.pictures[stem], full)
}

// leave returns what is held of a folder, or all where it has no name, and holds it
// no longer.
func (p *pairs) leave(folder string) []heldFile {
	var left []heldFile
	p.held = slices.DeleteFunc(p.held, func(f heldFile) bool {
		going := folder == "" || filepath.Dir(f.full) == folder
		if going {
			left = append(left, f)
		}
		return going
	})
	return left
}

// meetRAW tells of camera raw files when what they may go with was met. Of two that
// may go with nothing else the second may go with the first.
func (s *survey) meetRAW(files []heldFile) error {
	for _, f := range files {
		pictures := s.pairs.pictures[photo.Stem(f.full)]
		var err error
		r := s.catalogue.known(f.full, f.info)
		settled := r != nil && r.isPhoto() && !slices.ContainsFunc(pictures, func(p string) bool { return s.pairs.fresh[p] })
		switch {
		case len(pictures) == 0:
			err = s.meet(f.path, f.full, f.info)
		case !settled:
			err = s.undecided(f.path, f.full, f.info, slices.Clone(pictures))
		case s.catalogue.goesWith(r, pictures) != "":
			err = s.companion()
		default:
			err = s.meet(f.path, f.full, f.info)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// goesWith returns which of some photos, by their full paths, a file is a companion
// of, as far as they are known; or nothing.
func (c *Catalogue) goesWith(r *record, pictures []string) string {
	var members []photo.Member
	for _, full := range pictures {
		if p := c.find(full); p != nil && p.isPhoto() {
			members = append(members, p.member())
		}
	}
	last := len(members)
	members = append(members, r.member())
	if of := photo.Companions(members)[last]; of != last {
		return members[of].Path
	}
	return ""
}

// member is what is known of a photo to group it by. The time of the file is not the
// camera's.
func (r *record) member() photo.Member {
	d := r.photoDetails()
	if r.taken == r.modified && r.camera == "" {
		d.Taken, d.Zoned = time.Time{}, false
	}
	return photo.Member{Path: r.path, Details: d}
}

// companions returns the full path of the picture that each companion among photos
// goes with, by its own.
func companions(photos []*record) map[string]string {
	members := make([]photo.Member, len(photos))
	for i, r := range photos {
		members[i] = r.member()
	}
	with := make(map[string]string)
	for i, of := range photo.Companions(members) {
		if of != i {
			with[members[i].Path] = members[of].Path
		}
	}
	return with
}
