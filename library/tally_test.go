package library_test

import (
	"encoding/binary"
	"math"
	"testing"

	"whereabouts/library"
)

func TestATallyComesBackFromTheCache(t *testing.T) {
	dir := t.TempDir()
	c := openCache(t, dir)
	want := library.Tally{Photos: 142, New: 3, Line: 0.35}
	check(t, c.KeepTally(taught.ConceptID(), want))
	check(t, c.Close())
	c = openCache(t, dir)
	if got, known := c.Tally(taught.ConceptID()); !known || got != want {
		t.Errorf("got %+v, known %v", got, known)
	}
	if _, known := c.Tally(library.ConceptID{1}); known {
		t.Error("the tally of a concept that was never looked for is known")
	}
	var none *library.Cache
	if _, known := none.Tally(taught.ConceptID()); known || none.KeepTally(taught.ConceptID(), want) != nil {
		t.Error("without a cache a tally is known, or keeping it is an error")
	}
}

func TestATallyThatCannotBeIsRefused(t *testing.T) {
	c := openCache(t, t.TempDir())
	for _, wrong := range []library.Tally{{Photos: -1}, {Photos: 1, New: 2}, {Photos: math.MaxUint32 + 1}} {
		if c.KeepTally(taught.ConceptID(), wrong) == nil {
			t.Errorf("%+v is kept", wrong)
		}
	}
}

func FuzzATallyIsReadOrRefused(f *testing.F) {
	good, err := library.Tally{Photos: 2, New: 1, Line: 0.5}.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(binary.LittleEndian.AppendUint64(good[:9:9], math.Float64bits(math.NaN())))
	f.Fuzz(func(t *testing.T, b []byte) {
		var tally library.Tally
		if tally.UnmarshalBinary(b) != nil {
			return
		}
		if again, err := tally.MarshalBinary(); err != nil || string(again) != string(b) {
			t.Errorf("%x was read as %+v: %v", b, tally, err)
		}
	})
}
