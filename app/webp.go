package app

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"

	"github.com/HugoSmits86/nativewebp"
)

const (
	// maxWebP is the longest side that a WebP may have.
	maxWebP = 1 << 14
	// riffFrame is how long the frame of what a WebP's length is told of is: "RIFF", and
	// the length itself.
	riffFrame = 4 + 4
	// webpFlags is where the flags of the extended format are, behind "WEBP", "VP8X" and
	// the length of that chunk.
	webpFlags = riffFrame + 4 + 4 + 4
	// webpExif is the flag that says that there is a chunk of EXIF.
	webpExif = 1 << 3
)

// WebP returns a cut-out as lossless WebP, with what goes along. Its colours are sRGB, as
// those of each WebP that tells of no others.
func (c *Cutter) WebP(cut *image.NRGBA) ([]byte, error) {
	if size := cut.Rect.Size(); max(size.X, size.Y) > maxWebP {
		return nil, fmt.Errorf("a WebP has at most %d pixels on a side, and the cut-out has %d×%d; take PNG instead", maxWebP, size.X, size.Y)
	}
	var b bytes.Buffer
	if err := nativewebp.Encode(&b, cut, &nativewebp.Options{UseExtendedFormat: c.exif != nil}); err != nil {
		return nil, fmt.Errorf("making a WebP: %w", err)
	}
	if c.exif == nil {
		return b.Bytes(), nil
	}
	return describeWebP(b.Bytes(), c.exif), nil
}

// describeWebP puts a block of EXIF into a WebP of the extended format.
func describeWebP(file, exif []byte) []byte {
	out := append(make([]byte, 0, len(file)+len(exif)+16), file...)
	out = append(out, "EXIF"...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(exif)))
	out = append(out, exif...)
	if len(exif)%2 != 0 { // chunks begin at even places
		out = append(out, 0)
	}
	out[webpFlags] |= webpExif
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-riffFrame))
	return out
}
