package main

import (
	"archive/tar"
	"archive/zip"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"time"
)

// writeTarXZ writes the files as a tar archive packed with xz.
func (r *release) writeTarXZ(ctx context.Context, t tree, to string) error {
	plain := to[:len(to)-len(".xz")]
	out, err := os.Create(plain)
	if err != nil {
		return err
	}
	if err := errors.Join(t.tar(out, r.at), out.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", plain, err)
	}
	return r.command(ctx, nil, "xz", "--force", "--threads=1", "-2", plain)
}

// tar writes a tar archive of the files and their folders.
func (t tree) tar(out io.Writer, at time.Time) error {
	w := tar.NewWriter(out)
	seen := map[string]bool{".": true}
	var folders func(dir string) error
	folders = func(dir string) error {
		if seen[dir] {
			return nil
		}
		seen[dir] = true
		if err := folders(path.Dir(dir)); err != nil {
			return err
		}
		return w.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: dir + "/", Mode: 0o755, ModTime: at})
	}
	for _, f := range t.sorted() {
		data, err := f.content()
		if err != nil {
			return err
		}
		if err := folders(path.Dir(f.path)); err != nil {
			return err
		}
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: f.path, Mode: int64(f.mode), Size: int64(len(data)), ModTime: at}); err != nil {
			return err
		}
		if _, err := w.Write(data); err != nil {
			return err
		}
	}
	return w.Close()
}

// writeZip writes the files as a zip archive.
func (r *release) writeZip(t tree, to string) error {
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	w := zip.NewWriter(out)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	for _, f := range t.sorted() {
		data, err := f.content()
		if err != nil {
			return errors.Join(err, out.Close())
		}
		h := &zip.FileHeader{Name: f.path, Method: zip.Deflate, Modified: r.at}
		h.SetMode(f.mode)
		entry, err := w.CreateHeader(h)
		if err == nil {
			_, err = entry.Write(data)
		}
		if err != nil {
			return errors.Join(fmt.Errorf("writing %s: %w", to, err), out.Close())
		}
	}
	return errors.Join(w.Close(), out.Close())
}
