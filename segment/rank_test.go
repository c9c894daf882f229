package segment

import (
	"image"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// randomDescriptor returns a descriptor, or one that is like another.
func randomDescriptor(random *rand.Rand, like Descriptor, cosine float64) Descriptor {
	d := make(Descriptor, IdentityDimensions)
	for i := range d {
		d[i] = float32(random.NormFloat64() / float64(1+i/8))
	}
	normaliseVector(d)
	if like == nil {
		return d
	}
	d = between(like, d, cosine)
	normaliseVector(d)
	return d
}

// plainRank ranks by unpacking every window.
func plainRank(l *Looks, ix *Index) float64 {
	best := -1.0
	var d [IdentityDimensions]float32
	for rows := ix.rows; len(rows) > 0; rows = rows[packedSize:] {
		readPacked(&d, rows)
		best = max(best, l.Cosine(d[:]))
	}
	return best
}

// randomLooks returns a concept of so many references and accepted finds, and of so
// many rejected ones.
func randomLooks(random *rand.Rand, examples, rejected int) *Looks {
	thing := randomDescriptor(random, nil, 0)
	some := func(n int) (all []Example) {
		for range n {
			d := randomDescriptor(random, thing, 0.2+0.7*random.Float64())
			all = append(all, Example{Whole: []Descriptor{d, randomDescriptor(random, d, 0.9)}, Alone: d})
		}
		return all
	}
	var things []Thing
	for _, e := range some(examples) {
		things = append(things, Thing{e})
	}
	return NewLooks(things, some(rejected))
}

func TestRankIsThatOfAllWindowsUnpacked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		looks := randomLooks(random, rapid.IntRange(1, 6).Draw(t, "examples"), rapid.IntRange(0, 4).Draw(t, "rejected"))
		ix := &Index{Photo: image.Pt(640, 480)}
		for range rapid.IntRange(0, IndexWindows).Draw(t, "windows") {
			like := looks.wanted[random.IntN(len(looks.wanted))].Descriptor
			d := randomDescriptor(random, like, 2*random.Float64()-1)
			if random.IntN(8) == 0 { // what is far from a usual descriptor
				d = axisDescriptor(random.IntN(IdentityDimensions))
			}
			ix.rows = appendPacked(ix.rows, d)
		}
		want := plainRank(looks, ix)
		if got := looks.Rank(ix); got != want {
			t.Fatalf("the rank is %g, by all windows %g", got, want)
		}
		stored, err := ix.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := looks.RankStored(stored); err != nil || got != want {
			t.Fatalf("the rank by the stored index is %g, by all windows %g: %v", got, want, err)
		}
		stored[rapid.IntRange(0, len(stored)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := looks.RankStored(stored); err == nil {
			t.Fatal("a changed index is ranked")
		}
	})
}

// However four bits are set, the sieve's bounds hold: damage that goes unnoticed and
// the rarest descriptors included.
func TestSieveBoundsAnyPackedDescriptor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		looks := randomLooks(random, rapid.IntRange(1, 3).Draw(t, "examples"), 0)
		row := make([]byte, packedSize)
		copy(row, appendPacked(nil, axisDescriptor(0))[:4])
		extreme := rapid.Bool().Draw(t, "extreme")
		for i := range row[4:] {
			row[4+i] = byte(random.Uint32())
			if extreme { // as far along a wanted descriptor as there is
				for n, v := range looks.wanted[0].Descriptor[2*i : 2*i+2] {
					nibble := byte(8)
					if v > 0 {
						nibble = 7
					}
					row[4+i] = row[4+i]&^(0xf<<(4*n)) | nibble<<(4*n)
				}
			}
		}
		var d [IdentityDimensions]float32
		readPacked(&d, row)
		var lowest, highest [1]float64
		looks.sieves().wanted.bound(row, -1, lowest[:])
		looks.sieves().wanted.bound(row, 1, highest[:])
		best := -1.0
		for _, w := range looks.wanted {
			best = max(best, float64(dot(w.Descriptor, d[:])))
		}
		if best > highest[0] || best < lowest[0] {
			t.Fatalf("the best cosine is %g, the bounds %g and %g", best, lowest[0], highest[0])
		}
	})
}

// BenchmarkRank ranks a photo for a concept of 2 references and 3 accepted and 3
// rejected finds, beside unpacking all windows. The ratio is the metric "x-plain".
func BenchmarkRank(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	looks := randomLooks(random, 5, 3)
	ix := &Index{Photo: image.Pt(640, 480)}
	photo := randomDescriptor(random, nil, 0)
	for range IndexWindows {
		ix.rows = appendPacked(ix.rows, randomDescriptor(random, photo, 0.5))
	}
	looks.Rank(ix)
	var sieved, plain time.Duration
	for b.Loop() {
		start := time.Now()
		for range 10 {
			looks.Rank(ix)
		}
		sieved += time.Since(start)
		start = time.Now()
		for range 10 {
			plainRank(looks, ix)
		}
		plain += time.Since(start)
	}
	b.ReportMetric(sieved.Seconds()/plain.Seconds(), "x-plain")
	b.ReportMetric(1e5*sieved.Seconds()/float64(b.N), "rank-us")
}
