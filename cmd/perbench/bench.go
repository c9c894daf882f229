package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// bench holds what the networks made of a data set's photos while methods are
// measured on them.
type bench struct {
	engine   *app.Engine
	finder   *library.Finder // makes and keeps SAM's features
	set      *dataset
	progress io.Writer
	scenes   []*scene // as set.photos
	encoding encoding
}

// variant is a method with its options.
type variant struct {
	name string
	// teach returns the method for an object.
	teach func(context.Context, subject) (masker, error)
}

// masker returns the best mask in a photo, and the steps that led to it where the
// method has such.
type masker func(context.Context, *scene) (*segment.Result, error)

// chosenMethod returns one of the program's methods.
func (b *bench) chosenMethod(m app.Method) variant {
	return variant{string(m), func(ctx context.Context, s subject) (masker, error) {
		lesson, err := b.lesson(ctx, s, m)
		if err != nil {
			return nil, err
		}
		lesson.Everywhere = true
		concept, err := b.teach(ctx, s, lesson)
		if err != nil {
			return nil, err
		}
		if concept.Segmenter != nil {
			return paperMasker(concept.Segmenter), nil
		}
		return func(ctx context.Context, s *scene) (*segment.Result, error) {
			seen, err := concept.Look(ctx, s)
			if err != nil {
				return nil, err
			}
			return &segment.Result{Mask: seen.Instances[0].Mask}, nil
		}, nil
	}}
}

func paperMasker(method segment.Segmenter) masker {
	return func(ctx context.Context, s *scene) (*segment.Result, error) { return method.Segment(ctx, s.features) }
}

// ablations are the rows of the paper's ablation, and PerSAM with its prior and
// refinement but no guidance.
func (b *bench) ablations() []variant {
	row := func(name string, o segment.PerSAMOptions) variant {
		return variant{name, func(ctx context.Context, s subject) (masker, error) {
			r, err := b.reference(ctx, s)
			if err != nil {
				return nil, err
			}
			reference, err := r.Reference(ctx, b.finder)
			if err != nil {
				return nil, err
			}
			method, err := segment.NewPerSAM(b.engine.Decoder, reference, o)
			return paperMasker(method), err
		}}
	}
	return []variant{
		row("positive point", segment.PerSAMOptions{WithoutNegative: true, WithoutRefining: true, WithoutAttention: true, WithoutTarget: true}),
		row("+ negative point", segment.PerSAMOptions{WithoutRefining: true, WithoutAttention: true, WithoutTarget: true}),
		row("+ refinement (no guidance)", segment.PerSAMOptions{WithoutAttention: true, WithoutTarget: true}),
		row("+ guided attention", segment.PerSAMOptions{WithoutTarget: true}),
		row("+ semantic prompt (PerSAM)", segment.PerSAMOptions{}),
	}
}

// encode makes the scenes of all photos.
func (b *bench) encode(ctx context.Context) error {
	for i, p := range b.set.photos {
		_, _ = fmt.Fprintf(b.progress, "\rencoding %d of %d ", i+1, len(b.set.photos))
		s, err := openScene(ctx, b.finder, p, false, &b.encoding)
		if err != nil {
			return err
		}
		b.scenes = append(b.scenes, s)
	}
	_, _ = fmt.Fprintln(b.progress)
	n := float64(len(b.set.photos))
	b.encoding.Decode /= n
	b.encoding.Encode /= n
	b.encoding.Identity /= n
	return nil
}

// teach makes a concept of a subject.
func (b *bench) teach(ctx context.Context, s subject, l app.Lesson) (*library.Concept, error) {
	c, err := b.engine.Teach(ctx, b.finder, l)
	if err != nil {
		return nil, fmt.Errorf("teaching %s: %w", s.name, err)
	}
	return c, nil
}

// lesson returns the lesson of a subject's reference photo.
func (b *bench) lesson(ctx context.Context, s subject, m app.Method) (app.Lesson, error) {
	r, err := b.reference(ctx, s)
	return app.Lesson{References: []*app.ReferenceFile{r}, Method: m}, err
}

// taught makes a concept of a subject's reference photo.
func (b *bench) taught(ctx context.Context, s subject) (*library.Concept, error) {
	l, err := b.lesson(ctx, s, app.MethodAuto)
	if err != nil {
		return nil, err
	}
	return b.teach(ctx, s, l)
}

// reference returns what a subject is taught from.
func (b *bench) reference(ctx context.Context, s subject) (*app.ReferenceFile, error) {
	return b.marked(ctx, s.name, s.reference)
}

// marked returns one photo of a subject with its annotation.
func (b *bench) marked(ctx context.Context, subject string, number int) (*app.ReferenceFile, error) {
	return b.painted(ctx, subject, number, func(m *segment.Mask) *segment.Mask { return m })
}

// painted returns one photo of a subject with what paint makes of its annotation.
func (b *bench) painted(ctx context.Context, subject string, number int, paint func(*segment.Mask) *segment.Mask) (*app.ReferenceFile, error) {
	p, err := b.set.photo(subject, number)
	if err != nil {
		return nil, err
	}
	mask, err := readMask(ctx, maskPath(b.set.dir, subject, number))
	if err != nil {
		return nil, err
	}
	return app.MarkPhoto(ctx, p.path, paint(mask), photo.Options{})
}

// tell says on one line what is going on.
func (b *bench) tell(what, subject string) {
	tell(b.progress, what, subject)
}

func tell(w io.Writer, what, of string) { _, _ = fmt.Fprintf(w, "\r%-30s %-30s", what, of) }

// quality measures how well the folder's subjects are segmented, by one method or
// the ablations, and found.
func (b *bench) quality(ctx context.Context, m app.Method, ablate bool) (*report, error) {
	variants := []variant{b.chosenMethod(m)}
	if ablate {
		variants = b.ablations()
	}
	r := &report{Folder: b.set.dir, Photos: len(b.set.photos), Encoding: b.encoding}
	for _, v := range variants {
		s, err := b.segment(ctx, v)
		if err != nil {
			return nil, err
		}
		r.Segmenting = append(r.Segmenting, s)
	}
	var err error
	r.Finding, err = b.find(ctx, m)
	return r, err
}

// segment measures a method on all photos that have a mask.
func (b *bench) segment(ctx context.Context, v variant) (*segmenting, error) {
	total := &segmenting{Method: v.name}
	var teaching, looking time.Duration
	for _, s := range b.set.subjects {
		b.tell("segmenting: "+v.name, s.name)
		start := time.Now()
		method, err := v.teach(ctx, s)
		if err != nil {
			return nil, err
		}
		teaching += time.Since(start)
		row := &scores{Subject: s.name}
		for _, p := range b.scenes {
			if p.subject != s.name || p.number == s.reference || !s.masks[p.number] {
				continue
			}
			truth, err := readMask(ctx, maskPath(b.set.dir, s.name, p.number))
			if err != nil {
				return nil, err
			}
			start := time.Now()
			result, err := method(ctx, p)
			if err != nil {
				return nil, fmt.Errorf("segmenting %s: %w", p.path, err)
			}
			looking += time.Since(start)
			row.add(p.features.Frame, result, truth)
			published, err := b.published(ctx, v.name, p.testPhoto)
			if err != nil {
				return nil, err
			}
			if published != nil {
				row.agree(result.Mask.IoU(published))
			}
		}
		total.Subjects = append(total.Subjects, row.mean())
	}
	_, _ = fmt.Fprintln(b.progress)
	total.finish(teaching.Seconds(), looking.Seconds(), len(b.set.subjects))
	return total, nil
}

// published returns the mask that the paper's code made for a photo, where the
// data set has it for the method.
func (b *bench) published(ctx context.Context, method string, p testPhoto) (*segment.Mask, error) {
	name := filepath.Join(b.set.dir, "reference", strings.ReplaceAll(method, "-", "_"), p.subject, fmt.Sprintf("%02d.png", p.number))
	mask, err := readMask(ctx, name)
	if errors.Is(err, photo.ErrMissing) || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return mask, err
}

// find ranks all photos for each subject.
func (b *bench) find(ctx context.Context, m app.Method) (*finding, error) {
	var t tally
	result := &finding{}
	var looking time.Duration
	for _, s := range b.set.subjects {
		b.tell("finding", s.name)
		lesson, err := b.lesson(ctx, s, m)
		if err != nil {
			return nil, err
		}
		concept, err := b.teach(ctx, s, lesson)
		if err != nil {
			return nil, err
		}
		start := time.Now()
		finds, err := b.search(ctx, s, concept)
		if err != nil {
			return nil, err
		}
		looking += time.Since(start)
		list := ranking(s, finds, nil)
		result.Subjects = append(result.Subjects, subjectAP{s.name, averagePrecision(list)})
		t.addRanking(list)
	}
	_, _ = fmt.Fprintln(b.progress)
	result.ranks = t.quality().ranks
	result.Look = looking.Seconds() / float64(max(1, len(t.pooled)))
	return result, nil
}
