package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"text/tabwriter"

	"whereabouts/library"
	"whereabouts/segment"
)

// pairing is how well both of two instances in a picture are found.
type pairing struct {
	Subjects []pairRow `json:"subjects"`
	All      pairRow   `json:"all"`
}

// pairRow counts pictures of two.
type pairRow struct {
	Subject   string  `json:"subject,omitempty"`
	Pictures  int     `json:"pictures"`
	Both      float64 `json:"both_found"` // share of the pictures
	One       float64 `json:"only_one_found"`
	Third     float64 `json:"third_instance"`        // share of the pictures with more than two
	Fragments float64 `json:"fragment_or_duplicate"` // share of the pictures
	IoU       float64 `json:"iou_of_found"`          // mean over the instances that were found

	found int
}

// add counts what was seen in one picture; the sums become shares in shares.
func (r *pairRow) add(seen pairOutcome) {
	r.Pictures++
	switch len(seen.ious) {
	case 2:
		r.Both++
	case 1:
		r.One++
	}
	if seen.instances > 2 {
		r.Third++
	}
	if seen.fragments > 0 {
		r.Fragments++
	}
	for _, iou := range seen.ious {
		r.IoU += iou
	}
	r.found += len(seen.ious)
}

// merge adds another row's sums.
func (r *pairRow) merge(o pairRow) {
	r.Pictures += o.Pictures
	r.Both += o.Both
	r.One += o.One
	r.Third += o.Third
	r.Fragments += o.Fragments
	r.IoU += o.IoU
	r.found += o.found
}

func (r pairRow) shares() pairRow {
	n := float64(max(1, r.Pictures))
	r.Both /= n
	r.One /= n
	r.Third /= n
	r.Fragments /= n
	r.IoU /= float64(max(1, r.found))
	return r
}

// pairOutcome is what was seen in one picture of two.
type pairOutcome struct {
	ious      []float64 // of the instances found, at most two
	instances int       // that seem to show the concept
	fragments int       // of these, further ones on a thing that is there
}

// comparePair holds what was seen in a picture against the two that are there.
// One is found where an instance that seems to show the concept has an
// intersection over union with it of at least sameMask. An instance that is not
// the best for one of the two is a fragment or a duplicate where at least half of
// it lies on one, and a wrong find elsewhere.
func comparePair(seen library.Sighting, truths [2]*segment.Mask) pairOutcome {
	var out pairOutcome
	var present []*segment.Mask
	for _, in := range seen.Instances {
		if in.Score >= library.PresentScore {
			present = append(present, in.Mask)
		}
	}
	out.instances = len(present)
	matched := make([]bool, len(present))
	for _, truth := range truths {
		best, at := 0.0, -1
		for i, m := range present {
			if iou := m.IoU(truth); iou >= sameMask && iou > best {
				best, at = iou, i
			}
		}
		if at >= 0 {
			matched[at] = true
			out.ious = append(out.ious, best)
		}
	}
	for i, m := range present {
		onThing := max(shared(m, truths[0]), shared(m, truths[1]))
		if !matched[i] && 2*onThing >= m.Area() {
			out.fragments++
		}
	}
	return out
}

// shared returns the number of pixels that two masks have in common.
func shared(a, b *segment.Mask) int {
	n := 0
	for i, v := range a.Pix {
		if v&b.Pix[i] != 0 {
			n++
		}
	}
	return n
}

// findPairs looks for subjects in pictures with two of each: cut-outs of two of its
// photos, the reference not among them, pasted onto photos of other subjects. The
// pictures are the same every time. Subjects with fewer than two such photos are
// left out.
func (b *bench) findPairs(ctx context.Context, pictures int) (*pairing, error) {
	result := &pairing{}
	var all pairRow
	for _, s := range b.set.subjects {
		numbers := b.set.marked(s)
		if len(numbers) < 2 {
			continue
		}
		b.tell("pairs", s.name)
		concept, err := b.taught(ctx, s)
		if err != nil {
			return nil, err
		}
		r := pairRow{Subject: s.name}
		rng := rand.New(rand.NewPCG(seed(s.name), 0))
		for i := range pictures {
			outcome, err := b.findPair(ctx, rng, s, numbers, concept)
			if err != nil {
				return nil, fmt.Errorf("picture %d of two of %s: %w", i, s.name, err)
			}
			r.add(outcome)
		}
		all.merge(r)
		result.Subjects = append(result.Subjects, r.shares())
	}
	result.All = all.shares()
	return result, nil
}

// findPair makes a picture of two and looks for them.
func (b *bench) findPair(ctx context.Context, rng *rand.Rand, s subject, numbers []int, c *library.Concept) (pairOutcome, error) {
	order := rng.Perm(len(numbers))
	var cutOuts [2]cutOut
	for i := range cutOuts {
		number := numbers[order[i]]
		p, err := b.set.photo(s.name, number)
		if err != nil {
			return pairOutcome{}, err
		}
		opened, _, err := p.opened(ctx)
		if err != nil {
			return pairOutcome{}, err
		}
		mask, err := readMask(ctx, maskPath(b.set.dir, s.name, number))
		if err != nil {
			return pairOutcome{}, err
		}
		cutOuts[i] = newCutOut(opened, mask)
	}
	others := b.set.without(s.name)
	if len(others) == 0 {
		return pairOutcome{}, errors.New("all photos show the subject; give a folder of several subjects")
	}
	background := others[rng.IntN(len(others))]
	opened, _, err := background.opened(ctx)
	if err != nil {
		return pairOutcome{}, err
	}
	picture, err := newCollage(ctx, rng, opened, cutOuts[0], cutOuts[1])
	if err != nil {
		return pairOutcome{}, fmt.Errorf("pasting onto %s: %w", background.path, err)
	}
	scene, err := newScene(ctx, b.engine.Finder(nil), testPhoto{subject: s.name}, picture.photo, library.Key{}, true, &encoding{})
	if err != nil {
		return pairOutcome{}, err
	}
	seen, err := b.look(ctx, s, c, scene)
	if err != nil {
		return pairOutcome{}, err
	}
	return comparePair(seen, picture.masks), nil
}

// seed returns a number that is a name's own.
func seed(name string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, name)
	return h.Sum64()
}

func (p *pairing) writeText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintf(t, "two in a picture\n\tpictures\tboth\tonly one\tthird\tfragment\tIoU of found\t\n")
	for _, r := range append(p.Subjects[:len(p.Subjects):len(p.Subjects)], p.All) {
		name := r.Subject
		if name == "" {
			name = "all"
		}
		_, _ = fmt.Fprintf(t, "%s\t%d\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t\n", name, r.Pictures, r.Both, r.One, r.Third, r.Fragments, r.IoU)
	}
	return t.Flush()
}
