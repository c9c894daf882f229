package export

import (
	"context"
	"image"

	"whereabouts/app"
)

// cutouts writes each find cut out of its photo, on a transparent background.
type cutouts struct {
	name, title, extension string
	encode                 func(*app.Cutter, *image.NRGBA) ([]byte, error)
}

func (c cutouts) Name() string  { return c.name }
func (c cutouts) Title() string { return c.title }

func (c cutouts) plan(t *task) (writer, error) {
	names, err := t.reserveFinds(c.extension)
	return &cutoutWriter{t, names, c.encode}, err
}

type cutoutWriter struct {
	*task
	names  [][]string
	encode func(*app.Cutter, *image.NRGBA) ([]byte, error)
}

func (w *cutoutWriter) photo(ctx context.Context, n int) error {
	all, f, err := w.seen(ctx, n)
	if err != nil {
		return err
	}
	cutter, err := app.NewCutter(ctx, f.data, f.limits, w.Cutouts)
	if err != nil {
		return unusable{err}
	}
	for i, m := range all {
		cut, err := cutter.Cut(ctx, m)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return unusable{err}
		}
		picture, err := w.encode(cutter, cut)
		if err != nil {
			return unusable{err}
		}
		if err := w.folder.write(w.names[n][i], picture); err != nil {
			return err
		}
	}
	return nil
}

func (w *cutoutWriter) finish(context.Context) error { return nil }

func encodePNG(c *app.Cutter, img *image.NRGBA) ([]byte, error) { return c.PNG(img) }

func encodeWebP(c *app.Cutter, img *image.NRGBA) ([]byte, error) { return c.WebP(img) }
