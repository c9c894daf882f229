package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/segment"
)

// cost is what a photo takes, in seconds, and in the proportions that were
// measured side by side: medians over the photos.
type cost struct {
	Photos   int     `json:"photos"`
	File     float64 `json:"file"`     // reading, decoding and reducing it
	Encode   float64 `json:"encode"`   // SAM's encoder
	Identity float64 `json:"identity"` // the identity pass
	Paper    float64 `json:"persam"`   // PerSAM, once the photo is encoded
	Masks    float64 `json:"masks"`    // auto, once the photo is encoded
	Rank     float64 `json:"rank"`     // by the index, on one core
	Places   float64 `json:"places"`   // by all windows, on one core

	// Of auto with every photo's mask asked for and the paper's flow, from the
	// pixels and from the file.
	AutoToPaper     float64 `json:"auto_to_paper"`
	AutoToPaperFile float64 `json:"auto_to_paper_from_file"`
	// Of the identity pass and SAM's encoder.
	IdentityToEncoder float64 `json:"identity_to_encoder"`
}

// rankings is how often ranking one photo is repeated to be measured.
const rankings = 20

// concepts is the number of subjects that are taught to be looked for, in turn.
const concepts = 3

// lessonsOf are the two ways to find one subject.
type lessonsOf struct {
	auto  *library.Concept
	paper segment.Segmenter
}

// measureCost times the paper's flow and auto on some of the folder's photos, one
// after the other on each. The subjects looked for are mostly not in them, as in a
// library.
func (b *bench) measureCost(ctx context.Context, photos int) (*cost, error) {
	var lessons []lessonsOf
	for i := range min(concepts, len(b.set.subjects)) {
		l, err := b.lessons(ctx, b.set.subjects[i*len(b.set.subjects)/concepts])
		if err != nil {
			return nil, err
		}
		lessons = append(lessons, l)
	}
	photos = min(photos, len(b.set.photos))
	var taken []timing
	for i := range 1 + photos { // the first twice, since the networks warm up on it
		p := b.set.photos[max(0, i-1)*len(b.set.photos)/photos]
		b.tell("timing", p.subject)
		t, err := b.timePhoto(ctx, p, lessons[i%len(lessons)])
		if err != nil {
			return nil, err
		}
		if i > 0 {
			taken = append(taken, t)
		}
	}
	return summarise(taken), nil
}

func (b *bench) lessons(ctx context.Context, s subject) (l lessonsOf, err error) {
	lesson, err := b.lesson(ctx, s, app.MethodAuto)
	if err != nil {
		return l, err
	}
	lesson.Everywhere = true
	if l.auto, err = b.teach(ctx, s, lesson); err != nil {
		return l, err
	}
	lesson.Method = app.MethodPerSAM
	paper, err := b.teach(ctx, s, lesson)
	if err != nil {
		return l, err
	}
	l.paper = paper.Segmenter
	return l, nil
}

// timing is what one photo took, in seconds.
type timing struct {
	encoding
	paper, masks, rank, places float64
}

// timePhoto times everything that is done with a photo.
func (b *bench) timePhoto(ctx context.Context, p testPhoto, l lessonsOf) (timing, error) {
	var t timing
	s, err := openScene(ctx, b.engine.Finder(nil), p, true, &t.encoding)
	if err != nil {
		return t, err
	}
	start := time.Now()
	if _, err := l.paper.Segment(ctx, s.features); err != nil {
		return t, fmt.Errorf("segmenting %s: %w", p.path, err)
	}
	t.paper = time.Since(start).Seconds()

	start = time.Now()
	if _, err := l.auto.Look(ctx, s); err != nil {
		return t, fmt.Errorf("looking at %s: %w", p.path, err)
	}
	t.masks = time.Since(start).Seconds()

	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	t.rank = repeated(func() { l.auto.Looks.Rank(s.index) })
	t.places = repeated(func() { l.auto.Looks.Places(s.appearance, segment.PlacesTried, nil, nil) })
	return t, nil
}

// repeated returns the median of the seconds that something takes.
func repeated(do func()) float64 {
	times := make([]float64, rankings)
	for i := range times {
		start := time.Now()
		do()
		times[i] = time.Since(start).Seconds()
	}
	return median(times)
}

func summarise(taken []timing) *cost {
	of := func(value func(timing) float64) float64 {
		values := make([]float64, len(taken))
		for i, t := range taken {
			values[i] = value(t)
		}
		return median(values)
	}
	return &cost{
		Photos:   len(taken),
		File:     of(func(t timing) float64 { return t.Decode }),
		Encode:   of(func(t timing) float64 { return t.Encode }),
		Identity: of(func(t timing) float64 { return t.Identity }),
		Paper:    of(func(t timing) float64 { return t.paper }),
		Masks:    of(func(t timing) float64 { return t.masks }),
		Rank:     of(func(t timing) float64 { return t.rank }),
		Places:   of(func(t timing) float64 { return t.places }),
		AutoToPaper: of(func(t timing) float64 {
			return (t.Encode + t.Identity + t.masks) / (t.Encode + t.paper)
		}),
		AutoToPaperFile: of(func(t timing) float64 {
			return (t.Decode + t.Encode + t.Identity + t.masks) / (t.Decode + t.Encode + t.paper)
		}),
		IdentityToEncoder: of(func(t timing) float64 { return t.Identity / t.Encode }),
	}
}

func (c *cost) writeText(w io.Writer) error {
	_, err := fmt.Fprintf(w, `cost, medians over %d photos
file %.0f ms, SAM's encoder %.0f ms, identity pass %.0f ms
PerSAM's masks %.0f ms, auto's %.0f ms
ranking on one core: by the index %.3f ms, by all windows %.1f ms
auto to the paper's flow: %.2f (from the file: %.2f)
identity pass to SAM's encoder: %.2f
`, c.Photos, 1000*c.File, 1000*c.Encode, 1000*c.Identity, 1000*c.Paper, 1000*c.Masks, 1000*c.Rank, 1000*c.Places,
		c.AutoToPaper, c.AutoToPaperFile, c.IdentityToEncoder)
	return err
}
