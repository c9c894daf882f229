package export

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"path"
	"path/filepath"

	"whereabouts/segment"
)

// labelme writes for each photo a JSON that LabelMe opens, beside the photo's copy. The
// polygons of one find have one group.
type labelme struct{}

func (labelme) Name() string  { return "labelme" }
func (labelme) Title() string { return "LabelMe JSON, one a photo" }

func (labelme) plan(t *task) (writer, error) {
	w := &labelmeWriter{task: t}
	var err error
	if w.names, err = t.reserve("", ".json"); err != nil || t.InPlace {
		return w, err
	}
	w.copies, err = t.reserveCopies("")
	return w, err
}

type labelmeWriter struct {
	*task
	names  []string
	copies copies
}

// labelmeVersion is that of the LabelMe whose files are written.
const labelmeVersion = "5.5.0"

type labelmeFile struct {
	Version   string          `json:"version"`
	Flags     map[string]bool `json:"flags"`
	Shapes    []labelmeShape  `json:"shapes"`
	ImagePath string          `json:"imagePath"`
	ImageData *string         `json:"imageData"` // null: the picture is in its file
	Height    int             `json:"imageHeight"`
	Width     int             `json:"imageWidth"`
}

type labelmeShape struct {
	Label       string          `json:"label"`
	Points      [][2]float64    `json:"points"`
	Group       int             `json:"group_id"`
	Description string          `json:"description"`
	Type        string          `json:"shape_type"`
	Flags       map[string]bool `json:"flags"`
	Mask        *string         `json:"mask"` // null: it is a polygon
}

func (w *labelmeWriter) photo(ctx context.Context, n int) error {
	all, err := w.masks(n)
	if err != nil {
		return err
	}
	size := all[0].Size
	f := labelmeFile{Version: labelmeVersion, Flags: map[string]bool{}, Height: size.Y, Width: size.X}
	for i, m := range all {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for _, ring := range polygons(m) {
			shape := labelmeShape{
				Label: w.class, Group: i + 1, Type: "polygon", Flags: map[string]bool{},
				Description: fmt.Sprintf("score %.3f", w.Photos[n].Finds[i].Score),
			}
			for _, p := range ring {
				shape.Points = append(shape.Points, inset(m, p))
			}
			f.Shapes = append(f.Shapes, shape)
		}
	}
	if f.ImagePath, err = w.nameOf(ctx, n, size); err != nil {
		return err
	}
	return w.writeJSON(w.names[n], f)
}

// inset returns a corner of a polygon, which lies between pixels, a little inside the
// object. LabelMe paints whole pixels, those in which corners and edges lie among them: on
// the right and below it would paint one too many.
func inset(m *segment.Mask, corner image.Point) [2]float64 {
	const little = 0.1
	var right, below int // how many more of the pixels around it are the object's there
	for _, side := range []image.Point{{-1, -1}, {1, -1}, {-1, 1}, {1, 1}} {
		if m.Has(corner.X+min(side.X, 0), corner.Y+min(side.Y, 0)) {
			right, below = right+side.X, below+side.Y
		}
	}
	return [2]float64{
		float64(corner.X) + little*float64(cmp.Compare(right, 0)),
		float64(corner.Y) + little*float64(cmp.Compare(below, 0)),
	}
}

// nameOf returns the way from the JSON to the picture.
func (w *labelmeWriter) nameOf(ctx context.Context, n int, size image.Point) (string, error) {
	if !w.InPlace {
		name, err := w.copyPhoto(ctx, n, size, w.copies)
		return path.Base(name), err
	}
	full, err := absolute(w.Photos[n].Path)
	if err != nil {
		return "", err
	}
	dir, err := filepath.Abs(w.Dir)
	if err != nil {
		return "", unusable{err}
	}
	way, err := filepath.Rel(dir, filepath.FromSlash(full))
	if err != nil {
		return full, nil // it is on another drive
	}
	return filepath.ToSlash(way), nil
}
func (w *labelmeWriter) finish(context.Context) error { return nil }
