package library

import (
	"image"
	"sync"

	"whereabouts/library/photo"
	"whereabouts/segment"
	"whereabouts/segment/resize"
)

// Pixels are the pixels of a photo for the networks: the photo with a small copy,
// made when it is first needed, from which parts are cropped where it shows them
// large enough. Reading a large photo again for each of many crops takes long.
// Methods may be called by several goroutines.
type Pixels struct {
	*photo.Photo
	reduced func() *image.NRGBA
}

// NewPixels returns the pixels of a photo.
func NewPixels(p *photo.Photo) *Pixels {
	return &Pixels{p, sync.OnceValue(func() *image.NRGBA { return p.Rough(segment.AppearanceSide) })}
}

// Reduced returns the photo reduced to a longer side of at most side pixels. The
// picture is not to be drawn into.
func (p *Pixels) Reduced(side int) *image.NRGBA {
	if side == segment.AppearanceSide {
		return p.reduced()
	}
	return p.Photo.Reduced(side)
}

// Crop implements [segment.Pixels].
func (p *Pixels) Crop(part image.Rectangle, size image.Point) *image.NRGBA {
	photo, reduced := p.Size(), p.reduced()
	small := reduced.Rect.Size()
	within := image.Rectangle{
		Min: image.Pt(part.Min.X*small.X/photo.X, part.Min.Y*small.Y/photo.Y),
		Max: image.Pt((part.Max.X*small.X+photo.X-1)/photo.X, (part.Max.Y*small.Y+photo.Y-1)/photo.Y),
	}
	if small.X >= photo.X || within.Dx() < size.X || within.Dy() < size.Y {
		return p.Photo.Crop(part, size)
	}
	return resize.Bilinear(reduced.SubImage(within), size)
}
