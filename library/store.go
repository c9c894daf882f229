package library

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// store is one bbolt file with one bucket of values, opened and used with care: it
// is not waited for long, it is read where it cannot be written to, a newer one is
// left as it is, and damage never ends the process. A damaged file is set aside
// under another name and an empty one takes its place. Methods may be called by
// several goroutines.
type store struct {
	path   string
	format uint32
	from   uint32 // the earlier format that can be carried over; 0 for none

	mu       sync.RWMutex // read-locked to read, locked to change or replace the file
	db       *bbolt.DB    // nil once the file is given up
	file     *os.File     // of db
	readOnly bool
	limit    int64 // what the file may grow to, in bytes; 0 for no limit
}

const (
	lockTimeout = time.Second
	// allocation is by how much a file grows at a time, in bytes.
	allocation = 1 << 20
)

var (
	metaBucket  = []byte("meta")
	formatKey   = []byte("format")
	valueBucket = []byte("features")
)

// errOldFormat tells of a file of an earlier format.
var errOldFormat = errors.New("it has an old format")

// openStore opens the file, which is made if need be. A damaged one is set aside,
// and notice says so. One of an earlier format counts as damaged unless from is its
// format: then the error is errOldFormat.
func openStore(path string, format, from uint32) (s *store, notice, err error) {
	s = &store{path: path, format: format, from: from}
	err = s.open()
	if errors.Is(err, ErrCacheDamaged) {
		notice, err = s.setAside(err)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("opening the cache %s: %w", path, err)
	}
	if !s.readOnly {
		_ = os.Remove(compactName(path)) // that another process was stopped at
	}
	return s, notice, nil
}

// open opens the file. One that is there is first looked at without a change to
// it, since bbolt writes to what it opens for writing.
func (s *store) open() error {
	s.readOnly = false
	seen := s.load(true)
	if seen == nil {
		s.release()
	} else if !errors.Is(seen, fs.ErrNotExist) {
		return seen
	}
	err := s.load(false)
	if seen == nil && isReadOnly(err) {
		s.readOnly = true
		return s.load(true)
	}
	return err
}

// load opens the file and checks what holds it together.
func (s *store) load(readOnly bool) error {
	if info, err := os.Stat(s.path); err == nil && !info.Mode().IsRegular() {
		return errors.New("it is not an ordinary file")
	} else if err == nil && info.Size() == 0 && readOnly {
		return damaged("it is empty")
	}
	err := guard(func() (err error) {
		s.db, err = bbolt.Open(s.path, 0o644, &bbolt.Options{
			Timeout:      lockTimeout,
			FreelistType: bbolt.FreelistMapType,
			ReadOnly:     readOnly,
			OpenFile: func(name string, flag int, perm fs.FileMode) (_ *os.File, err error) {
				s.file, err = os.OpenFile(name, flag, perm)
				return s.file, err
			},
		})
		if err != nil {
			return err
		}
		s.db.AllocSize = allocation
		return s.prepare(readOnly)
	})
	if err != nil {
		s.release()
	}
	var system syscall.Errno
	switch {
	case err == nil, errors.Is(err, ErrCacheNewer), errors.Is(err, ErrCacheDamaged), errors.Is(err, errOldFormat):
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
func (s *store) release() {
	db, file := s.db, s.file
	s.db, s.file = nil, nil
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
func (s *store) prepare(readOnly bool) error {
	var fresh bool
	err := s.db.View(func(tx *bbolt.Tx) (err error) {
		if fresh, err = isNew(tx, s.file); err != nil || fresh {
			return err
		}
		if err := sound(tx, s.file, metaBucket, formatKey); err != nil {
			return err
		}
		format := tx.Bucket(metaBucket).Get(formatKey)
		if len(format) != 4 {
			return damaged("it has no format")
		}
		switch is := binary.LittleEndian.Uint32(format); {
		case is > s.format:
			return ErrCacheNewer
		case is == s.format:
		case is == s.from:
			return errOldFormat
		case is < s.format:
			return damaged("it has the old format %d", is)
		}
		return sound(tx, s.file, valueBucket, nil)
	})
	if err != nil || !fresh || readOnly {
		return err
	}
	return s.db.Update(func(tx *bbolt.Tx) error { return layOut(tx, s.format) })
}

// layOut makes the buckets of a new file.
func layOut(tx *bbolt.Tx, format uint32) error {
	meta, err := tx.CreateBucket(metaBucket)
	if err != nil {
		return err
	}
	if err := meta.Put(formatKey, binary.LittleEndian.AppendUint32(nil, format)); err != nil {
		return err
	}
	_, err = tx.CreateBucket(valueBucket)
	return err
}

// read reads the open file, if there is one, as other readers do at the same time.
// The work checks with w where it goes before it does.
func (s *store) read(work func(tx *bbolt.Tx, w *walk) error) error {
	if s == nil {
		return nil
	}
	db, err := s.reading(work)
	if !errors.Is(err, ErrCacheDamaged) {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db != db {
		return err // another goroutine has met the damage and set the file aside
	}
	return s.heal(err)
}

func (s *store) reading(work func(tx *bbolt.Tx, w *walk) error) (*bbolt.DB, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.db == nil {
		return nil, nil
	}
	return s.db, guard(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			w, err := newWalk(tx, s.file)
			if err != nil {
				return err
			}
			return work(tx, w)
		})
	})
}

// change changes the open file, if there is one and it may be written to, alone and
// in one transaction. The work checks with w where it goes before it does.
func (s *store) change(work func(tx *bbolt.Tx, w *walk) error) error {
	return s.changeWithin(false, work)
}

// relieve changes the file as change does, but its limit does not hold: removing
// values takes some room before it makes any.
func (s *store) relieve(work func(tx *bbolt.Tx, w *walk) error) error {
	return s.changeWithin(true, work)
}

func (s *store) changeWithin(unlimited bool, work func(tx *bbolt.Tx, w *walk) error) error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db == nil || s.readOnly {
		return nil
	}
	s.db.MaxSize = int(s.limit)
	if unlimited {
		s.db.MaxSize = 0
	}
	return s.heal(s.changing(work))
}

func (s *store) changing(work func(tx *bbolt.Tx, w *walk) error) error {
	return guard(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error {
			w, err := newWalk(tx, s.file)
			if err != nil {
				return err
			}
			if err := w.checkFreeList(); err != nil {
				return err
			}
			return work(tx, w)
		})
	})
}

// heal sets the file aside where err says that it is damaged.
func (s *store) heal(err error) error {
	if !errors.Is(err, ErrCacheDamaged) {
		return err
	}
	s.release()
	notice, err := s.setAside(err)
	return errors.Join(notice, err)
}

// setAside renames the damaged file and begins a new one. What was set aside
// before goes. It returns what to tell of that, or why it could not be done.
func (s *store) setAside(damage error) (notice, err error) {
	aside := asideName(s.path)
	if err := os.Rename(s.path, aside); err != nil {
		return nil, fmt.Errorf("%w; setting it aside: %w", damage, err)
	}
	if err := s.open(); err != nil {
		return nil, fmt.Errorf("%w; it was set aside as %s; beginning a new one: %w", damage, aside, err)
	}
	return fmt.Errorf("%w; it was set aside as %s and a new one begun", damage, aside), nil
}

func asideName(path string) string { return path + ".damaged" }

// limitTo sets what the file may grow to. Where it is larger already, what is free in
// it is used.
func (s *store) limitTo(size int64) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = size
}

// sizes returns the size of the file and how much of it is free, in bytes; nothing
// where there is no file.
func (s *store) sizes() (size, free int64, err error) {
	err = s.read(func(_ *bbolt.Tx, w *walk) error {
		if err := w.checkFreeList(); err != nil {
			return err
		}
		info, err := s.file.Stat()
		if err != nil {
			return err
		}
		size = info.Size()
		free = size - (w.pages-w.free)*w.pageSize
		return nil
	})
	return size, free, err
}

// close closes the file.
func (s *store) close() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db == nil {
		return nil
	}
	db := s.db
	s.db, s.file = nil, nil
	if err := guard(db.Close); err != nil {
		return fmt.Errorf("closing the cache %s: %w", s.path, err)
	}
	return nil
}

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
