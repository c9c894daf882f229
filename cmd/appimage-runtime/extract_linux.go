package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"

	"github.com/diskfs/go-diskfs/filesystem"
	"golang.org/x/sync/errgroup"
)

// extract writes entries below a folder, and never outside it. Files that are there are
// replaced. It stops where the context ends.
func extract(ctx context.Context, entries []entry, to string) error {
	root, err := os.OpenRoot(to)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, e := range entries {
		switch {
		case e.mode.IsDir():
			err = root.MkdirAll(e.path, 0o755)
		case e.mode&fs.ModeSymlink != 0:
			err = errors.Join(remove(root, e.path), root.Symlink(e.target, e.path))
		default:
			g.Go(func() error {
				if err := extractFile(ctx, root, e); err != nil {
					return fmt.Errorf("extracting %s: %w", e.path, err)
				}
				return nil
			})
		}
		if err != nil {
			err = fmt.Errorf("extracting %s: %w", e.path, err)
			break
		}
	}
	return errors.Join(err, g.Wait(), root.Close())
}

// extractFile writes one file.
func extractFile(ctx context.Context, root *os.Root, e entry) error {
	if err := remove(root, e.path); err != nil {
		return err
	}
	from, err := e.open()
	if err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	to, err := root.OpenFile(e.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, e.mode.Perm()&0o755|0o600)
	if err != nil {
		return err
	}
	return errors.Join(copyAll(ctx, to, from, e.size), to.Close())
}

// copyAll copies a file of an image, which has to have the size that is said.
func copyAll(ctx context.Context, to io.Writer, from filesystem.File, size int64) error {
	piece := make([]byte, 1<<20)
	for at := int64(0); at < size; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := readAt(from, piece[:min(int64(len(piece)), size-at)], at)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("%w: %w", errDamaged, err)
		}
		if n == 0 {
			return fmt.Errorf("%w: a file ends too soon", errDamaged)
		}
		if _, err := to.Write(piece[:n]); err != nil {
			return err
		}
		at += int64(n)
	}
	return nil
}

// remove removes what has a name, if anything.
func remove(root *os.Root, name string) error {
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
