package export

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"path/filepath"

	"whereabouts/segment"
)

// coco writes the instances of the COCO data set: annotations.json, and the photos in
// the folder images. Masks are run lengths, which are exact, or polygons.
type coco struct{ polygons bool }

func (c coco) Name() string {
	if c.polygons {
		return "coco-polygons"
	}
	return "coco"
}

func (c coco) Title() string {
	if c.polygons {
		return "COCO instances, with polygons"
	}
	return "COCO instances, with compressed run lengths (RLE)"
}

const cocoFile = "annotations.json"

func (c coco) plan(t *task) (writer, error) {
	w := &cocoWriter{task: t, polygons: c.polygons, photos: make([]cocoPhoto, len(t.Photos))}
	if err := t.folder.reserve(cocoFile); err != nil || t.InPlace {
		return w, err
	}
	var err error
	w.copies, err = t.reserveCopies("images/")
	return w, err
}

type cocoWriter struct {
	*task
	polygons bool
	copies   copies
	photos   []cocoPhoto
}

// cocoPhoto is what is written of one photo; without annotations, of none.
type cocoPhoto struct {
	image       cocoImage
	annotations []cocoAnnotation
}

type cocoImage struct {
	ID       int    `json:"id"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	FileName string `json:"file_name"`
}

type cocoAnnotation struct {
	ID           int     `json:"id"`
	Image        int     `json:"image_id"`
	Category     int     `json:"category_id"`
	Segmentation any     `json:"segmentation"`
	Area         int     `json:"area"`
	Box          [4]int  `json:"bbox"` // x, y, width, height
	Crowd        int     `json:"iscrowd"`
	Score        float64 `json:"score"`
	Accepted     bool    `json:"accepted"`
}

type cocoRLE struct {
	Size   [2]int `json:"size"` // height and width
	Counts string `json:"counts"`
}

type cocoCategory struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

func (w *cocoWriter) photo(ctx context.Context, n int) error {
	var size image.Point
	var annotations []cocoAnnotation
	for _, f := range w.Photos[n].Finds {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		m, err := f.Mask()
		if err != nil {
			return unusable{fmt.Errorf("its mask cannot be read: %w", err)}
		}
		box := m.Box()
		switch {
		case box.Empty():
			return unusable{segment.ErrEmptyMask}
		case size != (image.Point{}) && m.Size != size:
			return unusable{ErrChanged}
		}
		size = m.Size
		annotations = append(annotations, cocoAnnotation{
			Image: n + 1, Category: 1, Segmentation: w.segmentation(m), Area: m.Area(),
			Box: boxOf(box), Score: f.Score, Accepted: f.Accepted,
		})
	}
	name, err := w.nameOf(ctx, n, size)
	if err != nil {
		return err
	}
	w.photos[n] = cocoPhoto{cocoImage{n + 1, size.X, size.Y, name}, annotations}
	return nil
}

// nameOf returns what a photo is called beside annotations.json, where it is copied to
// if need be.
func (w *cocoWriter) nameOf(ctx context.Context, n int, size image.Point) (string, error) {
	if w.InPlace {
		return absolute(w.Photos[n].Path)
	}
	return w.copyPhoto(ctx, n, size, w.copies)
}

// absolute returns a full path with slashes.
func absolute(path string) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", unusable{err}
	}
	return filepath.ToSlash(full), nil
}

func (w *cocoWriter) segmentation(m *segment.Mask) any {
	if !w.polygons {
		return cocoRLE{[2]int{m.Size.Y, m.Size.X}, RLEOf(m).String()}
	}
	var all [][]int
	for _, ring := range polygons(m) {
		var flat []int
		for _, p := range ring {
			flat = append(flat, p.X, p.Y)
		}
		all = append(all, flat)
	}
	return all
}

func (w *cocoWriter) finish(context.Context) error {
	set := struct {
		Info        map[string]string `json:"info"`
		Images      []cocoImage       `json:"images"`
		Annotations []cocoAnnotation  `json:"annotations"`
		Categories  []cocoCategory    `json:"categories"`
	}{
		Info:        map[string]string{"description": "Finds of Whereabouts. Sizes and positions are those of the upright photo."},
		Images:      []cocoImage{},
		Annotations: []cocoAnnotation{},
		Categories:  []cocoCategory{{1, w.class}},
	}
	for _, p := range w.photos {
		if len(p.annotations) == 0 {
			continue // it was skipped
		}
		set.Images = append(set.Images, p.image)
		for _, a := range p.annotations {
			a.ID = len(set.Annotations) + 1
			set.Annotations = append(set.Annotations, a)
		}
	}
	return w.writeJSON(cocoFile, set)
}

func (t *task) writeJSON(name string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("making %s: %w", name, err)
	}
	return t.folder.write(name, append(text, '\n'))
}
