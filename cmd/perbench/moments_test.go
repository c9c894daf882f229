package main

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/segment"
)

// spread draws vectors about a mean that vary by 3 along (0.6, 0.8, 0) and by 1
// along z.
func spread(rng *rand.Rand) []float64 {
	a, b := 3*rng.NormFloat64(), rng.NormFloat64()
	return []float64{5 + 0.6*a, -2 + 0.8*a, 1 + b}
}

func TestPrincipalComponentsAreFound(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	m := newMoments(3)
	for range 20000 {
		m.add(spread(rng), 1)
	}
	s, err := m.principal(2, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{5, -2, 1} {
		if math.Abs(float64(s.mean[i])-want) > 0.1 {
			t.Errorf("the mean is %v", s.mean)
		}
	}
	along := math.Abs(0.6*float64(s.basis[0]) + 0.8*float64(s.basis[1]))
	across := math.Abs(float64(s.basis[5]))
	if math.Abs(along-1) > 0.01 || math.Abs(across-1) > 0.01 {
		t.Errorf("the components are %v", s.basis)
	}
}

func TestWhiteComponentsVaryAlike(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	m := newMoments(3)
	var vectors [][]float64
	for range 20000 {
		v := spread(rng)
		vectors = append(vectors, v)
		m.add(v, 0.5)
	}
	s, err := m.principal(2, 1)
	if err != nil {
		t.Fatal(err)
	}
	for component := range 2 {
		var sum float64
		for _, v := range vectors {
			x := 0.0
			for i := range v {
				x += float64(s.basis[3*component+i]) * (v[i] - float64(s.mean[i]))
			}
			sum += x * x
		}
		if variance := sum / float64(len(vectors)); math.Abs(variance-1) > 0.01 {
			t.Errorf("component %d has the variance %.3f", component, variance)
		}
	}
}

func TestStatisticsOfNothingAreRefused(t *testing.T) {
	if _, err := newMoments(3).principal(2, 0); err == nil {
		t.Error("there are some")
	}
}

func TestStatisticsAreWrittenAsTheyAreShipped(t *testing.T) {
	file := filepath.Join(t.TempDir(), "statistics.f32")
	if err := (statistics{mean: []float32{1, 2}, basis: []float32{3, 4}}).write(file); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) != 16 {
		t.Fatalf("%d bytes", len(data))
	}
	for i := range 4 {
		if v := math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:])); v != float32(i+1) {
			t.Errorf("value %d is %g", i, v)
		}
	}
}

func TestAWindowsMeanIsOfItsCells(t *testing.T) {
	// Smaller than any window: all cells count.
	m := segment.IdentityMap{Width: 2, Height: 2, Dim: 1, Data: []float32{1, 2, 3, 6}}
	if got := windowMean(m, rand.New(rand.NewPCG(1, 2))); !near(got[0], 3) {
		t.Errorf("%v", got)
	}
	// A map that rises by one a column: any window's mean lies inside, and they differ.
	wide := segment.IdentityMap{Width: 40, Height: 20, Dim: 1}
	for i := range 800 {
		wide.Data = append(wide.Data, float32(i%40))
	}
	rng := rand.New(rand.NewPCG(1, 2))
	seen := make(map[float64]bool)
	for range 50 {
		v := windowMean(wide, rng)[0]
		if v < 1 || v > 38 {
			t.Errorf("%g is no window's mean", v)
		}
		seen[v] = true
	}
	if len(seen) < 10 {
		t.Errorf("%d different windows of 50", len(seen))
	}
}
