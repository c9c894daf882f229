package photo_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"whereabouts/library/photo"
)

var (
	red    = color.NRGBA{220, 30, 30, 255}
	green  = color.NRGBA{30, 200, 40, 255}
	blue   = color.NRGBA{30, 50, 210, 255}
	yellow = color.NRGBA{230, 210, 40, 255}
	white  = color.NRGBA{255, 255, 255, 255}
	black  = color.NRGBA{0, 0, 0, 255}
)

// corners is a picture of four differently coloured quarters.
func corners(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			switch {
			case y < h/2 && x < w/2:
				img.SetNRGBA(x, y, red)
			case y < h/2:
				img.SetNRGBA(x, y, green)
			case x < w/2:
				img.SetNRGBA(x, y, blue)
			default:
				img.SetNRGBA(x, y, yellow)
			}
		}
	}
	return img
}

func jpegOf(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	check(tb, jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}))
	return b.Bytes()
}

func pngOf(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	check(tb, png.Encode(&b, img))
	return b.Bytes()
}

func gifOf(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	palette := image.NewPaletted(img.Bounds(), color.Palette{color.NRGBA{}, red, green, blue, yellow})
	draw.Draw(palette, palette.Rect, img, image.Point{}, draw.Src)
	check(tb, gif.Encode(&b, palette, nil))
	return b.Bytes()
}

func bmpOf(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	check(tb, bmp.Encode(&b, img))
	return b.Bytes()
}

func tiffOf(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	check(tb, tiff.Encode(&b, img, nil))
	return b.Bytes()
}

func fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	check(tb, err)
	return data
}

// everyFormat holds corners(32, 16) in each format.
func everyFormat(tb testing.TB) map[string][]byte {
	tb.Helper()
	img := corners(32, 16)
	return map[string][]byte{
		"jpeg": jpegOf(tb, img),
		"png":  pngOf(tb, img),
		"gif":  gifOf(tb, img),
		"webp": fixture(tb, "lossless.webp"),
		"bmp":  bmpOf(tb, img),
		"tiff": tiffOf(tb, img),
	}
}

// A tag is an entry of an IFD whose value fits into the entry.
type tag struct {
	id, kind uint16
	value    uint32
}

const (
	kindASCII = 2
	kindShort = 3
	kindLong  = 4

	tagWidth       = 256
	tagPhotometric = 262
	tagSubfile     = 254
	tagOrientation = 274
)

func (t tag) entry() []byte {
	b := binary.LittleEndian.AppendUint16(nil, t.id)
	b = binary.LittleEndian.AppendUint16(b, t.kind)
	b = binary.LittleEndian.AppendUint32(b, 1)
	return binary.LittleEndian.AppendUint32(b, t.value)
}

// exif is an EXIF block whose main IFD holds the given tags, and whose thumbnail's
// IFD says that the thumbnail is to be turned.
func exif(tags ...tag) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00")
	b = binary.LittleEndian.AppendUint16(b, uint16(len(tags)))
	for _, t := range tags {
		b = append(b, t.entry()...)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(b)+4))
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = append(b, tag{tagOrientation, kindShort, 3}.entry()...)
	return append(b, 0, 0, 0, 0)
}

// withJPEG puts an EXIF block into a JPEG.
func withJPEG(data, exif []byte) []byte {
	segment := append([]byte("Exif\x00\x00"), exif...)
	b := []byte{0xff, 0xd8, 0xff, 0xe1}
	b = binary.BigEndian.AppendUint16(b, uint16(len(segment)+2))
	b = append(b, segment...)
	return append(b, data[2:]...)
}

// withPNG puts an EXIF block behind a PNG's header.
func withPNG(data, exif []byte) []byte {
	const afterHeader = 8 + 25
	b := bytes.Clone(data[:afterHeader])
	b = append(b, pngChunk("eXIf", exif)...)
	return append(b, data[afterHeader:]...)
}

func pngChunk(name string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(b, name...)
	b = append(b, body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// withWebP puts an EXIF block behind the pixels of a simple WebP.
func withWebP(data, exif []byte, size image.Point) []byte {
	const hasEXIF = 1 << 3
	return riffOf(
		chunk("VP8X", append([]byte{hasEXIF, 0, 0, 0}, webpSize(size)...)),
		data[12:],
		chunk("EXIF", exif),
	)
}

// animatedWebP shows a simple WebP at a place on a larger canvas.
func animatedWebP(data []byte, size, at, canvas image.Point) []byte {
	const animated = 1 << 1
	frame := uint24(at.X / 2)
	frame = append(frame, uint24(at.Y/2)...)
	frame = append(frame, webpSize(size)...)
	frame = append(frame, 100, 0, 0, 0)
	frame = append(frame, data[12:]...)
	return riffOf(
		chunk("VP8X", append([]byte{animated, 0, 0, 0}, webpSize(canvas)...)),
		chunk("ANIM", make([]byte, 6)),
		chunk("ANMF", frame),
		chunk("ANMF", frame),
	)
}

func webpSize(size image.Point) []byte {
	return append(uint24(size.X-1), uint24(size.Y-1)...)
}

func uint24(v int) []byte { return []byte{byte(v), byte(v >> 8), byte(v >> 16)} }

func riffOf(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return chunk("RIFF", body)
}

func chunk(name string, body []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
	b = append(b, body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// withTIFF sets tags in a little-endian TIFF's first IFD.
func withTIFF(data []byte, tags ...tag) []byte {
	at := binary.LittleEndian.Uint32(data[4:])
	entries := map[uint16][]byte{}
	for i := range binary.LittleEndian.Uint16(data[at:]) {
		entry := data[at+2+12*uint32(i):][:12]
		entries[binary.LittleEndian.Uint16(entry)] = entry
	}
	for _, t := range tags {
		entries[t.id] = t.entry()
	}
	b := bytes.Clone(data)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(entries)))
	for id := range 1 << 16 {
		b = append(b, entries[uint16(id)]...)
	}
	return append(b, 0, 0, 0, 0)
}

func decode(tb testing.TB, data []byte) *photo.Photo {
	tb.Helper()
	p, err := photo.Decode(tb.Context(), data, photo.Options{})
	check(tb, err)
	return p
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// near tells whether two colours differ by no more than lossy coding makes them.
func near(a, b color.NRGBA) bool {
	const tolerance = 20
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= tolerance }
	return near(a.R, b.R) && near(a.G, b.G) && near(a.B, b.B) && near(a.A, b.A)
}

// wantNear fails unless the pixel at (x, y) has about the wanted colour.
func wantNear(tb testing.TB, img *image.NRGBA, x, y int, want color.NRGBA) {
	tb.Helper()
	if got := img.NRGBAAt(x, y); !near(got, want) {
		tb.Errorf("pixel (%d,%d) of %v is %v, want about %v", x, y, img.Rect.Max, got, want)
	}
}
