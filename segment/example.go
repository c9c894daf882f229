package segment

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
)

// Descriptor says what a picture or a part of one shows: IdentityDimensions
// values, a vector of length 1. Two descriptors are compared by their cosine.
type Descriptor []float32

// Cosine returns the cosine of two descriptors, in -1..1.
func (d Descriptor) Cosine(e Descriptor) float64 { return float64(dot(d, e)) }

// add adds another's values to d's.
func (d Descriptor) add(e []float32) {
	for i, v := range e {
		d[i] += v
	}
}

// Example is what the identity encoder makes of one marked thing. It takes about
// one KiB, holds no picture, and is all that is kept of a find that the user
// accepted or rejected.
type Example struct {
	// Whole describes the thing with a little of what is around it, once for each
	// size at which it was looked at.
	Whole []Descriptor
	// Alone describes the thing with everything else painted over.
	Alone Descriptor
}

// Empty reports whether nothing was looked at.
func (e Example) Empty() bool { return len(e.Whole) == 0 && len(e.Alone) == 0 }

// maxWhole bounds the sizes of a stored example.
const maxWhole = 16

// MarshalBinary returns the example: a version, the number of descriptors, each
// as float32 scale and 8-bit integers, the one of the thing alone last, and the
// CRC-32C of all that. Numbers are little-endian. What was read is written as the same
// bytes.
func (e Example) MarshalBinary() ([]byte, error) {
	if len(e.Whole) > maxWhole {
		return nil, fmt.Errorf("packing an example: it has %d descriptors, more than %d", len(e.Whole), maxWhole)
	}
	b := []byte{exampleVersion, byte(len(e.Whole))}
	for _, d := range append(e.Whole[:len(e.Whole):len(e.Whole)], e.Alone) {
		if len(d) != IdentityDimensions {
			return nil, fmt.Errorf("packing an example: a descriptor has %d values", len(d))
		}
		b = appendDirection(b, d)
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. Anything else is refused with
// [ErrFeatures].
func (e *Example) UnmarshalBinary(b []byte) error {
	if len(b) < 2 || b[0] != exampleVersion || b[1] > maxWhole {
		return fmt.Errorf("%w: they are no example", ErrFeatures)
	}
	last := int(b[1])
	descriptors, err := readDescriptors(b[2:], last+1, b)
	if err != nil {
		return err
	}
	e.Whole, e.Alone = descriptors[:last:last], descriptors[last]
	return nil
}

// readDescriptors reads n packed descriptors that, with the checksum of the whole
// value, are all that is left of it.
func readDescriptors(rest []byte, n int, whole []byte) ([]Descriptor, error) {
	if len(rest) != n*quantisedSize+4 {
		return nil, fmt.Errorf("%w: %d bytes are not %d descriptors", ErrFeatures, len(rest), n)
	}
	end := len(whole) - 4
	if crc32.Checksum(whole[:end], castagnoli) != binary.LittleEndian.Uint32(whole[end:]) {
		return nil, fmt.Errorf("%w: their checksum differs", ErrFeatures)
	}
	descriptors := make([]Descriptor, n)
	for i := range descriptors {
		d := make(Descriptor, IdentityDimensions)
		readQuantised(d, rest[i*quantisedSize:])
		if !normaliseVector(d) {
			return nil, fmt.Errorf("%w: a descriptor has no direction", ErrFeatures)
		}
		descriptors[i] = d
	}
	return descriptors, nil
}

const (
	exampleVersion = 1
	quantisedSize  = 4 + IdentityDimensions
)

// appendDirection appends a vector as appendQuantised does, with the scale by which the
// integers make a vector of length 1: the same for what is read of them.
func appendDirection(b []byte, d Descriptor) []byte {
	at := len(b)
	b = appendQuantised(b, d)
	var square float64
	for _, q := range b[at+4:] {
		square += float64(int8(q)) * float64(int8(q))
	}
	if square > 0 {
		binary.LittleEndian.PutUint32(b[at:], math.Float32bits(float32(1/math.Sqrt(square))))
	}
	return b
}

// appendQuantised appends IdentityDimensions values as a scale and integers.
func appendQuantised(b []byte, values []float32) []byte {
	var largest float32
	for _, v := range values {
		largest = max(largest, v, -v)
	}
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(largest/127))
	inverse := float32(0)
	if largest > 0 {
		inverse = 127 / largest
	}
	for _, v := range values {
		b = append(b, byte(int8(math.Round(float64(v*inverse)))))
	}
	return b
}

// readQuantised reads what appendQuantised wrote.
func readQuantised(values []float32, b []byte) {
	scale := math.Float32frombits(binary.LittleEndian.Uint32(b))
	for i := range values {
		values[i] = scale * float32(int8(b[4+i]))
	}
}

// normaliseVector brings v to length 1 and reports whether it has a direction.
func normaliseVector(v []float32) bool {
	length := math.Sqrt(float64(dot(v, v)))
	if !(length > 0) || math.IsInf(length, 0) {
		return false
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / length)
	}
	return true
}

// dot returns the scalar product of two vectors of one length.
func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	for len(a) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i, v := range a {
		s0 += v * b[i]
	}
	return s0 + s1 + s2 + s3
}
