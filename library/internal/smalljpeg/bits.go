package smalljpeg

import (
	"bytes"
	"encoding/binary"
)

const (
	// ahead is how many bytes are held for an MCU: as many as the largest can have,
	// six blocks of 64 codes with their values, and what is read with the last.
	ahead = 6*blockSize*longest/8 + 16

	// longest is the number of bits of the longest code with its value.
	longest = maxCode + maxSize

	bufferSize = 16 << 10
)

// bits hands out the bits of a scan between two markers.
type bits struct {
	window uint64 // the next bits, from the uppermost
	count  uint   // of bits that are in it; those below are right or zero
	buffer [bufferSize + ahead]byte
	next   int    // byte of the buffer that is not in the window
	end    int    // of what is in the buffer; zeros follow where the bits end
	rest   []byte // what is not in the buffer
	ended  bool   // a marker or the end of the file follows
}

// start begins with data behind a marker.
func (b *bits) start(data []byte) {
	b.window, b.count, b.next, b.end = 0, 0, 0, 0
	b.rest, b.ended = data, false
}

// ready makes sure that an MCU can be read from the buffer. It fails where more was
// read than there is.
func (b *bits) ready() (ok bool) {
	if b.end-b.next >= ahead {
		return true
	}
	if b.ended {
		return b.left() >= 0
	}
	b.end = copy(b.buffer[:], b.buffer[b.next:b.end])
	b.next = 0
	for b.end < bufferSize && !b.ended {
		b.fill()
	}
	return true
}

// fill copies bytes into the buffer without those that only tell that 0xff is no
// marker.
func (b *bits) fill() {
	piece := b.rest[:min(len(b.rest), bufferSize-b.end)]
	n := bytes.IndexByte(piece, 0xff)
	switch {
	case n < 0:
		b.end += copy(b.buffer[b.end:], piece)
		b.rest = b.rest[len(piece):]
		b.ended = len(b.rest) == 0
	case n+1 < len(b.rest) && b.rest[n+1] == 0:
		b.end += copy(b.buffer[b.end:], piece[:n+1])
		b.rest = b.rest[n+2:]
	default:
		b.end += copy(b.buffer[b.end:], piece[:n])
		b.rest = b.rest[n:]
		b.ended = true
	}
	if b.ended {
		clear(b.buffer[b.end:][:ahead])
	}
}

// left returns the number of bits that are left in buffer and window.
func (b *bits) left() int { return 8*(b.end-b.next) + int(b.count) }

// finish returns what follows the bits, of which none may be left but those that
// fill the last byte.
func (b *bits) finish() (rest []byte, ok bool) {
	if !b.ended {
		b.end = copy(b.buffer[:], b.buffer[b.next:b.end])
		b.next = 0
		b.fill()
	}
	left := b.left()
	return b.rest, b.ended && left >= 0 && left < 8
}

// refill adds bytes to a window until it has at least 56 bits.
func refill(buffer *[bufferSize + ahead]byte, window uint64, count uint, next int) (uint64, uint, int) {
	window |= binary.BigEndian.Uint64(buffer[next:]) >> (count & 63)
	return window, count | 56, next + int((63-count)>>3)
}
