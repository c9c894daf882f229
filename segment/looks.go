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
	wanted   []look // of things with a little of what is around them
	alone    []look // of things with everything else painted over
	things   int
	unwanted []Descriptor
	sieves   func() sieves // made when they are first needed
}

// look is one descriptor to search for, and which thing it is of.
type look struct {
	Descriptor
	thing int // its number, or ofAll
}

// ofAll is the number of what all things have in common: the mean of their looks.
const ofAll = -1

// NewLooks makes the looks of one concept of things that show it, references first,
// then accepted finds, and of rejected ones. There is at least one reference.
func NewLooks(things []Thing, rejected []Example) *Looks {
	l := &Looks{things: len(things)}
	for i, t := range things {
		for _, e := range t {
			l.add(e, i)
		}
	}
	if len(things) > 1 {
		l.add(commonLook(things), ofAll)
	}
	for _, e := range rejected {
		l.unwanted = append(l.unwanted, e.Whole...)
	}
	l.sieves = sync.OnceValue(func() sieves {
		wanted := make([]Descriptor, len(l.wanted))
		for i, w := range l.wanted {
			wanted[i] = w.Descriptor
		}
		return sieves{newSieve(wanted), newSieve(l.unwanted)}
	})
	return l
}

func (l *Looks) add(e Example, thing int) {
	for _, d := range e.Whole {
		l.wanted = append(l.wanted, look{d, thing})
	}
	if e.Alone != nil {
		l.alone = append(l.alone, look{e.Alone, thing})
	}
}

// commonLook returns the mean of how things were seen, for each size at which they
// were looked at.
func commonLook(things []Thing) Example {
	var common Example
	mean := func(of func(Example) Descriptor) Descriptor {
		sum := make(Descriptor, IdentityDimensions)
		for _, t := range things {
			sum.add(of(t[0]))
		}
		if !normaliseVector(sum) {
			return nil
		}
		return sum
	}
	for size := range describeSides {
		if slices.ContainsFunc(things, func(t Thing) bool { return len(t[0].Whole) <= size }) {
			break
		}
		if d := mean(func(e Example) Descriptor { return e.Whole[size] }); d != nil {
			common.Whole = append(common.Whole, d)
		}
	}
	common.Alone = mean(func(e Example) Descriptor { return e.Alone })
	return common
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
		best = max(best, dot(w.Descriptor, d))
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

// nearest returns the thing that d is most like, by its number.
func (l *Looks) nearest(d Descriptor) int {
	best, at := float32(-2), 0
	for _, w := range l.wanted {
		if w.thing == ofAll {
			continue
		}
		if c := dot(w.Descriptor, d); c > best {
			best, at = c, w.thing
		}
	}
	return at
}

// Nearest returns the number of the thing that another is most like, as it is and
// cut out.
func (l *Looks) Nearest(e Example) int {
	best, at := float32(-4), 0
	for i := range l.things {
		var likeness float32
		for _, d := range e.Whole {
			likeness = max(likeness, closest(l.wanted, i, d))
		}
		if likeness += closest(l.alone, i, e.Alone); likeness > best {
			best, at = likeness, i
		}
	}
	return at
}

// closest returns the highest cosine of d with the looks of one thing.
func closest(looks []look, thing int, d Descriptor) float32 {
	best := float32(-1)
	for _, w := range looks {
		if w.thing == thing {
			best = max(best, dot(w.Descriptor, d))
		}
	}
	return best
}

// cosineAlone compares a thing that was cut out with the references cut out.
func (l *Looks) cosineAlone(d Descriptor) float64 {
	best := float32(-1)
	for _, w := range l.alone {
		best = max(best, dot(w.Descriptor, d))
	}
	return float64(best)
}

// Place is a part of a photo that may show a concept.
type Place struct {
	Box     image.Rectangle // a window, in the photo's pixels; the thing may reach beyond it
	Cosine  float64         // how much it is like the concept
	Example int             // the number of the thing it is most like
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
