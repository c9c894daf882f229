package photo

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// maxTracks bounds the tracks that are looked at in Canon's container; it has four.
const maxTracks = 64

// minPreview is the shortest longer side that makes a camera raw file's preview
// worth searching. Smaller ones are thumbnails.
const minPreview = 640

// A rawFile is a camera raw file, of which the JPEG that the camera put in it is
// read and nothing else.
type rawFile struct {
	jpeg        []byte
	frame       jpegFrame // of jpeg
	orientation orientation
	blocks      []exifBlock
}

// readRAW reads a camera raw file of any kind. It tells whether data is one.
func readRAW(data []byte) (rawFile, bool) {
	var r rawFile
	switch {
	case hasPrefix(data, fujiMagic):
		r = readRAF(data)
	case isCR3(data):
		r = readCR3(data)
	default:
		t, first, ok := openTIFF(data)
		if !ok {
			return r, false
		}
		dirs := t.directories(first)
		if !t.isRAW(dirs) {
			return r, false
		}
		r = t.raw(dirs)
	}
	return r, true
}

// preview returns the picture that is read of a camera raw file.
func (r rawFile) preview() (picture, error) {
	if r.jpeg == nil {
		return picture{}, fmt.Errorf("%w: it is a camera raw file without a preview in it; save it as JPEG or PNG", ErrUnsupported)
	}
	if max(r.frame.size.X, r.frame.size.Y) < minPreview {
		return picture{}, fmt.Errorf("%w: it is a camera raw file whose preview has only %d×%d pixels; save it as JPEG or PNG",
			ErrUnsupported, r.frame.size.X, r.frame.size.Y)
	}
	f := jpegFormat
	f.name = "raw"
	return picture{format: f, data: r.jpeg, turned: r.orientation, blocks: r.blocks}, nil
}

// better keeps the larger of two previews. What is no JPEG that can be decoded,
// such as a sensor's lossless one, is no preview.
func (r *rawFile) better(candidate []byte) {
	frame, ok := readJPEGFrame(candidate)
	if !ok || !frame.readable {
		return
	}
	if frame.size.X*frame.size.Y > r.frame.size.X*r.frame.size.Y {
		r.jpeg, r.frame = candidate, frame
	}
}

// isRAW tells a camera raw file from a TIFF picture by what its first bytes or
// its directories say.
func (t tiffFile) isRAW(dirs []ifd) bool {
	switch magic := string(t.data[:4]); {
	case magic == "IIU\x00", magic == "IIRO", magic == "IIRS", magic == "MMOR":
		return true
	case len(t.data) >= 10 && string(t.data[8:10]) == "CR":
		return true
	}
	for i, dir := range dirs {
		if _, dng := dir[tagDNGVersion]; dng && i == 0 {
			return true
		}
		photometric, _ := t.number(dir, tagPhotometric)
		subfile, _ := t.number(dir, tagSubfileType)
		if photometric == photometricCFA || photometric == photometricLinear || i == 0 && subfile&1 != 0 {
			return true
		}
	}
	return false
}

// raw finds the largest preview that the directories name.
func (t tiffFile) raw(dirs []ifd) rawFile {
	r := rawFile{orientation: upright, blocks: []exifBlock{t.exifBlock()}}
	for i, dir := range dirs {
		if o, ok := t.number(dir, tagOrientation); ok && i == 0 {
			r.orientation = orientationOf(int(o))
		}
		offset, _ := t.number(dir, tagJPEGOffset)
		length, _ := t.number(dir, tagJPEGBytes)
		r.better(part(t.data, uint64(offset), uint64(length)))
		r.better(t.bytes(dir, tagRWJPEG))
		if compression, _ := t.number(dir, tagCompression); compression == 6 || compression == 7 {
			offset, _ := t.number(dir, tagStripOffsets)
			length, _ := t.number(dir, tagStripBytes)
			r.better(part(t.data, uint64(offset), uint64(length)))
		}
		r.better(t.olympusPreview(dir))
	}
	return r
}

// olympusPreview finds the preview that Olympus names in its maker note.
func (t tiffFile) olympusPreview(dir ifd) []byte {
	exif, ok := t.number(dir, tagExifIFD)
	if !ok {
		return nil
	}
	dir, _ = t.ifd(exif)
	note := t.bytes(dir, tagMakerNote)
	const (
		cameraSettings = 0x2020
		previewStart   = 0x101
		previewLength  = 0x102
	)
	// The note is a file within the file, and counts from its own beginning.
	var head int
	switch {
	case hasPrefix(note, "OLYMPUS\x00II"), hasPrefix(note, "OLYMPUS\x00MM"):
		head = len("OLYMPUS\x00II\x03\x00")
	case hasPrefix(note, "OM SYSTEM\x00\x00\x00II"), hasPrefix(note, "OM SYSTEM\x00\x00\x00MM"):
		head = len("OM SYSTEM\x00\x00\x00II\x04\x00")
	default:
		return nil
	}
	base := t.at(dir, tagMakerNote)
	inner := tiffFile{t.data[base:], t.order}
	main, _ := inner.ifd(uint32(head))
	settingsAt, ok := inner.number(main, cameraSettings)
	if !ok {
		return nil
	}
	settings, _ := inner.ifd(settingsAt)
	offset, _ := inner.number(settings, previewStart)
	length, _ := inner.number(settings, previewLength)
	return part(inner.data, uint64(offset), uint64(length))
}

const fujiMagic = "FUJIFILMCCD-RAW "

// readRAF reads Fujifilm's container, which names its JPEG at a fixed place. The
// JPEG has the metadata.
func readRAF(data []byte) rawFile {
	const jpegAt = 84
	r := rawFile{orientation: upright}
	head := part(data, jpegAt, 8)
	if head == nil {
		return r
	}
	r.better(part(data, uint64(binary.BigEndian.Uint32(head)), uint64(binary.BigEndian.Uint32(head[4:]))))
	r.blocks = []exifBlock{{exif: r.frame.exif}}
	r.orientation = orientationIn(r.frame.exif)
	return r
}

// orientationIn returns the orientation that an EXIF block gives.
func orientationIn(exif []byte) orientation {
	t, first, ok := openTIFF(exif)
	if !ok {
		return upright
	}
	dir, _ := t.ifd(first)
	o, _ := t.number(dir, tagOrientation)
	return orientationOf(int(o))
}

func isCR3(head []byte) bool {
	return len(head) >= 12 && string(head[4:12]) == "ftypcrx "
}

// The boxes that Canon calls its own.
const (
	canonMetadata = "\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48"
	canonPreview  = "\xea\xf4\x2b\x5e\x1c\x98\x4b\x88\xb9\xfb\xb7\xdc\x40\x6e\x4d\x16"
	canonXMP      = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"
)

// readCR3 reads Canon's newer container. It keeps a preview in a box of its own and
// the full picture as the first sample of a track.
func readCR3(data []byte) rawFile {
	r := rawFile{orientation: upright}
	for kind, body := range boxes(data) {
		switch {
		case kind == "moov":
			r.movie(data, body)
		case kind == "uuid" && hasPrefix(body, canonPreview) && len(body) > 24:
			r.better(embeddedJPEG(box(body[24:], "PRVW")))
		case kind == "uuid" && hasPrefix(body, canonXMP):
			r.blocks = append(r.blocks, exifBlock{xmp: body[16:]})
		}
	}
	return r
}

func (r *rawFile) movie(file, moov []byte) {
	tracks := 0
	for kind, body := range boxes(moov) {
		switch {
		case kind == "trak" && tracks < maxTracks:
			tracks++
			r.better(firstSample(file, body))
		case kind == "uuid" && hasPrefix(body, canonMetadata):
			for kind, body := range boxes(body[16:]) {
				if len(r.blocks) == maxTracks {
					break
				}
				switch kind {
				case "CMT1":
					r.orientation = orientationIn(body)
					r.blocks = append(r.blocks, exifBlock{exif: body})
				case "CMT2", "CMT4":
					r.blocks = append(r.blocks, exifBlock{exif: body})
				case "THMB":
					r.better(embeddedJPEG(body))
				}
			}
		}
	}
}

// embeddedJPEG returns what follows a box's own few fields.
func embeddedJPEG(body []byte) []byte {
	const fields = 32
	at := bytes.Index(body[:min(len(body), fields)], []byte("\xff\xd8\xff"))
	if at < 0 {
		return nil
	}
	return body[at:]
}

// firstSample returns the first sample of a track.
func firstSample(file, trak []byte) []byte {
	table := box(box(box(trak, "mdia"), "minf"), "stbl")
	sizes := cursor{data: box(table, "stsz")}
	sizes.version()
	size := sizes.uint(4)
	sizes.take(4)
	if size == 0 {
		size = sizes.uint(4)
	}
	width := 8
	offsets := cursor{data: box(table, "co64")}
	if offsets.data == nil {
		width, offsets.data = 4, box(table, "stco")
	}
	offsets.version()
	offsets.take(4)
	offset := offsets.uint(width)
	if sizes.ended || offsets.ended {
		return nil
	}
	return part(file, offset, size)
}
