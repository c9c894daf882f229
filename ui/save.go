package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"whereabouts/app"
	"whereabouts/app/export"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// A saving is the outcome of saving finds.
type saving struct {
	dir    string
	told   func(n int, where with) string // says what was saved
	saved  int
	failed []skip // finds that could not be saved
}

// A file is what is to be written under a name.
type file struct {
	name string
	data []byte
}

// saveCutouts writes the cut-outs of finds into a folder and tells how many
// finds it is through with. A photo that cannot be cut out of is noted and the
// others are saved; where the folder cannot be written to, that ends it.
func saveCutouts(ctx context.Context, e engine, finds []*find, dir string, progress func(done int)) (saving, error) {
	return saveEach(ctx, finds, saving{dir: dir, told: func(n int, where with) string { return trn("Saved {{.Count}} cut-outs in {{.Folder}}.", n, where) }}, progress, func(f *find) ([]file, error) {
		cutouts, err := cutOut(ctx, e, f)
		return named(f, cutouts), err
	})
}

// handCutouts does the same for other programs: it names the files after what the thing is
// called, the day and the photo.
func handCutouts(ctx context.Context, e engine, called string, finds []*find, dir string) (saving, error) {
	names := export.NewNames()
	return saveEach(ctx, finds, saving{dir: dir}, func(int) {}, func(f *find) (files []file, err error) {
		cutouts, err := cutOut(ctx, e, f)
		if err != nil {
			return nil, err
		}
		data, _, err := photo.Read(ctx, f.path)
		if err != nil {
			return nil, err
		}
		taken := photo.ReadDetails(data).Taken
		for _, picture := range cutouts {
			name, err := names.Cutout(called, taken, f.path)
			if err != nil {
				return nil, err
			}
			files = append(files, file{name, picture})
		}
		return files, nil
	})
}

// saveMasks does the same with masks, as the command line's --masks writes them, so
// that --yes and --no take them.
func saveMasks(ctx context.Context, _ engine, finds []*find, dir string, progress func(done int)) (saving, error) {
	return saveEach(ctx, finds, saving{dir: dir, told: func(n int, where with) string { return trn("Saved {{.Count}} masks in {{.Folder}}.", n, where) }}, progress, func(f *find) ([]file, error) {
		var masks [][]byte
		for _, in := range f.instances {
			mask, err := app.DecodeMask(in.mask)
			if err != nil {
				return nil, err
			}
			tagged, err := app.EncodeFind(mask, app.FindTag{Photo: in.photo, Example: in.example})
			if err != nil {
				return nil, err
			}
			masks = append(masks, tagged)
		}
		return named(f, masks), nil
	})
}

// copyPhotos copies the photos of finds into a folder. Nothing that is there is
// written over: where a name is taken the copy gets one of its own.
func copyPhotos(ctx context.Context, _ engine, finds []*find, dir string, progress func(done int)) (saving, error) {
	return saveEach(ctx, finds, saving{dir: dir, told: func(n int, where with) string { return trn("Saved {{.Count}} photos in {{.Folder}}.", n, where) }}, progress, func(f *find) ([]file, error) {
		data, _, err := photo.Read(ctx, f.path)
		if err != nil {
			return nil, err
		}
		name, err := freeName(dir, f.path)
		return []file{{name, data}}, err
	})
}

// named gives the instances of a find their names.
func named(f *find, pictures [][]byte) (files []file) {
	for n, picture := range pictures {
		files = append(files, file{app.InstanceName(f.path, n), picture})
	}
	return files
}

func saveEach(ctx context.Context, finds []*find, s saving, progress func(done int), files func(*find) ([]file, error)) (saving, error) {
	for i, f := range finds {
		progress(i)
		made, err := files(f)
		if ctx.Err() != nil {
			return s, ctx.Err()
		}
		if err != nil {
			s.failed = append(s.failed, skip{f.path, err})
			continue
		}
		for _, one := range made {
			if err := library.WriteFile(filepath.Join(s.dir, one.name), one.data); err != nil {
				return s, err
			}
			s.saved++
		}
	}
	return s, nil
}

func cutOut(ctx context.Context, e engine, f *find) ([][]byte, error) {
	var masks []*segment.Mask
	for _, in := range f.instances {
		m, err := app.DecodeMask(in.mask)
		if err != nil {
			return nil, err
		}
		masks = append(masks, m)
	}
	return e.EncodeCutouts(ctx, f.path, masks)
}

// freeName returns a name for a copy of the photo at path that no file in dir has.
func freeName(dir, path string) (string, error) {
	base, ext := filepath.Base(path), filepath.Ext(path)
	name := base
	for n := 2; ; n++ {
		_, err := os.Lstat(filepath.Join(dir, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return name, nil
		case err != nil:
			return "", failed(err, "looking for a free name in {{.Folder}}: {{.Reason}}", with{"Folder": dir})
		}
		name = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(base, ext), n, ext)
	}
}

// sentence says what was saved and where.
func (s saving) sentence() string {
	return s.told(s.saved, with{"Folder": s.dir})
}
