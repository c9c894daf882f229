package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/diskfs/go-diskfs/backend"
	"github.com/diskfs/go-diskfs/backend/file"
	"github.com/diskfs/go-diskfs/filesystem"
	"github.com/diskfs/go-diskfs/filesystem/squashfs"
)

// The most that an image may hold, which is far more than ours do.
const (
	mostEntries = 10_000
	mostFolders = 32 // in one another; a folder in itself would never end
	mostBytes   = 4 << 30
)

// cacheBytes is the memory for blocks of small files and of folders.
const cacheBytes = 16 << 20

// An image is the files behind the program, all of which are known and fit to be laid out:
// folders come before what is in them, and links point at nothing outside.
type image struct {
	from    *os.File
	entries []entry
}

// An entry is a file, a folder or a link in an image.
type entry struct {
	path    string
	mode    fs.FileMode // its type, and who may do what
	size    int64
	changed time.Time
	target  string                          // of a link
	open    func() (filesystem.File, error) // of a file
}

// openSelf opens the image behind this very program.
func openSelf() (*image, error) {
	f, err := os.Open(self)
	if err != nil {
		return nil, err
	}
	im, err := openImage(f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return im, nil
}

// openImage opens the image in an AppImage, which is closed with it.
func openImage(f *os.File) (im *image, err error) {
	defer guard(&err)
	offset, err := imageOffset(f)
	if err != nil {
		return nil, err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	part := section{Storage: file.New(f, true), image: io.NewSectionReader(f, offset, max(0, size-offset))}
	if err := part.check(); err != nil {
		return nil, err
	}
	squash, err := squashfs.Read(part, part.image.Size(), 0, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	squash.SetCacheSize(cacheBytes)
	im = &image{from: f}
	return im, im.list(squash, ".")
}

func (im *image) close() { _ = im.from.Close() }

// list adds what is in a folder.
func (im *image) list(squash *squashfs.FileSystem, dir string) error {
	found, err := squash.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	for _, d := range found {
		e, err := newEntry(dir, d)
		if err != nil {
			return err
		}
		im.entries = append(im.entries, e)
		if len(im.entries) > mostEntries || strings.Count(e.path, "/") > mostFolders {
			return fmt.Errorf("%w: too many files", errUnsafe)
		}
		if e.mode.IsDir() {
			if err := im.list(squash, e.path); err != nil {
				return err
			}
		}
	}
	return nil
}

// newEntry returns an entry of a folder if it is one that may be laid out.
func newEntry(dir string, d fs.DirEntry) (entry, error) {
	info, err := d.Info()
	if err != nil {
		return entry{}, fmt.Errorf("%w: %w", errDamaged, err)
	}
	e := entry{path: path.Join(dir, d.Name()), mode: info.Mode(), size: info.Size(), changed: info.ModTime()}
	if strings.ContainsAny(d.Name(), "/\x00") || !fs.ValidPath(d.Name()) || d.Name() == "." {
		return entry{}, fmt.Errorf("%w: the name %q", errUnsafe, d.Name())
	}
	switch e.mode.Type() {
	case fs.ModeDir:
	case fs.ModeSymlink:
		stat, ok := info.Sys().(*squashfs.StatT)
		if !ok || stat.LinkTarget == "" {
			return entry{}, fmt.Errorf("%w: the link %s", errDamaged, e.path)
		}
		e.target = stat.LinkTarget
		if path.IsAbs(e.target) || !filepath.IsLocal(path.Join(path.Dir(e.path), e.target)) {
			return entry{}, fmt.Errorf("%w: a link to %q", errUnsafe, e.target)
		}
	case 0:
		opener, ok := d.(interface {
			Open() (filesystem.File, error)
		})
		if !ok || e.size < 0 || e.size > mostBytes {
			return entry{}, fmt.Errorf("%w: the file %s", errDamaged, e.path)
		}
		e.open = opener.Open
	default:
		return entry{}, fmt.Errorf("%w: %s, which is no file", errUnsafe, e.path)
	}
	return e, nil
}

// matching returns the entries of a pattern, with all that is in its folders and the folders
// that they are in. An empty pattern is that of all.
func (im *image) matching(pattern string) ([]entry, error) {
	if pattern == "" {
		return im.entries, nil
	}
	pattern = strings.TrimPrefix(path.Clean(pattern), "/")
	wanted := map[string]bool{}
	for _, e := range im.entries {
		for above := e.path; above != "."; above = path.Dir(above) {
			fits, err := path.Match(pattern, above)
			if err != nil {
				return nil, fmt.Errorf("the pattern %q: %w", pattern, err)
			}
			if fits {
				for p := e.path; p != "."; p = path.Dir(p) {
					wanted[p] = true
				}
				break
			}
		}
	}
	if len(wanted) == 0 {
		return nil, fmt.Errorf("there is no file %q in this AppImage", pattern)
	}
	var chosen []entry
	for _, e := range im.entries {
		if wanted[e.path] {
			chosen = append(chosen, e)
		}
	}
	return chosen, nil
}

// readAt reads from a file of an image as [io.ReaderAt] does.
func readAt(f filesystem.File, p []byte, at int64) (n int, err error) {
	defer guard(&err)
	if _, err := f.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	n, err = io.ReadFull(f, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// guard makes an error of a panic. The library that reads images believes what it reads.
func guard(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", errDamaged, p)
	}
}

// A section is the part of an AppImage that is the image, as the library wants to read it.
type section struct {
	backend.Storage
	image *io.SectionReader
}

// ReadAt panics where nothing is left to read. The library takes zeros for what it gets
// there, and would look for the end of a list for ever.
func (s section) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 || at >= s.image.Size() {
		panic("it ends too soon")
	}
	return s.image.ReadAt(p, at)
}

// check returns an error unless there is an image, and all of it.
func (s section) check() error {
	head := make([]byte, 48)
	if _, err := s.image.ReadAt(head, 0); err != nil || !bytes.HasPrefix(head, []byte("hsqs")) {
		return errNoImage
	}
	if used := binary.LittleEndian.Uint64(head[40:]); used > uint64(s.image.Size()) {
		return fmt.Errorf("%w: %d bytes of %d are there", errDamaged, s.image.Size(), used)
	}
	return nil
}
