package library

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
)

// Tally is how a search for a concept stood when it was last seen, so that it can be
// told at once what would take reading all of its answers.
type Tally struct {
	Photos int     // that show it
	New    int     // of these, those that came since they were looked at last
	Line   float64 // the score from which on they do, 0..1
}

// tallyKind is a kind of what the cache keeps, by concept.
const tallyKind valueKind = "tally"

// Tally returns how a search for a concept stood, if that is known.
func (c *Cache) Tally(of ConceptID) (t Tally, known bool) {
	if c == nil || c.small == nil {
		return Tally{}, false
	}
	known = c.get(tallyKind, Key(of), &t)
	return t, known
}

// KeepTally keeps how a search for a concept stands.
func (c *Cache) KeepTally(of ConceptID, t Tally) error {
	stored, err := t.MarshalBinary()
	if err != nil {
		return err
	}
	return c.keep(entry{tallyKind, Key(of), stored})
}

// A tally is written as a version, two counts of 4 bytes, the line as a float64, and
// the CRC-32C of all that.
const (
	tallyVersion = 1
	tallySize    = 1 + 4 + 4 + 8 + 4
)

// MarshalBinary implements [encoding.BinaryMarshaler].
func (t Tally) MarshalBinary() ([]byte, error) {
	if t.Photos < 0 || t.Photos > math.MaxUint32 || t.New < 0 || t.New > t.Photos {
		return nil, errors.New("a tally cannot be like that")
	}
	b := []byte{tallyVersion}
	b = binary.LittleEndian.AppendUint32(b, uint32(t.Photos))
	b = binary.LittleEndian.AppendUint32(b, uint32(t.New))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(t.Line))
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (t *Tally) UnmarshalBinary(b []byte) error {
	if len(b) != tallySize || b[0] != tallyVersion ||
		crc32.Checksum(b[:tallySize-4], castagnoli) != binary.LittleEndian.Uint32(b[tallySize-4:]) {
		return errors.New("it is no tally")
	}
	read := Tally{
		Photos: int(binary.LittleEndian.Uint32(b[1:])),
		New:    int(binary.LittleEndian.Uint32(b[5:])),
		Line:   math.Float64frombits(binary.LittleEndian.Uint64(b[9:])),
	}
	if read.New > read.Photos || !(read.Line >= 0 && read.Line <= 1) {
		return errors.New("a tally cannot be like that")
	}
	*t = read
	return nil
}
