package photo

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"path/filepath"
	"slices"
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
	decode   decoder
	cost     func(data []byte, config image.Config) int64
	cropped  bool // a picture may be smaller than it declares
	shrinks  bool // it may be decoded smaller than it is
}

// A decoder decodes a picture whose declared size was found acceptable.
type decoder func(ctx context.Context, data []byte, declared image.Point) (image.Image, error)

var jpegFormat = format{name: "jpeg", metadata: imagemeta.JPEG, config: reading(jpeg.DecodeConfig), decode: decoding(reading(jpeg.Decode)), cost: jpegCost, shrinks: true}

// sniff tells the format of a file from its first bytes.
func sniff(head []byte) (format, error) {
	switch {
	case len(head) == 0:
		return format{}, ErrEmpty
	case hasPrefix(head, "\xff\xd8\xff"):
		return jpegFormat, nil
	case hasPrefix(head, pngSignature):
		return format{name: "png", metadata: imagemeta.PNG, config: reading(png.DecodeConfig), decode: decoding(reading(png.Decode)), cost: pngCost}, nil
	case hasPrefix(head, "GIF87a"), hasPrefix(head, "GIF89a"):
		return format{name: "gif", config: reading(gif.DecodeConfig), decode: decoding(decodeGIF), cost: gifCost}, nil
	case hasPrefix(head, "RIFF") && len(head) >= 12 && string(head[8:12]) == "WEBP":
		return format{name: "webp", metadata: imagemeta.WebP, config: reading(webp.DecodeConfig), decode: decoding(decodeWebP), cost: webpCost}, nil
	case isBMP(head):
		return format{name: "bmp", config: reading(bmp.DecodeConfig), decode: decoding(reading(bmp.Decode)), cost: bmpCost}, nil
	case isRAW(head):
		return format{name: "raw"}, nil
	case hasPrefix(head, "II*\x00"), hasPrefix(head, "MM\x00*"):
		return format{name: "tiff", metadata: imagemeta.TIFF, config: reading(tiff.DecodeConfig), decode: decoding(reading(tiff.Decode)), cost: tiffCost}, nil
	case isHEIF(head):
		return format{name: "heif"}, nil
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
	case "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "mif2", "msf1", "avif", "avis":
		return true
	}
	return false
}

// isRAW tells a camera raw file by its first bytes, where these differ from those
// of a TIFF.
func isRAW(head []byte) bool {
	return isCR3(head) || hasPrefix(head, fujiMagic) || hasPrefix(head, "IIU\x00") ||
		hasPrefix(head, "IIRO") || hasPrefix(head, "IIRS") || hasPrefix(head, "MMOR")
}

// claimsPicture tells whether a file's name says that it is a picture.
func claimsPicture(path string) bool {
	return slices.Contains(Extensions(), strings.ToLower(filepath.Ext(path)))
}

func reading[T any](f func(io.Reader) (T, error)) func([]byte) (T, error) {
	return func(data []byte) (T, error) { return f(bytes.NewReader(data)) }
}

// decoding makes a decoder of one that needs to know nothing but the bytes.
func decoding(f func([]byte) (image.Image, error)) decoder {
	return func(_ context.Context, data []byte, _ image.Point) (image.Image, error) { return f(data) }
}

// refusal turns a decoder's error into one of this package's.
func (f format) refusal(err error) error {
	if reasoned(err) {
		return err
	}
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

// reasoned tells whether an error is one of this package's or of a context.
func reasoned(err error) bool {
	for _, reason := range []error{ErrUnsupported, ErrDamaged, ErrTooLarge, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, reason) {
			return true
		}
	}
	return false
}
