package library

import (
	"cmp"
	"crypto/sha256"
	"encoding"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"go.etcd.io/bbolt"

	"whereabouts/assets"
	"whereabouts/segment"
)

// Cache keeps what was seen in photos between runs, in two bbolt files of one
// folder. One is small and always kept: 8 KiB for each photo that was looked at, its
// index, and what is known of photos' files. The other is large: appearances (500
// KiB) and features (1 MiB) where they were needed. Values are found by the photo's
// content and the model that made them, so a photo that moves keeps them and a new
// model never sees old ones.
//
// Every value carries a checksum. When one of the files turns out to be damaged, it
// is set aside under another name and an empty one takes its place; the other stays
// as it is. The small file also has, of each large value, what decides whether it goes
// when the disk space that the cache may take is used up; see [Cache.SetBudget]. Methods may be called by several goroutines. The nil Cache is empty and
// keeps nothing.
type Cache struct {
	model  [sha256.Size]byte
	notice error

	large *store // nil where it cannot be opened but the other can
	small *store // likewise

	budget atomic.Int64 // 0 for no limit
	uses   uses
}

// Names of the cache's files in its folder.
const (
	CacheFile = "features.db" // appearances and features
	IndexFile = "index.db"    // indexes and what is known of files
)

// cacheFormat is the format of both files. Format 1 had one file for all.
const cacheFormat = 2

// Key names a photo by the SHA-256 of its content.
type Key [sha256.Size]byte

// OpenCache opens the cache in the folder dir, which is made if need be. Model
// is the SHA-256 of the encoder.
//
// A damaged file is set aside; Notice then says so. Of a cache of format 1 the
// indexes and what is known of files are carried over, and features are made again
// when they are needed; the old file is kept beside the new ones until the next time
// that all is well. In a folder that cannot be written to, a cache that is there
// is read and not added to. Other errors mean that there is no cache to use:
// [ErrCacheInUse] after a second of waiting, [ErrCacheNewer] with the files left as
// they are.
func OpenCache(dir string, model [sha256.Size]byte) (*Cache, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the cache's folder: %w", err)
	}
	c := &Cache{model: model}
	if err := c.openBoth(dir); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	c.tell(c.large.compactIfWorth(compactFrom))
	c.tell(c.small.compactIfWorth(compactFrom))
	if path, sealed := c.sealed(dir); sealed {
		c.tell(fmt.Errorf("the cache %s cannot be written to, so photos it lacks are encoded anew each time", path))
	}
	return c, nil
}

// openBoth opens the two files. One that is missing where none can be made is done
// without.
func (c *Cache) openBoth(dir string) error {
	path := filepath.Join(dir, IndexFile)
	if err := refuseNewer(path); err != nil { // before the other is made or opened for writing
		return err
	}
	path = filepath.Join(dir, CacheFile)
	large, notice, lacking := openStore(path, cacheFormat, oldFormat)
	c.large = large
	c.tell(notice)
	old := errors.Is(lacking, errOldFormat)
	if lacking != nil && !old && !cannotBeMade(path, lacking) {
		return lacking
	}
	path = filepath.Join(dir, IndexFile)
	small, notice, err := openStore(path, cacheFormat, 0)
	c.small = small
	c.tell(notice)
	switch {
	case old && err != nil:
		return err
	case old:
		return c.carryOver(dir)
	case err != nil && (lacking != nil || !cannotBeMade(path, err)):
		return cmp.Or(lacking, err)
	}
	c.dropOld(dir)
	return nil
}

// refuseNewer returns [ErrCacheNewer] for a file that a newer program wrote, and
// [ErrCacheInUse] for one that another uses.
func refuseNewer(path string) error {
	s := &store{path: path, format: cacheFormat}
	err := s.load(true)
	s.release()
	if errors.Is(err, ErrCacheNewer) || errors.Is(err, ErrCacheInUse) {
		return fmt.Errorf("opening the cache %s: %w", path, err)
	}
	return nil
}

// tell adds to the notice.
func (c *Cache) tell(notice error) { c.notice = errors.Join(c.notice, notice) }

// cannotBeMade reports whether err is that a file that is missing cannot be made.
func cannotBeMade(path string, err error) bool {
	_, missing := os.Stat(path)
	return isReadOnly(err) && errors.Is(missing, fs.ErrNotExist)
}

// sealed reports whether a file cannot be written to, and which.
func (c *Cache) sealed(dir string) (path string, sealed bool) {
	if c.large == nil || c.large.readOnly {
		return filepath.Join(dir, CacheFile), true
	}
	return filepath.Join(dir, IndexFile), c.small == nil || c.small.readOnly
}

// Notice says what a user should know about how the cache was opened, or nil.
func (c *Cache) Notice() error {
	if c == nil {
		return nil
	}
	return c.notice
}

// valueKind is a kind of what the cache keeps of a photo.
type valueKind string

const (
	featureKind    valueKind = "features"
	appearanceKind valueKind = "appearance"
	indexKind      valueKind = "index"
	fileKind       valueKind = "file" // by path, not by content
)

// isLarge reports whether values of a kind belong in the large file.
func (k valueKind) isLarge() bool { return k == featureKind || k == appearanceKind }

// Get returns the features of a photo, or nil where the cache has none that can
// be read.
func (c *Cache) Get(key Key) *segment.Features { return lookUp[segment.Features](c, featureKind, key) }

// Appearance returns the appearance of a photo, or nil where the cache has none
// that can be read.
func (c *Cache) Appearance(key Key) *segment.Appearance {
	return lookUp[segment.Appearance](c, appearanceKind, key)
}

// Index returns the index of a photo, or nil where the cache has none that can be
// read.
func (c *Cache) Index(key Key) *segment.Index { return lookUp[segment.Index](c, indexKind, key) }

// lookUp returns what is kept of a photo, or nil where there is none that can be
// read.
func lookUp[T any, P interface {
	*T
	encoding.BinaryUnmarshaler
}](c *Cache, k valueKind, key Key) *T {
	if c == nil {
		return nil
	}
	value := new(T)
	if !c.get(k, key, P(value)) {
		return nil
	}
	return value
}

// get reads what is kept under a name and reports whether that could be done.
func (c *Cache) get(k valueKind, key Key, value encoding.BinaryUnmarshaler) bool {
	read := false
	name := c.name(k, key)
	_ = c.store(k).read(func(tx *bbolt.Tx, w *walk) error {
		stored, err := fetch(tx, w, k, name)
		read = err == nil && stored != nil && value.UnmarshalBinary(stored) == nil
		return err
	})
	if read && k.isLarge() {
		c.uses.touch(name)
	}
	return read
}

// Put keeps the features of a photo. An error means that they were not kept;
// what was kept before is not harmed.
func (c *Cache) Put(key Key, f *segment.Features) error {
	if c == nil {
		return nil
	}
	stored, err := f.MarshalBinary()
	if err != nil {
		return fmt.Errorf("packing features: %w", err)
	}
	return c.keep(entry{featureKind, key, stored})
}

// entry is a packed value.
type entry struct {
	kind  valueKind
	key   Key
	value []byte
}

// keep keeps values: of those that belong in one file all or none. Where the large
// ones cannot be kept the small ones still are.
func (c *Cache) keep(entries ...entry) error {
	if c == nil {
		return nil
	}
	var large, small []entry
	for _, e := range entries {
		if !e.kind.isLarge() {
			small = append(small, e)
			continue
		}
		large = append(large, e)
		u, err := c.madeUse(e)
		if err != nil {
			return err
		}
		small = append(small, u)
	}
	return cmp.Or(c.putLarge(large), c.put(c.small, small))
}

// put keeps values in one of the files, all of them or none.
func (c *Cache) put(s *store, entries []entry) error {
	if s == nil || len(entries) == 0 {
		return nil
	}
	err := s.change(func(tx *bbolt.Tx, w *walk) error {
		for _, e := range entries {
			if err := place(tx, w, e.kind, c.name(e.kind, e.key), e.value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keeping features in %s: %w", s.path, err)
	}
	return nil
}

// Close closes the files.
func (c *Cache) Close() error {
	if c == nil {
		return nil
	}
	notKept := c.noteReads()
	return errors.Join(notKept, c.large.close(), c.small.close())
}

// store returns the file that values of a kind belong in.
func (c *Cache) store(k valueKind) *store {
	if k.isLarge() {
		return c.large
	}
	return c.small
}

// name is the key in the file: what made the value, then the content.
func (c *Cache) name(k valueKind, key Key) []byte {
	made := c.maker(k)
	return append(append(make([]byte, 0, longestKey), made[:]...), key[:]...)
}

// maker names what makes values of a kind. Features are made by the model; index
// and appearance by the identity encoder, which is part of the program; all else by
// no network.
func (c *Cache) maker(k valueKind) [sha256.Size]byte {
	switch k {
	case featureKind:
		return c.model
	case indexKind, appearanceKind:
		encoder := identityHash()
		return sha256.Sum256(append(encoder[:], k...))
	default:
		return sha256.Sum256([]byte(k))
	}
}

// identityHash names the identity encoder and the projection of its features.
var identityHash = sync.OnceValue(func() [sha256.Size]byte {
	h := sha256.New()
	_, _ = h.Write(assets.IdentityModel())
	_, _ = h.Write(segment.ProjectionData())
	return [sha256.Size]byte(h.Sum(nil))
})
