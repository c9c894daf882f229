// Package resize brings pictures to other sizes with the weights of Pillow's
// bilinear filter, to the bit: the networks that Whereabouts runs saw their
// training pictures through it.
//
// It never copies a picture in its full size, whatever its format, and works on
// several rows at once. A JPEG's brightness and colour are weighed before they are
// turned into red, green and blue, which differs from Pillow by rounding. It does not
// correct gamma.
package resize

import (
	"encoding/binary"
	"image"
	"image/draw"
	"math"
	"runtime"
	"sync"
)

// weightBits is the precision of a weight: one is 1<<weightBits.
const weightBits = 22

// A span is the run of source samples that one result sample is a weighted sum
// of. The weights add up to one.
type span struct {
	first   int
	weights []uint32
}

// spans weighs from samples for each of to result samples with a triangle as wide
// as two source or two result samples, whichever is wider. These are the weights
// of Pillow's bilinear filter.
func spans(from, to int) []span {
	scale := float64(from) / float64(to)
	reach := max(scale, 1)
	all := make([]span, to)
	weights := make([]float64, 0, 2*int(math.Ceil(reach))+1)
	for i := range all {
		center := (float64(i) + 0.5) * scale
		first := max(0, int(center-reach+0.5))
		end := min(from, int(center+reach+0.5))
		weights = weights[:0]
		var sum float64
		for j := first; j < end; j++ {
			w := max(0, 1-math.Abs((float64(j)-center+0.5)/reach))
			weights = append(weights, w)
			sum += w
		}
		fixed := make([]uint32, len(weights))
		for j, w := range weights {
			fixed[j] = uint32(0.5 + w/sum*(1<<weightBits))
		}
		all[i] = span{first, fixed}
	}
	return all
}

// Bilinear returns an opaque copy of img in another size, on white where img is
// transparent. Both sides of either size must be positive, and img's at most
// 1<<20 pixels.
func Bilinear(img image.Image, size image.Point) *image.NRGBA {
	if img, ok := img.(*image.YCbCr); ok {
		return planes(img, size)
	}
	// Rows are narrowed first and then added up, in bands that run side by side;
	// each band holds only the narrowed rows that one row of its result needs.
	dst := image.NewNRGBA(image.Rectangle{Max: size})
	columns := spans(img.Bounds().Dx(), size.X)
	rows := spans(img.Bounds().Dy(), size.Y)

	opaque, ok := img.(*image.NRGBA)
	if !ok || !opaque.Opaque() {
		opaque = nil
	}
	bands := min(runtime.GOMAXPROCS(0), size.Y)
	var wg sync.WaitGroup
	for i := range bands {
		wg.Go(func() {
			resizeRows(dst, newLine(img, opaque), columns, rows, i*size.Y/bands, (i+1)*size.Y/bands)
		})
	}
	wg.Wait()
	return dst
}

// resizeRows makes the rows from first up to end of dst.
func resizeRows(dst *image.NRGBA, from line, columns, rows []span, first, end int) {
	// ring holds the narrowed source rows, each at its number modulo the length.
	ringLen := 0
	for _, s := range rows[first:end] {
		ringLen = max(ringLen, len(s.weights))
	}
	width := 3 * len(columns)
	ring := make([]uint8, ringLen*width)
	row := func(y int) []uint8 {
		at := y % ringLen * width
		return ring[at : at+width]
	}

	sums := make([]uint32, width)
	next := rows[first].first
	for y := first; y < end; y++ {
		s := rows[y]
		for ; next < s.first+len(s.weights); next++ {
			narrow(row(next), from.row(next), columns)
		}
		clear(sums)
		for i := 0; i < len(s.weights); i += 4 {
			var four [4][]uint8
			var weights [4]uint32
			n := copy(weights[:], s.weights[i:])
			for j := range four {
				four[j] = row(s.first + i + min(j, n-1))
			}
			addWeighted(sums, four, weights)
		}
		out := dst.Pix[y*dst.Stride:][:4*len(columns)]
		for i := 0; len(out) >= 4; i, out = i+3, out[4:] {
			rgb := sums[i : i+3 : i+3]
			out[0], out[1], out[2], out[3] = sample(rgb[0]), sample(rgb[1]), sample(rgb[2]), 255
		}
	}
}

// A line gives the rows of a picture on white.
type line struct {
	opaque *image.NRGBA // whose rows are as they are, or nil
	img    image.Image
	drawn  *image.RGBA
}

func newLine(img image.Image, opaque *image.NRGBA) line {
	if opaque != nil {
		return line{opaque: opaque}
	}
	return line{img: img, drawn: image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), 1))}
}

// row returns the pixels of row y, counted from the top, which hold until the next
// call.
func (l line) row(y int) []uint8 {
	if l.opaque != nil {
		return l.opaque.Pix[y*l.opaque.Stride:]
	}
	from := l.img.Bounds().Min.Add(image.Pt(0, y))
	draw.Draw(l.drawn, l.drawn.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(l.drawn, l.drawn.Rect, l.img, from, draw.Over)
	return l.drawn.Pix
}

// narrow weighs the four-byte pixels of a source row into three-byte ones. Red and
// blue are summed in the two halves of one number.
func narrow(dst, line []uint8, columns []span) {
	const redAndBlue = 0xff<<32 | 0xff
	for i, s := range columns {
		var rb, g uint64
		pix := line[4*s.first:][:4*len(s.weights)]
		for _, w := range s.weights {
			rgba := uint64(binary.LittleEndian.Uint32(pix))
			rb += uint64(w) * ((rgba | rgba<<16) & redAndBlue)
			g += uint64(w) * (rgba >> 8 & 0xff)
			pix = pix[4:]
		}
		rgb := dst[3*i : 3*i+3 : 3*i+3]
		rgb[0], rgb[1], rgb[2] = sample(uint32(rb)), sample(uint32(g)), sample(uint32(rb>>32))
	}
}

// addWeighted adds four weighted rows to sums.
func addWeighted(sums []uint32, rows [4][]uint8, weights [4]uint32) {
	a, b, c, d := rows[0][:len(sums)], rows[1][:len(sums)], rows[2][:len(sums)], rows[3][:len(sums)]
	wa, wb, wc, wd := weights[0], weights[1], weights[2], weights[3]
	for i := range sums {
		sums[i] += wa*uint32(a[i]) + wb*uint32(b[i]) + wc*uint32(c[i]) + wd*uint32(d[i])
	}
}

// sample rounds a weighted sum. The rounding of very many weights can have lifted
// the sum a little above the largest sample.
func sample(sum uint32) uint8 {
	return uint8(min((sum+1<<(weightBits-1))>>weightBits, 255))
}
