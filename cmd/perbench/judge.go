package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"whereabouts/app"
	"whereabouts/library"
)

// judged is what judging finds changes.
type judged struct {
	comparison
	Asked    int     `json:"asked"`    // finds to accept and to reject of each subject
	Accepted float64 `json:"accepted"` // of a subject, on average
	Rejected float64 `json:"rejected"`
}

func (j *judged) writeText(w io.Writer) error {
	if err := j.comparison.writeText(w); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "accepted %.1f and rejected %.1f finds a subject\n", j.Accepted, j.Rejected)
	return err
}

// find is what was seen in one photo.
type find struct {
	*scene
	seen library.Sighting
}

// sameMask is the intersection over union with the annotation from which on a
// find's mask is taken for the subject's.
const sameMask = 0.5

// judgeFinds plays a user who accepts the n best true finds of every subject,
// rejects the n best false ones, and looks again. What the user sees is measured
// over all photos, what was learned over those that were not judged.
func (b *bench) judgeFinds(ctx context.Context, n int) (*judged, error) {
	var beforeAll, afterAll, beforeRest, afterRest tally
	var accepted, rejected int
	for _, s := range b.set.subjects {
		b.tell("judging", s.name)
		lesson, err := b.lesson(ctx, s, app.MethodAuto)
		if err != nil {
			return nil, err
		}
		concept, err := b.teach(ctx, s, lesson)
		if err != nil {
			return nil, err
		}
		before, err := b.search(ctx, s, concept)
		if err != nil {
			return nil, err
		}
		lesson.Judgements, err = b.judgements(ctx, s, concept, before, n)
		if err != nil {
			return nil, err
		}
		yes, no := lesson.Judgements.Count()
		accepted += yes
		rejected += no
		learned, err := b.teach(ctx, s, lesson)
		if err != nil {
			return nil, err
		}
		after, err := b.search(ctx, s, learned)
		if err != nil {
			return nil, err
		}
		unjudged := func(f find) bool { return len(lesson.Judgements.In(f.Key())) == 0 }
		beforeAll.addRanking(ranking(s, before, nil))
		afterAll.addRanking(ranking(s, after, nil))
		beforeRest.addRanking(ranking(s, before, unjudged))
		afterRest.addRanking(ranking(s, after, unjudged))
	}
	subjects := float64(len(b.set.subjects))
	return &judged{
		comparison: comparison{
			Title: fmt.Sprintf("before and after judging %d true and %d false finds", n, n),
			Rows: []row{
				{"all photos, before", beforeAll.quality()},
				{"all photos, after", afterAll.quality()},
				{"photos not judged, before", beforeRest.quality()},
				{"photos not judged, after", afterRest.quality()},
			},
		},
		Asked:    n,
		Accepted: float64(accepted) / subjects,
		Rejected: float64(rejected) / subjects,
	}, nil
}

// search looks for a concept in all photos in which its subject may be looked for.
// The finds come best first.
func (b *bench) search(ctx context.Context, s subject, c *library.Concept) ([]find, error) {
	photos := b.searched(s, nil)
	finds := make([]find, len(photos))
	err := atOnce(ctx, photos, func(ctx context.Context, i int, p *scene) error {
		seen, err := b.look(ctx, s, c, p)
		finds[i] = find{p, seen}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(finds, func(a, b find) int { return cmp.Compare(b.seen.Score, a.seen.Score) })
	return finds, nil
}

// ranking returns the finds that are wanted, all of them where wanted is nil.
func ranking(s subject, finds []find, wanted func(find) bool) []ranked {
	var list []ranked
	for _, f := range finds {
		if wanted == nil || wanted(f) {
			list = append(list, ranked{f.seen.Score, f.subject == s.name})
		}
	}
	return list
}

// judgements accepts the n best true finds and rejects the n best false ones. A
// find in a photo of the subject is true where its mask agrees with the
// annotation or there is none; where it does not, the user lets it be.
func (b *bench) judgements(ctx context.Context, s subject, c *library.Concept, finds []find, n int) (*library.Judgements, error) {
	j := &library.Judgements{}
	for _, f := range finds {
		accepted, rejected := j.Count()
		shows := f.subject == s.name
		if shows && accepted == n || !shows && rejected == n {
			continue
		}
		if len(f.seen.Instances) == 0 { // too unlikely to be cut out unasked
			var err error
			if f.seen, err = b.lookAnyway(ctx, s, c, f.scene); err != nil {
				return nil, err
			}
		}
		if len(f.seen.Instances) == 0 {
			continue
		}
		best := f.seen.Instances[0]
		said := library.Judgement{Photo: f.Key(), Mask: best.Mask, Example: best.Example}
		if !shows {
			j.Reject(said)
			continue
		}
		if s.masks[f.number] {
			truth, err := readMask(ctx, maskPath(b.set.dir, s.name, f.number))
			if err != nil {
				return nil, err
			}
			if best.Mask.IoU(truth) < sameMask {
				continue
			}
		}
		j.Accept(said)
	}
	return j, nil
}
