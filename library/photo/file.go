package photo

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

const (
	// maxFileSize is the size above which a file is not read.
	maxFileSize = 2 << 30

	// readStep is how much is read between two looks at the context.
	readStep = 1 << 20
)

// Read reads a whole file and returns it with its SHA-256, so that a photo's bytes
// are read once for both its identity and its pixels. Only ordinary files, and
// links to them, are opened, and none of more than 2 GiB.
func Read(ctx context.Context, path string) (data []byte, sum [sha256.Size]byte, err error) {
	if err := ctx.Err(); err != nil {
		return nil, sum, err
	}
	f, info, err := openRegular(path)
	if err != nil {
		return nil, sum, err
	}
	defer func() { _ = f.Close() }()
	if info.Size() > maxFileSize {
		return nil, sum, errFileTooLarge()
	}

	data = make([]byte, 0, info.Size()+1)
	for {
		if err := ctx.Err(); err != nil {
			return nil, sum, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := f.Read(data[len(data):min(cap(data), len(data)+readStep)])
		data = data[:len(data)+n]
		if errors.Is(err, io.EOF) {
			return data, sha256.Sum256(data), nil
		}
		if err != nil {
			return nil, sum, unreadable(err)
		}
		if len(data) > maxFileSize {
			return nil, sum, errFileTooLarge()
		}
	}
}

// openRegular opens an ordinary file. Anything else is refused without being
// opened, since opening a pipe waits for a writer and opening a device may act.
func openRegular(path string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, unreadable(err)
	}
	if !info.Mode().IsRegular() {
		return nil, nil, notAFile(info.Mode())
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, unreadable(err)
	}
	return f, info, nil
}

func errFileTooLarge() error {
	return fmt.Errorf("%w: its file has more than %d GiB", ErrTooLarge, maxFileSize>>30)
}

func notAFile(mode fs.FileMode) error {
	kind := "device"
	switch {
	case mode.IsDir():
		kind = "folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "pipe"
	case mode&fs.ModeSocket != 0:
		kind = "socket"
	}
	return fmt.Errorf("%w but a %s", ErrNotAFile, kind)
}

// unreadable names the system's reason without the path, which is the caller's to
// print.
func unreadable(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrMissing
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return fmt.Errorf("%w: %w", ErrUnreadable, err)
}
