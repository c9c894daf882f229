package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"path/filepath"
	"strings"

	"github.com/bep/imagemeta"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// sniffLen is the number of leading bytes that sniff needs to know a format.
const sniffLen = 18

// A format knows how to decode one kind of file.
type format struct {
	name     string
	metadata imagemeta.ImageFormat // ImageFormatAuto where the format carries no EXIF
	config   func(data []byte) (image.Config, error)
	decode   func(data []byte) (image.Image, error)
}

// sniff tells the format of a file from its first bytes.
func sniff(head []byte) (format, error) {
	switch {
	case len(head) == 0:
		return format{}, ErrEmpty
	case hasPrefix(head, "\xff\xd8\xff"):
		return format{"jpeg", imagemeta.JPEG, reading(jpeg.DecodeConfig), reading(jpeg.Decode)}, nil
	case hasPrefix(head, "\x89PNG\r\n\x1a\n"):
		return format{"png", imagemeta.PNG, reading(png.DecodeConfig), reading(png.Decode)}, nil
	case hasPrefix(head, "GIF87a"), hasPrefix(head, "GIF89a"):
		return format{"gif", imagemeta.ImageFormatAuto, reading(gif.DecodeConfig), decodeGIF}, nil
	case hasPrefix(head, "RIFF") && len(head) >= 12 && string(head[8:12]) == "WEBP":
		return format{"webp", imagemeta.WebP, reading(webp.DecodeConfig), decodeWebP}, nil
	case isBMP(head):
		return format{"bmp", imagemeta.ImageFormatAuto, reading(bmp.DecodeConfig), reading(bmp.Decode)}, nil
	case hasPrefix(head, "II*\x00"), hasPrefix(head, "MM\x00*"):
		return format{"tiff", imagemeta.TIFF, reading(tiff.DecodeConfig), reading(tiff.Decode)}, nil
	case isHEIF(head):
		return format{}, fmt.Errorf("%w: it is a HEIC or AVIF picture; save it as JPEG or PNG", ErrUnsupported)
	}
	return format{}, ErrNotAPhoto
}

func hasPrefix(head []byte, magic string) bool {
	return bytes.HasPrefix(head, []byte(magic))
}

// isBMP looks beyond the letters BM, with which texts begin too, for the length
// of the header that follows them.
func isBMP(head []byte) bool {
	if len(head) < 18 || !hasPrefix(head, "BM") {
		return false
	}
	switch binary.LittleEndian.Uint32(head[14:]) {
	case 12, 16, 40, 52, 56, 64, 108, 124:
		return true
	}
	return false
}

func isHEIF(head []byte) bool {
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return false
	}
	switch string(head[8:12]) {
	case "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1", "avif", "avis":
		return true
	}
	return false
}

// claimsPicture tells whether a file's name says that it is a picture.
func claimsPicture(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".bmp", ".dib",
		".tif", ".tiff", ".heic", ".heif", ".avif":
		return true
	}
	return false
}

func reading[T any](f func(io.Reader) (T, error)) func([]byte) (T, error) {
	return func(data []byte) (T, error) { return f(bytes.NewReader(data)) }
}

// refusal turns a decoder's error into one of this package's.
func (f format) refusal(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: unexpected end of file", ErrDamaged)
	}
	kind := ErrDamaged
	switch {
	case errors.As(err, new(jpeg.UnsupportedError)),
		errors.As(err, new(png.UnsupportedError)),
		errors.As(err, new(tiff.UnsupportedError)),
		errors.Is(err, bmp.ErrUnsupported):
		kind = ErrUnsupported
	}
	return fmt.Errorf("%w: %s", kind, strings.TrimPrefix(err.Error(), f.name+": "))
}
