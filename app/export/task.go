package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// task is a job with the names of its files.
type task struct {
	Job
	class  string // the concept's name in one line
	folder *folder
	stems  []string // of each photo, different from all others
}

// nameAll gives every photo a stem.
func (t *task) nameAll() {
	taken := make(map[string]bool)
	for _, p := range t.Photos {
		stem := app.PhotoName(p.Path)
		for n := 2; taken[folded(stem)]; n++ {
			stem = fmt.Sprintf("%s-%d", app.PhotoName(p.Path), n)
		}
		taken[folded(stem)] = true
		t.stems = append(t.stems, stem)
	}
}

// reserve reserves a name made of each photo's stem.
func (t *task) reserve(before, after string) (names []string, err error) {
	for _, stem := range t.stems {
		name := before + stem + after
		if err := t.folder.reserve(name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// masks returns the masks of the finds in the n-th photo, which are of one size.
func (t *task) masks(n int) (all []*segment.Mask, err error) {
	for _, f := range t.Photos[n].Finds {
		m, err := f.Mask()
		if err != nil {
			return nil, unusable{fmt.Errorf("its mask cannot be read: %w", err)}
		}
		if len(all) > 0 && m.Size != all[0].Size {
			return nil, unusable{ErrChanged}
		}
		if m.Box().Empty() {
			return nil, unusable{segment.ErrEmptyMask}
		}
		all = append(all, m)
	}
	if len(all) == 0 {
		return nil, unusable{ErrNothing}
	}
	return all, nil
}

// seen returns the masks of a photo and its file.
func (t *task) seen(ctx context.Context, n int) ([]*segment.Mask, *file, error) {
	all, err := t.masks(n)
	if err != nil {
		return nil, nil, err
	}
	f, err := t.open(ctx, n, all[0].Size)
	return all, f, err
}

// file is a photo's file that is what was looked at.
type file struct {
	data   []byte
	layout photo.Layout
	limits photo.Options
}

// open reads the n-th photo. The size is that of its masks; the zero one is of any.
func (t *task) open(ctx context.Context, n int, size image.Point) (*file, error) {
	data, sum, err := photo.Read(ctx, t.Photos[n].Path)
	if err != nil {
		return nil, unusable{err}
	}
	if key := t.Photos[n].Key; key != (library.Key{}) && key != sum {
		return nil, unusable{ErrChanged}
	}
	layout, err := photo.ReadLayout(data)
	if err != nil {
		return nil, unusable{err}
	}
	if size != (image.Point{}) && layout.Upright() != size {
		return nil, unusable{ErrChanged}
	}
	return &file{data, layout, t.Options}, nil
}

// upright decodes the photo.
func (f *file) upright(ctx context.Context) (*image.NRGBA, error) {
	p, err := photo.Decode(ctx, f.data, f.limits)
	if err != nil {
		return nil, unusable{err}
	}
	return p.Upright(), nil
}

// quality is that of photos that are written anew.
const quality = 95

// jpeg returns the photo as an upright JPEG: the file itself where it is one.
func (f *file) jpeg(ctx context.Context) ([]byte, error) {
	if f.layout.Format == "jpeg" && !f.layout.Turned() {
		return f.data, nil
	}
	upright, err := f.upright(ctx)
	if err != nil {
		return nil, err
	}
	opaque := image.NewRGBA(upright.Rect)
	draw.Draw(opaque, opaque.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(opaque, opaque.Rect, upright, image.Point{}, draw.Over)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, opaque, &jpeg.Options{Quality: quality}); err != nil {
		return nil, unusable{fmt.Errorf("making a JPEG: %w", err)}
	}
	return b.Bytes(), nil
}

// copies are the names of the photos' copies, as JPEG and as PNG.
type copies struct{ jpeg, png []string }

func (t *task) reserveCopies(before string) (c copies, err error) {
	c.jpeg, err = t.reserve(before, ".jpg")
	if err == nil {
		c.png, err = t.reserve(before, ".png")
	}
	return c, err
}

// copyPhoto writes an upright copy of the n-th photo and returns its name.
func (t *task) copyPhoto(ctx context.Context, n int, size image.Point, c copies) (name string, err error) {
	f, err := t.open(ctx, n, size)
	if err != nil {
		return "", err
	}
	if f.layout.Format == "png" && !f.layout.Turned() {
		return c.png[n], t.folder.write(c.png[n], f.data)
	}
	data, err := f.jpeg(ctx)
	if err != nil {
		return "", err
	}
	return c.jpeg[n], t.folder.write(c.jpeg[n], data)
}

// united returns the mask of all that is in masks of one size.
func united(all []*segment.Mask) *segment.Mask {
	one := segment.NewMask(all[0].Size)
	for _, m := range all {
		for i, v := range m.Pix {
			one.Pix[i] |= v
		}
	}
	return one
}

// errNotReserved is a mistake of this program.
var errNotReserved = errors.New("a file has a name that was not reserved for it")
