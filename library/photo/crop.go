package photo

import (
	"image"
	"image/draw"

	"whereabouts/segment/resize"
)

// Crop returns a part of the upright photo, brought to size, on white where the
// photo is transparent. The part is cut to the photo; nothing else of the photo
// is read.
func (p *Photo) Crop(part image.Rectangle, size image.Point) *image.NRGBA {
	part = part.Intersect(image.Rectangle{Max: p.Size()})
	stored := p.stored.Bounds()
	from := p.orientation.stored(part, stored.Size()).Add(stored.Min)
	if p.orientation.swaps() {
		size = image.Pt(size.Y, size.X)
	}
	cropped := resize.Bilinear(subImage(p.stored, from), size)
	if p.orientation == upright {
		return cropped
	}
	return p.orientation.apply(cropped)
}

// stored returns where a part of the upright photo lies in the stored picture,
// which has the given size.
func (o orientation) stored(part image.Rectangle, size image.Point) image.Rectangle {
	corner := func(x, y int) image.Point {
		if o.swaps() {
			x, y = y, x
		}
		if o == mirrored || o == upsideDown || o == transversed || o == turnCounterclockwise {
			x = size.X - x
		}
		if o == upsideDown || o == flipped || o == turnClockwise || o == transversed {
			y = size.Y - y
		}
		return image.Pt(x, y)
	}
	return image.Rectangle{Min: corner(part.Min.X, part.Min.Y), Max: corner(part.Max.X, part.Max.Y)}.Canon()
}

// subImage returns the part r of img, sharing its pixels where img can.
func subImage(img image.Image, r image.Rectangle) image.Image {
	if s, ok := img.(interface {
		SubImage(r image.Rectangle) image.Image
	}); ok {
		return s.SubImage(r)
	}
	part := image.NewNRGBA(image.Rectangle{Max: r.Size()})
	draw.Draw(part, part.Rect, img, r.Min, draw.Src)
	return part
}
