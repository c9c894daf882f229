//go:build nodynamic

package photo

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"

	_ "unsafe" // for go:linkname

	_ "github.com/gen2brain/avif"
)

// avifModule is libavif with libaom, run here for the reasons given at heifModule.
//
//go:linkname avifModule github.com/gen2brain/avif.decodeWasm
var avifModule []byte

var avifGuest = newGuest(&avifModule)

// decodeAVIF decodes the picture of an AVIF file, or the first of a sequence, as
// it is stored: the module does not turn it.
func decodeAVIF(ctx context.Context, data []byte, declared image.Point) (img image.Image, err error) {
	err = avifGuest.run(ctx, guestMemoryFor(len(data), area(declared), avifPixelMost), func(v *visit) error {
		file := v.write(data)
		facts := v.alloc(4 * 4)
		fact := func(i int) int {
			return int(binary.LittleEndian.Uint32(v.bytes(facts+uint64(4*i), 4)))
		}
		// The module counts a picture that it could not decode among the good ones,
		// but only of a good one it writes how long it is shown.
		shown := v.write(bytes.Repeat([]byte{0xff}, 8))
		decode := func(configOnly, out uint64) error {
			ok := v.call("decode", file, uint64(len(data)), configOnly, 0, facts, facts+4, facts+8, facts+12, shown, out)
			if v.err == nil && ok == 0 {
				return fmt.Errorf("%w: its picture cannot be decoded", ErrDamaged)
			}
			return v.err
		}
		if err := decode(1, 0); err != nil {
			return err
		}
		size, wide := image.Pt(fact(0), fact(1)), fact(2) > 8
		if v.err != nil || size != declared {
			return fmt.Errorf("%w: its size is not the one it declares", ErrDamaged)
		}
		n := 4 * size.X * size.Y
		if wide {
			n *= 2
		}
		out := v.alloc(n)
		if err := decode(0, out); err != nil {
			return err
		}
		if binary.LittleEndian.Uint64(v.bytes(shown, 8)) == 1<<64-1 {
			return fmt.Errorf("%w: its picture cannot be decoded", ErrDamaged)
		}
		pixels := v.bytes(out, n)
		if v.err != nil {
			return v.err
		}
		img = avifImage(pixels, size, wide)
		return nil
	})
	return img, err
}

// avifImage copies the pixels out of the module's memory, of 16-bit ones the upper
// half.
func avifImage(pixels []byte, size image.Point, wide bool) image.Image {
	rgba := image.NewRGBA(image.Rectangle{Max: size})
	if !wide {
		copy(rgba.Pix, pixels)
		return rgba
	}
	for i := range rgba.Pix {
		rgba.Pix[i] = pixels[2*i+1]
	}
	return rgba
}
