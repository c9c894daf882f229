package smalljpeg

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
)

// ErrRefused says that a picture is none that this package decodes. It may be
// whole all the same, and another decoder may know it.
var ErrRefused = errors.New("it is not a whole sequential JPEG")

// Markers of ITU T.81, table B.1.
const (
	markBaseline  = 0xc0
	markExtended  = 0xc1
	markHuffman   = 0xc4
	markRestart   = 0xd0 // the first of eight
	markStart     = 0xd8
	markEnd       = 0xd9
	markScan      = 0xda
	markQuantizer = 0xdb
	markInterval  = 0xdd
	markApp       = 0xe0 // the first of sixteen
	markAdobe     = 0xee
	markComment   = 0xfe
)

// Decode decodes a JPEG at one by shrink of its size, which is 2, 4 or 8. Its sides
// are those of the whole picture divided by shrink and rounded up. It is an
// [image.Gray] or an [image.YCbCr], of which colours that the whole picture has in a
// smaller size are kept in that size as long as that is no larger than the result. Where the picture is not of the size that is expected, it
// is refused before anything is decoded. The context is heeded with every row of
// blocks.
func Decode(ctx context.Context, data []byte, size image.Point, shrink int) (image.Image, error) {
	d := &decoder{size: size, shrink: shrink}
	rest, err := d.header(data)
	if err != nil {
		return nil, err
	}
	img := d.picture()
	if err := d.scan(ctx, rest); err != nil {
		return nil, err
	}
	return img, nil
}

type decoder struct {
	size       image.Point // of the whole picture
	shrink     int
	interval   int // MCUs between restarts, or zero
	components []component
	quantizers [4]*[blockSize]byte
	codes      [2][2]*codes // of DC and AC
	mcus       image.Point
	bits       bits
	block      block // that is decoded
}

// A component is brightness or a colour.
type component struct {
	id        byte
	across    int // blocks of an MCU
	down      int
	quantizer byte
	kept      image.Point // samples of a block
	dc, ac    *codes
	weights   weights
	last      int32 // DC coefficient
	plane     []uint8
	stride    int
}

// header reads all segments up to the scan's, and returns what follows.
func (d *decoder) header(data []byte) (rest []byte, err error) {
	if len(data) < 2 || data[0] != 0xff || data[1] != markStart {
		return nil, ErrRefused
	}
	data = data[2:]
	for len(data) >= 4 && data[0] == 0xff {
		if data[1] == 0xff { // fills
			data = data[1:]
			continue
		}
		marker, length := data[1], int(binary.BigEndian.Uint16(data[2:]))
		if length < 2 || len(data) < 2+length {
			return nil, ErrRefused
		}
		segment := data[4 : 2+length]
		data = data[2+length:]
		if !d.segment(marker, segment) {
			return nil, ErrRefused
		}
		if marker == markScan {
			return data, nil
		}
	}
	return nil, ErrRefused
}

func (d *decoder) segment(marker byte, body []byte) (ok bool) {
	switch marker {
	case markBaseline, markExtended:
		return d.frame(body)
	case markHuffman:
		return d.huffman(body)
	case markQuantizer:
		return d.quantizer(body)
	case markInterval:
		if len(body) != 2 {
			return false
		}
		d.interval = int(binary.BigEndian.Uint16(body))
		return true
	case markScan:
		return d.scanHeader(body)
	case markAdobe:
		return len(body) < 12 || string(body[:5]) != "Adobe" || body[11] == 1
	}
	return marker >= markApp && marker <= markApp+15 || marker == markComment
}

// frame reads the frame's header.
func (d *decoder) frame(body []byte) (ok bool) {
	if d.components != nil || len(body) < 6 || body[0] != 8 || len(body) != 6+3*int(body[5]) {
		return false
	}
	size := image.Pt(int(binary.BigEndian.Uint16(body[3:])), int(binary.BigEndian.Uint16(body[1:])))
	if size != d.size || size.X < 1 || size.Y < 1 {
		return false
	}
	d.components = make([]component, body[5])
	for i := range d.components {
		c := body[6+3*i:]
		d.components[i] = component{id: c[0], across: int(c[1] >> 4), down: int(c[1] & 15), quantizer: c[2]}
	}
	if !d.known() {
		return false
	}
	first := d.components[0]
	for i := range d.components {
		c := &d.components[i]
		c.kept = image.Pt(
			min(blockSide, blockSide/d.shrink*first.across/c.across),
			min(blockSide, blockSide/d.shrink*first.down/c.down),
		)
	}
	d.mcus = image.Pt(
		(size.X+blockSide*first.across-1)/(blockSide*first.across),
		(size.Y+blockSide*first.down-1)/(blockSide*first.down),
	)
	return true
}

// known tells whether the components are stored in one of the usual ways.
func (d *decoder) known() bool {
	switch len(d.components) {
	case 1:
		// The factors say how often it is stored beside others, of which there are none.
		c := &d.components[0]
		ok := usual(c.across) && usual(c.down) && c.quantizer < 4
		c.across, c.down = 1, 1
		return ok
	case 3:
	default:
		return false
	}
	a, b, c := d.components[0], d.components[1], d.components[2]
	if a.id == b.id || b.id == c.id || a.id == c.id || a.id == 'R' && b.id == 'G' && c.id == 'B' {
		return false
	}
	if b.across != 1 || b.down != 1 || c.across != 1 || c.down != 1 {
		return false
	}
	_, ok := ratioOf(a.across, a.down)
	return ok && a.quantizer < 4 && b.quantizer < 4 && c.quantizer < 4
}

// usual tells whether a factor is one that cameras use.
func usual(factor int) bool { return factor == 1 || factor == 2 || factor == 4 }

// ratioOf returns the name of storing a colour once for so many samples of brightness
// across and down.
func ratioOf(across, down int) (ratio image.YCbCrSubsampleRatio, ok bool) {
	switch image.Pt(across, down) {
	case image.Pt(1, 1):
		return image.YCbCrSubsampleRatio444, true
	case image.Pt(2, 1):
		return image.YCbCrSubsampleRatio422, true
	case image.Pt(2, 2):
		return image.YCbCrSubsampleRatio420, true
	case image.Pt(1, 2):
		return image.YCbCrSubsampleRatio440, true
	case image.Pt(4, 1):
		return image.YCbCrSubsampleRatio411, true
	}
	return 0, false
}

// quantizer reads quantization tables.
func (d *decoder) quantizer(body []byte) (ok bool) {
	for len(body) > 0 {
		if len(body) < 1+blockSize || body[0] >= byte(len(d.quantizers)) {
			return false
		}
		d.quantizers[body[0]] = (*[blockSize]byte)(body[1:])
		body = body[1+blockSize:]
	}
	return true
}

// huffman reads tables of codes.
func (d *decoder) huffman(body []byte) (ok bool) {
	for len(body) > 0 {
		if len(body) < 1+maxCode || body[0]&0xee != 0 {
			return false
		}
		class, number := body[0]>>4, body[0]&15
		var count int
		for _, n := range body[1 : 1+maxCode] {
			count += int(n)
		}
		if count == 0 || count > 256 || len(body) < 1+maxCode+count {
			return false
		}
		made, ok := newCodes((*[maxCode]byte)(body[1:]), body[1+maxCode:][:count], class == 1)
		if !ok {
			return false
		}
		d.codes[class][number] = made
		body = body[1+maxCode+count:]
	}
	return true
}

// scanHeader reads the scan's header, which must name all components.
func (d *decoder) scanHeader(body []byte) (ok bool) {
	n := len(d.components)
	if n == 0 || len(body) != 4+2*n || int(body[0]) != n || string(body[1+2*n:]) != "\x00\x3f\x00" {
		return false
	}
	for i := range d.components {
		c := &d.components[i]
		id, tables := body[1+2*i], body[2+2*i]
		if id != c.id || tables&0xee != 0 {
			return false
		}
		c.dc, c.ac = d.codes[0][tables>>4], d.codes[1][tables&15]
		quantizer := d.quantizers[c.quantizer]
		if c.dc == nil || c.ac == nil || quantizer == nil {
			return false
		}
		c.weights = newWeights(quantizer, c.kept)
	}
	return true
}

// picture makes room for what is decoded.
func (d *decoder) picture() image.Image {
	shown := image.Rect(0, 0, (d.size.X+d.shrink-1)/d.shrink, (d.size.Y+d.shrink-1)/d.shrink)
	first := &d.components[0]
	blocks := image.Pt(d.mcus.X*first.across, d.mcus.Y*first.down)
	whole := image.Rect(0, 0, blocks.X*first.kept.X, blocks.Y*first.kept.Y)
	if len(d.components) == 1 {
		img := image.NewGray(whole)
		first.plane, first.stride = img.Pix, img.Stride
		return img.SubImage(shown)
	}
	b, c := &d.components[1], &d.components[2]
	ratio, _ := ratioOf(first.across*first.kept.X/b.kept.X, first.down*first.kept.Y/b.kept.Y)
	img := image.NewYCbCr(whole, ratio)
	first.plane, first.stride = img.Y, img.YStride
	b.plane, b.stride = img.Cb, img.CStride
	c.plane, c.stride = img.Cr, img.CStride
	return img.SubImage(shown)
}
