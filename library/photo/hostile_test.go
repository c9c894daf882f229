package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"strings"
	"testing"

	"whereabouts/library/photo"
)

// bigPNG is the beginning of a PNG that declares a size.
func bigPNG(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(nil, w)
	head = binary.BigEndian.AppendUint32(head, h)
	head = append(head, 8, 2, 0, 0, 0)
	return append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", head)...)
}

// bmpHeader is the beginning of an 8-bit BMP with a palette of two colours.
func bmpHeader(w, h, compression uint32) []byte {
	le := binary.LittleEndian
	b := append([]byte("BM"), make([]byte, 8)...)
	b = le.AppendUint32(b, 14+40+8)
	b = le.AppendUint32(b, 40)
	b = le.AppendUint32(b, w)
	b = le.AppendUint32(b, h)
	b = le.AppendUint16(b, 1)
	b = le.AppendUint16(b, 8)
	b = le.AppendUint32(b, compression)
	b = append(b, make([]byte, 12)...)
	b = le.AppendUint32(b, 2)
	b = append(b, 0, 0, 0, 0)
	return append(b, 0, 0, 0, 0, 255, 255, 255, 0)
}

func TestTruncatedPictureIsDamaged(t *testing.T) {
	for name, data := range everyFormat(t) {
		t.Run(name, func(t *testing.T) {
			for _, keep := range []int{18, len(data) / 4, len(data) / 2, len(data) * 3 / 4} {
				_, err := photo.Decode(t.Context(), data[:max(18, keep)], photo.Options{})
				if !errors.Is(err, photo.ErrDamaged) {
					t.Errorf("first %d of %d bytes: got %v, want ErrDamaged", keep, len(data), err)
				}
			}
		})
	}
}

func TestTruncationIsToldInPlainWords(t *testing.T) {
	data := jpegOf(t, corners(64, 64))
	for name, data := range map[string][]byte{
		"within the pixels": data[:len(data)/2],
		"before the pixels": bmpHeader(2, 1, 0),
	} {
		_, err := photo.Decode(t.Context(), data, photo.Options{})
		if err == nil || err.Error() != "the picture is damaged: unexpected end of file" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestReasonsDoNotNameTheDecoder(t *testing.T) {
	data := pngOf(t, corners(8, 8))
	data[20] ^= 1 // breaks the header's checksum
	_, err := photo.Decode(t.Context(), data, photo.Options{})
	if err == nil || err.Error() != "the picture is damaged: invalid format: invalid checksum" {
		t.Errorf("got %v", err)
	}
}

func TestContentThatIsNoPhoto(t *testing.T) {
	preview := withTIFF(tiffOf(t, corners(8, 8)), tag{tagSubfile, kindLong, 1})
	separated := withTIFF(tiffOf(t, image.NewGray(image.Rect(0, 0, 8, 8))), tag{tagPhotometric, kindShort, 5})
	tests := []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, photo.ErrEmpty},
		{"text", []byte("a shopping list: milk, bread"), photo.ErrNotAPhoto},
		{"text like a BMP", []byte("BMW and Mercedes: a comparison"), photo.ErrNotAPhoto},
		{"two bytes", []byte("\xff\xd8"), photo.ErrNotAPhoto},
		{"sound in RIFF", []byte("RIFF\x24\x00\x00\x00WAVEfmt \x10\x00"), photo.ErrNotAPhoto},
		{"film", []byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isom"), photo.ErrNotAPhoto},
		{"the beginning of a HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1"), photo.ErrDamaged},
		{"the beginning of an AVIF", []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1"), photo.ErrDamaged},
		{"camera raw without a preview", preview, photo.ErrUnsupported},
		{"CMYK TIFF", separated, photo.ErrUnsupported},
		{"compressed BMP", bmpHeader(4, 4, 1), photo.ErrUnsupported},
	}
	for _, test := range tests {
		if _, err := photo.Decode(t.Context(), test.data, photo.Options{}); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
}

func TestDeclaredSizeIsCheckedBeforeDecoding(t *testing.T) {
	huge := everyFormat(t)
	huge["png"] = bigPNG(60000, 60000)
	frame := bytes.Index(huge["jpeg"], []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(huge["jpeg"][frame+5:], 60000)
	binary.BigEndian.PutUint16(huge["jpeg"][frame+7:], 60000)
	binary.LittleEndian.PutUint16(huge["gif"][6:], 60000)
	binary.LittleEndian.PutUint16(huge["gif"][8:], 60000)
	huge["bmp"] = bmpHeader(60000, 60000, 0)
	huge["tiff"] = withTIFF(huge["tiff"], tag{tagWidth, kindLong, 60000}, tag{tagWidth + 1, kindLong, 60000})
	huge["webp"] = withWebP(huge["webp"], nil, image.Pt(40000, 50000))
	for name, data := range huge {
		if _, err := photo.Decode(t.Context(), data, photo.Options{}); !errors.Is(err, photo.ErrTooLarge) {
			t.Errorf("%s: got %v, want ErrTooLarge", name, err)
		}
	}
}

func TestTooLargeNamesTheNumbers(t *testing.T) {
	_, err := photo.Decode(t.Context(), bigPNG(60000, 60000), photo.Options{})
	const want = "60000×60000 is 3600 megapixels; the limit is 250 (change it with --max-megapixels)"
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want ... %s", err, want)
	}
}

func TestLimitOfPixelsCanBeChanged(t *testing.T) {
	data := pngOf(t, corners(20, 10))
	if _, err := photo.Decode(t.Context(), data, photo.Options{MaxPixels: 200}); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	if _, err := photo.Decode(t.Context(), data, photo.Options{MaxPixels: 199}); !errors.Is(err, photo.ErrTooLarge) {
		t.Errorf("above the limit: got %v, want ErrTooLarge", err)
	}
}

func TestOverlongSideIsRefused(t *testing.T) {
	_, err := photo.Decode(t.Context(), bigPNG(2_000_000, 1), photo.Options{})
	if !errors.Is(err, photo.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
}

func TestPictureWithoutPixelsIsRefused(t *testing.T) {
	empty := gifOf(t, corners(8, 8))
	empty[6], empty[7] = 0, 0
	for name, data := range map[string][]byte{"gif": empty, "bmp": bmpHeader(0, 0, 0)} {
		_, err := photo.Decode(t.Context(), data, photo.Options{})
		if !errors.Is(err, photo.ErrDamaged) || !strings.Contains(err.Error(), "zero") {
			t.Errorf("%s: got %v, want ErrDamaged for a zero side", name, err)
		}
	}
}

func TestPixelOutsideThePaletteIsDamage(t *testing.T) {
	_, err := photo.Decode(t.Context(), append(bmpHeader(2, 1, 0), 1, 200, 0, 0), photo.Options{})
	if !errors.Is(err, photo.ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
}

// sprawlingEXIF is a block in which one tag names the same directory of many tags
// again and again.
func sprawlingEXIF(directories, tags int) []byte {
	le := binary.LittleEndian
	const array = 8 + 2 + 2*12 + 4
	b := []byte("II*\x00\x08\x00\x00\x00\x02\x00")
	b = append(b, tag{tagOrientation, kindShort, 6}.entry()...)
	b = le.AppendUint16(b, 0x14a)
	b = le.AppendUint16(b, kindLong)
	b = le.AppendUint32(b, uint32(directories))
	b = le.AppendUint32(b, array)
	b = le.AppendUint32(b, 0)
	for range directories {
		b = le.AppendUint32(b, uint32(array+4*directories))
	}
	b = le.AppendUint16(b, uint16(tags))
	for range tags {
		b = le.AppendUint16(b, 0x9999)
		b = le.AppendUint16(b, kindLong)
		b = le.AppendUint32(b, 1<<17)
		b = le.AppendUint32(b, 0)
	}
	return append(b, 0, 0, 0, 0)
}

// Reading the tags of this file takes a minute if nothing bounds it. So none of
// them is believed, not even the orientation.
func TestSprawlingEXIFIsNotRead(t *testing.T) {
	data := withPNG(pngOf(t, corners(32, 16)), sprawlingEXIF(2400, 1<<16-1))
	if d := photo.ReadDetails(data); d.Size != image.Pt(32, 16) {
		t.Errorf("the details are %+v", d)
	}
	if p := decode(t, data); p.Size() != image.Pt(32, 16) {
		t.Errorf("its size is %v", p.Size())
	}
	few := withPNG(pngOf(t, corners(32, 16)), sprawlingEXIF(4, 3))
	if p := decode(t, few); p.Size() != image.Pt(16, 32) {
		t.Errorf("with a few directories its size is %v", p.Size())
	}
}
