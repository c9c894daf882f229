package setup

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"whereabouts/assets"
)

// unpack installs a parcel's files out of its archive. Names inside the
// archive are only compared, never used as paths, and the rest of it is passed
// over.
func (j *job) unpack(ctx context.Context, archive string, p parcel) error {
	in, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	stage := fmt.Sprintf("Unpacking %s (%s %s)", p.title(), p.Name, p.Version)
	r := counted(withContext(ctx, in), func(n int64) { j.report(stage, n, p.Size) })
	if err := j.unpackStream(ctx, r, p); err != nil {
		return fmt.Errorf("unpacking %s: %w", archive, err)
	}
	j.report(stage, p.Size, p.Size)
	return nil
}

func (j *job) unpackStream(ctx context.Context, r io.Reader, p parcel) error {
	wanted := map[string]assets.File{}
	for _, f := range p.files {
		wanted[f.Path] = f
	}
	z, err := gzip.NewReader(bufio.NewReaderSize(r, bufferSize))
	if err != nil {
		return j.badArchive(ctx, p, err)
	}
	t := tar.NewReader(z)
	for len(wanted) > 0 {
		h, err := t.Next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = errors.New("it ends before all of its files have come")
			}
			return j.badArchive(ctx, p, err)
		}
		f, ok := wanted[h.Name]
		if !ok || h.Typeflag != tar.TypeReg {
			continue
		}
		if err := j.place(ctx, f, t); err != nil {
			return err
		}
		delete(wanted, h.Name)
	}
	return nil
}

func (j *job) badArchive(ctx context.Context, p parcel, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return problemf(ErrBadArchive, err, "%s does not hold what it should: %v.", p.File, err)
}

// place installs one file from r, under its name only once it is whole, right
// and on the disk.
func (j *job) place(ctx context.Context, f assets.File, r io.Reader) (err error) {
	final := filepath.Join(j.Dir, f.Name)
	partial := filepath.Join(j.work(), f.Name)
	out, err := os.OpenFile(partial, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = out.Close()
			_ = os.Remove(partial)
		}
	}()
	h := sha256.New()
	limited := io.LimitReader(withContext(ctx, r), f.Size+1)
	n, err := io.CopyBuffer(io.MultiWriter(out, h), limited, make([]byte, bufferSize))
	if err != nil {
		return fmt.Errorf("writing %s: %w", f.Name, err)
	}
	if sum := hex.EncodeToString(h.Sum(nil)); n != f.Size || sum != f.SHA256 {
		return problemf(ErrWrongHash, nil,
			"The %s out of %s was refused: it is not the file that this version of Whereabouts was made for (its SHA-256 is not %s).",
			f.Name, f.Package, f.SHA256)
	}
	if err := out.Sync(); err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	if err := os.Rename(partial, final); err != nil {
		return err
	}
	return syncDir(j.Dir)
}
