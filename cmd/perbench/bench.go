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
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// bench holds the features of a data set while methods are measured on them.
type bench struct {
	engine   *app.Engine
	set      *dataset
	progress io.Writer
	features []*segment.Features // as set.photos
	encoding encoding
}

// encoding is how long making the features took, in seconds a photo.
type encoding struct {
	Decode float64 `json:"decode"` // reading, decoding and reducing the file
	Encode float64 `json:"encode"`
}

// variant is a method with its options.
type variant struct {
	name      string
	segmenter func(context.Context, segment.Reference) (segment.Segmenter, error)
}

func methodSegmenter(e *app.Engine, m app.Method) func(context.Context, segment.Reference) (segment.Segmenter, error) {
	return func(ctx context.Context, r segment.Reference) (segment.Segmenter, error) {
		concept, err := e.Teach(ctx, r, m)
		if err != nil {
			return nil, err
		}
		return concept.Segmenter, nil
	}
}

// ablations are the rows of the paper's ablation, and PerSAM with its prior and
// refinement but no guidance.
func ablations(e *app.Engine) []variant {
	row := func(name string, o segment.PerSAMOptions) variant {
		return variant{name, func(_ context.Context, r segment.Reference) (segment.Segmenter, error) {
			return segment.NewPerSAM(e.Decoder, r, o)
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

// encode makes the features of all photos.
func (b *bench) encode(ctx context.Context) error {
	var decoding, encoding time.Duration
	for i, p := range b.set.photos {
		_, _ = fmt.Fprintf(b.progress, "\rencoding %d of %d ", i+1, len(b.set.photos))
		start := time.Now()
		opened, err := photo.Open(ctx, p.path, photo.Options{})
		if err != nil {
			return fmt.Errorf("opening %s: %w", p.path, err)
		}
		picture := opened.Reduced(segment.InputSide)
		decoding += time.Since(start)
		start = time.Now()
		f, err := b.engine.Encoder.Encode(ctx, picture, opened.Size())
		if err != nil {
			return fmt.Errorf("encoding %s: %w", p.path, err)
		}
		encoding += time.Since(start)
		b.features = append(b.features, f)
	}
	_, _ = fmt.Fprintln(b.progress)
	n := float64(len(b.set.photos))
	b.encoding.Decode, b.encoding.Encode = decoding.Seconds()/n, encoding.Seconds()/n
	return nil
}

// reference returns what a subject is taught from.
func (b *bench) reference(ctx context.Context, s subject) (segment.Reference, error) {
	for i, p := range b.set.photos {
		if p.subject == s.name && p.number == s.reference {
			mask, err := readMask(ctx, maskPath(b.set.dir, s.name, s.reference))
			return segment.Reference{Features: b.features[i], Mask: mask}, err
		}
	}
	return segment.Reference{}, fmt.Errorf("the subject %s has no photo %02d", s.name, s.reference)
}

// segment measures a method on all photos that have a mask.
func (b *bench) segment(ctx context.Context, v variant) (*segmenting, error) {
	total := &segmenting{Method: v.name}
	var teaching, looking time.Duration
	for _, s := range b.set.subjects {
		_, _ = fmt.Fprintf(b.progress, "\r%-30s segmenting %-30s", v.name, s.name)
		r, err := b.reference(ctx, s)
		if err != nil {
			return nil, err
		}
		start := time.Now()
		method, err := v.segmenter(ctx, r)
		if err != nil {
			return nil, fmt.Errorf("teaching %s: %w", s.name, err)
		}
		teaching += time.Since(start)
		row := &scores{Subject: s.name}
		for i, p := range b.set.photos {
			if p.subject != s.name || p.number == s.reference || !s.masks[p.number] {
				continue
			}
			truth, err := readMask(ctx, maskPath(b.set.dir, s.name, p.number))
			if err != nil {
				return nil, err
			}
			start := time.Now()
			result, err := method.Segment(ctx, b.features[i])
			if err != nil {
				return nil, fmt.Errorf("segmenting %s: %w", p.path, err)
			}
			looking += time.Since(start)
			row.add(b.features[i].Frame, result, truth)
			published, err := b.published(ctx, v.name, p)
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
func (b *bench) find(ctx context.Context) (*finding, error) {
	var pooled []ranked
	result := &finding{}
	var matching time.Duration
	matches := 0
	for _, s := range b.set.subjects {
		_, _ = fmt.Fprintf(b.progress, "\rfinding %-30s", s.name)
		r, err := b.reference(ctx, s)
		if err != nil {
			return nil, err
		}
		descriptors, err := b.engine.Matcher.Describe(r)
		if err != nil {
			return nil, err
		}
		var list []ranked
		for i, p := range b.set.photos {
			if p.subject == s.name && p.number == s.reference || p.background == s.name {
				continue
			}
			start := time.Now()
			score, err := b.engine.Matcher.Match(ctx, b.features[i], descriptors)
			if err != nil {
				return nil, err
			}
			matching += time.Since(start)
			matches++
			list = append(list, ranked{score, p.subject == s.name})
		}
		result.Subjects = append(result.Subjects, subjectAP{s.name, averagePrecision(list)})
		pooled = append(pooled, list...)
	}
	_, _ = fmt.Fprintln(b.progress)
	result.finish(pooled)
	result.Match = matching.Seconds() / float64(max(1, matches))
	return result, nil
}
