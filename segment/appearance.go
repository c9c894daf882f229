package segment

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"math"
)

// AppearanceSide is the longer side of the largest picture that an [Appearance]
// is made from, in pixels. A larger one adds nothing.
const AppearanceSide = 1344

// appearanceSides are the longer sides, in pixels, at which a photo is looked
// at: a thing that fills the photo is described well in the small picture, one
// that fills a tenth of it in the large one.
var appearanceSides = [...]int{448, AppearanceSide}

// Appearance is what the identity encoder makes of one photo at two sizes. It
// answers which window of the photo looks most like something.
type Appearance struct {
	Photo  image.Point // size of the upright photo, in pixels
	Levels []IdentityMap
}

// Look returns the appearance of a photo. The picture may be the photo itself or
// already reduced to [AppearanceSide]; photo is the size of the upright photo
// either way.
func (e *IdentityEncoder) Look(ctx context.Context, picture image.Image, photo image.Point) (*Appearance, error) {
	a := &Appearance{Photo: photo}
	for _, side := range appearanceSides {
		m, err := e.Encode(ctx, picture, side)
		if err != nil {
			return nil, err
		}
		a.Levels = append(a.Levels, m)
	}
	return a, nil
}

// MarshalBinary returns the appearance in at most 500 KiB: for each cell a scale
// and 8-bit integers. Windows pooled from it agree with those of the original to
// a cosine of 0.9999.
//
// The layout, little-endian: version, photo width and height and number of
// levels as uint32; for each level width and height as uint32 and its cells; the
// CRC-32C of all that.
func (a *Appearance) MarshalBinary() ([]byte, error) {
	b := binary.LittleEndian.AppendUint32(nil, appearanceVersion)
	b = binary.LittleEndian.AppendUint32(b, uint32(a.Photo.X))
	b = binary.LittleEndian.AppendUint32(b, uint32(a.Photo.Y))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(a.Levels)))
	for _, m := range a.Levels {
		if m.Dim != IdentityDimensions {
			return nil, fmt.Errorf("packing an appearance: its cells have %d values", m.Dim)
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(m.Width))
		b = binary.LittleEndian.AppendUint32(b, uint32(m.Height))
		for i := range m.Width * m.Height {
			b = appendQuantised(b, m.cell(i))
		}
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. Anything else is refused with
// [ErrFeatures].
func (a *Appearance) UnmarshalBinary(b []byte) error {
	const header = 16
	if len(b) < header+4 {
		return fmt.Errorf("%w: %d bytes are no appearance", ErrFeatures, len(b))
	}
	body := b[:len(b)-4]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(b[len(b)-4:]) {
		return fmt.Errorf("%w: their checksum differs", ErrFeatures)
	}
	next := func() int {
		v := binary.LittleEndian.Uint32(body)
		body = body[4:]
		return int(v)
	}
	if v := next(); v != appearanceVersion {
		return fmt.Errorf("%w: they are of version %d, not %d", ErrFeatures, v, appearanceVersion)
	}
	size := image.Pt(next(), next())
	if size.X < 1 || size.Y < 1 || size.X > math.MaxInt32 || size.Y > math.MaxInt32 {
		return fmt.Errorf("%w: the photo's size is %v", ErrFeatures, size)
	}
	if n := next(); n != len(appearanceSides) {
		return fmt.Errorf("%w: they have %d levels", ErrFeatures, n)
	}
	levels := make([]IdentityMap, 0, len(appearanceSides))
	for _, side := range appearanceSides {
		if len(body) < 8 {
			return fmt.Errorf("%w: they end too early", ErrFeatures)
		}
		m := IdentityMap{Width: next(), Height: next(), Dim: IdentityDimensions}
		if want := IdentitySize(size, side).Div(IdentityCell); image.Pt(m.Width, m.Height) != want {
			return fmt.Errorf("%w: a level has %d by %d cells", ErrFeatures, m.Width, m.Height)
		}
		cells := m.Width * m.Height
		if len(body) < cells*quantisedSize {
			return fmt.Errorf("%w: they end too early", ErrFeatures)
		}
		m.Data = make([]float32, cells*m.Dim)
		for i := range cells {
			readQuantised(m.cell(i), body[i*quantisedSize:])
		}
		body = body[cells*quantisedSize:]
		levels = append(levels, m)
	}
	if len(body) != 0 {
		return fmt.Errorf("%w: %d bytes are left over", ErrFeatures, len(body))
	}
	a.Photo, a.Levels = size, levels
	return nil
}

const appearanceVersion = 1

// cell returns the descriptor of a cell, which is not normalised.
func (m IdentityMap) cell(i int) []float32 { return m.Data[i*m.Dim : (i+1)*m.Dim] }
