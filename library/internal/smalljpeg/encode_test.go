package smalljpeg_test

import (
	"encoding/binary"
	"image"
	"math"
	"slices"
)

// An encoder writes sequential JPEGs in ways that image/jpeg does not.
type encoder struct {
	quantizer int // of all frequencies
	interval  int // MCUs between restarts, or zero
	marker    byte
	out       []byte

	window uint32
	count  int
}

// A plane is a component to be encoded.
type plane struct {
	pix          []uint8
	stride       int
	size         image.Point
	across, down int
	symbols      []symbol
	last         int // DC coefficient
}

// A symbol is what a Huffman code stands for, with the bits behind it.
type symbol struct {
	ac    bool
	value byte
	bits  uint32
	size  int
}

var order = [64]int{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// planesOf returns the components of a picture.
func planesOf(img image.Image) []*plane {
	switch img := img.(type) {
	case *image.Gray:
		return []*plane{{pix: img.Pix, stride: img.Stride, size: img.Rect.Size(), across: 1, down: 1}}
	case *image.YCbCr:
		across, down := 1, 1
		switch img.SubsampleRatio {
		case image.YCbCrSubsampleRatio422:
			across = 2
		case image.YCbCrSubsampleRatio420:
			across, down = 2, 2
		case image.YCbCrSubsampleRatio440:
			down = 2
		case image.YCbCrSubsampleRatio411:
			across = 4
		case image.YCbCrSubsampleRatio444:
		default:
			panic("another way to store colours")
		}
		size := img.Rect.Size()
		colours := image.Pt((size.X+across-1)/across, (size.Y+down-1)/down)
		return []*plane{
			{pix: img.Y, stride: img.YStride, size: size, across: across, down: down},
			{pix: img.Cb, stride: img.CStride, size: colours, across: 1, down: 1},
			{pix: img.Cr, stride: img.CStride, size: colours, across: 1, down: 1},
		}
	}
	panic("another kind of picture")
}

// encode returns a JPEG with tables of codes made for it.
func (e *encoder) encode(img image.Image) []byte {
	planes := planesOf(img)
	size := img.Bounds().Size()
	mcus := image.Pt((size.X+8*planes[0].across-1)/(8*planes[0].across), (size.Y+8*planes[0].down-1)/(8*planes[0].down))
	mcu := func(n int) {
		for _, p := range planes {
			if e.interval > 0 && n%e.interval == 0 {
				p.last = 0
			}
			for i := range p.across * p.down {
				p.add(n%mcus.X*p.across+i%p.across, n/mcus.X*p.down+i/p.across, e.quantizer)
			}
		}
	}
	ends := make([][]int, mcus.X*mcus.Y) // of the symbols of MCUs, by plane
	for n := range ends {
		mcu(n)
		for _, p := range planes {
			ends[n] = append(ends[n], len(p.symbols))
		}
	}

	e.out = []byte{0xff, 0xd8}
	var table []byte
	for range 64 {
		table = append(table, byte(e.quantizer))
	}
	e.segment(0xdb, append([]byte{0}, table...))
	e.segment(0xdd, binary.BigEndian.AppendUint16(nil, uint16(e.interval)))
	frame := []byte{8, byte(size.Y >> 8), byte(size.Y), byte(size.X >> 8), byte(size.X), byte(len(planes))}
	scan := []byte{byte(len(planes))}
	for i, p := range planes {
		frame = append(frame, byte(i+1), byte(p.across<<4|p.down), 0)
		scan = append(scan, byte(i+1), 0)
	}
	e.segment(max(e.marker, 0xc0), frame)
	dc, ac := codesFor(planes, false), codesFor(planes, true)
	e.segment(0xc4, append([]byte{0}, dc.table...))
	e.segment(0xc4, append([]byte{0x10}, ac.table...))
	e.segment(0xda, append(scan, 0, 63, 0))
	starts := make([]int, len(planes))
	for n, until := range ends {
		if e.interval > 0 && n > 0 && n%e.interval == 0 {
			e.flush()
			e.out = append(e.out, 0xff, 0xd0+byte(n/e.interval-1)&7)
		}
		for i, p := range planes {
			for _, s := range p.symbols[starts[i]:until[i]] {
				c := dc
				if s.ac {
					c = ac
				}
				e.put(c.code[s.value], c.size[s.value])
				e.put(s.bits, s.size)
			}
			starts[i] = until[i]
		}
	}
	e.flush()
	return append(e.out, 0xff, 0xd9)
}

func (e *encoder) segment(marker byte, body []byte) {
	e.out = append(e.out, 0xff, marker)
	e.out = binary.BigEndian.AppendUint16(e.out, uint16(len(body)+2))
	e.out = append(e.out, body...)
}

func (e *encoder) put(bits uint32, size int) {
	for i := size - 1; i >= 0; i-- {
		e.window = e.window<<1 | bits>>i&1
		if e.count++; e.count == 8 {
			e.out = append(e.out, byte(e.window))
			if byte(e.window) == 0xff {
				e.out = append(e.out, 0)
			}
			e.count = 0
		}
	}
}

// flush fills the last byte with ones.
func (e *encoder) flush() {
	for e.count != 0 {
		e.put(1, 1)
	}
}

// add adds the symbols of a block.
func (p *plane) add(bx, by, quantizer int) {
	var samples, waves [64]float64
	for i := range samples {
		x, y := min(8*bx+i%8, p.size.X-1), min(8*by+i/8, p.size.Y-1)
		samples[i] = float64(p.pix[y*p.stride+x]) - 128
	}
	transform(&waves, &samples)
	level := func(i int) int { return int(math.Round(waves[order[i]] / float64(quantizer))) }
	dc := level(0)
	p.symbols = append(p.symbols, symbolOf(false, 0, dc-p.last))
	p.last = dc
	run := 0
	for i := 1; i < 64; i++ {
		v := level(i)
		if v == 0 {
			run++
			continue
		}
		for ; run > 15; run -= 16 {
			p.symbols = append(p.symbols, symbol{ac: true, value: 0xf0})
		}
		p.symbols = append(p.symbols, symbolOf(true, run, v))
		run = 0
	}
	if run > 0 {
		p.symbols = append(p.symbols, symbol{ac: true})
	}
}

func symbolOf(ac bool, run, v int) symbol {
	size, bits := 0, v
	for rest := max(v, -v); rest > 0; rest >>= 1 {
		size++
	}
	if v < 0 {
		bits = v - 1
	}
	return symbol{ac, byte(run<<4 | size), uint32(bits) & (1<<size - 1), size}
}

// transform is the discrete cosine transform as it is defined.
func transform(to, from *[64]float64) {
	wave := func(k, x int) float64 {
		c := 0.5 * math.Cos(float64((2*x+1)*k)*math.Pi/16)
		if k == 0 {
			c *= math.Sqrt2 / 2
		}
		return c
	}
	var half [64]float64
	for y := range 8 {
		for k := range 8 {
			for x := range 8 {
				half[8*y+k] += from[8*y+x] * wave(k, x)
			}
		}
	}
	for k := range 8 {
		for x := range 8 {
			for y := range 8 {
				to[8*k+x] += half[8*y+x] * wave(k, y)
			}
		}
	}
}

// A codebook is a table of Huffman codes.
type codebook struct {
	code  [256]uint32
	size  [256]int
	table []byte
}

// codesFor makes the shortest codes for the symbols of components. None is all ones.
func codesFor(planes []*plane, ac bool) (c codebook) {
	var times [257]int
	times[256] = 1 // stands for the code of ones
	for _, p := range planes {
		for _, s := range p.symbols {
			if s.ac == ac {
				times[s.value] += 2
			}
		}
	}
	sizes := huffman(times)
	for slices.Max(sizes[:]) > 16 {
		for i, n := range times {
			times[i] = (n + 1) / 2
		}
		sizes = huffman(times)
	}
	var values []byte
	for v := range 256 {
		if sizes[v] > 0 {
			values = append(values, byte(v))
		}
	}
	// The stand-in is among the longest, and as the last of them it is all ones.
	slices.SortStableFunc(values, func(a, b byte) int { return sizes[a] - sizes[b] })
	c.table = make([]byte, 16)
	code, size := uint32(0), 0
	for _, v := range values {
		code <<= sizes[v] - size
		size = sizes[v]
		c.code[v], c.size[v] = code, size
		code++
		c.table[size-1]++
	}
	c.table = append(c.table, values...)
	return c
}

// huffman returns the sizes of codes of symbols that occur so many times.
func huffman(times [257]int) (sizes [257]int) {
	type tree struct {
		times  int
		leaves []int
	}
	var trees []tree
	for v, n := range times {
		if n > 0 {
			trees = append(trees, tree{n, []int{v}})
		}
	}
	for len(trees) > 1 {
		slices.SortStableFunc(trees, func(a, b tree) int { return b.times - a.times })
		a, b := trees[len(trees)-1], trees[len(trees)-2]
		for _, v := range slices.Concat(a.leaves, b.leaves) {
			sizes[v]++
		}
		trees = append(trees[:len(trees)-2], tree{a.times + b.times, slices.Concat(a.leaves, b.leaves)})
	}
	return sizes
}
