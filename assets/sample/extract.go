package sample

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Extract writes the photos, and nothing else, into the folder dir, which it
// makes if need be. Each file is either written whole or not at all. Files
// that are there already with the same content stay untouched, and so does
// everything that is not a sample photo.
func Extract(ctx context.Context, dir string) error {
	photos := Photos()
	return fs.WalkDir(photos, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("walking the built-in sample library: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if d.IsDir() {
			if err := os.MkdirAll(path, 0o755); err != nil {
				return fmt.Errorf("making the folder %s for the sample photos: %w", path, err)
			}
			return nil
		}
		content, err := fs.ReadFile(photos, name)
		if err != nil {
			return fmt.Errorf("reading the built-in photo %s: %w", name, err)
		}
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
			return nil
		}
		if err := replace(path, content); err != nil {
			return fmt.Errorf("writing the sample photo %s: %w", path, err)
		}
		return nil
	})
}

// replace writes a file next to path and then gives it that name.
func replace(path string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".sample-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close() // closed already, or what matters has failed before
			_ = os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(content); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
