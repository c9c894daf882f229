package main

import (
	"context"
	"fmt"

	"whereabouts/app"
	"whereabouts/segment"
)

// painting is a way to mark an object other than exactly.
type painting struct {
	name  string
	paint func(*segment.Mask) *segment.Mask
}

// Ways to paint.
const (
	paintShrunk   = "shrink"
	paintGrown    = "grow"
	paintScribble = "scribble"
	paintSpill    = "spill"
)

// spillShare is how far a spilled mask is moved, as a share of its box.
const spillShare = 0.15

// paintings returns the exact masks and then the given ways to paint; those that
// shrink or grow once for each of the shares of the area.
func paintings(ways []string, shares []float64) ([]painting, error) {
	list := []painting{{"untouched", func(m *segment.Mask) *segment.Mask { return m }}}
	for _, way := range ways {
		switch way {
		case paintShrunk, paintGrown:
			change, sign := eroded, "−"
			if way == paintGrown {
				change, sign = dilated, "+"
			}
			for _, share := range shares {
				if share <= 0 || share >= 1 {
					return nil, fmt.Errorf("a mask cannot %s by %g; give shares between 0 and 1", way, share)
				}
				list = append(list, painting{
					fmt.Sprintf("%s, %s%.0f %%", way, sign, 100*share),
					func(m *segment.Mask) *segment.Mask { return change(m, share) },
				})
			}
		case paintScribble:
			list = append(list, painting{way, scribbled})
		case paintSpill:
			list = append(list, painting{way, func(m *segment.Mask) *segment.Mask { return spilled(m, spillShare) }})
		default:
			return nil, fmt.Errorf("there is no way to paint that is called %q; choose %s, %s, %s or %s",
				way, paintShrunk, paintGrown, paintScribble, paintSpill)
		}
	}
	return list, nil
}

// comparePaintings measures concepts whose references are painted in several ways.
func (b *bench) comparePaintings(ctx context.Context, list []painting) (*comparison, error) {
	result := &comparison{Title: "sloppy painting"}
	for _, way := range list {
		var t tally
		for _, s := range b.set.subjects {
			b.tell(way.name, s.name)
			if err := b.measurePainted(ctx, &t, s, way); err != nil {
				return nil, err
			}
		}
		result.Rows = append(result.Rows, row{way.name, t.quality()})
	}
	return result, nil
}

func (b *bench) measurePainted(ctx context.Context, t *tally, s subject, way painting) error {
	reference, err := b.painted(ctx, s.name, s.reference, way.paint)
	if err != nil {
		return fmt.Errorf("painting %s (%s): %w", s.name, way.name, err)
	}
	return b.measure(ctx, t, s, app.Lesson{References: []*app.ReferenceFile{reference}, Method: app.MethodAuto}, nil)
}
