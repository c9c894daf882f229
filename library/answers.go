package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"

	"whereabouts/segment"
)

// Answerer is a Looker whose answers may be kept: opening a concept again shows at
// once what was found, and only other photos are looked at.
type Answerer interface {
	Looker
	// Answers names what is looked for, of whose answers only the last are kept, and
	// all that they follow from besides the photo. A second name that is zero keeps
	// none.
	Answers() (about ConceptID, from Key)
}

// answerKind is a kind of what the cache keeps: what a photo shows of a concept,
// by both.
const answerKind valueKind = "answer"

// kept are the answers that are known for one concept.
type kept struct {
	about ConceptID
	from  Key
	known map[Key][]byte // by photo, packed
}

// keptAnswers reads the answers for what c looks for. Where it keeps none, what is
// returned has none and takes none.
func (f *Finder) keptAnswers(ctx context.Context, c Looker) (*kept, error) {
	k := &kept{known: make(map[Key][]byte)}
	a, ok := c.(Answerer)
	if !ok {
		return k, nil
	}
	k.about, k.from = a.Answers()
	if k.from == (Key{}) {
		return k, nil
	}
	k.from = f.Cache.answersOf(k.from)
	first := answerKey(k.about, nil)
	err := f.Cache.each(ctx, answerKind, first, func(name Key, value []byte) error {
		if !bytes.HasPrefix(name[:], first[:shelf]) {
			return errLastAnswer
		}
		photo, about, from, ok := answerHead(value)
		if ok && about == k.about && from == k.from {
			k.known[photo] = value
		}
		return nil
	})
	if errors.Is(err, errLastAnswer) {
		err = nil
	}
	return k, err
}

var errLastAnswer = errors.New("the answers for one concept are read")

// shelf is how many bytes of a name say which concept an answer is for, so that
// those for one lie together.
const shelf = 8

// answerKey names the answer for a concept and a photo, or, without a photo, what
// comes before all for the concept.
func answerKey(about ConceptID, photo []byte) Key {
	var name Key
	if photo != nil {
		name = sha256.Sum256(append(about[:], photo...))
	}
	first := sha256.Sum256(about[:])
	copy(name[:shelf], first[:])
	return name
}

// answersOf mixes the networks into what answers follow from.
func (c *Cache) answersOf(from Key) Key {
	if c == nil {
		return from
	}
	encoder := identityHash()
	h := sha256.New()
	for _, b := range [][]byte{from[:], c.model[:], encoder[:]} {
		_, _ = h.Write(b)
	}
	return Key(h.Sum(nil))
}

// answer returns the kept answer for a photo.
func (k *kept) answer(photo Key) (Sighting, bool) {
	value, ok := k.known[photo]
	if !ok {
		return Sighting{}, false
	}
	s, err := unpackAnswer(value)
	return s, err == nil
}

// entry returns an answer to keep, or none.
func (k *kept) entry(photo Key, s Sighting) []entry {
	if k.from == (Key{}) {
		return nil
	}
	value, err := packAnswer(photo, k.about, k.from, s)
	if err != nil {
		return nil
	}
	return []entry{{answerKind, answerKey(k.about, photo[:]), value}}
}

// An answer is written as a version, the photo, the concept, what it follows from, a
// sighting as JSON, and the CRC-32C of all that.
const (
	answerVersion   = 1
	answerHeadSize  = 1 + 3*sha256.Size
	answerSmallest  = answerHeadSize + 4
	errAnswerFormat = "it is no answer"
)

type storedAnswer struct {
	Score     float64          `json:"score"`
	Instances []storedInstance `json:"instances,omitempty"`
}

type storedInstance struct {
	Mask      runs    `json:"mask"`
	Score     float64 `json:"score"`
	Example   []byte  `json:"example,omitempty"`
	Reference int     `json:"reference"`
	Unsure    bool    `json:"unsure,omitempty"`
}

func packAnswer(photo Key, about ConceptID, from Key, s Sighting) ([]byte, error) {
	stored := storedAnswer{Score: s.Score}
	for _, in := range s.Instances {
		one := storedInstance{Mask: runsOf(in.Mask), Score: in.Score, Reference: in.Reference, Unsure: in.Unsure}
		if !in.Example.Empty() {
			var err error
			if one.Example, err = in.Example.MarshalBinary(); err != nil {
				return nil, err
			}
		}
		stored.Instances = append(stored.Instances, one)
	}
	text, err := json.Marshal(stored)
	if err != nil {
		return nil, err
	}
	b := []byte{answerVersion}
	b = append(b, photo[:]...)
	b = append(b, about[:]...)
	b = append(b, from[:]...)
	b = append(b, text...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

// answerHead reads whose answer it is.
func answerHead(b []byte) (photo Key, about ConceptID, from Key, ok bool) {
	if len(b) < answerSmallest || b[0] != answerVersion {
		return photo, about, from, false
	}
	copy(photo[:], b[1:])
	copy(about[:], b[1+sha256.Size:])
	copy(from[:], b[1+2*sha256.Size:])
	return photo, about, from, true
}

func unpackAnswer(b []byte) (Sighting, error) {
	if len(b) < answerSmallest || crc32.Checksum(b[:len(b)-4], castagnoli) != binary.LittleEndian.Uint32(b[len(b)-4:]) {
		return Sighting{}, errors.New(errAnswerFormat)
	}
	var stored storedAnswer
	if err := json.Unmarshal(b[answerHeadSize:len(b)-4], &stored); err != nil {
		return Sighting{}, err
	}
	s := Sighting{Score: stored.Score}
	for _, one := range stored.Instances {
		in := Instance{Mask: one.Mask.mask(), Score: one.Score, Reference: one.Reference, Unsure: one.Unsure}
		if len(one.Example) > 0 {
			var e segment.Example
			if err := e.UnmarshalBinary(one.Example); err != nil {
				return Sighting{}, err
			}
			in.Example = e
		}
		s.Instances = append(s.Instances, in)
	}
	return s, nil
}
