package export

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"strconv"
)

// yolo writes a data set for segmentation with Ultralytics' YOLO: data.yaml, the photos
// in images/train and for each a text in labels/train with a polygon a find, in parts of
// the photo's width and height. A thing of several parts is one polygon, whose parts a
// line there and back joins. All photos are for training and for validation.
type yolo struct{}

func (yolo) Name() string  { return "yolo" }
func (yolo) Title() string { return "YOLO segmentation: images, labels, data.yaml" }

const yoloFile = "data.yaml"

func (yolo) plan(t *task) (writer, error) {
	w := &yoloWriter{task: t}
	err := t.folder.reserve(yoloFile)
	if err == nil {
		w.copies, err = t.reserveCopies("images/train/")
	}
	if err == nil {
		w.labels, err = t.reserve("labels/train/", ".txt")
	}
	return w, err
}

type yoloWriter struct {
	*task
	copies copies
	labels []string
}

func (w *yoloWriter) photo(ctx context.Context, n int) error {
	all, err := w.masks(n)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	for _, m := range all {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		text.WriteString("0")
		for _, p := range joined(polygons(m)) {
			text.WriteString(" " + part(p.X, m.Size.X) + " " + part(p.Y, m.Size.Y))
		}
		text.WriteString("\n")
	}
	if _, err := w.copyPhoto(ctx, n, all[0].Size, w.copies); err != nil {
		return err
	}
	return w.folder.write(w.labels[n], text.Bytes())
}

// part returns a part of a whole, in 0..1.
func part(n, of int) string { return strconv.FormatFloat(float64(n)/float64(of), 'f', 7, 64) }

func (w *yoloWriter) finish(context.Context) error {
	name, err := json.Marshal(w.class) // a text in JSON is one in YAML
	if err != nil {
		return fmt.Errorf("making %s: %w", yoloFile, err)
	}
	text := fmt.Sprintf("train: images/train\nval: images/train\nnames:\n  0: %s\n", name)
	return w.folder.write(yoloFile, []byte(text))
}

// boxOf returns a box as x, y, width and height.
func boxOf(r image.Rectangle) [4]int { return [4]int{r.Min.X, r.Min.Y, r.Dx(), r.Dy()} }
