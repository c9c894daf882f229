package setup

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"whereabouts/assets"
)

// offers are files that the user has brought, by what they turned out to be.
type offers struct {
	archives map[string]string // package name to path
	files    map[string]string // SHA-256 to path
}

// identify tells by their hashes what the files given with --from are.
func identify(ctx context.Context, m assets.Manifest, opts Options) (offers, error) {
	o := offers{archives: map[string]string{}, files: map[string]string{}}
	for _, path := range opts.From {
		info, err := os.Stat(path)
		if err != nil {
			return offers{}, problemf(ErrUnknownFile, err, "A file given with --from cannot be read: %v.", err)
		}
		stage := "Checking " + filepath.Base(path)
		sum, err := hashFile(ctx, path, func(n int64) { opts.report(stage, n, info.Size()) })
		if ctx.Err() != nil {
			return offers{}, fmt.Errorf("checking %s: %w", path, ctx.Err())
		}
		if err != nil {
			return offers{}, problemf(ErrUnknownFile, err, "A file given with --from cannot be read: %v.", err)
		}
		if err := o.add(m, opts, path, sum); err != nil {
			return offers{}, err
		}
	}
	return o, nil
}

func (o offers) add(m assets.Manifest, opts Options, path, sum string) error {
	for _, p := range m.Packages {
		if p.SHA256 == sum {
			o.archives[p.Name] = path
			return nil
		}
	}
	// An unsupported platform has no runtime files to be recognised, but the
	// model's, which serve beside a runtime of the user's own.
	lib, err := m.Runtime(opts.GOOS, opts.GOARCH)
	if err != nil {
		lib = nil
	}
	wanted := append(m.Model(), lib...)
	if slices.ContainsFunc(wanted, func(f assets.File) bool { return f.SHA256 == sum }) {
		o.files[sum] = path
		return nil
	}
	for _, f := range m.Files {
		if f.SHA256 == sum {
			return problemf(ErrUnknownFile, nil, "%s is the %s for %s/%s, and this is %s/%s.",
				path, f.Name, f.OS, f.Arch, opts.GOOS, opts.GOARCH)
		}
	}
	var expected []string
	for _, p := range m.Packages {
		expected = append(expected, fmt.Sprintf("%s (%s)", p.File, p.SHA256))
	}
	for _, f := range wanted {
		expected = append(expected, fmt.Sprintf("%s (%s)", f.Name, f.SHA256))
	}
	return problemf(ErrUnknownFile, nil,
		"%s was refused: its SHA-256 is %s, which is none of those that Whereabouts was made for: %s.",
		path, sum, strings.Join(expected, ", "))
}
