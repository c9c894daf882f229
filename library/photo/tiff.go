package photo

import "encoding/binary"

// Tags of TIFF, EXIF and what camera makers put beside them.
const (
	tagRWJPEG         = 0x2e // Panasonic's JpgFromRaw
	tagSubfileType    = 0xfe
	tagCompression    = 0x103
	tagPhotometric    = 0x106
	tagMake           = 0x10f
	tagStripOffsets   = 0x111
	tagOrientation    = 0x112
	tagStripBytes     = 0x117
	tagSubIFDs        = 0x14a
	tagJPEGOffset     = 0x201
	tagJPEGBytes      = 0x202
	tagExifIFD        = 0x8769
	tagProfile        = 0x8773
	tagGPSIFD         = 0x8825
	tagMakerNote      = 0x927c
	tagInteropIFD     = 0xa005
	tagDNGVersion     = 0xc612
	photometricCFA    = 32803 // one colour a pixel, as the sensor sees it
	photometricLinear = 34892
)

const (
	// maxIFDs bounds the directories that are looked at in a file, and
	// maxIFDEntries the entries of one.
	maxIFDs       = 64
	maxIFDEntries = 1024
)

// A tiffFile is anything built like a TIFF: directories of tags with values.
type tiffFile struct {
	data  []byte
	order binary.ByteOrder
}

// openTIFF reads the header. Camera makers put other numbers where TIFF has its 42.
func openTIFF(data []byte) (t tiffFile, first uint32, ok bool) {
	if len(data) < 8 {
		return t, 0, false
	}
	switch string(data[:2]) {
	case "II":
		t = tiffFile{data, binary.LittleEndian}
	case "MM":
		t = tiffFile{data, binary.BigEndian}
	default:
		return t, 0, false
	}
	return t, t.order.Uint32(data[4:]), true
}

// An ifd holds the entries of a directory by their tags.
type ifd map[uint16]ifdEntry

type ifdEntry struct {
	size  int // of one value in bytes
	count uint32
	field []byte // the values, or where they are
}

// ifd reads the directory at an offset and where the next one is. What lies beyond
// the file is left out.
func (t tiffFile) ifd(at uint32) (dir ifd, next uint32) {
	head := part(t.data, uint64(at), 2)
	if head == nil {
		return nil, 0
	}
	n := min(int(t.order.Uint16(head)), maxIFDEntries)
	dir = make(ifd, n)
	for i := range uint64(n) {
		entry := part(t.data, uint64(at)+2+12*i, 12)
		if entry == nil {
			return dir, 0
		}
		size := ifdValueSize(t.order.Uint16(entry[2:]))
		if size > 0 {
			dir[t.order.Uint16(entry)] = ifdEntry{size, t.order.Uint32(entry[4:]), entry[8:]}
		}
	}
	if tail := part(t.data, uint64(at)+2+12*uint64(n), 4); tail != nil {
		next = t.order.Uint32(tail)
	}
	return dir, next
}

// ifdValueSize is the size of a value of a TIFF type, zero for unknown ones.
func ifdValueSize(kind uint16) int {
	sizes := [...]int{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4}
	if int(kind) < len(sizes) {
		return sizes[kind]
	}
	return 0
}

// bytes returns the values of a tag as they are stored, nil if there are none.
func (t tiffFile) bytes(dir ifd, tag uint16) []byte {
	e, ok := dir[tag]
	if !ok {
		return nil
	}
	n := uint64(e.size) * uint64(e.count)
	if n <= 4 {
		return e.field[:n]
	}
	return part(t.data, uint64(t.order.Uint32(e.field)), n)
}

// at returns where the values of a tag begin in the file.
func (t tiffFile) at(dir ifd, tag uint16) uint32 {
	return t.order.Uint32(dir[tag].field)
}

// numbers returns the first whole numbers of a tag, at most maxIFDs.
func (t tiffFile) numbers(dir ifd, tag uint16) (all []uint32) {
	raw, size := t.bytes(dir, tag), dir[tag].size
	for len(raw) > 0 && len(all) < maxIFDs {
		switch size {
		case 1:
			all = append(all, uint32(raw[0]))
		case 2:
			all = append(all, uint32(t.order.Uint16(raw)))
		case 4:
			all = append(all, t.order.Uint32(raw))
		default:
			return nil
		}
		raw = raw[size:]
	}
	return all
}

// number returns the only whole number of a tag.
func (t tiffFile) number(dir ifd, tag uint16) (uint32, bool) {
	all := t.numbers(dir, tag)
	if len(all) != 1 {
		return 0, false
	}
	return all[0], true
}

// directories returns the directories of the file: the chain from the first, and
// those that hang on them. Circles are walked once.
func (t tiffFile) directories(first uint32) []ifd {
	var all []ifd
	seen := map[uint32]bool{0: true}
	queue := []uint32{first}
	for len(queue) > 0 && len(all) < maxIFDs {
		at := queue[0]
		queue = queue[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		dir, next := t.ifd(at)
		if dir == nil {
			continue
		}
		all = append(all, dir)
		queue = append(queue, t.numbers(dir, tagSubIFDs)...)
		queue = append(queue, next)
		queue = queue[:min(len(queue), maxIFDs)]
	}
	return all
}
