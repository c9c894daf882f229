package ui

import (
	"context"
	"path/filepath"
	"time"

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

// A namer gives a file its name, after what the thing is called, when the photo was taken
// and where that is.
type namer func(names *export.Names, called string, taken time.Time, photo string) (string, error)

// saveCutouts returns what writes the cut-outs of finds of a thing into a folder, and
// tells how many finds it is through with. A photo that cannot be cut out of is noted and
// the others are saved; where the folder cannot be written to, that ends it. Nothing that
// is there is written over.
func saveCutouts(called string) saver {
	return func(ctx context.Context, e engine, finds []*find, dir string, progress func(done int)) (saving, error) {
		s := saving{dir: dir, told: func(n int, where with) string { return trn("Saved {{.Count}} cut-outs in {{.Folder}}.", n, where) }}
		return saveNamed(ctx, called, (*export.Names).Cutout, finds, s, progress, func(f *find) ([][]byte, error) {
			return cutOut(ctx, e, f)
		})
	}
}

// saveMasks does the same with masks, as the command line's --masks writes them, so
// that --yes and --no take them.
func saveMasks(called string) saver {
	return func(ctx context.Context, _ engine, finds []*find, dir string, progress func(done int)) (saving, error) {
		s := saving{dir: dir, told: func(n int, where with) string { return trn("Saved {{.Count}} masks in {{.Folder}}.", n, where) }}
		return saveNamed(ctx, called, (*export.Names).Mask, finds, s, progress, func(f *find) (masks [][]byte, err error) {
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
			return masks, nil
		})
	}
}

// saveNamed saves pictures of the finds of a thing.
func saveNamed(ctx context.Context, called string, name namer, finds []*find, s saving, progress func(done int), pictures func(*find) ([][]byte, error)) (saving, error) {
	names, err := namesIn(s.dir)
	if err != nil {
		return s, err
	}
	return saveEach(ctx, finds, s, progress, func(f *find) (files []file, err error) {
		made, err := pictures(f)
		if err != nil {
			return nil, err
		}
		taken := takenOf(ctx, f.path)
		for _, picture := range made {
			name, err := name(names, called, taken, f.path)
			if err != nil {
				return nil, err
			}
			files = append(files, file{name, picture})
		}
		return files, nil
	})
}

// namesIn returns the names that are free in a folder.
func namesIn(dir string) (*export.Names, error) {
	names, err := export.NewNames(dir)
	if err != nil {
		return nil, failed(err, "looking for a free name in {{.Folder}}: {{.Reason}}", with{"Folder": dir})
	}
	return names, nil
}

// takenOf returns when a photo was taken, zero where that is not known.
func takenOf(ctx context.Context, path string) time.Time {
	data, _, err := photo.Read(ctx, path)
	if err != nil {
		return time.Time{}
	}
	return photo.ReadDetails(data).Taken
}

// copyPhotos copies the photos of finds into a folder. Nothing that is there is
// written over: where a name is taken the copy gets one of its own.
func copyPhotos(ctx context.Context, _ engine, finds []*find, dir string, progress func(done int)) (saving, error) {
	s := saving{dir: dir, told: func(n int, where with) string { return trn("Saved {{.Count}} photos in {{.Folder}}.", n, where) }}
	names, err := namesIn(dir)
	if err != nil {
		return s, err
	}
	return saveEach(ctx, finds, s, progress, func(f *find) ([]file, error) {
		data, _, err := photo.Read(ctx, f.path)
		if err != nil {
			return nil, err
		}
		name, err := names.Copy(f.path)
		return []file{{name, data}}, err
	})
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

// sentence says what was saved and where.
func (s saving) sentence() string {
	return s.told(s.saved, with{"Folder": s.dir})
}
