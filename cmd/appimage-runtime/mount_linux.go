package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"sync"
	"syscall"
	"time"

	"github.com/diskfs/go-diskfs/filesystem"
	fuse "github.com/hanwen/go-fuse/v2/fs"
	raw "github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"
)

// A mount is an image that the system reads files from.
type mount struct {
	server *raw.Server
	ended  chan struct{} // closed when it is there no more
}

// mountImage mounts an image on a folder, by FUSE. Only the user who did it sees the files.
func mountImage(im *image, at string) (*mount, error) {
	long := 24 * time.Hour // since nothing in it ever changes
	options := &fuse.Options{EntryTimeout: &long, AttrTimeout: &long, NegativeTimeout: &long, UID: uint32(os.Getuid()), GID: uint32(os.Getgid())}
	options.FsName, options.Name = "Whereabouts.AppImage", "whereabouts"
	options.DirectMount = true // which root may do without a helper
	options.DisableXAttrs = true
	options.EnableSymlinkCaching = true
	root := &folder{image: im, entry: entry{mode: fs.ModeDir | 0o755}}
	server, err := fuse.Mount(at, root, options)
	if err != nil {
		return nil, errors.Join(err, detach(at))
	}
	m := &mount{server: server, ended: make(chan struct{})}
	go func() {
		server.Wait()
		close(m.ended)
	}()
	return m, nil
}

// unmount takes the files away as soon as nobody uses them.
func (m *mount) unmount() {
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, time.Minute) {
		select {
		case <-m.ended:
			return
		default:
		}
		if err := m.server.Unmount(); err == nil {
			return
		}
		select {
		case <-m.ended:
		case <-time.After(wait):
		}
	}
}

// detach unmounts what is mounted on a folder, if anything, by whomever.
func detach(at string) error {
	var here, above unix.Stat_t
	err := unix.Lstat(at, &here) // which fails where the process behind a mount is gone
	if errors.Is(err, unix.ENOENT) {
		return nil
	}
	if err == nil && unix.Lstat(path.Dir(at), &above) == nil && here.Dev == above.Dev {
		return nil
	}
	err = unix.Unmount(at, unix.MNT_DETACH)
	for _, helper := range []string{"fusermount3", "fusermount"} {
		if err == nil {
			break
		}
		err = exec.Command(helper, "-u", "-z", at).Run() //nolint:noctx // it does not wait for anybody
	}
	return err
}

// A folder is a folder of an image, as FUSE wants it. The topmost adds all others.
type folder struct {
	fuse.Inode
	image *image
	entry entry
}

// OnAdd adds what is in the image.
func (f *folder) OnAdd(ctx context.Context) {
	if f.image == nil {
		return
	}
	folders := map[string]*fuse.Inode{".": f.EmbeddedInode()}
	for _, e := range f.image.entries {
		in := folders[path.Dir(e.path)]
		var child *fuse.Inode
		switch {
		case e.mode.IsDir():
			child = in.NewPersistentInode(ctx, &folder{entry: e}, fuse.StableAttr{Mode: syscall.S_IFDIR})
			folders[e.path] = child
		case e.mode&fs.ModeSymlink != 0:
			child = in.NewPersistentInode(ctx, &fuse.MemSymlink{Data: []byte(e.target)}, fuse.StableAttr{Mode: syscall.S_IFLNK})
		default:
			child = in.NewPersistentInode(ctx, &leaf{entry: e}, fuse.StableAttr{Mode: syscall.S_IFREG})
		}
		in.AddChild(path.Base(e.path), child, false)
	}
}

// Getattr tells what is known of the folder.
func (f *folder) Getattr(_ context.Context, _ fuse.FileHandle, out *raw.AttrOut) syscall.Errno {
	f.entry.tell(&out.Attr)
	return 0
}

// tell tells what is known of a file or a folder.
func (e entry) tell(out *raw.Attr) {
	out.Mode = uint32(e.mode.Perm() &^ 0o222)
	out.Nlink = 1
	out.Size = uint64(e.size)
	out.Blocks = (out.Size + 511) / 512
	out.SetTimes(&e.changed, &e.changed, &e.changed)
}

// A leaf is a file of an image, as FUSE wants it.
type leaf struct {
	fuse.Inode
	entry entry
}

// Getattr tells what is known of the file.
func (l *leaf) Getattr(_ context.Context, _ fuse.FileHandle, out *raw.AttrOut) syscall.Errno {
	l.entry.tell(&out.Attr)
	return 0
}

// Open opens the file. What was read of it once, the system keeps.
func (l *leaf) Open(context.Context, uint32) (fuse.FileHandle, uint32, syscall.Errno) {
	f, err := l.entry.open()
	if err != nil {
		return nil, 0, syscall.EIO
	}
	return &handle{file: f}, raw.FOPEN_KEEP_CACHE, 0
}

// A handle is an open file.
type handle struct {
	turn sync.Mutex // since the file holds the block that was read last
	file filesystem.File
}

// Read reads a part of the file.
func (h *handle) Read(_ context.Context, p []byte, at int64) (raw.ReadResult, syscall.Errno) {
	h.turn.Lock()
	defer h.turn.Unlock()
	n, err := readAt(h.file, p, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, syscall.EIO
	}
	return raw.ReadResultData(p[:n]), 0
}
