package simulated

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
)

func TestLibraryOfOneSeedIsOne(t *testing.T) {
	a, b := New(1), New(1)
	first, err := a.Photo(3).Index.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	_ = b.Photo(7)
	second, err := b.Photo(3).Index.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) || a.Photo(3).Key != b.Photo(3).Key {
		t.Error("a photo differs from itself")
	}
	for what, other := range map[string]Photo{"photo": a.Photo(4), "seed": New(2).Photo(3)} {
		stored, err := other.Index.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(first, stored) || other.Key == a.Photo(3).Key {
			t.Errorf("another %s has the same index or key", what)
		}
	}
	if len(first) != 8066 {
		t.Errorf("an index has %d bytes", len(first))
	}
}

// Real windows have a mean cosine of 0.17 (deviation 0.16) within a photo and of 0.07
// (0.11) between photos, by the photos that the shares were chosen by.
func TestWindowsAreAsAlikeAsThoseOfRealPhotos(t *testing.T) {
	l := New(1)
	var within, between []float64
	for n := range uint64(200) {
		one, other := l.windows(rand.New(rand.NewPCG(9, n))), l.windows(rand.New(rand.NewPCG(10, n)))
		for i := range one {
			k := (7*i + 13) % len(one)
			if i != k {
				within = append(within, one[i].Cosine(one[k]))
			}
			between = append(between, one[i].Cosine(other[k]))
		}
	}
	for what, c := range map[string]struct {
		cosines         []float64
		mean, deviation float64
	}{"within": {within, 0.17, 0.16}, "between": {between, 0.07, 0.11}} {
		var sum, squares float64
		for _, v := range c.cosines {
			sum += v
			squares += v * v
		}
		mean := sum / float64(len(c.cosines))
		deviation := math.Sqrt(squares/float64(len(c.cosines)) - mean*mean)
		t.Logf("%s: mean %.3f, deviation %.3f", what, mean, deviation)
		if math.Abs(mean-c.mean) > 0.03 || math.Abs(deviation-c.deviation) > 0.04 {
			t.Errorf("%s a photo the cosines have a mean of %.3f and a deviation of %.3f", what, mean, deviation)
		}
	}
}
