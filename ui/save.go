package ui

import (
	"context"
	"fmt"
	"path/filepath"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/segment"
)

// A saving is the outcome of saving cut-outs.
type saving struct {
	dir    string
	saved  int
	failed []skip // finds that could not be cut out
}

// saveCutouts writes the cut-outs of finds into a folder and tells how many
// finds it is through with. A photo that cannot be cut out of is noted and the
// others are saved; where the folder cannot be written to, that ends it.
func saveCutouts(ctx context.Context, e engine, finds []*find, dir string, progress func(done int)) (saving, error) {
	s := saving{dir: dir}
	for i, f := range finds {
		progress(i)
		cutouts, err := cutOut(ctx, e, f)
		if ctx.Err() != nil {
			return s, ctx.Err()
		}
		if err != nil {
			s.failed = append(s.failed, skip{f.path, err})
			continue
		}
		for n, png := range cutouts {
			if err := library.WriteFile(filepath.Join(dir, app.InstanceName(f.path, n)), png); err != nil {
				return s, err
			}
			s.saved++
		}
	}
	return s, nil
}

func cutOut(ctx context.Context, e engine, f *find) ([][]byte, error) {
	var masks []*segment.Mask
	for _, packed := range f.masks {
		m, err := app.DecodeMask(packed)
		if err != nil {
			return nil, err
		}
		masks = append(masks, m)
	}
	return e.EncodeCutouts(ctx, f.path, masks)
}

// sentence says what was saved and where.
func (s saving) sentence() string {
	return fmt.Sprintf("Saved %s in %s.", count(s.saved, "cut-out", "cut-outs"), s.dir)
}
