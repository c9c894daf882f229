package library

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"whereabouts/library/photo"
)

// Catalogue is what is known of every file of the library: where it is, what is in
// it, when and where it was taken, or why it cannot be used; and the roots, the
// folders that the user added. It lies in the cache's small file and is held in
// memory whole: some 300 bytes a photo.
//
// Nothing in it is forgotten because a drive is away. A root that is not there, or
// lies on a mount that is not there, is away, and its photos are offline. Methods
// may be called by several goroutines.
type Catalogue struct {
	cache *Cache
	clock func() time.Time

	mu    sync.Mutex
	files map[string]*record // by full path; a record does not change
	roots map[string]*root   // by full path
}

// Root is a folder of the library.
type Root struct {
	Path    string
	Away    bool // it is not there now, or its drive is not
	Photos  int  // that can be used, offline ones too
	Offline int  // of these, those that cannot be reached now
	Skipped int  // files that should be photos and cannot be used
	Bytes   int64

	// Companions are files that only go with one of the photos and are not among
	// them; their bytes count.
	Companions int
}

// File is one file of the library.
type File struct {
	Path     string
	Root     string // the root that it lies in, or empty
	Size     int64
	Modified time.Time
	Details  photo.Details // Taken is when the file was modified where the photo does not say
	Key      Key           // of its content; zero where it could not be read
	Skipped  error         // why it cannot be used as a photo, or nil
	Offline  bool          // it cannot be reached now

	// With is the path of the picture that the file is a companion of, as a camera raw
	// file is of the JPEG taken with it, or empty. A companion is not searched; it is
	// to be shown and exported with its picture.
	With string
}

// Kinds of what the catalogue keeps in the cache.
const rootKind valueKind = "root"

// OpenCatalogue reads what a cache knows of files. That of the nil Cache is empty
// and kept nowhere. With an error, which says why not all could be read, the
// catalogue may be used nevertheless: what it lacks is read again, but the roots
// are to be named anew.
func OpenCatalogue(ctx context.Context, cache *Cache) (*Catalogue, error) {
	c := &Catalogue{cache: cache, clock: time.Now, files: make(map[string]*record), roots: make(map[string]*root)}
	err := cache.each(ctx, fileKind, Key{}, func(_ Key, value []byte) error {
		r := new(record)
		if r.UnmarshalBinary(value) == nil { // an older one is read again when its file is met
			c.files[r.path] = r
		}
		return nil
	})
	if err == nil {
		err = cache.each(ctx, rootKind, Key{}, func(_ Key, value []byte) error {
			r := new(root)
			if r.UnmarshalBinary(value) == nil {
				c.roots[r.path] = r
			}
			return nil
		})
	}
	if err != nil {
		return c, fmt.Errorf("reading what is known of photos: %w", err)
	}
	return c, nil
}

// Roots returns the folders that were added, by path, with what is known of each.
func (c *Catalogue) Roots() []Root {
	away := c.away()
	c.mu.Lock()
	defer c.mu.Unlock()
	with := companions(c.photos())
	counted := make(map[string]*Root, len(c.roots))
	for path := range c.roots {
		counted[path] = &Root{Path: path, Away: away.holds(path)}
	}
	for _, r := range c.files {
		in := counted[c.rootOf(r.path)]
		switch {
		case in == nil:
		case !r.isPhoto():
			in.Skipped++
		case with[r.path] != "":
			in.Companions++
			in.Bytes += r.size
		default:
			in.Photos++
			in.Bytes += r.size
			if away.holds(r.path) {
				in.Offline++
			}
		}
	}
	roots := make([]Root, 0, len(counted))
	for _, r := range counted {
		roots = append(roots, *r)
	}
	slices.SortFunc(roots, func(a, b Root) int { return strings.Compare(a.Path, b.Path) })
	return roots
}

// Files returns all files, by path.
func (c *Catalogue) Files() []File {
	away := c.away()
	c.mu.Lock()
	defer c.mu.Unlock()
	with := companions(c.photos())
	files := make([]File, 0, len(c.files))
	for _, r := range c.files {
		f := File{
			Path: r.path, Root: c.rootOf(r.path), Size: r.size, Key: r.key,
			Modified: time.Unix(0, r.modified), Details: r.photoDetails(),
			Offline: away.holds(r.path), With: with[r.path],
		}
		if !r.isPhoto() {
			f.Skipped = r.err()
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// photos returns the records of files that can be used. The caller holds the lock.
func (c *Catalogue) photos() []*record {
	all := make([]*record, 0, len(c.files))
	for _, r := range c.files {
		if r.isPhoto() {
			all = append(all, r)
		}
	}
	return all
}

// Bursts returns the paths of photos that were taken one right after another, of
// each burst the one to show first; a photo is in at most one. All of them are
// searched. Companions are in none.
func (c *Catalogue) Bursts() [][]string {
	c.mu.Lock()
	all := c.photos()
	c.mu.Unlock()
	with := companions(all)
	folders := make(map[string][]photo.Member)
	for _, r := range all {
		if with[r.path] == "" {
			folder := filepath.Dir(r.path)
			folders[folder] = append(folders[folder], r.member())
		}
	}
	var bursts [][]string
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		members := folders[folder]
		slices.SortFunc(members, func(a, b photo.Member) int { return strings.Compare(a.Path, b.Path) })
		for _, g := range photo.GroupMembers(members) {
			if !g.Burst {
				continue
			}
			var paths []string
			for _, m := range g.Members {
				paths = append(paths, members[m].Path)
			}
			bursts = append(bursts, paths)
		}
	}
	return bursts
}

// AddRoots adds folders to the library. One that lies in a root is part of that
// and not added; a root that lies in a new one becomes part of it. Anything but a
// folder is passed over.
func (c *Catalogue) AddRoots(folders ...string) error {
	for _, folder := range folders {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			continue
		}
		path, err := filepath.Abs(folder)
		if err != nil {
			return fmt.Errorf("adding the folder %s: %w", folder, err)
		}
		c.mu.Lock()
		within := c.rootOf(path)
		c.mu.Unlock()
		if within != "" && within != path {
			continue
		}
		if err := c.addRoot(path); err != nil {
			return fmt.Errorf("adding the folder %s: %w", folder, err)
		}
	}
	return nil
}

func (c *Catalogue) addRoot(path string) error {
	added := &root{path: path, home: homeOf(path)}
	c.mu.Lock()
	before := c.roots[path]
	c.mu.Unlock()
	if before != nil {
		if before.away() || before.home == added.home {
			return nil // in the first case what is there is not the folder that was added
		}
		added.mounts = before.mounts
	}
	c.mu.Lock()
	var within []Key
	for other, r := range c.roots {
		if other != path && inside(other, path) {
			added.mounts = append(added.mounts, r.mounts...)
			if r.home != added.home {
				added.mounts = append(added.mounts, other)
			}
			within = append(within, sha256.Sum256([]byte(other)))
			delete(c.roots, other)
		}
	}
	c.roots[path] = added
	c.mu.Unlock()
	return cmp.Or(c.keepRoot(added), c.cache.drop(rootKind, within...))
}

func (c *Catalogue) keepRoot(r *root) error {
	stored, err := r.MarshalBinary()
	if err != nil {
		return err
	}
	return c.cache.keep(entry{rootKind, sha256.Sum256([]byte(r.path)), stored})
}

// RemoveRoot takes a root out of the library and forgets its photos' files. What
// the networks made of the photos stays as long as there is room for it.
func (c *Catalogue) RemoveRoot(path string) error {
	path, err := filepath.Abs(path)
	if err == nil {
		c.mu.Lock()
		if c.roots[path] == nil {
			err = ErrNotARoot
		}
		c.mu.Unlock()
	}
	if err != nil {
		return fmt.Errorf("removing the folder %s: %w", path, err)
	}
	c.mu.Lock()
	var files []*record
	for _, r := range c.files {
		if c.rootOf(r.path) == path {
			files = append(files, r)
		}
	}
	delete(c.roots, path)
	c.mu.Unlock()
	return cmp.Or(c.cache.drop(rootKind, sha256.Sum256([]byte(path))), c.forget(files))
}

// Holds reports whether anything is known of one of the paths, which are roots or
// photos, though they may not be there now.
func (c *Catalogue) Holds(paths ...string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(paths, func(path string) bool {
		full, err := filepath.Abs(path)
		return err == nil && (c.rootOf(full) != "" || c.files[full] != nil)
	})
}

// forget removes files.
func (c *Catalogue) forget(files []*record) error {
	keys := make([]Key, len(files))
	c.mu.Lock()
	for i, r := range files {
		keys[i] = sha256.Sum256([]byte(r.path))
		delete(c.files, r.path)
	}
	c.mu.Unlock()
	return c.cache.drop(fileKind, keys...)
}

// find returns what is known of the file at a full path, or nil.
func (c *Catalogue) find(path string) *record {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.files[path]
}

// known returns what is known of a file if it is still so, or nil.
func (c *Catalogue) known(path string, info fs.FileInfo) *record {
	if r := c.find(path); r != nil && info != nil && r.still(info) {
		return r
	}
	return nil
}

// learn takes in what was seen of a file. The entry that it returns is to be kept
// with what was made of the photo; it is empty where there is nothing to keep.
func (c *Catalogue) learn(r *record) []entry {
	stored, err := r.MarshalBinary()
	if err != nil {
		return nil // it is read anew each time
	}
	c.mu.Lock()
	c.files[r.path] = r
	c.mu.Unlock()
	return []entry{{fileKind, sha256.Sum256([]byte(r.path)), stored}}
}

// refuse takes in that a file cannot be used, where that is the file's fault. What
// could not be reached, this time, stays as it is known. The entry that it returns
// is to be kept, if there is one.
func (c *Catalogue) refuse(full string, info fs.FileInfo, reason error, judge [8]byte) []entry {
	if info == nil {
		return nil
	}
	r := newRecord(full, info, c.clock())
	r.refuse(reason, judge)
	switch {
	case r.cause == 0, errors.Is(reason, photo.ErrMissing):
		return nil
	case errors.Is(reason, photo.ErrUnreadable):
		if before := c.find(full); before != nil && before.isPhoto() {
			return nil
		}
	}
	return c.learn(&r)
}

// under returns the records of the files at and below full paths.
func (c *Catalogue) under(paths []string) []*record {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []*record
	for _, r := range c.files {
		if slices.ContainsFunc(paths, func(path string) bool { return inside(r.path, path) }) {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b *record) int { return strings.Compare(a.path, b.path) })
	return all
}

// rootOf returns the root in which a full path lies, or nothing. The caller holds
// the lock.
func (c *Catalogue) rootOf(path string) string {
	for {
		if c.roots[path] != nil {
			return path
		}
		above := filepath.Dir(path)
		if above == path {
			return ""
		}
		path = above
	}
}

// inside reports whether a full path is another or lies below it.
func inside(path, folder string) bool {
	rest, ok := strings.CutPrefix(path, folder)
	return ok && (rest == "" || rest[0] == filepath.Separator || strings.HasSuffix(folder, string(filepath.Separator)))
}
