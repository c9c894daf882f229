package library

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"whereabouts/library/photo"
)

// A survey walks folders and holds what is there against the catalogue. It reads
// no photo, and opens only files of which nothing is known.
type survey struct {
	catalogue *Catalogue
	judge     [8]byte // whose refusals count

	// fresh is called for photos that are new or have changed.
	fresh func(path, full string, info fs.FileInfo) error
	// known is called for photos that are as they were.
	known func(path, full string, info fs.FileInfo, r *record) error
	// skipped is called for what cannot be used. Lasting says that it was looked at
	// before and did not change.
	skipped func(path, full string, info fs.FileInfo, reason error, lasting bool) error
	// companion is called for photos that are as they were and only go with another
	// that was met.
	companion func() error
	// undecided is called for photos that may only go with others that were met: that
	// is known when these are. [Catalogue.goesWith] says it then.
	undecided func(path, full string, info fs.FileInfo, pictures []string) error

	pairs  *pairs
	paths  []string            // that were walked, in full
	met    map[string]struct{} // files, by full path
	whole  map[string]bool     // folders that were met, by full path: whether all in them was told
	mounts map[string]struct{} // met in the folders
	base   string              // the working folder
}

// walk walks paths, which are photos and folders.
func (s *survey) walk(ctx context.Context, paths []string) error {
	s.met, s.whole, s.mounts = make(map[string]struct{}), make(map[string]bool), make(map[string]struct{})
	s.pairs = newPairs()
	s.base, _ = os.Getwd() // where there is none, paths that are not full have none
	devices := make(map[string]uint64)
	for _, path := range paths {
		s.paths = append(s.paths, s.full(path))
	}
	tour := photo.Tour{
		Known: func(path string, info fs.FileInfo) bool {
			r := s.catalogue.known(s.full(path), info)
			return r != nil && (r.isPhoto() || r.lasting(s.judge))
		},
		Found: func(path string, info fs.FileInfo) error {
			full := s.full(path)
			s.met[full] = struct{}{}
			if photo.NamedRAW(path) {
				s.pairs.hold(heldFile{path, full, info})
				return nil
			}
			return s.meet(path, full, info)
		},
		Skipped: func(path string, info fs.FileInfo, reason error) error {
			full := s.full(path)
			s.met[full] = struct{}{}
			return s.skipped(path, full, info, reason, false)
		},
		Listed: func(path string, info fs.FileInfo, whole bool) {
			full := s.full(path)
			s.whole[full] = whole
			if d, ok := device(info); ok {
				devices[full] = d
				if above, ok := devices[filepath.Dir(full)]; ok && above != d {
					s.mounts[full] = struct{}{}
				}
			}
		},
		Left: func(path string) error { return s.meetRAW(s.pairs.leave(s.full(path))) },
	}
	if err := tour.Walk(ctx, paths); err != nil {
		return err
	}
	return s.meetRAW(s.pairs.leave(""))
}

// meet tells of a file that looks like a photo.
func (s *survey) meet(path, full string, info fs.FileInfo) error {
	switch r := s.catalogue.known(full, info); {
	case r == nil || !r.isPhoto() && !r.lasting(s.judge):
		s.pairs.see(full, true)
		return s.fresh(path, full, info)
	case !r.isPhoto():
		return s.skipped(path, full, info, r.err(), true)
	default:
		s.pairs.see(full, false)
		return s.known(path, full, info, r)
	}
}

// full returns a full path.
func (s *survey) full(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(s.base, path)
}

// gone returns what is known of files that are there no more: they lay in what was
// walked, were not met, and the folder that they lay in is there without them. A
// file whose folder is not there either is gone where the nearest folder above was
// told in whole, without the one that is missing. Neither holds of what lies on a
// drive that is away.
func (s *survey) gone() (all []*record) {
	away := s.catalogue.away()
	missing := make(map[string]bool) // folders that are known to be there no more, or not
	for _, r := range s.catalogue.under(s.paths) {
		if _, met := s.met[r.path]; met || away.holds(r.path) {
			continue
		}
		folder := filepath.Dir(r.path)
		if s.whole[folder] && !s.vanished(folder) || s.isMissing(folder, missing) {
			all = append(all, r)
		}
	}
	return all
}

// offline returns what is known of photos that lie in what was walked, on drives
// that are away.
func (s *survey) offline() (all []*record) {
	away := s.catalogue.away()
	if len(away) == 0 {
		return nil
	}
	for _, r := range s.catalogue.under(s.paths) {
		if _, met := s.met[r.path]; !met && r.isPhoto() && away.holds(r.path) {
			all = append(all, r)
		}
	}
	return all
}

// vanished reports whether a folder that was walked is not there any more, as when
// its drive went meanwhile.
func (s *survey) vanished(folder string) bool {
	_, err := os.Lstat(folder)
	return err != nil
}

// isMissing reports whether a folder is missing from one that is there.
func (s *survey) isMissing(folder string, known map[string]bool) bool {
	if missing, ok := known[folder]; ok {
		return missing
	}
	missing := false
	above := filepath.Dir(folder)
	if _, listed := s.whole[folder]; !listed && above != folder && !slices.Contains(s.paths, folder) {
		_, err := os.Lstat(folder)
		gone := os.IsNotExist(err)
		missing = gone && s.whole[above] && !s.vanished(above) || gone && s.isMissing(above, known)
	}
	known[folder] = missing
	return missing
}

// settle takes into the catalogue which drives the roots lie on, and forgets files
// that are there no more. It returns what was forgotten.
func (s *survey) settle() ([]*record, error) {
	// First the drives, so that one that went meanwhile is known for one.
	if err := s.catalogue.place(s.mounts); err != nil {
		return nil, err
	}
	gone := s.gone()
	return gone, s.catalogue.forget(gone)
}

// place notes mounts that were met.
func (c *Catalogue) place(mounts map[string]struct{}) error {
	c.mu.Lock()
	var changed []*root
	for _, m := range slices.Sorted(maps.Keys(mounts)) {
		path := c.rootOf(m)
		r := c.roots[path]
		if r == nil || path == m || slices.Contains(r.mounts, m) {
			continue
		}
		with := &root{r.path, r.home, append(slices.Clip(r.mounts), m)}
		c.roots[path] = with
		changed = append(changed, with)
	}
	c.mu.Unlock()
	for _, r := range changed {
		if err := c.keepRoot(r); err != nil {
			return err
		}
	}
	return nil
}
