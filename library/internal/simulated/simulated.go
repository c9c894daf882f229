// Package simulated makes up libraries of photos: what the identity encoder would
// keep of them, and what the system would say of their files. So a library of
// 100,000 photos can be measured where there is none.
//
// It guarantees that a library is the same whenever it is made of the same seed, and
// that its windows are about as like one another, within a photo and between photos,
// as those of real photos. It does not guarantee that anything can be found in them
// as well, or as badly, as in real ones.
package simulated

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"whereabouts/segment"
)

// What a window shows is the sum of four directions. Their shares of its length
// squared, and how much each dimension varies, are those of the windows that the
// indexes of 89 photos of things and pets keep.
const (
	commonShare = 0.06 // what all photos have
	photoShare  = 0.05 // what the windows of one photo have
	thingShare  = 0.35 // what windows of a kind of thing have, in any photo
	ownShare    = 1 - commonShare - photoShare - thingShare

	kinds       = 60  // of things that there are
	kindsInOne  = 5   // photo
	firstSpread = 2.0 // of the first dimension, where the last has 1
	decay       = 0.3 // and the exponent by which the spread goes down
)

// Library is a made-up library.
type Library struct {
	seed   uint64
	spread [segment.IdentityDimensions]float32
	common segment.Descriptor
	things [kinds]segment.Descriptor
}

// Photo is what is known of a photo of the library.
type Photo struct {
	Key      [sha256.Size]byte
	Index    *segment.Index
	Path     string
	Size     int64 // of the file, in bytes
	Modified time.Time
}

// New returns the library of a seed. Its photos are made when they are asked for.
func New(seed uint64) *Library {
	l := &Library{seed: seed}
	for i := range l.spread {
		l.spread[i] = float32(max(1, firstSpread*math.Pow(float64(1+i), -decay)))
	}
	random := rand.New(rand.NewPCG(seed, math.MaxUint64))
	l.common = l.direction(random)
	for i := range l.things {
		l.things[i] = l.direction(random)
	}
	return l
}

// Photo returns the n-th photo. It may be called by several goroutines.
func (l *Library) Photo(n int) Photo {
	random := rand.New(rand.NewPCG(l.seed, uint64(n)))
	name := binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, l.seed), uint64(n))
	taken := time.Date(2005, 1, 1, 0, 0, n*3600, 0, time.UTC)
	return Photo{
		Key:      sha256.Sum256(name),
		Index:    segment.NewIndex(image.Pt(4032, 3024), l.windows(random)),
		Path:     fmt.Sprintf("/photos/%d/%02d/IMG_%06d.jpg", taken.Year(), taken.Month(), n),
		Size:     2<<20 + random.Int64N(4<<20),
		Modified: taken,
	}
}

// windows returns the descriptors of one photo's windows.
func (l *Library) windows(random *rand.Rand) []segment.Descriptor {
	photo := l.direction(random)
	var shown [kindsInOne]segment.Descriptor
	for i := range shown {
		shown[i] = l.things[random.IntN(kinds)]
	}
	all := make([]segment.Descriptor, segment.IndexWindows)
	for i := range all {
		own := l.direction(random)
		all[i] = l.mix(photo, shown[i%kindsInOne], own)
	}
	return all
}

// mix returns what a window shows.
func (l *Library) mix(photo, thing, own segment.Descriptor) segment.Descriptor {
	d := make(segment.Descriptor, segment.IdentityDimensions)
	common, photoWeight := float32(math.Sqrt(commonShare)), float32(math.Sqrt(photoShare))
	thingWeight, ownWeight := float32(math.Sqrt(thingShare)), float32(math.Sqrt(ownShare))
	for i := range d {
		d[i] = common*l.common[i] + photoWeight*photo[i] + thingWeight*thing[i] + ownWeight*own[i]
	}
	return unit(d)
}

// posesOfReference is in how many poses a reference is described.
const posesOfReference = 6

// Looks returns the looks of a concept of so many references, accepted finds and
// rejected ones, all of them seen in the first photos of the library.
func (l *Library) Looks(references, accepted, rejected int) *segment.Looks {
	random := rand.New(rand.NewPCG(l.seed, math.MaxUint64-1))
	seen := func(n int) (all []segment.Example) {
		for range n {
			d := l.mix(l.direction(random), l.things[0], l.things[0])
			e := l.mix(l.direction(random), l.things[0], d)
			all = append(all, segment.Example{Whole: []segment.Descriptor{d, e}, Alone: d})
		}
		return all
	}
	var things []segment.Thing
	for range references {
		things = append(things, seen(posesOfReference))
	}
	for _, e := range seen(accepted) {
		things = append(things, segment.Thing{e})
	}
	return segment.NewLooks(things, seen(rejected))
}

// direction returns a random direction. It draws from the quantiles of the normal
// distribution, which is quick.
func (l *Library) direction(random *rand.Rand) segment.Descriptor {
	d := make(segment.Descriptor, segment.IdentityDimensions)
	for i := 0; i < len(d); i += 8 {
		bits := random.Uint64()
		for k := i; k < i+8; k++ {
			d[k] = l.spread[k] * quantiles[byte(bits)]
			bits >>= 8
		}
	}
	return unit(d)
}

var quantiles = func() (q [256]float32) {
	for i := range q {
		q[i] = float32(distuv.UnitNormal.Quantile((float64(i) + 0.5) / float64(len(q))))
	}
	return q
}()

// unit brings d to length 1.
func unit(d segment.Descriptor) segment.Descriptor {
	inverse := float32(1 / math.Sqrt(d.Cosine(d)))
	for i := range d {
		d[i] *= inverse
	}
	return d
}
