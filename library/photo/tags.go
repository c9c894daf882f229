package photo

import (
	"bytes"
	"encoding/binary"

	"github.com/bep/imagemeta"
)

// An exifBlock is where metadata is read from: a file of a format that imagemeta
// knows, or bare blocks that lay in another.
type exifBlock struct {
	format    imagemeta.ImageFormat
	file      []byte
	exif, xmp []byte
}

// maxBlock bounds a bare block; a larger one is not read.
const maxBlock = 4 << 20

// readTags hands the wanted tags of a block to handle. Damage ends it; what was
// read before still counts, so there is no error.
func readTags(b exifBlock, sources imagemeta.Source, wanted func(imagemeta.TagInfo) bool, handle imagemeta.HandleTagFunc) {
	defer func() { _ = recover() }()
	if b.exif != nil || b.xmp != nil {
		b.format, b.file = imagemeta.WebP, asWebP(b.exif, b.xmp)
	}
	if b.format == imagemeta.ImageFormatAuto {
		return
	}
	_, _ = imagemeta.Decode(imagemeta.Options{
		R:               bytes.NewReader(b.file),
		ImageFormat:     b.format,
		Sources:         sources,
		ShouldHandleTag: wanted,
		HandleTag:       handle,
	})
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
