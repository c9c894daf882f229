package smalljpeg

import (
	"encoding/binary"
	"image"
	"math"
)

const (
	blockSide = 8
	blockSize = blockSide * blockSide

	// fraction is the number of bits behind the point of what becomes a sample.
	fraction = 16
)

// A block holds what is left of the frequencies of a block, column after column: the waves
// of so many samples across and down as are kept. Of a wave the first sample is the unit.
type block [blockSize]int32

// weights tell of each coefficient, in the order in which they are stored, what it
// adds to which wave. Where a block ends early, places count on beyond the last
// coefficient.
type weights [256]weight

type weight struct {
	factor int32
	at     uint32
}

// zigzag is the order in which coefficients are stored: across plus eight times down.
var zigzag = [blockSize]int{
	0, 1, 8, 16, 9, 2, 3, 10,
	17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34,
	27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36,
	29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46,
	53, 60, 61, 54, 47, 55, 62, 63,
}

// newWeights returns what coefficients add to blocks of which so many samples are kept.
func newWeights(quantizer *[blockSize]byte, kept image.Point) (w weights) {
	for i, at := range zigzag {
		x, across := folded(at%blockSide, kept.X)
		y, down := folded(at/blockSide, kept.Y)
		factor := float64(quantizer[i]) * across * down * (1 << fraction)
		w[i] = weight{int32(math.Round(factor)), uint32(x*kept.Y + y)}
	}
	return w
}

// folded returns which wave of kept samples the means of a wave of eight are, and
// how large its first sample is for a coefficient of one.
func folded(frequency, kept int) (wave int, first float64) {
	together := blockSide / kept
	scale := 0.5
	if frequency == 0 {
		scale = math.Sqrt(0.125)
	}
	var means [blockSide]float64
	for i := range kept {
		for j := range together {
			means[i] += scale / float64(together) * cosine(together*i+j, frequency, blockSide)
		}
	}
	for wave := range kept {
		var part, norm float64
		for i, v := range means[:kept] {
			c := cosine(i, wave, kept)
			part, norm = part+v*c, norm+c*c
		}
		if math.Abs(part) > 1e-9 {
			return wave, part / norm * cosine(0, wave, kept)
		}
	}
	return 0, 0
}

// cosine returns a sample of a wave of n samples.
func cosine(sample, frequency, n int) float64 {
	return math.Cos(float64((2*sample+1)*frequency) * math.Pi / float64(2*n))
}

// fill makes all samples of a block one.
func fill(plane []uint8, stride int, kept image.Point, v int32) {
	s := sample(v)
	for y := range kept.Y {
		row := plane[y*stride:][:kept.X]
		for x := range row {
			row[x] = s
		}
	}
}

// draw turns the waves of a block into samples.
func (b *block) draw(plane []uint8, stride int, kept image.Point) {
	for x := range kept.X {
		turn(b[x*kept.Y:], 1, kept.Y)
	}
	for y := range kept.Y {
		turn(b[y:], kept.Y, kept.X)
		row := plane[y*stride:][:kept.X]
		for x := range row {
			row[x] = sample(b[x*kept.Y+y])
		}
	}
}

// turn turns n waves into samples, which are so many places apart.
func turn(w []int32, apart, n int) {
	switch n {
	case 2:
		w[0], w[apart] = w[0]+w[apart], w[0]-w[apart]
	case 4:
		w[0], w[apart], w[2*apart], w[3*apart] = four(w[0], w[apart], w[2*apart], w[3*apart])
	case 8:
		w[0], w[apart], w[2*apart], w[3*apart], w[4*apart], w[5*apart], w[6*apart], w[7*apart] = eight(&[8]int32{
			w[0], w[apart], w[2*apart], w[3*apart], w[4*apart], w[5*apart], w[6*apart], w[7*apart],
		})
	}
}

// draw4 does what draw does for four samples across and down.
func (b *block) draw4(plane []uint8, stride int) {
	for x := range 4 {
		c := (*[4]int32)(b[4*x:])
		c[0], c[1], c[2], c[3] = four(c[0], c[1], c[2], c[3])
	}
	for y := range 4 {
		p, q, r, s := four(b[y], b[4+y], b[8+y], b[12+y])
		row := plane[y*stride:][:4]
		if p, q, r, s := p>>fraction, q>>fraction, r>>fraction, s>>fraction; uint32(p|q|r|s) <= 255 {
			binary.LittleEndian.PutUint32(row, uint32(p|q<<8|r<<16|s<<24))
			continue
		}
		row[0], row[1], row[2], row[3] = sample(p), sample(q), sample(r), sample(s)
	}
}

// draw8 does what draw does for eight samples across and down.
func (b *block) draw8(plane []uint8, stride int) {
	var rows block
	for x := range 8 {
		w, r := (*[8]int32)(b[8*x:]), (*[57]int32)(rows[x:])
		if w[1]|w[2]|w[3]|w[4]|w[5]|w[6]|w[7] == 0 { // as in most colours of photos
			r[0], r[8], r[16], r[24], r[32], r[40], r[48], r[56] = w[0], w[0], w[0], w[0], w[0], w[0], w[0], w[0]
			continue
		}
		r[0], r[8], r[16], r[24], r[32], r[40], r[48], r[56] = eight(w)
	}
	for y := range 8 {
		row := (*[8]uint8)(plane[y*stride:])
		var r [8]int32
		r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7] = eight((*[8]int32)(rows[8*y:]))
		for x, v := range r {
			row[x] = sample(v)
		}
	}
}

// Twice the cosines of an eighth, a quarter and three eighths of pi, in as many bits.
const (
	twiceCos1 = 121095
	twiceCos2 = 92682
	twiceCos3 = 50159
)

func times(v int32, factor int64) int32 { return int32(int64(v) * factor >> 16) }

// four turns four waves into samples. Even waves are the same from both ends, odd ones
// change their sign. The first sample of each is one; two neighbours of an odd one add
// up to twice a cosine, whose other factors are alike for several waves.
func four(w0, w1, w2, w3 int32) (a, b, c, d int32) {
	even0, even1 := w0+w2, w0-w2
	odd0 := w1 + w3
	odd1 := times(w1-w3, twiceCos2) - odd0
	return even0 + odd0, even1 + odd1, even1 - odd1, even0 - odd0
}

// eight does what four does for eight waves, of which the even ones are those of four.
func eight(w *[8]int32) (a, b, c, d, e, f, g, h int32) {
	even0, even1, even2, even3 := four(w[0], w[2], w[4], w[6])
	outer, inner := w[1]-w[7], w[3]-w[5]
	odd0 := w[1] + w[3] + w[5] + w[7]
	odd1 := times(outer, twiceCos1) + times(inner, twiceCos3) - odd0
	odd2 := times(w[1]-w[3]-w[5]+w[7], twiceCos2) - odd1
	odd3 := times(outer, twiceCos3) - times(inner, twiceCos1) - odd2
	return even0 + odd0, even1 + odd1, even2 + odd2, even3 + odd3,
		even3 - odd3, even2 - odd2, even1 - odd1, even0 - odd0
}

// sample rounds down and cuts what is beyond black and white.
func sample(v int32) uint8 { return uint8(min(max(v>>fraction, 0), 255)) }
