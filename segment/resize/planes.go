package resize

import (
	"encoding/binary"
	"image"
	"image/color"
	"runtime"
	"sync"
)

// planes brings a picture to size without turning its pixels into colours first:
// brightness and colour are weighed as they are stored, the latter as often as it
// is stored, and only the result is turned into colours. As both are linear, that
// gives what [Bilinear] gives otherwise, but for rounding and for samples that stand
// for no colour.
func planes(img *image.YCbCr, size image.Point) *image.NRGBA {
	dst := image.NewNRGBA(image.Rectangle{Max: size})
	across, down := subsampling(img.SubsampleRatio)
	luma := layer{
		planes:  [2][]uint8{img.Y[img.YOffset(img.Rect.Min.X, img.Rect.Min.Y):]},
		stride:  img.YStride,
		columns: spans(img.Rect.Dx(), size.X),
		rows:    spans(img.Rect.Dy(), size.Y),
	}
	at := img.COffset(img.Rect.Min.X, img.Rect.Min.Y)
	chroma := layer{
		planes:  [2][]uint8{img.Cb[at:], img.Cr[at:]},
		stride:  img.CStride,
		columns: folded(luma.columns, img.Rect.Min.X, across),
		rows:    folded(luma.rows, img.Rect.Min.Y, down),
	}
	luma.taps = taps(luma.columns)
	chroma.taps = taps(chroma.columns)
	bands := min(runtime.GOMAXPROCS(0), size.Y)
	var wg sync.WaitGroup
	for i := range bands {
		wg.Go(func() { planeRows(dst, luma, chroma, i*size.Y/bands, (i+1)*size.Y/bands) })
	}
	wg.Wait()
	return dst
}

// subsampling returns how many pixels share a sample of colour.
func subsampling(ratio image.YCbCrSubsampleRatio) (across, down int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	default:
		return 1, 1
	}
}

// folded adds up the weights of the pixels that share a sample. The first pixel is
// the one at start in the whole picture, where the sharing begins at zero.
func folded(all []span, start, shared int) []span {
	result := make([]span, len(all))
	for i, s := range all {
		sample := func(pixel int) int { return (start+pixel)/shared - start/shared }
		first := sample(s.first)
		weights := make([]uint32, sample(s.first+len(s.weights)-1)-first+1)
		for j, w := range s.weights {
			weights[sample(s.first+j)-first] += w
		}
		result[i] = span{first, weights}
	}
	return result
}

// A layer is one plane, or two of the same shape.
type layer struct {
	planes        [2][]uint8
	stride        int
	columns, rows []span
	taps          []tap // the columns where all have few samples, or nil
}

// A tap is a span of four samples, some of which may count nothing.
type tap struct {
	first   int
	weights [4]uint32
}

// taps returns all spans as taps, if they can be.
func taps(all []span) []tap {
	last := all[len(all)-1]
	width := last.first + len(last.weights)
	if width < 4 {
		return nil
	}
	result := make([]tap, len(all))
	for i, s := range all {
		if len(s.weights) > 4 {
			return nil
		}
		first := min(s.first, width-4)
		result[i].first = first
		copy(result[i].weights[s.first-first:], s.weights)
	}
	return result
}

// planeRows makes the rows from first up to end of dst.
func planeRows(dst *image.NRGBA, luma, chroma layer, first, end int) {
	width := dst.Rect.Dx()
	bright, colour := newBand(luma, first, end), newBand(chroma, first, end)
	for y := first; y < end; y++ {
		ys, cs := bright.row(y), colour.row(y)
		paint(dst.Pix[y*dst.Stride:][:4*width], ys, cs[:width], cs[width:])
	}
}

// paint makes a row of pixels of the weighted sums of their brightness and colours, as
// [color.YCbCrToRGB] does.
func paint(out []uint8, ys, cbs, crs []uint32) {
	cbs, crs = cbs[:len(ys)], crs[:len(ys)]
	for x, v := range ys {
		y, cb, cr := sample(v), sample(cbs[x]), sample(crs[x])
		level, blue, red := int32(y)*0x10101, int32(cb)-128, int32(cr)-128
		r, g, b := level+91881*red, level-22554*blue-46802*red, level+116130*blue
		pix := out[4*x : 4*x+4 : 4*x+4]
		if uint32(r|g|b)>>24 == 0 {
			binary.LittleEndian.PutUint32(pix, uint32(r)>>16|uint32(g)>>16<<8|uint32(b)>>16<<16|0xff<<24)
			continue
		}
		pix[0], pix[1], pix[2] = color.YCbCrToRGB(y, cb, cr)
		pix[3] = 255
	}
}

// A band makes rows of a layer one after another, and holds only the narrowed rows
// that one of them needs.
type band struct {
	layer
	width   int // of a narrowed row
	ring    []uint8
	ringLen int // in rows
	next    int // the source row to be narrowed next
	sums    []uint32
}

func newBand(l layer, first, end int) *band {
	b := &band{layer: l, width: len(l.columns), next: l.rows[first].first}
	if l.planes[1] != nil {
		b.width *= 2
	}
	for _, s := range l.rows[first:end] {
		b.ringLen = max(b.ringLen, len(s.weights))
	}
	b.ring = make([]uint8, b.ringLen*b.width)
	b.sums = make([]uint32, b.width)
	return b
}

func (b *band) narrowed(y int) []uint8 {
	at := y % b.ringLen * b.width
	return b.ring[at : at+b.width]
}

// row returns the weighted sums of a row of the result.
func (b *band) row(y int) []uint32 {
	s := b.rows[y]
	for end := s.first + len(s.weights); b.next < end; {
		b.next += b.narrow(end)
	}
	for i := 0; i < len(s.weights); i += 4 {
		var four [4][]uint8
		var weights [4]uint32
		n := copy(weights[:], s.weights[i:])
		for j := range four {
			four[j] = b.narrowed(s.first + i + min(j, n-1))
		}
		if i == 0 {
			weigh(b.sums, four, weights)
		} else {
			addWeighted(b.sums, four, weights)
		}
	}
	return b.sums
}

// weigh makes sums those of four weighted rows.
func weigh(sums []uint32, rows [4][]uint8, weights [4]uint32) {
	a, b, c, d := rows[0][:len(sums)], rows[1][:len(sums)], rows[2][:len(sums)], rows[3][:len(sums)]
	wa, wb, wc, wd := weights[0], weights[1], weights[2], weights[3]
	for i := range sums {
		sums[i] = wa*uint32(a[i]) + wb*uint32(b[i]) + wc*uint32(c[i]) + wd*uint32(d[i])
	}
}

// narrow narrows the next row of two planes, or the next two rows of one, at once,
// and returns how many.
func (b *band) narrow(end int) (rows int) {
	from := b.planes[0][b.next*b.stride:]
	dst := b.narrowed(b.next)
	if b.planes[1] != nil {
		half := len(b.columns)
		b.narrowTwo(dst[:half], dst[half:], from, b.planes[1][b.next*b.stride:])
		return 1
	}
	if b.next+1 == end {
		b.narrowTwo(dst, dst, from, from)
		return 1
	}
	b.narrowTwo(dst, b.narrowed(b.next+1), from, b.planes[0][(b.next+1)*b.stride:])
	return 2
}

// narrowTwo weighs two source rows.
func (b *band) narrowTwo(dst0, dst1, row0, row1 []uint8) {
	if b.taps != nil {
		narrowTaps(dst0, dst1, row0, row1, b.taps)
		return
	}
	narrowTwo(dst0, dst1, row0, row1, b.columns)
}

// narrowTaps does what narrowTwo does, for few samples, whose weights are too few for
// their rounding to lift a sum above the largest sample.
func narrowTaps(dst0, dst1, row0, row1 []uint8, taps []tap) {
	const (
		both = 0xff<<32 | 0xff
		half = 1<<(32+weightBits-1) | 1<<(weightBits-1)
	)
	dst0, dst1 = dst0[:len(taps)], dst1[:len(taps)]
	for i := range taps {
		t := &taps[i]
		samples := uint64(binary.LittleEndian.Uint32(row0[t.first:])) | uint64(binary.LittleEndian.Uint32(row1[t.first:]))<<32
		sum := uint64(t.weights[0])*(samples&both) + uint64(t.weights[1])*(samples>>8&both) +
			uint64(t.weights[2])*(samples>>16&both) + uint64(t.weights[3])*(samples>>24&both) + half
		dst0[i], dst1[i] = uint8(sum>>weightBits), uint8(sum>>(32+weightBits))
	}
}

// narrowTwo weighs two source rows, which are summed in the two halves of one
// number.
func narrowTwo(dst0, dst1, row0, row1 []uint8, columns []span) {
	dst0, dst1 = dst0[:len(columns)], dst1[:len(columns)]
	for i, s := range columns {
		a := row0[s.first:][:len(s.weights)]
		b := row1[s.first:][:len(s.weights)]
		var sum uint64
		for j, w := range s.weights {
			sum += uint64(w) * (uint64(a[j]) | uint64(b[j])<<32)
		}
		dst0[i], dst1[i] = sample(uint32(sum)), sample(uint32(sum>>32))
	}
}
