package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"golang.org/x/sync/errgroup"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/segment"
)

// quality is how well concepts find and cut out. Figures that nothing was
// counted for are 0.
type quality struct {
	Subjects int     `json:"subjects"` // that photos were ranked for
	Masks    int     `json:"masks"`    // that were compared with the annotation
	MIoU     float64 `json:"miou"`
	ranks
}

// ranks is how well photos are ranked.
type ranks struct {
	MAP       float64 `json:"map"`
	PooledAP  float64 `json:"pooled_ap"`
	Recall1   float64 `json:"recall_at_1_percent_false_positives"`
	Precision float64 `json:"precision_at_default"`
	Recall    float64 `json:"recall_at_default"`
}

// tally collects what a quality is computed from.
type tally struct {
	ious   []float64
	aps    []float64
	pooled []ranked
}

// addRanking counts one concept's ranking. Without a photo that shows the
// subject there is nothing to measure, and it is left out.
func (t *tally) addRanking(list []ranked) {
	if !hasPositive(list) {
		return
	}
	t.aps = append(t.aps, averagePrecision(list))
	t.pooled = append(t.pooled, list...)
}

func (t *tally) quality() quality {
	q := quality{
		Subjects: len(t.aps),
		Masks:    len(t.ious),
		MIoU:     mean(t.ious),
		ranks:    ranks{MAP: mean(t.aps)},
	}
	if len(t.pooled) > 0 {
		q.PooledAP = averagePrecision(t.pooled)
		q.Recall1 = recallAt(t.pooled, 0.01)
		q.Precision, q.Recall = precisionRecall(t.pooled)
	}
	return q
}

// measure teaches a lesson and looks for it in all photos in which its subject may
// be looked for, except those that are left out, and counts how it ranks them and
// how well it cuts the subject out of those with a mask.
func (b *bench) measure(ctx context.Context, t *tally, s subject, l app.Lesson, leftOut func(*scene) bool) error {
	c, err := b.teach(ctx, s, l)
	if err != nil {
		return err
	}
	photos := b.searched(s, leftOut)
	list := make([]ranked, len(photos))
	ious := make([]float64, len(photos)) // -1 where there is no mask to compare with
	err = atOnce(ctx, photos, func(ctx context.Context, i int, p *scene) error {
		seen, err := b.look(ctx, s, c, p)
		if err != nil {
			return err
		}
		list[i] = ranked{seen.Score, p.subject == s.name}
		ious[i], err = b.compareMask(ctx, s, c, p, seen)
		return err
	})
	if err != nil {
		return err
	}
	for _, iou := range ious {
		if iou >= 0 {
			t.ious = append(t.ious, iou)
		}
	}
	t.addRanking(list)
	return nil
}

// compareMask returns the intersection over union of what was seen in a photo and
// the annotation, -1 where there is none.
func (b *bench) compareMask(ctx context.Context, s subject, c *library.Concept, p *scene, seen library.Sighting) (float64, error) {
	if p.subject != s.name || !s.masks[p.number] {
		return -1, nil
	}
	if len(seen.Instances) == 0 {
		var err error
		if seen, err = b.lookAnyway(ctx, s, c, p); err != nil {
			return -1, err
		}
	}
	truth, err := readMask(ctx, maskPath(b.set.dir, s.name, p.number))
	if err != nil {
		return -1, err
	}
	return bestMask(seen, truth).IoU(truth), nil
}

// photosAtOnce is how many photos are looked at side by side, as in a search.
const photosAtOnce = 2

// atOnce calls do for several photos side by side.
func atOnce(ctx context.Context, photos []*scene, do func(ctx context.Context, i int, p *scene) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(photosAtOnce)
	for i, p := range photos {
		group.Go(func() error { return do(ctx, i, p) })
	}
	return group.Wait()
}

// searched returns the photos in which a subject may be looked for: all but the
// reference, those that show the subject by the way, and those left out.
func (b *bench) searched(s subject, leftOut func(*scene) bool) []*scene {
	var photos []*scene
	for _, p := range b.scenes {
		if b.mayShow(s, p.testPhoto) && (leftOut == nil || !leftOut(p)) {
			photos = append(photos, p)
		}
	}
	return photos
}

// mayShow reports whether a subject may be looked for in a photo: it is not the
// reference, nor does it show the subject by the way.
func (b *bench) mayShow(s subject, p testPhoto) bool {
	reference := p.subject == s.name && p.number == s.reference
	return !reference && p.background != s.name
}

func (b *bench) look(ctx context.Context, s subject, c *library.Concept, p *scene) (library.Sighting, error) {
	seen, err := c.Look(ctx, p)
	if err != nil {
		return library.Sighting{}, fmt.Errorf("looking for %s in %s: %w", s.name, p.path, err)
	}
	return seen, nil
}

// lookAnyway looks for a mask even where the photo does not seem to show the
// concept.
func (b *bench) lookAnyway(ctx context.Context, s subject, c *library.Concept, p *scene) (library.Sighting, error) {
	anyway := *c
	anyway.Everywhere = true
	return b.look(ctx, s, &anyway, p)
}

// bestMask returns the mask of the best instance, an empty one where there is
// none.
func bestMask(seen library.Sighting, truth *segment.Mask) *segment.Mask {
	if len(seen.Instances) == 0 {
		return segment.NewMask(truth.Size)
	}
	return seen.Instances[0].Mask
}

// comparison is a study whose outcome is one quality for each of several ways.
type comparison struct {
	Title string `json:"study"`
	Rows  []row  `json:"rows"`
}

// row is one way and how well it does.
type row struct {
	Name string `json:"name"`
	quality
}

func (c *comparison) writeText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', tabwriter.AlignRight)
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(t, format, args...) }
	p("%s\n\tsubjects\tmasks\tmIoU\tmAP\tpooled AP\trecall at 1 %%\tprecision\trecall\t\n", c.Title)
	for _, r := range c.Rows {
		p("%s\t%d\t%d\t", r.Name, r.Subjects, r.Masks)
		if r.Masks > 0 {
			p("%.3f", r.MIoU)
		}
		p("\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t\n", r.MAP, r.PooledAP, r.Recall1, r.Precision, r.Recall)
	}
	return t.Flush()
}
