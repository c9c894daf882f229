package segment

import (
	"cmp"
	"image"
	"slices"
	"sync"
)

// Looks is what a concept looks like: the descriptors to search for, and those
// of what the user said it is not.
type Looks struct {
	wanted   []Descriptor // to look for; those of one reference, then their means
	owner    []int        // as wanted: the reference, or -1 for a mean
	examples int
	alone    []Descriptor // of each example, everything else painted over; then their mean
	unwanted []Descriptor
	sieves   func() sieves // made when they are first needed
}

// NewLooks makes the looks of one concept of its examples: references first,
// then accepted finds, and rejected ones. There is at least one reference.
func NewLooks(examples, rejected []Example) *Looks {
	l := &Looks{examples: len(examples)}
	var sums []Descriptor // of the descriptors of each size
	alone := make(Descriptor, IdentityDimensions)
	for i, e := range examples {
		for size, d := range e.Whole {
			l.wanted = append(l.wanted, d)
			l.owner = append(l.owner, i)
			if size == len(sums) {
				sums = append(sums, make(Descriptor, len(d)))
			}
			sums[size].add(d)
		}
		l.alone = append(l.alone, e.Alone)
		alone.add(e.Alone)
	}
	if len(examples) > 1 {
		for _, mean := range sums {
			if normaliseVector(mean) {
				l.wanted = append(l.wanted, mean)
				l.owner = append(l.owner, -1)
			}
		}
		if normaliseVector(alone) {
			l.alone = append(l.alone, alone)
		}
	}
	for _, e := range rejected {
		l.unwanted = append(l.unwanted, e.Whole...)
	}
	l.sieves = sync.OnceValue(func() sieves { return sieves{newSieve(l.wanted), newSieve(l.unwanted)} })
	return l
}

// A window that is more alike to what was rejected than rejectedFree loses
// rejectedShare of the surplus.
const (
	rejectedFree  = 0.4
	rejectedShare = 0.5
)

// Cosine returns how much a descriptor is like the concept, in -1..1.
func (l *Looks) Cosine(d Descriptor) float64 {
	best := float32(-1)
	for _, w := range l.wanted {
		best = max(best, dot(w, d))
	}
	return float64(best) - l.penalty(d)
}

func (l *Looks) penalty(d Descriptor) float64 {
	worst := float32(rejectedFree)
	for _, u := range l.unwanted {
		worst = max(worst, dot(u, d))
	}
	return rejectedShare * float64(worst-rejectedFree)
}

// nearest returns the example that d is most like, by its number.
func (l *Looks) nearest(d Descriptor) int {
	best, at := float32(-2), 0
	for i, w := range l.wanted {
		if c := dot(w, d); l.owner[i] >= 0 && c > best {
			best, at = c, l.owner[i]
		}
	}
	return at
}

// Nearest returns the number of the example that a thing is most like, as it is and
// cut out.
func (l *Looks) Nearest(e Example) int {
	likeness := make([]float64, l.examples)
	for i := range likeness {
		best := float32(-1)
		for k, w := range l.wanted {
			if l.owner[k] != i {
				continue
			}
			for _, d := range e.Whole {
				best = max(best, dot(w, d))
			}
		}
		likeness[i] = float64(best + dot(l.alone[i], e.Alone))
	}
	at := 0
	for i, v := range likeness {
		if v > likeness[at] {
			at = i
		}
	}
	return at
}

// cosineAlone compares a thing that was cut out with the references cut out.
func (l *Looks) cosineAlone(d Descriptor) float64 {
	best := float32(-1)
	for _, w := range l.alone {
		best = max(best, dot(w, d))
	}
	return float64(best)
}

// Place is a part of a photo that may show a concept.
type Place struct {
	Box     image.Rectangle // a window, in the photo's pixels; the thing may reach beyond it
	Cosine  float64         // how much it is like the concept
	Example int             // the number of the example it is most like
}

// freeShare is the share of a window's cells that must be free of what is taken.
const freeShare = 0.5

// Places returns the windows of a photo that are most like the concept, the best
// first, at most n. What is taken is as if it were not there: windows are
// described by their other cells, and those that have few are left out. No
// window's middle lies in a better one, or in one that was tried before.
func (l *Looks) Places(a *Appearance, n int, taken []*Mask, tried []Place) []Place {
	var all []Place
	d := make(Descriptor, IdentityDimensions)
	for _, m := range a.Levels {
		s := m.summed(m.covered(taken))
		m.windows(func(window image.Rectangle) {
			if s.freeShare(window) < freeShare {
				return
			}
			if !s.describe(window, d) {
				clear(d)
			}
			all = append(all, Place{Box: m.toPhoto(window, a.Photo), Cosine: l.Cosine(d)})
		})
	}
	slices.SortStableFunc(all, func(a, b Place) int { return cmp.Compare(b.Cosine, a.Cosine) })
	kept := slices.Clip(tried)
	for _, p := range all {
		if len(kept) == len(tried)+n {
			break
		}
		if !slices.ContainsFunc(kept, p.near) {
			kept = append(kept, p)
		}
	}
	kept = kept[len(tried):]
	for i, p := range kept {
		kept[i].Example = l.nearest(a.describe(p.Box))
	}
	return kept
}

// near reports whether a place is hardly another than a better one.
func (p Place) near(better Place) bool {
	return middle(p.Box).In(better.Box) || overlap(p.Box, better.Box) > 0.3
}

// describe returns the descriptor of a part of the photo, from the level in
// which it is nearest to the size of a reference's.
func (a *Appearance) describe(part image.Rectangle) Descriptor {
	const wanted = 6 // cells
	var best IdentityMap
	var window image.Rectangle
	least := -1
	for _, m := range a.Levels {
		w := m.toCells(part, a.Photo)
		off := max(w.Dx(), w.Dy()) - wanted
		if off = max(off, -off); least < 0 || off < least {
			least, best, window = off, m, w
		}
	}
	return best.meanOf(window)
}

// Resemblance returns how much a thing is like the concept, in -1..1: as it is
// and cut out, in equal parts.
func (l *Looks) Resemblance(e Example) float64 {
	whole := -1.0
	for _, d := range e.Whole {
		whole = max(whole, l.Cosine(d))
	}
	return (whole + l.cosineAlone(e.Alone)) / 2
}

func middle(r image.Rectangle) image.Point { return r.Min.Add(r.Max).Div(2) }

// overlap returns the intersection over union of two boxes.
func overlap(a, b image.Rectangle) float64 {
	both := area(a.Intersect(b))
	return both / (area(a) + area(b) - both)
}

func area(r image.Rectangle) float64 { return float64(r.Dx()) * float64(r.Dy()) }
