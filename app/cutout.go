package app

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"strconv"
	"strings"

	"github.com/disintegration/imaging"

	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// CutoutOptions say what cut-outs are to look like and what is told with them. The zero
// value makes them transparent, cropped, in the photo's size, and tells nothing.
type CutoutOptions struct {
	// Shadow lays a soft shadow below the thing.
	Shadow bool `json:"shadow,omitempty"`
	// Padding is the room around the thing, in percent of its longer side; at most 100.
	Padding int `json:"padding,omitempty"`
	// Background is a colour such as "#ffffff"; empty leaves it transparent.
	Background string `json:"background,omitempty"`
	// MaxSide is the longest that a cut-out's longer side may be, in pixels; 0 is no limit.
	MaxSide int `json:"max_side,omitempty"`
	// Metadata is what of the photo's metadata goes along.
	Metadata Metadata `json:"metadata,omitempty"`
}

// Metadata is what of a photo's metadata goes along with a cut-out.
type Metadata string

const (
	// MetadataNone is nothing.
	MetadataNone Metadata = ""
	// MetadataCamera is the camera, and when the photo was taken.
	MetadataCamera Metadata = "camera"
	// MetadataPlace is also where it was taken.
	MetadataPlace Metadata = "place"
)

// Limits of what a cut-out can be made to be.
const (
	maxPadding   = 100
	minimumSide  = 16
	maximumSides = 1 << 16
)

// Check returns an error that says what cannot be in the options, or nil.
func (o CutoutOptions) Check() error {
	switch {
	case o.Padding < 0 || o.Padding > maxPadding:
		return fmt.Errorf("the padding of a cut-out is a number of percent from 0 to %d", maxPadding)
	case o.MaxSide != 0 && (o.MaxSide < minimumSide || o.MaxSide > maximumSides):
		return fmt.Errorf("the longer side of a cut-out has from %d to %d pixels; 0 is no limit", minimumSide, maximumSides)
	case o.Metadata != MetadataNone && o.Metadata != MetadataCamera && o.Metadata != MetadataPlace:
		return fmt.Errorf("with a cut-out go %q, %q or nothing of the photo's metadata", MetadataCamera, MetadataPlace)
	}
	_, err := o.ground()
	return err
}

// ground returns the colour behind a cut-out.
func (o CutoutOptions) ground() (color.NRGBA, error) {
	digits, ok := strings.CutPrefix(o.Background, "#")
	v, err := strconv.ParseUint(digits, 16, 24)
	switch {
	case o.Background == "":
		return color.NRGBA{}, nil
	case !ok || err != nil || len(digits) != 6:
		return color.NRGBA{}, errors.New("the colour behind a cut-out is written as red, green and blue, such as #ffffff")
	}
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff}, nil
}

// A Cutter cuts things out of one photo.
type Cutter struct {
	options CutoutOptions
	upright *image.NRGBA
	profile *photo.Profile // nil where the colours are sRGB
	exif    []byte         // what goes along; nil for nothing
}

// NewCutter decodes a photo from the bytes of its file. A colour profile that cannot be
// used leaves the colours as they are.
func NewCutter(ctx context.Context, data []byte, limits photo.Options, o CutoutOptions) (*Cutter, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	p, err := photo.Decode(ctx, data, limits)
	if err != nil {
		return nil, err
	}
	c := &Cutter{options: o, upright: p.Upright()}
	c.profile, _ = photo.ReadProfile(data)
	if o.Metadata != MetadataNone {
		c.exif = exifOf(photo.ReadDetails(data), o.Metadata == MetadataPlace)
	}
	return c, nil
}

// Size returns the size of the upright photo in pixels.
func (c *Cutter) Size() image.Point { return c.upright.Rect.Size() }

// Cut returns a thing cut out, upright and in sRGB, as the options say. The mask has the
// photo's size and is not empty.
func (c *Cutter) Cut(ctx context.Context, mask *segment.Mask) (*image.NRGBA, error) {
	cut, err := library.Cutout(ctx, c.upright, mask)
	if err != nil {
		return nil, err
	}
	if c.profile != nil {
		c.profile.ToSRGB(cut)
	}
	return c.options.dress(cut), nil
}

// PNG returns a cut-out as PNG, with what goes along.
func (c *Cutter) PNG(cut *image.NRGBA) ([]byte, error) {
	b, err := EncodePNG(cut)
	if err != nil {
		return nil, err
	}
	return describePNG(b, c.exif), nil
}

// Sizes of what is laid around a thing, as shares of its longer side.
const (
	shadowDrop  = 0.025 // how far below it its shadow lies
	shadowBlur  = 0.02  // the standard deviation of the shadow's edge
	shadowRoom  = shadowDrop + 3*shadowBlur
	shadowGrey  = 0.4 // how dark the shadow is
	shadowSide  = 256 // the longer side of the picture that the shadow is made in, in pixels
	shadowSigma = shadowBlur * shadowSide
)

// dress lays around a thing that is cut out what the options say.
func (o CutoutOptions) dress(cut *image.NRGBA) *image.NRGBA {
	room := float64(o.Padding) / 100
	if o.Shadow {
		room = max(room, shadowRoom)
	}
	if side := longer(cut); o.MaxSide > 0 && float64(side)*(1+2*room) > float64(o.MaxSide) {
		share := float64(o.MaxSide) / (float64(side) * (1 + 2*room))
		cut = imaging.Resize(cut, shrunk(cut.Rect.Dx(), share), shrunk(cut.Rect.Dy(), share), imaging.CatmullRom)
	}
	margin := int(room * float64(longer(cut)))
	ground, _ := o.ground() // checked
	if margin == 0 && ground.A == 0 && !o.Shadow {
		return cut
	}
	size := cut.Rect.Size().Add(image.Pt(2*margin, 2*margin))
	out := image.NewNRGBA(image.Rectangle{Max: size})
	draw.Draw(out, out.Rect, image.NewUniform(ground), image.Point{}, draw.Src)
	if o.Shadow {
		layShadow(out, cut, margin)
	}
	draw.Draw(out, cut.Rect.Add(image.Pt(margin, margin)), cut, image.Point{}, draw.Over)
	return out
}

func longer(img *image.NRGBA) int { return max(img.Rect.Dx(), img.Rect.Dy()) }

func shrunk(side int, share float64) int { return max(1, int(math.Floor(float64(side)*share))) }

// layShadow lays the shadow of a thing into a picture in which it will have a margin.
func layShadow(out, cut *image.NRGBA, margin int) {
	size := out.Rect.Size()
	share := min(shadowSide/float64(longer(cut)), 1)
	small := image.NewNRGBA(image.Rect(0, 0, shrunk(size.X, share), shrunk(size.Y, share)))
	reduced := imaging.Resize(cut, shrunk(cut.Rect.Dx(), share), shrunk(cut.Rect.Dy(), share), imaging.Box)
	at := image.Pt(shrunk(margin, share), shrunk(margin, share))
	for y := range reduced.Rect.Dy() {
		for x := range reduced.Rect.Dx() {
			if p := at.Add(image.Pt(x, y)); p.In(small.Rect) {
				small.SetNRGBA(p.X, p.Y, color.NRGBA{A: uint8(shadowGrey * float64(reduced.NRGBAAt(x, y).A))})
			}
		}
	}
	sigma := shadowSigma * float64(longer(reduced)) / shadowSide
	shadow := imaging.Resize(imaging.Blur(small, max(sigma, 0.5)), size.X, size.Y, imaging.Linear)
	drop := int(shadowDrop * float64(longer(cut)))
	draw.Draw(out, out.Rect, shadow, image.Pt(0, -drop), draw.Over)
}
