package smalljpeg

const (
	maxCode = 16 // bits of a code
	maxSize = 11 // bits of a value

	// lookup is the number of bits whose meaning is looked up at once.
	lookup = 10

	// ends is the run of zeros that stands for the end of a block. With it a place in
	// a block is beyond all that others lead to.
	ends = 128

	// nonsense is that which bits stand for that are no code. With it a place in a block
	// is beyond the block and before ends.
	nonsense = blockSize - 1
)

// A step is what a code and the value behind it mean. From the lowest bit: eight
// bits are the number of bits that both take (of which the upper two are flags),
// eight the zeros before the value and sixteen the value. Where the value is not
// known, its size is in its place.
type step uint32

const (
	long    step = 1 << 6 // the code has more bits than are looked up
	unread  step = 1 << 7 // the value is not known
	hard         = long | unread
	allBits step = 31
)

func newStep(bits, run, value int) step {
	return step(bits) | step(run)<<8 | step(uint32(int32(value))<<16)
}

func (s step) run() uint8   { return uint8(s >> 8) }
func (s step) value() int32 { return int32(s) >> 16 }

// codes are a Huffman table.
type codes struct {
	steps [1 << lookup]step
	// Of each number of bits: the code after the last, aligned to maxCode bits, and
	// what is to be added to a code for its place among the meanings.
	limits  [maxCode + 1]int
	offsets [maxCode + 1]int
	all     [256]step // by the order of codes, with the values unread
}

// newCodes makes a table of how many codes there are of each number of bits and of
// what they mean. It refuses codes that are too many, and meanings that coefficients
// of eight bits do not have.
func newCodes(counts *[maxCode]byte, symbols []byte, ac bool) (c *codes, ok bool) {
	c = new(codes)
	for i := range c.steps {
		c.steps[i] = long
	}
	code, place := 0, 0
	for bits := 1; bits <= maxCode; bits++ {
		c.offsets[bits] = place - code
		for range counts[bits-1] {
			s, ok := meaning(symbols[place], bits, ac)
			if !ok {
				return nil, false
			}
			c.all[place] = s
			c.spread(s, code, bits)
			code++
			place++
		}
		if code > 1<<bits {
			return nil, false
		}
		c.limits[bits] = code << (maxCode - bits)
		code <<= 1
	}
	return c, true
}

// meaning returns what a code means that has so many bits.
func meaning(symbol byte, bits int, ac bool) (s step, ok bool) {
	run, size := int(symbol>>4), int(symbol&15)
	switch {
	case !ac && symbol == 0, ac && symbol == 0xf0:
		return newStep(bits, run, 0), true
	case ac && symbol == 0:
		return newStep(bits, ends, 0), true
	case ac && size > maxSize-1, !ac && int(symbol) > maxSize, size == 0:
		return 0, false
	}
	return newStep(bits+size, run, size) | unread, true
}

// spread enters a code wherever bits begin with it, with its value where that is
// among the bits.
func (c *codes) spread(s step, code, bits int) {
	if bits > lookup || code >= 1<<bits {
		return
	}
	free := lookup - bits
	for rest := range 1 << free {
		at := code<<free | rest
		c.steps[at] = s
		if total := int(s & allBits); s&unread != 0 && total <= lookup {
			c.steps[at] = s.read(uint64(at) << (64 - lookup))
		}
	}
}

// read returns a step with its value, which is in the window behind its code.
func (s step) read(window uint64) step {
	size := uint(s.value())
	v := int(window>>(64-uint(s&allBits))) & (1<<size - 1)
	if v < 1<<(size-1) {
		v -= 1<<size - 1
	}
	return newStep(int(s&allBits), int(s.run()), v)
}

// next returns the step at the beginning of a window, where the lookup does not
// tell it whole. Bits that are no code mean more zeros than any block has room for.
func (c *codes) next(s step, window uint64) step {
	if s&long != 0 {
		code := int(window >> (64 - maxCode))
		bits := lookup + 1
		for bits <= maxCode && code >= c.limits[bits] {
			bits++
		}
		if bits > maxCode {
			return newStep(0, nonsense, 0)
		}
		s = c.all[code>>(maxCode-bits)+c.offsets[bits]]
	}
	if s&unread != 0 {
		s = s.read(window)
	}
	return s
}
