package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// A place is a folder that one start has to itself, in a folder that the user has to
// himself. It is locked while somebody uses it: by flock, which the system undoes when he is
// killed, and on the folders themselves, so that no file for it stays behind.
type place struct {
	base string
	dir  string
	lock *os.File
}

// files is where in the place the files are mounted or extracted.
func (p *place) files() string { return filepath.Join(p.dir, "files") }

// newPlace makes a place in the first of some folders that is fit for it, after it has
// removed the places there that nobody uses.
func newPlace(bases []string) (*place, error) {
	var problems []error
	for _, base := range bases {
		p, err := newPlaceIn(base)
		for range 3 { // the folder went since, with the last place in it
			if !errors.Is(err, fs.ErrNotExist) {
				break
			}
			p, err = newPlaceIn(base)
		}
		if err == nil {
			return p, nil
		}
		problems = append(problems, err)
	}
	return nil, fmt.Errorf("there is no folder to work in; set TMPDIR to one: %w", errors.Join(problems...))
}

func newPlaceIn(base string) (*place, error) {
	if err := makePrivate(base); err != nil {
		return nil, err
	}
	turn, err := locked(base, unix.LOCK_EX)
	if err != nil {
		return nil, err
	}
	defer func() { _ = turn.Close() }()
	sweep(base)
	dir, err := os.MkdirTemp(base, "")
	if err != nil {
		return nil, err
	}
	p := &place{base: base, dir: dir}
	if p.lock, err = locked(dir, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := os.Mkdir(p.files(), 0o700); err != nil {
		return nil, errors.Join(err, p.remove())
	}
	return p, nil
}

// remove removes the place with what was extracted there, and the folder around it if it is
// the last.
func (p *place) remove() error {
	turn, err := locked(p.base, unix.LOCK_EX)
	if err != nil {
		return err
	}
	defer func() { _ = turn.Close() }()
	err = errors.Join(os.RemoveAll(p.dir), p.lock.Close())
	_ = os.Remove(p.base) // which fails where others are in it
	return err
}

// sweep removes the places of which no process lives that would do so itself.
func sweep(base string) {
	found, err := os.ReadDir(base)
	if err != nil {
		return
	}
	for _, e := range found {
		p := place{base: base, dir: filepath.Join(base, e.Name())}
		lock, err := locked(p.dir, unix.LOCK_EX|unix.LOCK_NB)
		if err != nil {
			continue
		}
		if detach(p.files()) == nil {
			_ = os.RemoveAll(p.dir)
		}
		_ = lock.Close()
	}
}

// makePrivate makes a folder that only this user may enter. One that is there has to be
// like that.
func makePrivate(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if s, ok := info.Sys().(*syscall.Stat_t); !ok || !info.IsDir() || info.Mode().Perm()&0o077 != 0 || int(s.Uid) != os.Geteuid() {
		return fmt.Errorf("%s is not a folder that is yours alone", dir)
	}
	return nil
}

// locked opens a folder and locks it until it is closed.
func locked(dir string, how int) (*os.File, error) {
	f, err := os.OpenFile(dir, unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, err
	}
	for {
		err = unix.Flock(int(f.Fd()), how)
		if !errors.Is(err, unix.EINTR) {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(&fs.PathError{Op: "lock", Path: dir, Err: err}, f.Close())
	}
	return f, nil
}

// mountBases are the folders for places to mount in: the one that goes when the user logs
// out, else the one for what is temporary.
func mountBases() []string {
	var bases []string
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		bases = append(bases, filepath.Join(dir, "whereabouts-appimage"))
	}
	return append(bases, temporaryBase())
}

// extractionBases are the folders for places to extract into: the user's cache, which is on
// a disk, else the one for what is temporary.
func extractionBases() []string {
	var bases []string
	if dir, err := os.UserCacheDir(); err == nil {
		bases = append(bases, filepath.Join(dir, "whereabouts", "appimage"))
	}
	return append(bases, temporaryBase())
}

func temporaryBase() string {
	return filepath.Join(os.TempDir(), "whereabouts-appimage-"+strconv.Itoa(os.Geteuid()))
}
