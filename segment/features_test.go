package segment

import (
	"errors"
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

func randomFeatures(photo image.Point, seed uint64) *Features {
	r := rand.New(rand.NewPCG(seed, 2))
	f := &Features{Frame: NewFrame(photo), Data: make([]float32, FeatureChannels*featureCells)}
	for i := range f.Data {
		f.Data[i] = float32(r.NormFloat64())
	}
	return f
}

func TestStoredFeaturesComeBackToWithinHalfAStep(t *testing.T) {
	f := randomFeatures(image.Pt(1600, 1200), 1)
	clear(f.channel(7))
	stored, err := f.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if mib := float64(len(stored)) / (1 << 20); mib > 1.01 {
		t.Errorf("%.2f MiB", mib)
	}
	back := &Features{}
	if err := back.UnmarshalBinary(stored); err != nil {
		t.Fatal(err)
	}
	if back.Frame != f.Frame {
		t.Errorf("frame %+v instead of %+v", back.Frame, f.Frame)
	}
	for c := range FeatureChannels {
		var largest float64
		for _, v := range f.channel(c) {
			largest = math.Max(largest, math.Abs(float64(v)))
		}
		for i, v := range f.channel(c) {
			if d := math.Abs(float64(v - back.channel(c)[i])); d > largest/127/2*1.001 {
				t.Fatalf("channel %d, cell %d is off by %g", c, i, d)
			}
		}
	}
	again, err := back.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(stored) {
		t.Error("storing what was read back gives something else")
	}
}

func TestDamagedFeaturesAreRefused(t *testing.T) {
	stored, err := randomFeatures(image.Pt(300, 200), 2).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	damage := map[string]func([]byte) []byte{
		"empty":         func([]byte) []byte { return nil },
		"cut short":     func(b []byte) []byte { return b[:len(b)-1] },
		"too long":      func(b []byte) []byte { return append(b, 0) },
		"other version": func(b []byte) []byte { b[0]++; return b },
		"other size":    func(b []byte) []byte { b[4]++; return b },
		"other value":   func(b []byte) []byte { b[5000] ^= 1; return b },
		"other sum":     func(b []byte) []byte { b[len(b)-1] ^= 128; return b },
	}
	for name, change := range damage {
		t.Run(name, func(t *testing.T) {
			err := (&Features{}).UnmarshalBinary(change(append([]byte(nil), stored...)))
			if !errors.Is(err, ErrFeatures) {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func FuzzUnmarshalFeatures(f *testing.F) {
	stored, err := randomFeatures(image.Pt(3, 2), 3).MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stored[:100])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := (&Features{}).UnmarshalBinary(b); err != nil && !errors.Is(err, ErrFeatures) {
			t.Fatalf("got %v", err)
		}
	})
}
