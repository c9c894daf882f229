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

// Walk calls found for every photo among paths, which are photos or folders, and
// skipped for every file and folder that should be one and is not, as
// [Tour.Walk] does.
func Walk(ctx context.Context, paths []string, found func(path string) error, skipped func(path string, err error) error) error {
	t := Tour{
		Found:   func(path string, _ fs.FileInfo) error { return found(path) },
		Skipped: func(path string, _ fs.FileInfo, err error) error { return skipped(path, err) },
	}
	return t.Walk(ctx, paths)
}

// A Tour says what is done with what a walk meets. An error of Found or Skipped
// ends the walk and is returned.
type Tour struct {
	// Known reports whether a file is known to be a photo, as it is described, so
	// that it need not be opened. It may be nil: then every file is.
	Known func(path string, info fs.FileInfo) bool
	// Found is called for every photo.
	Found func(path string, info fs.FileInfo) error
	// Skipped is called for what should be a photo or a folder and cannot be used,
	// with the reason. What the system says of it may be nil.
	Skipped func(path string, info fs.FileInfo, err error) error
	// Listed is called for every folder before what is in it. Whole says that the
	// system told everything that is in it. It may be nil.
	Listed func(path string, info fs.FileInfo, whole bool)
	// Left is called for every folder after what is in it; an error ends the walk. It
	// may be nil.
	Left func(path string) error
}

// Walk walks paths, which are photos or folders. Folders are walked with all they
// contain, in lexical order.
//
// A photo is a file whose first bytes are those of a picture; what follows them is
// not looked at. A file that is none but has the name of a picture, a folder that
// cannot be listed, and anything in paths itself that is neither photo nor folder
// are skipped with the reason, and the walk goes on. Other files are
// passed over in silence, and so are names that begin with a dot and links, unless
// they are given in paths themselves. Pipes, sockets and devices are never opened.
// No file is reported twice, by whatever names and paths it is reached.
//
// The end of the context ends the walk and is returned.
func (t Tour) Walk(ctx context.Context, paths []string) error {
	w := walker{Tour: t, ctx: ctx, seen: make(map[fileKey][]fs.FileInfo)}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err == nil {
			err = w.visit(path, info, true)
		} else {
			err = t.Skipped(path, nil, unreadable(err))
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

type walker struct {
	Tour
	ctx  context.Context
	seen map[fileKey][]fs.FileInfo
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
		return w.folder(path, info)
	}
	var err error
	if known := w.Known != nil && info.Mode().IsRegular() && w.Known(path, info); !known {
		err = judge(path, info)
	}
	if err == nil {
		if !w.first(info) {
			return nil
		}
		return w.Found(path, info)
	}
	expected := named || claimsPicture(path) || errors.Is(err, ErrUnsupported)
	if !expected || !w.first(info) {
		return nil
	}
	return w.Skipped(path, info, err)
}

func (w *walker) folder(path string, info fs.FileInfo) error {
	// A listing that breaks off still has the entries before the error.
	entries, err := os.ReadDir(path)
	if w.Listed != nil {
		w.Listed(path, info, err == nil)
	}
	if err != nil {
		if err := w.Skipped(path, info, unreadable(err)); err != nil {
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
			err = w.Skipped(inside, nil, unreadable(err))
		default:
			err = nil
		}
		if err != nil {
			return err
		}
	}
	if w.Left != nil {
		return w.Left(path)
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
