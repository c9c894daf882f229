package photo

import (
	"encoding/binary"
	"iter"
)

// boxes goes through the boxes of an ISO base media file, or of a box of it, and
// gives the type and the content of each. It ends where a box is malformed or
// reaches beyond the data.
func boxes(data []byte) iter.Seq2[string, []byte] {
	return func(yield func(kind string, body []byte) bool) {
		for len(data) >= 8 {
			head, size := uint64(8), uint64(binary.BigEndian.Uint32(data))
			switch {
			case size == 0: // to the end
				size = uint64(len(data))
			case size == 1 && len(data) >= 16:
				head, size = 16, binary.BigEndian.Uint64(data[8:])
			}
			if size < head || size > uint64(len(data)) {
				return
			}
			if !yield(string(data[4:8]), data[head:size]) {
				return
			}
			data = data[size:]
		}
	}
}

// box returns the content of the first box of the type, or nil.
func box(data []byte, kind string) []byte {
	for k, body := range boxes(data) {
		if k == kind {
			return body
		}
	}
	return nil
}

// A cursor reads big-endian numbers. Beyond the end it reads zeros and says so.
type cursor struct {
	data  []byte
	ended bool
}

// take returns the next n bytes, or nil at the end.
func (c *cursor) take(n int) []byte {
	if n < 0 || n > len(c.data) {
		c.data, c.ended = nil, true
		return nil
	}
	taken := c.data[:n]
	c.data = c.data[n:]
	return taken
}

// uint reads a number of n bytes, at most eight.
func (c *cursor) uint(n int) uint64 {
	var v uint64
	for _, b := range c.take(n) {
		v = v<<8 | uint64(b)
	}
	return v
}

// version reads the version of a full box and its flags.
func (c *cursor) version() (version, flags int) {
	return int(c.uint(1)), int(c.uint(3))
}

// part returns length bytes of data from offset, or nil where data ends before.
func part(data []byte, offset, length uint64) []byte {
	if offset > uint64(len(data)) || length > uint64(len(data))-offset {
		return nil
	}
	return data[offset : offset+length : offset+length]
}
