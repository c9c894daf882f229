package main

import (
	"context"
	"fmt"
	"os"

	"whereabouts/app"
	"whereabouts/library/photo"
)

// pairs are photos and, for each, a picture that marks a thing in it.
type pairs struct{ photos, masks []string }

func (p pairs) even() bool { return len(p.photos) == len(p.masks) }

func (p pairs) read(ctx context.Context, o photo.Options) (all []*app.ReferenceFile, err error) {
	for i := range p.photos {
		r, err := app.ReadReference(ctx, p.photos[i], p.masks[i], o)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// said are the files of earlier finds that something is said of.
type said struct{ yes, no, forget []string }

func (s said) count() int { return len(s.yes) + len(s.no) + len(s.forget) }

// contradiction returns a file that is named twice, or nothing.
func (s said) contradiction() string {
	seen := map[string]bool{}
	for _, files := range [][]string{s.yes, s.no, s.forget} {
		for _, file := range files {
			if seen[file] {
				return file
			}
			seen[file] = true
		}
	}
	return ""
}

func (s said) read(ctx context.Context, o photo.Options) (v app.Verdicts, err error) {
	for _, named := range []struct {
		files []string
		into  *[]app.Find
	}{{s.yes, &v.Yes}, {s.no, &v.No}, {s.forget, &v.Forget}} {
		for _, file := range named.files {
			f, err := app.ReadFind(ctx, file, o)
			if err != nil {
				return app.Verdicts{}, err
			}
			*named.into = append(*named.into, f)
		}
	}
	return v, nil
}

// lesson reads what is to be looked for and records what is said of earlier
// finds. No model is needed for it.
func (o *findOptions) lesson(ctx context.Context) (app.Lesson, error) {
	accepted := photo.Options{MaxPixels: o.engine.MaxPixels}
	l := app.Lesson{Everywhere: o.all}
	var err error
	if l.References, err = o.marked.read(ctx, accepted); err != nil {
		return app.Lesson{}, err
	}
	if l.LookAlikes, err = o.lookAlikes.read(ctx, accepted); err != nil {
		return app.Lesson{}, err
	}
	verdicts, err := o.said.read(ctx, accepted)
	if err != nil {
		return app.Lesson{}, err
	}
	record, forgotten, err := app.Judge(ctx, o.concepts, l.References, verdicts)
	if err != nil && o.said.count() == 0 {
		err = fmt.Errorf("%w; to look without what was said of finds, add --concepts \"\"", err)
	}
	if err != nil {
		return app.Lesson{}, err
	}
	if record.Notice != nil {
		warn(record.Notice)
	}
	if o.said.count() > 0 && o.concepts != "" {
		fmt.Fprintf(os.Stderr, "recorded %d yes and %d no for this concept\n", len(o.said.yes), len(o.said.no))
		if n := len(o.said.forget); n > 0 {
			fmt.Fprintf(os.Stderr, "forgot %d of %d\n", forgotten, n)
		}
	}
	l.Judgements = record.Judgements
	return l, nil
}
