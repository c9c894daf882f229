package photo

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Walk calls found for every photo among paths, which are photos or folders.
// Folders are walked with all they contain, in lexical order.
//
// A photo is a file whose first bytes are those of a picture; what follows them is
// not looked at. A file that is none but has the name of a picture, a folder that
// cannot be listed, and anything in paths itself that is neither photo nor folder
// are passed to skipped with the reason, and the walk goes on. Other files are
// passed over in silence, and so are names that begin with a dot and links, unless
// they are given in paths themselves. Pipes, sockets and devices are never opened.
// No file is reported twice, by whatever names and paths it is reached.
//
// An error of found or skipped ends the walk and is returned, and so does the end
// of the context.
func Walk(ctx context.Context, paths []string, found func(path string) error, skipped func(path string, err error) error) error {
	w := walker{ctx: ctx, found: found, skipped: skipped, seen: make(map[fileKey][]fs.FileInfo)}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err == nil {
			err = w.visit(path, info, true)
		} else {
			err = skipped(path, unreadable(err))
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

type walker struct {
	ctx     context.Context
	found   func(path string) error
	skipped func(path string, err error) error
	seen    map[fileKey][]fs.FileInfo
}

// A fileKey is what two names of one file have in common and few files share.
type fileKey struct {
	size    int64
	changed int64
}

// first tells whether a file or folder is met for the first time.
func (w *walker) first(info fs.FileInfo) bool {
	key := fileKey{info.Size(), info.ModTime().UnixNano()}
	for _, other := range w.seen[key] {
		if os.SameFile(info, other) {
			return false
		}
	}
	w.seen[key] = append(w.seen[key], info)
	return true
}

// visit walks a folder or judges a file. Of a file that the user named, the reason
// for skipping it is told whatever its name.
func (w *walker) visit(path string, info fs.FileInfo, named bool) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if info.IsDir() {
		if !w.first(info) {
			return nil
		}
		return w.folder(path)
	}
	err := judge(path, info)
	if err == nil {
		if !w.first(info) {
			return nil
		}
		return w.found(path)
	}
	expected := named || claimsPicture(path) || errors.Is(err, ErrUnsupported)
	if !expected || !w.first(info) {
		return nil
	}
	return w.skipped(path, err)
}

func (w *walker) folder(path string) error {
	// A listing that breaks off still has the entries before the error.
	entries, err := os.ReadDir(path)
	if err != nil {
		if err := w.skipped(path, unreadable(err)); err != nil {
			return err
		}
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") || entry.Type()&fs.ModeSymlink != 0 {
			continue
		}
		inside := filepath.Join(path, entry.Name())
		info, err := entry.Info()
		switch {
		case err == nil:
			err = w.visit(inside, info, false)
		case entry.IsDir() || claimsPicture(inside):
			err = w.skipped(inside, unreadable(err))
		default:
			err = nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// judge tells from the first bytes of a file why it is not a photo, if it is not.
func judge(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return notAFile(info.Mode())
	}
	f, err := os.Open(path)
	if err != nil {
		return unreadable(err)
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, sniffLen)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return unreadable(err)
	}
	_, err = sniff(head[:n])
	return err
}
