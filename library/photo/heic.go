//go:build nodynamic

package photo

import (
	"context"
	"encoding/binary"
	"fmt"
	"image"

	_ "unsafe" // for go:linkname

	_ "github.com/gen2brain/heic"
)

// heifModule is libheif with libde265. Package heic runs it in a memory of up to
// four gigabytes, which nobody can bound or interrupt; so it is run here.
//
//go:linkname heifModule github.com/gen2brain/heic.heifWasm
var heifModule []byte

var heicGuest = newGuest(&heifModule)

// The module's names for kinds of pixels.
const (
	heifYCbCr = 0
	heifRGB   = 1
	heifGrey  = 2

	heif420 = 1
	heif422 = 2
	heif444 = 3
)

// decodeHEIC decodes the picture of a HEIC file, upright.
func decodeHEIC(ctx context.Context, data []byte, declared image.Point) (img image.Image, err error) {
	err = heicGuest.run(ctx, guestMemoryFor(len(data), area(declared), heicPixelMost), func(v *visit) error {
		file := v.write(data)
		// The decoder wants its own brand first; files may name a general one there.
		copy(v.bytes(file+8, 4), "heic")
		facts := v.alloc(5 * 4)
		fact := func(i int) int {
			return int(binary.LittleEndian.Uint32(v.bytes(facts+uint64(4*i), 4)))
		}
		decode := func(configOnly, out uint64) error {
			ok := v.call("decode", file, uint64(len(data)), configOnly, facts, facts+4, facts+8, facts+12, facts+16, out)
			if v.err == nil && ok == 0 {
				return fmt.Errorf("%w: its picture cannot be decoded", ErrDamaged)
			}
			return v.err
		}
		if err := decode(1, 0); err != nil {
			return err
		}
		size := image.Pt(fact(0), fact(1))
		if v.err != nil || size.X < 1 || size.Y < 1 || size.X > declared.X || size.Y > declared.Y {
			return fmt.Errorf("%w: its size is not the one it declares", ErrDamaged)
		}
		planes, err := newHEICPlanes(size, fact(2), fact(3), fact(4) == 1)
		if err != nil {
			return err
		}
		out := v.alloc(planes.bytes)
		if err := decode(0, out); err != nil {
			return err
		}
		pixels := v.bytes(out, planes.bytes)
		if v.err != nil {
			return v.err
		}
		img = planes.image(pixels)
		return nil
	})
	return img, err
}

// heicPlanes says how the module lays out a picture: a row has an even number of
// pixels, at least 64 of them, and is padded to 16 bytes.
type heicPlanes struct {
	rect          image.Rectangle
	space         int
	premultiplied bool
	ratio         image.YCbCrSubsampleRatio
	stride, half  int // of rows: luma or all of a pixel, and chroma
	chromaRows    int
	bytes         int
}

func newHEICPlanes(size image.Point, space, chroma int, premultiplied bool) (heicPlanes, error) {
	p := heicPlanes{rect: image.Rectangle{Max: size}, space: space, premultiplied: premultiplied}
	row := func(n, size int) int { return (max((n+1)&^1, 64)*size + 15) &^ 15 }
	switch space {
	case heifGrey:
		p.stride = row(size.X, 1)
	case heifRGB:
		p.stride = row(size.X, 4)
	case heifYCbCr:
		p.stride = row(size.X, 1)
		switch chroma {
		case heif420:
			p.ratio, p.half, p.chromaRows = image.YCbCrSubsampleRatio420, row((size.X+1)/2, 1), (size.Y+1)/2
		case heif422:
			p.ratio, p.half, p.chromaRows = image.YCbCrSubsampleRatio422, row((size.X+1)/2, 1), size.Y
		case heif444:
			p.ratio, p.half, p.chromaRows = image.YCbCrSubsampleRatio444, row(size.X, 1), size.Y
		default:
			return p, fmt.Errorf("%w: its colours are stored in an unknown way", ErrUnsupported)
		}
	default:
		return p, fmt.Errorf("%w: its colours are stored in an unknown way", ErrUnsupported)
	}
	p.bytes = p.stride*size.Y + 2*p.half*p.chromaRows
	return p, nil
}

// image copies the pixels out of the module's memory.
func (p heicPlanes) image(out []byte) image.Image {
	pix := append(make([]byte, 0, len(out)), out...)
	switch {
	case p.space == heifGrey:
		return &image.Gray{Pix: pix, Stride: p.stride, Rect: p.rect}
	case p.space == heifRGB && p.premultiplied:
		return &image.RGBA{Pix: pix, Stride: p.stride, Rect: p.rect}
	case p.space == heifRGB:
		return &image.NRGBA{Pix: pix, Stride: p.stride, Rect: p.rect}
	}
	luma := p.stride * p.rect.Dy()
	chroma := p.half * p.chromaRows
	return &image.YCbCr{
		Y: pix[:luma:luma], Cb: pix[luma : luma+chroma : luma+chroma], Cr: pix[luma+chroma:],
		YStride: p.stride, CStride: p.half, SubsampleRatio: p.ratio, Rect: p.rect,
	}
}
