package photo

import (
	"context"
	"fmt"
	"image"

	"whereabouts/segment/resize"
)

const (
	// DefaultMaxPixels is the limit of a photo's pixels unless Options say otherwise.
	DefaultMaxPixels int64 = 250e6

	// maxSide bounds width and height, because the work space of reducing a photo
	// grows with its longer side alone.
	maxSide = 1 << 20

	// maxReduced bounds the result of reducing a photo.
	maxReduced = 1 << 14
)

// Options say what is accepted as a photo.
type Options struct {
	// MaxPixels is the largest number of pixels that is decoded. Zero or less means
	// DefaultMaxPixels.
	MaxPixels int64
}

// A Photo is a decoded photo. It is kept as it is stored in its file and turned
// upright only in what the methods return. It does not change and may be used by
// several goroutines at once.
type Photo struct {
	format      string
	stored      image.Image
	orientation orientation
}

// Open reads and decodes the photo at path.
func Open(ctx context.Context, path string, opt Options) (*Photo, error) {
	data, _, err := Read(ctx, path)
	if err != nil {
		return nil, err
	}
	return Decode(ctx, data, opt)
}

// Decode decodes a photo from the bytes of its file. The context is heeded before
// and after decoding; the decoding of the pixels itself cannot be interrupted.
func Decode(ctx context.Context, data []byte, opt Options) (*Photo, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	pic, err := locate(data)
	if err != nil {
		return nil, err
	}
	config, err := pic.format.declared(pic.data)
	if err != nil {
		return nil, err
	}
	size := image.Pt(config.Width, config.Height)
	if err := opt.check(size); err != nil {
		return nil, err
	}
	img, err := pic.format.pixels(ctx, pic.data, size)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return &Photo{format: pic.format.name, stored: img, orientation: pic.orientation()}, nil
}

// declared returns the size and colours that a picture declares.
func (f format) declared(data []byte) (config image.Config, err error) {
	defer containPanic(&err)
	config, err = f.config(data)
	if err != nil {
		return config, f.refusal(err)
	}
	return config, nil
}

// pixels decodes a picture whose declared size has been found acceptable.
func (f format) pixels(ctx context.Context, data []byte, size image.Point) (img image.Image, err error) {
	defer containPanic(&err)
	img, err = f.decode(ctx, data, size)
	if err != nil {
		return nil, f.refusal(err)
	}
	declared := image.Rectangle{Max: size}
	if img.Bounds() != declared && (!f.cropped || !img.Bounds().In(declared)) {
		return nil, fmt.Errorf("%w: its size is not the one it declares", ErrDamaged)
	}
	return img, nil
}

// containPanic turns a decoder's panic into an error.
func containPanic(err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("%w: the decoder gave up: %v", ErrDamaged, cause)
	}
}

// check holds a declared size against the limits.
func (opt Options) check(size image.Point) error {
	if size.X <= 0 || size.Y <= 0 {
		return fmt.Errorf("%w: its width or height is zero", ErrDamaged)
	}
	limit := opt.MaxPixels
	if limit <= 0 {
		limit = DefaultMaxPixels
	}
	if float64(size.X)*float64(size.Y) > float64(limit) {
		return fmt.Errorf("%w: %d×%d is %s megapixels; the limit is %s (change it with --max-megapixels)",
			ErrTooLarge, size.X, size.Y, megapixels(float64(size.X)*float64(size.Y)), megapixels(float64(limit)))
	}
	if max(size.X, size.Y) > maxSide {
		return fmt.Errorf("%w: %d×%d has a side of more than %d pixels", ErrTooLarge, size.X, size.Y, maxSide)
	}
	return nil
}

func megapixels(n float64) string {
	return fmt.Sprintf("%.7g", n/1e6)
}

// Format returns the name of the format that the photo is stored in: "jpeg",
// "png", "gif", "webp", "bmp", "tiff", "heic" or "avif", or "raw" for the preview in
// a camera raw file.
func (p *Photo) Format() string { return p.format }

// Size returns the size of the upright photo in pixels.
func (p *Photo) Size() image.Point {
	size := p.stored.Bounds().Size()
	if p.orientation.swaps() {
		return image.Pt(size.Y, size.X)
	}
	return size
}

// Transparent reports whether any of the photo is transparent. It looks at every pixel.
func (p *Photo) Transparent() bool {
	img, ok := p.stored.(interface{ Opaque() bool })
	return ok && !img.Opaque()
}

// Upright returns a copy of the photo in its full size, transparent where the
// photo is. It takes four bytes a pixel.
func (p *Photo) Upright() *image.NRGBA {
	return p.orientation.apply(p.stored)
}

// Reduced returns an opaque copy of the photo whose longer side is long pixels,
// on white where the photo is transparent. Photos smaller than that are enlarged.
// The shorter side is rounded as Segment Anything rounds it, but at least one
// pixel. The photo is never copied in its full size. A long below 1 or above
// 16,384 is taken for that bound.
func (p *Photo) Reduced(long int) *image.NRGBA {
	long = min(max(long, 1), maxReduced)
	reduced := resize.Bilinear(p.stored, reducedSize(p.stored.Bounds().Size(), long))
	if p.orientation == upright {
		return reduced
	}
	return p.orientation.apply(reduced)
}
