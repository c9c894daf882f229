package segment

import (
	"bytes"
	"encoding"
	"errors"
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// drawMap returns an identity map of random cells.
func drawMap(t *rapid.T, width, height int) IdentityMap {
	m := IdentityMap{Width: width, Height: height, Dim: IdentityDimensions}
	// A few random values, repeated with a growing phase, are random enough.
	seed := rapid.SliceOfN(rapid.Float32Range(-3, 3), 31, 31).Draw(t, "values")
	for i := range width * height * m.Dim {
		m.Data = append(m.Data, seed[i%31]+seed[(i/31)%31]/2)
	}
	return m
}

func drawAppearance(t *rapid.T) *Appearance {
	photo := image.Pt(rapid.IntRange(1, 5000).Draw(t, "width"), rapid.IntRange(1, 5000).Draw(t, "height"))
	a := &Appearance{Photo: photo}
	for _, side := range appearanceSides {
		size := IdentitySize(photo, side).Div(IdentityCell)
		a.Levels = append(a.Levels, drawMap(t, size.X, size.Y))
	}
	return a
}

func drawDescriptor(t *rapid.T) Descriptor {
	d := make(Descriptor, IdentityDimensions)
	for i := range d {
		d[i] = rapid.Float32Range(-1, 1).Draw(t, "value")
	}
	d[0] += 2 // so that it has a direction
	normaliseVector(d)
	return d
}

func TestStoredAppearanceDescribesPlacesAsTheOriginal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAppearance(t)
		stored, err := a.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back Appearance
		if err := back.UnmarshalBinary(stored); err != nil {
			t.Fatal(err)
		}
		x, y := rapid.IntRange(0, a.Photo.X-1).Draw(t, "x"), rapid.IntRange(0, a.Photo.Y-1).Draw(t, "y")
		part := image.Rectangle{Min: image.Pt(x, y), Max: a.Photo}
		want := a.describe(part)
		if dot(want, want) == 0 {
			t.Skip("the part has no direction")
		}
		if got := back.describe(part); got.Cosine(want) < 0.999 {
			t.Errorf("the cosine is %g", got.Cosine(want))
		}
	})
}

func TestStoredExampleIsTheOriginalButForRounding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Example{Alone: drawDescriptor(t)}
		for range rapid.IntRange(0, 3).Draw(t, "sizes") {
			e.Whole = append(e.Whole, drawDescriptor(t))
		}
		stored, err := e.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back Example
		if err := back.UnmarshalBinary(stored); err != nil {
			t.Fatal(err)
		}
		if again, err := back.MarshalBinary(); err != nil || !bytes.Equal(again, stored) {
			t.Errorf("what was read is stored as other bytes: %v", err)
		}
		if len(back.Whole) != len(e.Whole) || back.Alone.Cosine(e.Alone) < 0.999 {
			t.Fatalf("%d sizes, cosine %g", len(back.Whole), back.Alone.Cosine(e.Alone))
		}
		for i, d := range e.Whole {
			if back.Whole[i].Cosine(d) < 0.999 {
				t.Errorf("size %d has the cosine %g", i, back.Whole[i].Cosine(d))
			}
		}
	})
}

func TestIndexKeepsUnlikeWindowsAndIsStored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAppearance(t)
		ix := a.Index()
		if n := ix.Windows(); n > IndexWindows {
			t.Fatalf("%d windows", n)
		}
		stored, err := ix.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if len(stored) > 8<<10 {
			t.Errorf("it takes %d bytes", len(stored))
		}
		var back Index
		if err := back.UnmarshalBinary(stored); err != nil {
			t.Fatal(err)
		}
		looks := NewLooks([]Thing{{{Whole: []Descriptor{drawDescriptor(t)}, Alone: drawDescriptor(t)}}}, nil)
		if d := math.Abs(looks.Rank(ix) - looks.Rank(&back)); d > 0 {
			t.Errorf("the stored index ranks the photo %g apart", d)
		}
	})
}

func TestPackedDescriptorPointsTheSameWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := make(Descriptor, IdentityDimensions)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		for i := range want {
			want[i] = float32(random.NormFloat64())
		}
		normaliseVector(want)
		var got [IdentityDimensions]float32
		readPacked(&got, appendPacked(nil, want))
		if length := dot(got[:], got[:]); length < 0.999 || length > 1.001 {
			t.Errorf("its length is %g", length)
		}
		if c := want.Cosine(got[:]); c < 0.97 {
			t.Errorf("the cosine with what was packed is %g", c)
		}
	})
}

// hostile are the values that are read from files which anyone may have changed.
func hostile() map[string]encoding.BinaryUnmarshaler {
	return map[string]encoding.BinaryUnmarshaler{"appearance": &Appearance{}, "example": &Example{}, "index": &Index{}}
}

func FuzzStoredDescriptionsAreReadOrRefused(f *testing.F) {
	e := Example{Alone: make(Descriptor, IdentityDimensions)}
	e.Alone[3] = 1
	stored, err := e.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stored)
	f.Add([]byte{1, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		for name, value := range hostile() {
			if err := value.UnmarshalBinary(b); err != nil && !errors.Is(err, ErrFeatures) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestChangedBytesAreRefused(t *testing.T) {
	a := &Appearance{Photo: image.Pt(40, 30)}
	for _, side := range appearanceSides {
		size := IdentitySize(a.Photo, side).Div(IdentityCell)
		m := IdentityMap{Width: size.X, Height: size.Y, Dim: IdentityDimensions}
		m.Data = make([]float32, size.X*size.Y*m.Dim)
		for i := range m.Data {
			m.Data[i] = float32(i%7) - 3
		}
		a.Levels = append(a.Levels, m)
	}
	ix := a.Index()
	e := Example{Whole: []Descriptor{axisDescriptor(0)}, Alone: axisDescriptor(1)}
	for name, value := range map[string]encoding.BinaryMarshaler{"appearance": a, "index": ix, "example": e} {
		stored, err := value.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{0, 1, 9, len(stored) / 2, len(stored) - 1} {
			changed := append([]byte(nil), stored...)
			changed[at] ^= 0x40
			if err := hostile()[name].UnmarshalBinary(changed); !errors.Is(err, ErrFeatures) {
				t.Errorf("%s with byte %d changed: %v", name, at, err)
			}
		}
		if err := hostile()[name].UnmarshalBinary(stored[:len(stored)-1]); !errors.Is(err, ErrFeatures) {
			t.Errorf("%s cut short: %v", name, err)
		}
	}
}
