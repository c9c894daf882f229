package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"

	"whereabouts/library/photo"
	"whereabouts/segment"
	"whereabouts/segment/resize"
)

// cutOut is an object cut out of its photo.
type cutOut struct {
	picture image.Image // the part of the photo around it
	mask    image.Image // of the picture's size
}

func newCutOut(p *photo.Photo, m *segment.Mask) cutOut {
	box := m.Box()
	return cutOut{p.Upright().SubImage(box), m.Gray().SubImage(box)}
}

// paste draws the object over canvas, filling at, and returns exactly which of
// the canvas's pixels show it. The edge is soft, as a lens makes it.
func (c cutOut) paste(canvas *image.NRGBA, at image.Rectangle) *segment.Mask {
	picture, mask := resize.Bilinear(c.picture, at.Size()), resize.Bilinear(c.mask, at.Size())
	shown := segment.NewMask(canvas.Rect.Size())
	for y := range at.Dy() {
		for x := range at.Dx() {
			from := picture.PixOffset(x, y)
			to := canvas.PixOffset(at.Min.X+x, at.Min.Y+y)
			share := int(mask.Pix[from])
			for i := range 3 {
				canvas.Pix[to+i] = uint8((int(picture.Pix[from+i])*share + int(canvas.Pix[to+i])*(255-share) + 127) / 255)
			}
			if share >= 128 {
				shown.Pix[(at.Min.Y+y)*shown.Size.X+at.Min.X+x] = segment.Object
			}
		}
	}
	return shown
}

// Shares of a picture's longer side that the longer side of an object in it takes.
const (
	smallestPasted = 0.20
	largestPasted  = 0.45
)

// errNoRoom says that two objects do not fit beside each other.
var errNoRoom = errors.New("the two do not fit beside each other")

// arrange draws places for two objects in a picture, which keep their proportions
// and do not overlap.
func arrange(rng *rand.Rand, picture, first, second image.Point) ([2]image.Rectangle, error) {
	const tries = 1000
	place := func(object image.Point) (image.Rectangle, bool) {
		share := smallestPasted + (largestPasted-smallestPasted)*rng.Float64()
		scale := share * float64(max(picture.X, picture.Y)) / float64(max(object.X, object.Y))
		side := func(pixels int) int { return max(1, int(math.Round(scale*float64(pixels)))) }
		size := image.Pt(side(object.X), side(object.Y))
		free := picture.Sub(size)
		if free.X < 0 || free.Y < 0 {
			return image.Rectangle{}, false
		}
		corner := image.Pt(rng.IntN(free.X+1), rng.IntN(free.Y+1))
		return image.Rectangle{Min: corner, Max: corner.Add(size)}, true
	}
	for range tries {
		a, okA := place(first)
		b, okB := place(second)
		if okA && okB && !a.Overlaps(b) {
			return [2]image.Rectangle{a, b}, nil
		}
	}
	return [2]image.Rectangle{}, errNoRoom
}

// collage is a picture with two instances of one object, made for a test.
type collage struct {
	photo *photo.Photo
	masks [2]*segment.Mask
}

// newCollage pastes two cut-outs onto a photo.
func newCollage(ctx context.Context, rng *rand.Rand, background *photo.Photo, first, second cutOut) (*collage, error) {
	canvas := background.Upright()
	places, err := arrange(rng, canvas.Rect.Size(), first.mask.Bounds().Size(), second.mask.Bounds().Size())
	if err != nil {
		return nil, err
	}
	c := &collage{masks: [2]*segment.Mask{first.paste(canvas, places[0]), second.paste(canvas, places[1])}}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, canvas, &jpeg.Options{Quality: 92}); err != nil {
		return nil, fmt.Errorf("encoding a picture of two: %w", err)
	}
	c.photo, err = photo.Decode(ctx, file.Bytes(), photo.Options{})
	return c, err
}
