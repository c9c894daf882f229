package main

import (
	"context"

	"whereabouts/app"
)

// compareReferences measures concepts that are taught from one photo and from
// two. The second is the subject's next photo with a mask: of this folder, and
// then it is left out of what is measured with one reference too, or of the
// folder others where that is given. Subjects without such a photo are left out.
func (b *bench) compareReferences(ctx context.Context, others *bench) (*comparison, error) {
	from := b
	if others != nil {
		from = others
	}
	var one, two tally
	for _, s := range b.set.subjects {
		second, ok := from.set.nextMarked(s.name)
		if !ok {
			continue
		}
		b.tell("references", s.name)
		first, err := b.reference(ctx, s)
		if err != nil {
			return nil, err
		}
		another, err := from.marked(ctx, s.name, second)
		if err != nil {
			return nil, err
		}
		taughtFrom := func(p *scene) bool { return from == b && p.subject == s.name && p.number == second }
		for _, way := range []struct {
			references []*app.ReferenceFile
			tally      *tally
		}{
			{[]*app.ReferenceFile{first}, &one},
			{[]*app.ReferenceFile{first, another}, &two},
		} {
			lesson := app.Lesson{References: way.references, Method: app.MethodAuto}
			if err := b.measure(ctx, way.tally, s, lesson, taughtFrom); err != nil {
				return nil, err
			}
		}
	}
	return &comparison{
		Title: "one reference and two",
		Rows:  []row{{"one reference", one.quality()}, {"two references", two.quality()}},
	}, nil
}
