package album

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"

	"github.com/disintegration/imaging"
)

// quality keeps the whole library under five megabytes.
const quality = 69

// Encode writes an upright photo as the JPEG file of the shot: turned the way
// a camera holds its sensor, with an EXIF block that says how to turn it back.
func (s Shot) Encode(w io.Writer, upright image.Image) error {
	stored := upright
	switch s.Orientation {
	case 6:
		stored = imaging.Rotate90(upright)
	case 8:
		stored = imaging.Rotate270(upright)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, stored, &jpeg.Options{Quality: quality}); err != nil {
		return fmt.Errorf("encoding %s: %w", s.Name, err)
	}
	const startOfImage = 2
	file := b.Bytes()
	parts := [][]byte{file[:startOfImage]}
	if s.Orientation != 0 {
		parts = append(parts, exif(s.Orientation))
	}
	for _, part := range append(parts, file[startOfImage:]) {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("writing %s: %w", s.Name, err)
		}
	}
	return nil
}

// exif is a JPEG segment with nothing but the orientation in it.
func exif(orientation int) []byte {
	return []byte{
		0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
		'M', 'M', 0, 42, 0, 0, 0, 8, // big-endian, the first directory at 8
		0, 1, // one entry
		0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(orientation), 0, 0, // orientation, one short
		0, 0, 0, 0, // no further directory
	}
}
