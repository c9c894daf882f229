package library

import (
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"whereabouts/assets"
	"whereabouts/segment"
)

// Cache keeps indexes, appearances and features between runs, in one bbolt file:
// for a photo 8 KiB and, where they were needed, 500 KiB and 1 MiB. They are found by the
// photo's content and the model that made them, so a photo that moves keeps its
// features and a new model never sees old ones.
//
// Every value carries a checksum. When the file turns out to be damaged, it is
// set aside under another name and an empty one takes its place. Methods may be
// called by several goroutines. The nil Cache is empty and keeps nothing.
type Cache struct {
	path   string
	model  [sha256.Size]byte
	notice error

	mu       sync.Mutex // held while the file is used, which is short beside encoding
	db       *bbolt.DB  // nil once the cache is given up
	file     *os.File   // of db
	readOnly bool
}

// CacheFile is the name of the cache's file in its folder.
const CacheFile = "features.db"

const (
	cacheFormat = 1
	lockTimeout = time.Second
)

var (
	metaBucket    = []byte("meta")
	formatKey     = []byte("format")
	featureBucket = []byte("features")
)

// Key names a photo by the SHA-256 of its content.
type Key [sha256.Size]byte

// OpenCache opens the cache in the folder dir, which is made if need be. Model
// is the SHA-256 of the encoder.
//
// A damaged or older file is set aside; Notice then says so. In a folder that
// cannot be written to, a cache that is there is read and not added to. Other
// errors mean that there is no cache to use: [ErrCacheInUse] after a second of
// waiting, [ErrCacheNewer] with the file left as it is.
func OpenCache(dir string, model [sha256.Size]byte) (*Cache, error) {
	c := &Cache{path: filepath.Join(dir, CacheFile), model: model}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the cache's folder: %w", err)
	}
	err := c.open()
	if errors.Is(err, ErrCacheDamaged) {
		c.notice, err = c.setAside(err)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the cache %s: %w", c.path, err)
	}
	return c, nil
}

// Notice says what a user should know about how the cache was opened, or nil.
func (c *Cache) Notice() error {
	if c == nil {
		return nil
	}
	return c.notice
}

// open opens the file. One that is there is first looked at without a change to
// it, since bbolt writes to what it opens for writing.
func (c *Cache) open() error {
	c.readOnly = false
	seen := c.load(true)
	if seen == nil {
		c.release()
	} else if !errors.Is(seen, fs.ErrNotExist) {
		return seen
	}
	err := c.load(false)
	if seen == nil && isReadOnly(err) {
		c.readOnly = true
		c.notice = fmt.Errorf("the cache %s cannot be written to, so photos it lacks are encoded anew each time", c.path)
		return c.load(true)
	}
	return err
}

// load opens the file and checks what holds it together.
func (c *Cache) load(readOnly bool) error {
	if info, err := os.Stat(c.path); err == nil && !info.Mode().IsRegular() {
		return errors.New("it is not an ordinary file")
	} else if err == nil && info.Size() == 0 && readOnly {
		return damaged("it is empty")
	}
	err := guard(func() (err error) {
		c.db, err = bbolt.Open(c.path, 0o644, &bbolt.Options{
			Timeout:      lockTimeout,
			FreelistType: bbolt.FreelistMapType,
			ReadOnly:     readOnly,
			OpenFile: func(name string, flag int, perm fs.FileMode) (_ *os.File, err error) {
				c.file, err = os.OpenFile(name, flag, perm)
				return c.file, err
			},
		})
		if err != nil {
			return err
		}
		return c.prepare(readOnly)
	})
	if err != nil {
		c.release()
	}
	var system syscall.Errno
	switch {
	case err == nil, errors.Is(err, ErrCacheNewer), errors.Is(err, ErrCacheDamaged):
		return err
	case errors.Is(err, bolterrors.ErrTimeout):
		return ErrCacheInUse
	case errors.As(err, &system):
		return err
	}
	return damaged("%w", err) // bbolt refuses the file
}

// release closes the file. bbolt's own closing waits for transactions to end, and
// one that damage cut off may never, so it is not waited for long.
func (c *Cache) release() {
	db, file := c.db, c.file
	c.db, c.file = nil, nil
	if db != nil {
		closed := make(chan struct{})
		go func() {
			defer close(closed)
			_ = guard(db.Close)
		}()
		select {
		case <-closed:
		case <-time.After(lockTimeout):
		}
	}
	if file != nil {
		_ = file.Close() // bbolt has not closed it where it could not open or close the database
	}
}

// prepare checks the format and makes the buckets of a new file.
func (c *Cache) prepare(readOnly bool) error {
	var fresh bool
	err := c.db.View(func(tx *bbolt.Tx) (err error) {
		if fresh, err = isNew(tx, c.file); err != nil || fresh {
			return err
		}
		if err := sound(tx, c.file, metaBucket, formatKey); err != nil {
			return err
		}
		format := tx.Bucket(metaBucket).Get(formatKey)
		switch {
		case len(format) != 4:
			return damaged("it has no format")
		case binary.LittleEndian.Uint32(format) > cacheFormat:
			return ErrCacheNewer
		case binary.LittleEndian.Uint32(format) < cacheFormat:
			return damaged("it has an old format")
		}
		return sound(tx, c.file, featureBucket, nil)
	})
	if err != nil || !fresh || readOnly {
		return err
	}
	return c.db.Update(func(tx *bbolt.Tx) error {
		meta, err := tx.CreateBucket(metaBucket)
		if err != nil {
			return err
		}
		if err := meta.Put(formatKey, binary.LittleEndian.AppendUint32(nil, cacheFormat)); err != nil {
			return err
		}
		_, err = tx.CreateBucket(featureBucket)
		return err
	})
}

// valueKind is a kind of what the cache keeps of a photo.
type valueKind string

const (
	featureKind    valueKind = "features"
	appearanceKind valueKind = "appearance"
	indexKind      valueKind = "index"
	fileKind       valueKind = "file" // by path, not by content
)

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
	if !c.get(c.name(k, key), P(value)) {
		return nil
	}
	return value
}

// get reads what is kept under a name and reports whether that could be done.
func (c *Cache) get(name []byte, value encoding.BinaryUnmarshaler) bool {
	read := false
	_ = c.do(func() error {
		return c.db.View(func(tx *bbolt.Tx) error {
			if err := sound(tx, c.file, featureBucket, name); err != nil {
				return err
			}
			stored := tx.Bucket(featureBucket).Get(name)
			read = stored != nil && value.UnmarshalBinary(stored) == nil
			return nil
		})
	})
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

// keep keeps values, all of them or none.
func (c *Cache) keep(entries ...entry) error {
	if c == nil || len(entries) == 0 {
		return nil
	}
	err := c.do(func() error {
		if c.readOnly {
			return nil
		}
		return c.db.Update(func(tx *bbolt.Tx) error {
			for _, e := range entries {
				if err := sound(tx, c.file, featureBucket, c.name(e.kind, e.key)); err != nil {
					return err
				}
			}
			for _, e := range entries {
				if err := tx.Bucket(featureBucket).Put(c.name(e.kind, e.key), e.value); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("keeping features in %s: %w", c.path, err)
	}
	return nil
}

// Close closes the file.
func (c *Cache) Close() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.db == nil {
		return nil
	}
	db := c.db
	c.db, c.file = nil, nil
	if err := guard(db.Close); err != nil {
		return fmt.Errorf("closing the cache: %w", err)
	}
	return nil
}

// name is the key in the file: what made the value, then the content.
func (c *Cache) name(k valueKind, key Key) []byte {
	made := c.maker(k)
	return append(append(make([]byte, 0, longestKey), made[:]...), key[:]...)
}

// maker names what makes values of a kind. Features are made by the model; index
// and appearance by the identity encoder, which is part of the program; records of
// files by no network.
func (c *Cache) maker(k valueKind) [sha256.Size]byte {
	switch k {
	case featureKind:
		return c.model
	case fileKind:
		return sha256.Sum256([]byte(k))
	default:
		encoder := identityHash()
		return sha256.Sum256(append(encoder[:], k...))
	}
}

// identityHash names the identity encoder and the projection of its features.
var identityHash = sync.OnceValue(func() [sha256.Size]byte {
	h := sha256.New()
	_, _ = h.Write(assets.IdentityModel())
	_, _ = h.Write(segment.ProjectionData())
	return [sha256.Size]byte(h.Sum(nil))
})

// do works on the open file, if there is one. Where that shows damage, the file
// is set aside.
func (c *Cache) do(work func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.db == nil {
		return nil
	}
	err := guard(work)
	if !errors.Is(err, ErrCacheDamaged) {
		return err
	}
	c.release()
	notice, err := c.setAside(err)
	return errors.Join(notice, err)
}

// setAside renames the damaged file and begins a new one. What was set aside
// before goes. It returns what to tell of that, or why it could not be done.
func (c *Cache) setAside(damage error) (notice, err error) {
	aside := asideName(c.path)
	if err := os.Rename(c.path, aside); err != nil {
		return nil, fmt.Errorf("%w; setting it aside: %w", damage, err)
	}
	if err := c.open(); err != nil {
		return nil, fmt.Errorf("%w; it was set aside as %s; beginning a new one: %w", damage, aside, err)
	}
	return fmt.Errorf("%w; it was set aside as %s and a new one begun", damage, aside), nil
}

func asideName(path string) string { return path + ".damaged" }

// guard turns what a damaged file makes bbolt do, panics and faults in mapped
// memory, into ErrCacheDamaged.
func guard(work func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrCacheDamaged, r)
		}
	}()
	return work()
}

// isReadOnly reports whether err says that a file cannot be written to.
func isReadOnly(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, errReadOnlyFileSystem)
}
