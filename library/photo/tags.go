package photo

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/bep/imagemeta"
)

// An exifBlock is where metadata is read from: a file of a format that imagemeta
// knows, or bare blocks that lay in another.
type exifBlock struct {
	format    imagemeta.ImageFormat
	file      []byte
	exif, xmp []byte
}

const (
	// maxBlock bounds a bare EXIF block; a larger one is not read.
	maxBlock = 4 << 20

	// maxXMP bounds a packet of XMP, of which a hundred times as much is in memory
	// while it is read.
	maxXMP = 256 << 10

	// maxSubIFDs bounds the directories that one tag may name; raw files have four.
	maxSubIFDs = 8
)

// A tagReader says which tags are wanted, and takes them.
type tagReader struct {
	sources imagemeta.Source
	wanted  func(imagemeta.TagInfo) bool
	handle  imagemeta.HandleTagFunc
}

// read reads the tags of a block. Damage ends it; what was read before still
// counts, so there is no error.
func (t tagReader) read(b exifBlock) {
	if b.exif != nil || b.xmp != nil {
		b.format, b.file = imagemeta.WebP, asWebP(b.exif, b.xmp)
	}
	if b.format == imagemeta.ImageFormatAuto || sprawls(b.file) {
		return
	}
	var packets [][]byte
	t.decode(b, func(r io.Reader) error {
		packet, err := io.ReadAll(r)
		if err == nil && len(packet) <= maxXMP {
			packets = append(packets, packet)
		}
		return err
	})
	for _, packet := range packets {
		t.decode(exifBlock{format: imagemeta.WebP, file: asWebP(nil, packet)}, nil)
	}
}

func (t tagReader) decode(b exifBlock, xmp func(io.Reader) error) {
	defer func() { _ = recover() }()
	_, _ = imagemeta.Decode(imagemeta.Options{
		R:               bytes.NewReader(b.file),
		ImageFormat:     b.format,
		Sources:         t.sources,
		ShouldHandleTag: t.wanted,
		HandleTag:       t.handle,
		HandleXMP:       xmp,
	})
}

// sprawls tells whether a tag in a file could name so many directories that reading
// them, one over another, takes minutes: imagemeta counts the tags that it hands
// out, and not those that it passes over.
func sprawls(file []byte) bool {
	for _, pointer := range []uint16{tagSubIFDs, tagExifIFD, tagGPSIFD, tagInteropIFD} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			const long = 4
			entry := make([]byte, 4)
			order.PutUint16(entry, pointer)
			order.PutUint16(entry[2:], long)
			for rest := file; ; {
				at := bytes.Index(rest, entry)
				if at < 0 || len(rest) < at+8 {
					break
				}
				if order.Uint32(rest[at+4:]) > maxSubIFDs {
					return true
				}
				rest = rest[at+1:]
			}
		}
	}
	return false
}

// asWebP wraps bare blocks into a WebP without a picture: imagemeta reads them only
// in a container.
func asWebP(exif, xmp []byte) []byte {
	const hasXMP, hasEXIF = 1 << 2, 1 << 3
	file := []byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00")
	file = append(file, hasXMP|hasEXIF, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	for _, chunk := range []struct {
		name string
		body []byte
	}{{"EXIF", exif}, {"XMP ", xmp}} {
		if len(chunk.body) == 0 || len(chunk.body) > maxBlock {
			continue
		}
		file = append(file, chunk.name...)
		file = binary.LittleEndian.AppendUint32(file, uint32(len(chunk.body)))
		file = append(file, chunk.body...)
	}
	return file
}

// exifBlock is where a camera raw file's metadata lies. Its beginning is copied
// where it has another number than TIFF's 42, for imagemeta insists on that.
func (t tiffFile) exifBlock() exifBlock {
	b := exifBlock{format: imagemeta.TIFF, file: t.data}
	if t.order.Uint16(t.data[2:]) != 42 {
		b.file = bytes.Clone(t.data[:min(len(t.data), maxBlock)])
		t.order.PutUint16(b.file[2:], 42)
	}
	return b
}
