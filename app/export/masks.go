package export

import (
	"context"
	"fmt"

	"whereabouts/app"
)

// masks writes each find's mask as PNG of the upright photo's size: 8-bit grey, 255 for
// the object and 0 elsewhere.
type masks struct{}

func (masks) Name() string  { return "masks" }
func (masks) Title() string { return "masks as PNG of the photo's size" }

func (masks) plan(t *task) (writer, error) {
	names, err := t.reserveFinds(".png")
	return &maskWriter{t, names}, err
}

// reserveFinds reserves a name for each find of each photo.
func (t *task) reserveFinds(extension string) ([][]string, error) {
	names := make([][]string, len(t.Photos))
	for n, p := range t.Photos {
		for i := range p.Finds {
			name := fmt.Sprintf("%s-%d%s", t.stems[n], i+1, extension)
			if err := t.folder.reserve(name); err != nil {
				return nil, err
			}
			names[n] = append(names[n], name)
		}
	}
	return names, nil
}

type maskWriter struct {
	*task
	names [][]string
}

func (w *maskWriter) photo(ctx context.Context, n int) error {
	all, err := w.masks(n)
	if err != nil {
		return err
	}
	for i, m := range all {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		picture, err := app.EncodeMask(m)
		if err != nil {
			return unusable{err}
		}
		if err := w.folder.write(w.names[n][i], picture); err != nil {
			return err
		}
	}
	return nil
}

func (w *maskWriter) finish(context.Context) error { return nil }
