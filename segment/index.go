package segment

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"math"
)

// IndexWindows is the number of windows that an [Index] keeps.
const IndexWindows = 128

// Index is the compact form of an [Appearance]: the descriptors of a few windows,
// chosen to be as unlike one another as possible, so that whatever the photo
// shows something in it is near to one of them. It takes 17 KiB, and ranking a
// photo by it some ten microseconds.
type Index struct {
	Photo       image.Point // size of the upright photo, in pixels
	Descriptors []Descriptor
}

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
	ix := &Index{Photo: a.Photo}
	if len(all) == 0 {
		return ix
	}
	nearest := make([]float32, len(all)) // cosine with the nearest that is chosen
	for i := range nearest {
		nearest[i] = -2
	}
	for next := 0; len(ix.Descriptors) < min(IndexWindows, len(all)); {
		chosen := all[next]
		ix.Descriptors = append(ix.Descriptors, chosen)
		next = 0
		for i, d := range all {
			nearest[i] = max(nearest[i], dot(chosen, d))
			if nearest[i] < nearest[next] {
				next = i
			}
		}
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

// Rank returns how much a photo is like the concept, in -1..1, by its index: a
// little less, mostly, than the cosine of its best place.
func (l *Looks) Rank(ix *Index) float64 {
	best := -1.0
	for _, d := range ix.Descriptors {
		best = max(best, l.Cosine(d))
	}
	return best
}

// MarshalBinary returns the index: a version and the number of descriptors as
// bytes, the photo's width and height as uint32, each descriptor as float32 scale
// and 8-bit integers, and the CRC-32C of all that. Numbers are little-endian.
func (ix *Index) MarshalBinary() ([]byte, error) {
	if len(ix.Descriptors) > IndexWindows {
		return nil, fmt.Errorf("packing an index: it has %d descriptors, more than %d", len(ix.Descriptors), IndexWindows)
	}
	b := []byte{indexVersion, byte(len(ix.Descriptors))}
	b = binary.LittleEndian.AppendUint32(b, uint32(ix.Photo.X))
	b = binary.LittleEndian.AppendUint32(b, uint32(ix.Photo.Y))
	for _, d := range ix.Descriptors {
		if len(d) != IdentityDimensions {
			return nil, fmt.Errorf("packing an index: a descriptor has %d values", len(d))
		}
		b = appendQuantised(b, d)
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. Anything else is refused with
// [ErrFeatures].
func (ix *Index) UnmarshalBinary(b []byte) error {
	const header = 10
	if len(b) < header || b[0] != indexVersion || b[1] > IndexWindows {
		return fmt.Errorf("%w: they are no index", ErrFeatures)
	}
	descriptors, err := readDescriptors(b[header:], int(b[1]), b)
	if err != nil {
		return err
	}
	width, height := binary.LittleEndian.Uint32(b[2:]), binary.LittleEndian.Uint32(b[6:])
	if width < 1 || height < 1 || width > math.MaxInt32 || height > math.MaxInt32 {
		return fmt.Errorf("%w: the photo's size is %d by %d", ErrFeatures, width, height)
	}
	ix.Photo, ix.Descriptors = image.Pt(int(width), int(height)), descriptors
	return nil
}

const indexVersion = 1
