package segment

import "math"

// Rank returns how much a photo is like the concept, in -1..1, by its index: a
// little less, mostly, than the cosine of its best place.
func (l *Looks) Rank(ix *Index) float64 { return l.rank(ix.rows) }

// RankStored ranks a photo by its index as [Index.MarshalBinary] returned it, which
// is not copied. What is no index is refused with [ErrFeatures].
func (l *Looks) RankStored(stored []byte) (float64, error) {
	_, rows, err := parseIndex(stored)
	if err != nil {
		return 0, err
	}
	return l.rank(rows), nil
}

// rank returns the highest cosine of packed descriptors. Only those are unpacked
// that the sieves let pass.
func (l *Looks) rank(rows []byte) float64 {
	var highest [IndexWindows]float64
	windows := len(rows) / packedSize
	s := l.sieves()
	s.wanted.bound(rows, 1, highest[:windows])
	likeliest := 0
	for i, h := range highest[:windows] {
		if h > highest[likeliest] {
			likeliest = i
		}
	}
	best := -1.0
	var d [IdentityDimensions]float32
	for i := range windows {
		at := (likeliest + i) % windows
		if highest[at] <= best {
			continue
		}
		row := rows[at*packedSize:][:packedSize]
		if highest[at]-s.penalty(row) <= best {
			continue
		}
		readPacked(&d, row)
		best = max(best, l.Cosine(d[:]))
	}
	return best
}

// sieves are those of what is looked for and of what was rejected.
type sieves struct{ wanted, unwanted *sieve }

// penalty returns what a packed descriptor loses at least for being like what was
// rejected.
func (s sieves) penalty(row []byte) float64 {
	var least [1]float64
	s.unwanted.bound(row, -1, least[:])
	return rejectedShare * max(0, least[0]-rejectedFree)
}

// sieve bounds how much packed descriptors are like the likest of several others. It adds up numbers from tables, one for each byte of a packed descriptor,
// that hold for each of the byte's values its share of four scalar products at once,
// as 16-bit integers side by side.
type sieve struct {
	tables [][IdentityDimensions / 2][256]uint64 // for every four descriptors
	zero   float64                               // what 0 is in the sums, a whole number
	unit   float64                               // what 1 of the sums is worth
}

const (
	lanes     = 4
	laneBits  = 64 / lanes
	laneLimit = 1<<laneBits - 1
	// largestPacked is the largest absolute value of four bits.
	largestPacked = 8
	// sieveSlack covers what float32 rounds when a cosine is computed.
	sieveSlack = 1e-4
)

// newSieve makes a sieve for descriptors of IdentityDimensions values.
func newSieve(descriptors []Descriptor) *sieve {
	s := &sieve{tables: make([][IdentityDimensions / 2][256]uint64, (len(descriptors)+lanes-1)/lanes)}
	var reach float64 // the largest scalar product there can be with any of them
	for _, d := range descriptors {
		sum := 0.0
		for _, v := range d {
			sum += largestPacked * math.Abs(float64(v))
		}
		reach = max(reach, sum)
	}
	const steps = IdentityDimensions / 2
	scale := (laneLimit/2 - steps) / max(reach, 1) // each share is rounded by at most 1/2, and none is below 0
	s.unit, s.zero = 1/scale, laneLimit/2
	for i, d := range descriptors {
		s.fill(i, d, scale)
	}
	return s
}

// fill enters the shares of one descriptor.
func (s *sieve) fill(number int, d Descriptor, scale float64) {
	shift := number % lanes * laneBits
	left := int(s.zero) // of what is added so that no share is below 0
	for at := range IdentityDimensions / 2 {
		low, high := scale*float64(d[2*at]), scale*float64(d[2*at+1])
		lift := int(math.Ceil(largestPacked * (math.Abs(low) + math.Abs(high))))
		if at == IdentityDimensions/2-1 {
			lift = left
		}
		left -= lift
		table := &s.tables[number/lanes][at]
		for b := range table {
			share := math.Round(low*float64(int8(b<<4)>>4) + high*float64(int8(b)>>4))
			table[b] |= uint64(int(share)+lift) << shift
		}
	}
}

// bound sets cosines to what those of packed descriptors with the likest of the
// sieve's are at most, where side is 1, or at least, where it is -1.
func (s *sieve) bound(rows []byte, side float64, cosines []float64) {
	for i := range cosines {
		cosines[i] = -1
	}
	var sums [IndexWindows]uint64
	const rounding = IdentityDimensions / 2 / 2
	for n := range s.tables {
		s.sum(n, rows, sums[:len(cosines)])
		for i, sum := range sums[:len(cosines)] {
			most := uint64(0)
			for range lanes {
				most = max(most, sum&laneLimit)
				sum >>= laneBits
			}
			product := (float64(most) - s.zero + side*rounding) * s.unit
			cosine := product*float64(packedScale(rows[i*packedSize:])) + side*sieveSlack
			cosines[i] = max(cosines[i], cosine)
		}
	}
}

// sum adds up the shares of four descriptors for each packed one.
func (s *sieve) sum(number int, rows []byte, sums []uint64) {
	clear(sums)
	tables := &s.tables[number]
	for at := 0; at < len(tables); at += 4 {
		a, b, c, d := &tables[at], &tables[at+1], &tables[at+2], &tables[at+3]
		from := 4 + at
		for i := range sums {
			row := rows[from : from+4 : from+4]
			sums[i] += a[row[0]] + b[row[1]] + c[row[2]] + d[row[3]]
			from += packedSize
		}
	}
}
