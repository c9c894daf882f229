package setup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
)

// hashFile returns a file's SHA-256 in hexadecimal digits. It tells progress,
// where not nil, how many bytes it has read.
func hashFile(ctx context.Context, path string, progress func(int64)) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	var r io.Reader = f
	if progress != nil {
		r = counted(r, progress)
	}
	if _, err := io.CopyBuffer(h, withContext(ctx, r), make([]byte, bufferSize)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// verify returns nil where path is a file of that size and SHA-256. Where
// there is nothing, the error is [os.ErrNotExist]; else it says in words for
// the user what is wrong with the file.
func verify(ctx context.Context, path string, size int64, sum string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", path)
	}
	if info.Size() != size {
		return fmt.Errorf("%s is not the file that this version of Whereabouts was made for: it has %d bytes and must have %d",
			path, info.Size(), size)
	}
	got, err := hashFile(ctx, path, nil)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", path, err)
	}
	if got != sum {
		return fmt.Errorf("%s is not the file that this version of Whereabouts was made for: its SHA-256 is %s and must be %s",
			path, got, sum)
	}
	return nil
}

// bufferSize is how much is read at a time, and so how much is read before a
// cancelled context is noticed.
const bufferSize = 256 << 10

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

// withContext returns a reader that fails once ctx is done.
func withContext(ctx context.Context, r io.Reader) io.Reader { return contextReader{ctx, r} }

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

type countingReader struct {
	r    io.Reader
	n    int64
	tell func(int64)
}

// counted returns a reader that tells how many bytes were read through it.
func counted(r io.Reader, tell func(int64)) io.Reader { return &countingReader{r: r, tell: tell} }

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.tell(c.n)
	return n, err
}
