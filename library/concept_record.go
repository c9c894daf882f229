package library

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"whereabouts/segment"
)

// ConceptID names a concept by the first reference that it was taught from, which it
// keeps when that is no longer one of its references.
type ConceptID [sha256.Size]byte

// MarkedPhoto is a photo in which something is marked.
type MarkedPhoto struct {
	Photo Key
	Mask  *segment.Mask // not empty
}

// ConceptID returns the name of the concept whose first reference p is: the
// SHA-256 of the photo's key, the mask's width and height and its pixels.
func (p MarkedPhoto) ConceptID() ConceptID {
	h := sha256.New()
	_, _ = h.Write(p.Photo[:])
	size := binary.LittleEndian.AppendUint32(nil, uint32(p.Mask.Size.X))
	_, _ = h.Write(binary.LittleEndian.AppendUint32(size, uint32(p.Mask.Size.Y)))
	_, _ = h.Write(p.Mask.Pix)
	return ConceptID(h.Sum(nil))
}

// String returns the name as hexadecimal digits.
func (id ConceptID) String() string { return hex.EncodeToString(id[:]) }

// ConceptRecord is what a user made of one concept.
type ConceptRecord struct {
	ID         ConceptID
	Name       string        // may be empty
	References []MarkedPhoto // in the order in which it was taught
	Cover      int           // the number of the reference that stands for it
	Judgements *Judgements

	// Notice says what the user should know about how the record was read, or nil.
	// It is not kept.
	Notice error
}

// AddReference adds a reference, unless it is one already.
func (r *ConceptRecord) AddReference(p MarkedPhoto) {
	if r.referenceAt(p.ConceptID()) < 0 {
		r.References = append(r.References, p)
	}
}

// RemoveReference removes the reference that gives a concept the name that is told,
// unless it is the only one, and reports whether it did. The cover stays what it is
// where that is another one, and else is the first.
func (r *ConceptRecord) RemoveReference(named ConceptID) bool {
	at := r.referenceAt(named)
	if at < 0 || len(r.References) == 1 {
		return false
	}
	r.References = slices.Delete(r.References, at, at+1)
	switch {
	case r.Cover == at:
		r.Cover = 0
	case r.Cover > at:
		r.Cover--
	}
	return true
}

// SetCover makes a reference, named as in [ConceptRecord.RemoveReference], stand for
// the concept, and reports whether it is one.
func (r *ConceptRecord) SetCover(named ConceptID) bool {
	at := r.referenceAt(named)
	if at >= 0 {
		r.Cover = at
	}
	return at >= 0
}

func (r *ConceptRecord) referenceAt(named ConceptID) int {
	return slices.IndexFunc(r.References, func(p MarkedPhoto) bool { return p.ConceptID() == named })
}

// recordVersion is the version of the format that is written.
const recordVersion = 1

// storedRecord is a record's file: JSON, whose checksum is that of the concept as
// it is written there.
type storedRecord struct {
	Version int             `json:"version"`
	SHA256  string          `json:"sha256"`
	Concept json.RawMessage `json:"concept"`
}

type storedConcept struct {
	ID         string            `json:"id"`
	Name       string            `json:"name,omitempty"`
	Cover      int               `json:"cover,omitempty"`
	References []storedReference `json:"references"`
	Judgements []storedJudgement `json:"judgements"`
}

type storedReference struct {
	Photo string `json:"photo"`
	Mask  runs   `json:"mask"`
}

type storedJudgement struct {
	Photo    string `json:"photo"`
	Accepted bool   `json:"accepted"`
	Mask     runs   `json:"mask"`
	Example  []byte `json:"example,omitempty"`
}

// encode returns the record as its file is written.
func (r *ConceptRecord) encode() ([]byte, error) {
	stored := storedConcept{ID: r.ID.String(), Name: r.Name, Cover: r.Cover, References: []storedReference{}, Judgements: []storedJudgement{}}
	for _, p := range r.References {
		stored.References = append(stored.References, storedReference{hex.EncodeToString(p.Photo[:]), runsOf(p.Mask)})
	}
	for _, said := range r.Judgements.copy() {
		kept := storedJudgement{Photo: hex.EncodeToString(said.photo[:]), Accepted: said.accepted, Mask: said.mask}
		if !said.example.Empty() {
			var err error
			if kept.Example, err = said.example.MarshalBinary(); err != nil {
				return nil, err
			}
		}
		stored.Judgements = append(stored.Judgements, kept)
	}
	concept, err := json.Marshal(stored)
	if err != nil {
		return nil, fmt.Errorf("packing a concept: %w", err)
	}
	sum := sha256.Sum256(concept)
	file, err := json.Marshal(storedRecord{recordVersion, hex.EncodeToString(sum[:]), concept})
	if err != nil {
		return nil, fmt.Errorf("packing a concept: %w", err)
	}
	return append(file, '\n'), nil
}

// decodeRecord reads what encode wrote for the concept of the given name. The
// error is [ErrConceptNewer] or [ErrConceptDamaged].
func decodeRecord(file []byte, id ConceptID) (*ConceptRecord, error) {
	var version struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(file, &version); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConceptDamaged, err)
	}
	if version.Version > recordVersion {
		return nil, ErrConceptNewer
	}
	r, err := decodeThisVersion(file)
	if err == nil && r.ID != id {
		err = errors.New("it is of another concept")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConceptDamaged, err)
	}
	return r, nil
}

func decodeThisVersion(file []byte) (*ConceptRecord, error) {
	var envelope storedRecord
	if err := decodeStrictly(file, &envelope); err != nil {
		return nil, err
	}
	if envelope.Version != recordVersion {
		return nil, fmt.Errorf("there is no version %d", envelope.Version)
	}
	if sum := sha256.Sum256(envelope.Concept); hex.EncodeToString(sum[:]) != envelope.SHA256 {
		return nil, errors.New("its checksum differs")
	}
	var stored storedConcept
	if err := decodeStrictly(envelope.Concept, &stored); err != nil {
		return nil, err
	}
	id, err := readKey(stored.ID)
	if err != nil {
		return nil, err
	}
	if stored.Cover != 0 && (stored.Cover < 0 || stored.Cover >= len(stored.References)) {
		return nil, errors.New("its cover is none of its references")
	}
	r := &ConceptRecord{ID: ConceptID(id), Name: stored.Name, Cover: stored.Cover, Judgements: &Judgements{}}
	for _, p := range stored.References {
		key, err := readKey(p.Photo)
		if err != nil {
			return nil, err
		}
		if p.Mask.area() == 0 {
			return nil, errors.New("a reference has no mask")
		}
		r.References = append(r.References, MarkedPhoto{key, p.Mask.mask()})
	}
	for _, kept := range stored.Judgements {
		said := judged{mask: kept.Mask, accepted: kept.Accepted}
		if said.photo, err = readKey(kept.Photo); err != nil {
			return nil, err
		}
		if said.mask.area() == 0 {
			return nil, errors.New("a judgement has no mask")
		}
		if kept.Example != nil {
			if err := said.example.UnmarshalBinary(kept.Example); err != nil {
				return nil, err
			}
		}
		r.Judgements.all = append(r.Judgements.all, said)
	}
	return r, nil
}

// decodeStrictly reads one JSON value without fields that are not known.
func decodeStrictly(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows its end")
	}
	return nil
}

func readKey(digits string) (Key, error) {
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != len(Key{}) {
		return Key{}, fmt.Errorf("%q is no SHA-256", digits)
	}
	return Key(b), nil
}
