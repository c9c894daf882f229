package library

import (
	"slices"
	"sync"

	"whereabouts/segment"
)

// Judgement is what the user said of one find of a concept.
type Judgement struct {
	Photo    Key           // the photo that the find is in
	Mask     *segment.Mask // where in it; not empty
	Example  segment.Example
	Accepted bool // or rejected
}

const (
	// sameFind is the intersection over union from which on two masks in one photo
	// are of the same find.
	sameFind = 0.5
	// fragment is the part of a mask that lies inside a judged one from which on it
	// is a fragment of that and judged with it.
	fragment = 0.8
)

// Judgements are what the user said of the finds of one concept. The empty value
// is ready to use; the nil value is empty, and nothing may be added to it. Methods
// may be called by several goroutines.
type Judgements struct {
	mu  sync.RWMutex
	all []judged // oldest first
}

// judged is a judgement with its mask as it is remembered.
type judged struct {
	photo    Key
	mask     runs
	example  segment.Example
	accepted bool
}

func (j judged) judgement() Judgement {
	return Judgement{Photo: j.photo, Mask: j.mask.mask(), Example: j.example, Accepted: j.accepted}
}

// Accept remembers that a find shows the concept. It takes the place of what was
// said of the same find before, which is one in the same photo whose mask has an
// intersection over union of at least 0.5. The field Accepted is not looked at.
func (j *Judgements) Accept(f Judgement) { j.add(f, true) }

// Reject remembers that a find does not show the concept, as Accept does.
func (j *Judgements) Reject(f Judgement) { j.add(f, false) }

func (j *Judgements) add(f Judgement, accepted bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.remove(f.Photo, f.Mask)
	j.all = append(j.all, judged{f.Photo, runsOf(f.Mask), f.Example, accepted})
}

// merge adds those judgements of another that are of finds that nothing is said of
// here, and returns how many.
func (j *Judgements) merge(other *Judgements) (added int) {
	for _, said := range other.copy() {
		if j.addNew(said) {
			added++
		}
	}
	return added
}

func (j *Judgements) addNew(said judged) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	same := func(known judged) bool { return known.photo == said.photo && known.mask.iou(said.mask) >= sameFind }
	if slices.ContainsFunc(j.all, same) {
		return false
	}
	j.all = append(j.all, said)
	return true
}

// Forget removes what was said of a find and reports whether anything was.
func (j *Judgements) Forget(photo Key, m *segment.Mask) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.remove(photo, m)
}

func (j *Judgements) remove(photo Key, m *segment.Mask) bool {
	before := len(j.all)
	j.all = slices.DeleteFunc(j.all, func(said judged) bool {
		if said.photo != photo {
			return false
		}
		iou, _ := said.mask.overlap(m)
		return iou >= sameFind
	})
	return len(j.all) < before
}

// All returns all judgements, oldest first. Each gets a mask of its photo's size,
// which for many judgements takes much memory; see Examples.
func (j *Judgements) All() []Judgement {
	return j.those(func(judged) bool { return true })
}

// Accepted returns the judgements that accept, oldest first, with masks as All
// does.
func (j *Judgements) Accepted() []Judgement {
	return j.those(func(said judged) bool { return said.accepted })
}

// Rejected returns the judgements that reject, oldest first, with masks as All
// does.
func (j *Judgements) Rejected() []Judgement {
	return j.those(func(said judged) bool { return !said.accepted })
}

// In returns the judgements of finds in one photo, oldest first.
func (j *Judgements) In(photo Key) []Judgement {
	return j.those(func(said judged) bool { return said.photo == photo })
}

func (j *Judgements) those(wanted func(judged) bool) (all []Judgement) {
	for _, said := range j.copy() {
		if wanted(said) {
			all = append(all, said.judgement())
		}
	}
	return all
}

// copy returns what there is; its elements do not change.
func (j *Judgements) copy() []judged {
	if j == nil {
		return nil
	}
	j.mu.RLock()
	defer j.mu.RUnlock()
	return slices.Clone(j.all)
}

// Examples returns the examples of the accepted and of the rejected finds, those
// that have one, oldest first.
func (j *Judgements) Examples() (accepted, rejected []segment.Example) {
	for _, said := range j.copy() {
		switch {
		case said.example.Empty():
		case said.accepted:
			accepted = append(accepted, said.example)
		default:
			rejected = append(rejected, said.example)
		}
	}
	return accepted, rejected
}

// Count returns the number of accepted and of rejected finds.
func (j *Judgements) Count() (accepted, rejected int) {
	for _, said := range j.copy() {
		if said.accepted {
			accepted++
		} else {
			rejected++
		}
	}
	return accepted, rejected
}

// Judge says whether a mask in a photo is of a find that was accepted or of one
// that was rejected; at most one of the two holds. It is of a judged find when the
// intersection over union of their masks is at least 0.5 or when it lies mostly
// inside; of several such the most alike decides.
func (j *Judgements) Judge(photo Key, m *segment.Mask) (accepted, rejected bool) {
	if j == nil {
		return false, false
	}
	j.mu.RLock()
	defer j.mu.RUnlock()
	best := -1.0
	for _, said := range j.all {
		if said.photo != photo {
			continue
		}
		iou, inside := said.mask.overlap(m)
		if (iou >= sameFind || inside >= fragment) && iou > best {
			best = iou
			accepted, rejected = said.accepted, !said.accepted
		}
	}
	return accepted, rejected
}

// Apply takes the rejected finds out of what was seen in a photo. Where none is
// left, the best candidate stays and both it and the photo have the score 0.
func (j *Judgements) Apply(photo Key, s Sighting) Sighting {
	isRejected := func(in Instance) bool {
		_, rejected := j.Judge(photo, in.Mask)
		return rejected
	}
	if !slices.ContainsFunc(s.Instances, isRejected) {
		return s
	}
	left := slices.DeleteFunc(slices.Clone(s.Instances), isRejected)
	if len(left) == 0 {
		candidate := s.Instances[0]
		candidate.Score = 0
		return Sighting{Instances: []Instance{candidate}}
	}
	if isRejected(s.Instances[0]) {
		s.Score = min(s.Score, left[0].Score)
	}
	s.Instances = left
	return s
}
