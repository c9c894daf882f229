package segment

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"math"
)

// IndexWindows is the number of windows that an [Index] keeps.
const IndexWindows = 61

// Index is the compact form of an [Appearance]: the descriptors of a few windows,
// chosen to be as unlike one another as possible, so that whatever the photo
// shows something in it is near to one of them. Each value is kept in four bits,
// so that an index takes 8 KiB; ranking a photo by it takes some tens of
// microseconds, after the first.
type Index struct {
	Photo image.Point // size of the upright photo, in pixels
	rows  []byte      // of packedSize bytes, one for each window
}

// packedSize is the size of a packed descriptor: a float32 and IdentityDimensions
// values of four bits.
const packedSize = 4 + IdentityDimensions/2

// Windows returns the number of windows that are kept.
func (ix *Index) Windows() int { return len(ix.rows) / packedSize }

// Index returns the compact form of a: windows chosen one after another, each the
// one that is least like any chosen before (farthest-point sampling).
func (a *Appearance) Index() *Index {
	var all []Descriptor
	for _, m := range a.Levels {
		s := m.summed(nil)
		m.windows(func(window image.Rectangle) {
			if d := make(Descriptor, m.Dim); sparse(window) && s.describe(window, d) {
				all = append(all, d)
			}
		})
	}
	var kept []Descriptor
	nearest := make([]float32, len(all)) // cosine with the nearest that is chosen
	for i := range nearest {
		nearest[i] = -2
	}
	next := 0
	for range min(IndexWindows, len(all)) {
		chosen := all[next]
		kept = append(kept, chosen)
		next = 0
		for i, d := range all {
			nearest[i] = max(nearest[i], dot(chosen, d))
			if nearest[i] < nearest[next] {
				next = i
			}
		}
	}
	return NewIndex(a.Photo, kept)
}

// NewIndex returns an index that keeps the given windows, at most IndexWindows, of a
// photo of the given size.
func NewIndex(photo image.Point, windows []Descriptor) *Index {
	ix := &Index{Photo: photo, rows: make([]byte, 0, len(windows)*packedSize)}
	for _, d := range windows {
		ix.rows = appendPacked(ix.rows, d)
	}
	return ix
}

// sparse reports whether a window is among those that an index is chosen from:
// some sizes, and of small windows one in four.
func sparse(window image.Rectangle) bool {
	switch side := max(window.Dx(), window.Dy()); side {
	case 3, 4, 5:
		return window.Min.X%2 == 0 && window.Min.Y%2 == 0
	case 7, 9, 12, 14:
		return true
	}
	return false
}

// packedReach is how many times the root mean square of a descriptor's values the
// largest packed value stands for. Few are larger, and they are cut to it: of the
// ways to spend four bits that were tried this ranks best.
const packedReach = 2.5

// appendPacked appends a descriptor as a float32 scale and integers from -7 to 7,
// two to a byte, the first in the lower half. The scale makes its length 1.
func appendPacked(b []byte, d Descriptor) []byte {
	const largest = 7
	level := packedReach * math.Sqrt(float64(dot(d, d))/float64(len(d))) / largest
	var integers [IdentityDimensions]int8
	squares := 0
	for i, v := range d {
		q := int8(min(max(math.Round(float64(v)/level), -largest), largest))
		integers[i] = q
		squares += int(q) * int(q)
	}
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(1/math.Sqrt(float64(squares)))))
	for i := range len(integers) / 2 {
		b = append(b, byte(integers[2*i])&0xf|byte(integers[2*i+1])<<4)
	}
	return b
}

// readPacked reads what appendPacked wrote.
func readPacked(d *[IdentityDimensions]float32, row []byte) {
	scale := packedScale(row)
	for i, v := range row[4:packedSize] {
		d[2*i] = scale * float32(int8(v<<4)>>4)
		d[2*i+1] = scale * float32(int8(v)>>4)
	}
}

func packedScale(row []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(row)) }

// MarshalBinary returns the index: a version and the number of windows as bytes,
// the photo's width and height as uint32, each window's descriptor as float32 scale
// and 4-bit integers, and the CRC-32C of all that. Numbers are little-endian.
func (ix *Index) MarshalBinary() ([]byte, error) {
	b := []byte{indexVersion, byte(ix.Windows())}
	b = binary.LittleEndian.AppendUint32(b, uint32(ix.Photo.X))
	b = binary.LittleEndian.AppendUint32(b, uint32(ix.Photo.Y))
	b = append(b, ix.rows...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. Anything else is refused with
// [ErrFeatures].
func (ix *Index) UnmarshalBinary(b []byte) error {
	photo, rows, err := parseIndex(b)
	if err != nil {
		return err
	}
	ix.Photo, ix.rows = photo, bytes.Clone(rows)
	return nil
}

// parseIndex reads what MarshalBinary wrote; the rows are part of b.
func parseIndex(b []byte) (photo image.Point, rows []byte, err error) {
	const header, checksum = 10, 4
	if len(b) < header+checksum || b[0] != indexVersion || b[1] > IndexWindows {
		return photo, nil, fmt.Errorf("%w: they are no index", ErrFeatures)
	}
	end := len(b) - checksum
	rows = b[header:end]
	if len(rows) != int(b[1])*packedSize {
		return photo, nil, fmt.Errorf("%w: %d bytes are not %d windows", ErrFeatures, len(rows), b[1])
	}
	if crc32.Checksum(b[:end], castagnoli) != binary.LittleEndian.Uint32(b[end:]) {
		return photo, nil, fmt.Errorf("%w: their checksum differs", ErrFeatures)
	}
	for rest := rows; len(rest) > 0; rest = rest[packedSize:] {
		if scale := packedScale(rest); !(scale > 0 && scale <= 1) {
			return photo, nil, fmt.Errorf("%w: a descriptor has no direction", ErrFeatures)
		}
	}
	width, height := binary.LittleEndian.Uint32(b[2:]), binary.LittleEndian.Uint32(b[6:])
	if width < 1 || height < 1 || width > math.MaxInt32 || height > math.MaxInt32 {
		return photo, nil, fmt.Errorf("%w: the photo's size is %d by %d", ErrFeatures, width, height)
	}
	return image.Pt(int(width), int(height)), rows, nil
}

const indexVersion = 2
