package library

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"image"
	"testing"

	"whereabouts/segment"
)

// FuzzRecordIsReadOrRefused reads concepts under a checksum that is right, so
// that what lies behind it is reached, and files as they are.
func FuzzRecordIsReadOrRefused(f *testing.F) {
	m := segment.NewMask(image.Pt(4, 3))
	m.Pix[5] = segment.Object
	first := MarkedPhoto{Key{1}, m}
	r := ConceptRecord{ID: first.ConceptID(), Name: "cat", References: []MarkedPhoto{first}, Judgements: &Judgements{}}
	r.Judgements.Accept(Judgement{Photo: Key{2}, Mask: m})
	r.Judgements.Reject(Judgement{Photo: Key{3}, Mask: m})
	file, err := r.encode()
	if err != nil {
		f.Fatal(err)
	}
	var stored storedRecord
	if err := json.Unmarshal(file, &stored); err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(stored.Concept))
	f.Add(file)
	f.Add([]byte(`{"id":"","references":[{"photo":"","mask":null}],"judgements":[{"photo":"","accepted":true}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		read(t, b, r.ID)
		var sizes struct {
			References []struct{ Mask struct{ Size []float64 } }
		}
		if json.Unmarshal(b, &sizes) != nil {
			return
		}
		for _, p := range sizes.References {
			if len(p.Mask.Size) > 1 && p.Mask.Size[0]*p.Mask.Size[1] > 1e6 {
				return // the memory is that of the photos
			}
		}
		sum := sha256.Sum256(b)
		enveloped, err := json.Marshal(storedRecord{recordVersion, hex.EncodeToString(sum[:]), b})
		if err == nil {
			read(t, enveloped, r.ID)
		}
	})
}

// read fails unless a file is refused, or is a record that can be kept again.
func read(t *testing.T, file []byte, id ConceptID) {
	t.Helper()
	r, err := decodeRecord(file, id)
	if err != nil {
		if !errors.Is(err, ErrConceptDamaged) && !errors.Is(err, ErrConceptNewer) {
			t.Fatalf("refused with %v", err)
		}
		return
	}
	again, err := r.encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := decodeRecord(again, id); err != nil {
		t.Fatal(err)
	}
}
