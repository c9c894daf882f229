package photo

import (
	"context"
	"errors"
	"image"

	"whereabouts/library/internal/smalljpeg"
	"whereabouts/segment/resize"
)

// OpenSmall reads the photo at path and returns what [Photo.Rough] returns of it,
// decoding no more of it than that needs where it can.
func OpenSmall(ctx context.Context, path string, opt Options, long int) (*image.NRGBA, error) {
	data, _, err := Read(ctx, path)
	if err != nil {
		return nil, err
	}
	picture, _, err := DecodeSmall(ctx, data, opt, long)
	if !errors.Is(err, ErrNotSmall) {
		return picture, err
	}
	p, err := Decode(ctx, data, opt)
	if err != nil {
		return nil, err
	}
	return p.Rough(long), nil
}

// DecodeSmall returns what [Photo.Rough] returns of a photo, and the size of the
// upright photo, in a fraction of the time and memory that [Decode] takes. It can do so
// with what cameras write as JPEG, also as a preview in a camera raw file, where that
// is at least twice as large: it is decoded at a half, a quarter or an eighth of its
// size. Of all else, and of what is wrong with a file, it says [ErrNotSmall]; Decode
// can tell. The context is heeded while it decodes.
func DecodeSmall(ctx context.Context, data []byte, opt Options, long int) (picture *image.NRGBA, size image.Point, err error) {
	if err := ctx.Err(); err != nil {
		return nil, image.Point{}, err
	}
	s, ok := shrinkable(data, opt, long)
	if !ok {
		return nil, image.Point{}, ErrNotSmall
	}
	img, err := s.decode(ctx)
	if ctx.Err() != nil {
		return nil, image.Point{}, ctx.Err()
	}
	if err != nil {
		return nil, image.Point{}, ErrNotSmall
	}
	stored, turned := s.frame.size, s.orientation()
	picture = resize.Bilinear(img, reducedSize(stored, s.long))
	if turned != upright {
		picture = turned.apply(picture)
	}
	return picture, Layout{Size: stored, turned: turned}.Upright(), nil
}

// SmallCost returns about how many bytes of memory DecodeSmall takes at its height, as
// [Cost] does of Decode. Where DecodeSmall would not decode anything, it is zero.
func SmallCost(data []byte, opt Options, long int) int64 {
	s, ok := shrinkable(data, opt, long)
	if !ok {
		return 0
	}
	samples := int64(1) // a pixel: colours are kept in full where they are there
	if s.frame.samples > 1 {
		samples = 3
	}
	side := int64(s.shrink)
	return costBase + samples*int64(s.frame.size.X)*int64(s.frame.size.Y)/(side*side)
}

// A small is a picture that is decoded at one by shrink of its size.
type small struct {
	picture
	frame  jpegFrame
	shrink int
	long   int // of what it is wanted for, in pixels
}

// shrinkable tells whether a picture can be decoded smaller, and how.
func shrinkable(data []byte, opt Options, long int) (s small, ok bool) {
	pic, err := locate(data)
	if err != nil || !pic.format.shrinks {
		return s, false
	}
	frame, ok := readJPEGFrame(pic.data)
	if !ok || !frame.readable || frame.progressive || opt.check(frame.size) != nil {
		return s, false
	}
	s = small{picture: pic, frame: frame, shrink: 8, long: min(max(long, 1), maxReduced)}
	for s.shrink > 1 && max(frame.size.X, frame.size.Y)/s.shrink < s.long {
		s.shrink /= 2
	}
	return s, s.shrink > 1
}

// decode returns the smaller picture. Of its last row and column, which are of fewer
// samples of the whole picture where its size is odd, it leaves out those that are of
// less than half as many.
func (s small) decode(ctx context.Context) (img image.Image, err error) {
	defer containPanic(&err)
	img, err = smalljpeg.Decode(ctx, s.data, s.frame.size, s.shrink)
	if err != nil {
		return nil, err
	}
	nearest := func(n int) int { return max(1, (n+s.shrink/2)/s.shrink) }
	return subImage(img, image.Rect(0, 0, nearest(s.frame.size.X), nearest(s.frame.size.Y))), nil
}
