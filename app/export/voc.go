package export

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"path"
	"strings"

	"whereabouts/segment"
)

// voc writes a data set as Pascal VOC has it: photos as JPEG, for each an XML with the
// finds' boxes and two pictures with its palette, of the classes and of the objects,
// and the lists of photos.
type voc struct{}

func (voc) Name() string  { return "voc" }
func (voc) Title() string { return "Pascal VOC: XML, and masks with its palette" }

// Names of VOC.
const (
	vocList     = "ImageSets/Segmentation/train.txt"
	vocMainList = "ImageSets/Main/train.txt"
	// vocObjects is the number of objects in a photo that the palette has room for.
	vocObjects = 254
)

func (voc) plan(t *task) (writer, error) {
	w := &vocWriter{task: t, done: make([]bool, len(t.Photos))}
	for _, list := range []string{vocList, vocMainList} {
		if err := t.folder.reserve(list); err != nil {
			return nil, err
		}
	}
	for _, names := range []struct {
		into          *[]string
		before, after string
	}{
		{&w.photos, "JPEGImages/", ".jpg"},
		{&w.annotations, "Annotations/", ".xml"},
		{&w.classes, "SegmentationClass/", ".png"},
		{&w.objects, "SegmentationObject/", ".png"},
	} {
		var err error
		if *names.into, err = t.reserve(names.before, names.after); err != nil {
			return nil, err
		}
	}
	return w, nil
}

type vocWriter struct {
	*task
	photos, annotations, classes, objects []string
	done                                  []bool
}

type vocAnnotation struct {
	XMLName   xml.Name    `xml:"annotation"`
	Folder    string      `xml:"folder"`
	File      string      `xml:"filename"`
	Width     int         `xml:"size>width"`
	Height    int         `xml:"size>height"`
	Depth     int         `xml:"size>depth"`
	Segmented int         `xml:"segmented"`
	Objects   []vocObject `xml:"object"`
}

// vocObject is a find; the pixels at the border of its box are in it, counted from 1.
type vocObject struct {
	Name      string `xml:"name"`
	Pose      string `xml:"pose"`
	Truncated int    `xml:"truncated"`
	Difficult int    `xml:"difficult"`
	Left      int    `xml:"bndbox>xmin"`
	Top       int    `xml:"bndbox>ymin"`
	Right     int    `xml:"bndbox>xmax"`
	Bottom    int    `xml:"bndbox>ymax"`
}

func (w *vocWriter) photo(ctx context.Context, n int) error {
	all, f, err := w.seen(ctx, n)
	if err != nil {
		return err
	}
	all = all[:min(len(all), vocObjects)]
	picture, err := f.jpeg(ctx)
	if err != nil {
		return err
	}
	text, err := xml.MarshalIndent(w.annotation(n, all), "", "\t")
	if err != nil {
		return unusable{err}
	}
	classes, objects, err := vocPictures(all)
	if err != nil {
		return unusable{err}
	}
	for _, file := range []struct {
		name string
		data []byte
	}{
		{w.photos[n], picture}, {w.classes[n], classes}, {w.objects[n], objects}, {w.annotations[n], append(text, '\n')},
	} {
		if err := w.folder.write(file.name, file.data); err != nil {
			return err
		}
	}
	w.done[n] = true
	return nil
}

func (w *vocWriter) annotation(n int, all []*segment.Mask) vocAnnotation {
	a := vocAnnotation{
		Folder: "JPEGImages", File: path.Base(w.photos[n]),
		Width: all[0].Size.X, Height: all[0].Size.Y, Depth: 3, Segmented: 1,
	}
	for _, m := range all {
		box := m.Box()
		o := vocObject{Name: w.class, Pose: "Unspecified", Left: box.Min.X + 1, Top: box.Min.Y + 1, Right: box.Max.X, Bottom: box.Max.Y}
		if box.Min.X == 0 || box.Min.Y == 0 || box.Max.X == m.Size.X || box.Max.Y == m.Size.Y {
			o.Truncated = 1
		}
		a.Objects = append(a.Objects, o)
	}
	return a
}

// vocPictures returns the pictures of the classes and of the objects, the surest in
// front.
func vocPictures(all []*segment.Mask) (classes, objects []byte, err error) {
	of := image.NewPaletted(image.Rectangle{Max: all[0].Size}, vocPalette())
	for i := len(all) - 1; i >= 0; i-- {
		for at, v := range all[i].Pix {
			if v == segment.Object {
				of.Pix[at] = uint8(i + 1)
			}
		}
	}
	if objects, err = indexedPNG(of); err != nil {
		return nil, nil, err
	}
	for at, v := range of.Pix {
		of.Pix[at] = min(v, 1)
	}
	classes, err = indexedPNG(of)
	return classes, objects, err
}

func indexedPNG(p *image.Paletted) ([]byte, error) {
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&b, p); err != nil {
		return nil, fmt.Errorf("making a PNG: %w", err)
	}
	return b.Bytes(), nil
}

// vocPalette returns VOC's colours: the bits of an index are dealt to red, green and
// blue in turn, the lowest to their highest.
func vocPalette() color.Palette {
	palette := make(color.Palette, 256)
	for i := range palette {
		var c [3]uint8
		for bit := range 8 {
			c[bit%3] |= uint8(i>>bit&1) << (7 - bit/3)
		}
		palette[i] = color.RGBA{c[0], c[1], c[2], 255}
	}
	return palette
}

func (w *vocWriter) finish(context.Context) error {
	var list strings.Builder
	for n, done := range w.done {
		if done {
			fmt.Fprintln(&list, w.stems[n])
		}
	}
	if err := w.folder.write(vocList, []byte(list.String())); err != nil {
		return err
	}
	return w.folder.write(vocMainList, []byte(list.String()))
}
