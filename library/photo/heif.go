package photo

import (
	"bytes"
	"fmt"
	"image"
	"slices"
)

// A heif is what the container of a HEIC or AVIF file says of the picture in it.
type heif struct {
	codec       string      // the type of the picture's item or of its tiles: hvc1, av01, ...
	size        image.Point // as stored
	orientation orientation // of the properties irot and imir, for this is the container's own
	limited     bool        // black is 16 and white 235
	rich        bool        // more than eight bits, or undivided colours
	exif, xmp   []byte
	icc         []byte // the colour profile
}

// A heifItem is one of the things that a container holds.
type heifItem struct {
	kind       string
	mime       string
	properties []int // numbers in ipco, from one
	data       []byte
}

// maxHEIFItems bounds the items and properties that are looked at. A picture of
// 250 megapixels in tiles of 512 pixels has fewer than a thousand.
const maxHEIFItems = 1 << 14

// readHEIF reads the container. Files without a picture in it are damaged.
func readHEIF(data []byte) (heif, error) {
	meta := box(data, "meta")
	if len(meta) < 4 {
		return heif{}, fmt.Errorf("%w: it has no picture in it", ErrDamaged)
	}
	meta = meta[4:]
	items := heifItems(box(meta, "iinf"))
	locateItems(items, data, meta)
	properties := box(meta, "iprp")
	for kind, body := range boxes(properties) {
		if kind == "ipma" {
			associate(items, body)
		}
	}
	primary := items[primaryItem(box(meta, "pitm"))]
	if primary == nil {
		return heif{}, fmt.Errorf("%w: it does not say which picture to show", ErrDamaged)
	}
	h := heif{codec: primary.kind, orientation: upright}
	h.describe(primary, box(properties, "ipco"))
	switch h.codec {
	case "grid", "iden", "iovl": // made of others
		for _, codec := range []string{"hvc1", "hev1", "av01"} {
			if anyOfKind(items, codec) {
				h.codec = codec
				break
			}
		}
	}
	for _, item := range items {
		switch {
		case item.kind == "Exif":
			h.exif = exifItem(item.data)
		case item.kind == "mime" && item.mime == "application/rdf+xml":
			h.xmp = item.data
		}
	}
	return h, nil
}

func anyOfKind(items map[uint32]*heifItem, kind string) bool {
	for _, item := range items {
		if item.kind == kind {
			return true
		}
	}
	return false
}

func primaryItem(pitm []byte) uint32 {
	c := cursor{data: pitm}
	if version, _ := c.version(); version == 0 {
		return uint32(c.uint(2))
	}
	return uint32(c.uint(4))
}

// heifItems reads the list of items.
func heifItems(iinf []byte) map[uint32]*heifItem {
	items := make(map[uint32]*heifItem)
	c := cursor{data: iinf}
	if version, _ := c.version(); version == 0 {
		c.take(2)
	} else {
		c.take(4)
	}
	for kind, body := range boxes(c.data) {
		if kind != "infe" || len(items) == maxHEIFItems {
			continue
		}
		c := cursor{data: body}
		version, _ := c.version()
		if version < 2 {
			continue
		}
		id := uint32(c.uint(2 * (version - 1)))
		c.take(2)
		item := &heifItem{kind: string(c.take(4))}
		if _, after, ok := bytes.Cut(c.data, []byte{0}); ok && item.kind == "mime" {
			mime, _, _ := bytes.Cut(after, []byte{0})
			item.mime = string(mime[:min(len(mime), 64)])
		}
		items[id] = item
	}
	return items
}

// locateItems finds the bytes of each item that lies in one piece in the file or
// in the box idat.
func locateItems(items map[uint32]*heifItem, file, meta []byte) {
	c := cursor{data: box(meta, "iloc")}
	version, _ := c.version()
	sizes := c.uint(2)
	offsetSize, lengthSize := int(sizes>>12&15), int(sizes>>8&15)
	baseSize, indexSize := int(sizes>>4&15), int(sizes&15)
	if max(offsetSize, lengthSize, baseSize, indexSize) > 8 {
		return
	}
	idSize := 2
	if version >= 2 {
		idSize = 4
	}
	if version == 0 {
		indexSize = 0
	}
	idat := box(meta, "idat")
	for n := c.uint(idSize); n > 0 && !c.ended; n-- {
		id := uint32(c.uint(idSize))
		from := file
		if version >= 1 && c.uint(2)&15 == 1 {
			from = idat
		}
		c.take(2)
		base := c.uint(baseSize)
		extents := int(c.uint(2))
		list := cursor{data: c.take(extents * (indexSize + offsetSize + lengthSize))}
		list.take(indexSize)
		offset, length := list.uint(offsetSize), list.uint(lengthSize)
		if item := items[id]; item != nil && extents == 1 && !list.ended {
			item.data = part(from, base+offset, length)
		}
	}
}

// associate notes which properties each item has.
func associate(items map[uint32]*heifItem, ipma []byte) {
	c := cursor{data: ipma}
	version, flags := c.version()
	idSize, indexSize := 2, 1
	if version >= 1 {
		idSize = 4
	}
	if flags&1 != 0 {
		indexSize = 2
	}
	for n := c.uint(4); n > 0 && !c.ended; n-- {
		item := items[uint32(c.uint(idSize))]
		for range c.uint(1) {
			index := int(c.uint(indexSize)) &^ (1 << (8*indexSize - 1)) // without the mark "essential"
			if item != nil && len(item.properties) < 256 {
				item.properties = append(item.properties, index)
			}
		}
	}
}

// describe takes the size, orientation and colours from an item's properties.
func (h *heif) describe(item *heifItem, ipco []byte) {
	var turns, axis byte
	mirrors := false
	number := 0
	for kind, body := range boxes(ipco) {
		number++
		if number > maxHEIFItems {
			break
		}
		c := cursor{data: body}
		switch {
		case kind == "hvcC" && len(body) > 17: // of any item: the picture's may be a grid of others
			h.rich = h.rich || body[16]&3 == 3 || body[17]&7 != 0
		case kind == "av1C" && len(body) > 2:
			h.rich = h.rich || body[2]&0x40 != 0
		case !slices.Contains(item.properties, number):
		case kind == "ispe":
			c.version()
			h.size = image.Pt(int(c.uint(4)), int(c.uint(4)))
		case kind == "irot" && len(body) > 0:
			turns = body[0] & 3
		case kind == "imir" && len(body) > 0:
			mirrors, axis = true, body[0]&1
		case kind == "colr" && len(body) >= 11 && string(body[:4]) == "nclx":
			h.limited = body[10]&0x80 == 0
		case kind == "colr" && len(body) >= 4 && (string(body[:4]) == "prof" || string(body[:4]) == "rICC"):
			h.icc = body[4:]
		}
	}
	h.orientation = turnAndMirror(int(turns), mirrors, axis)
}

// turnAndMirror is the orientation of a picture that is turned counterclockwise by
// a number of right angles and then mirrored, if at all: axis 0 exchanges top and
// bottom, 1 left and right.
func turnAndMirror(turns int, mirrors bool, axis byte) orientation {
	switch {
	case !mirrors:
		return [4]orientation{upright, turnCounterclockwise, upsideDown, turnClockwise}[turns]
	case axis == 0:
		return [4]orientation{flipped, transposed, mirrored, transversed}[turns]
	default:
		return [4]orientation{mirrored, transversed, flipped, transposed}[turns]
	}
}

// exifItem returns the EXIF block of an item, which begins with the number of
// bytes to skip.
func exifItem(data []byte) []byte {
	c := cursor{data: data}
	c.take(int(c.uint(4)))
	return c.data
}

// upright returns the size that the picture has when it is shown.
func (h heif) upright() image.Point {
	if h.orientation.swaps() {
		return image.Pt(h.size.Y, h.size.X)
	}
	return h.size
}
