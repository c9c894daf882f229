package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"whereabouts/app"
	"whereabouts/segment"
)

// edges is how well the edges of cut-outs lie.
type edges struct {
	Photos int        `json:"photos"`
	Mask   edgeScores `json:"mask"`  // the decoder's logits, brought to the photo's size
	Matte  edgeScores `json:"matte"` // what the cut-out shows at least half of
}

// edgeScores are means over photos.
type edgeScores struct {
	IoU      float64 `json:"iou"`
	Boundary float64 `json:"boundary_iou"` // boundaryShare wide
	Edge     float64 `json:"edge_iou"`     // edgeShare wide
}

func (s *edgeScores) add(m, truth *segment.Mask, weight float64) {
	s.IoU += weight * m.IoU(truth)
	s.Boundary += weight * boundaryIoU(m, truth, boundaryShare)
	s.Edge += weight * boundaryIoU(m, truth, edgeShare)
}

// compareEdges measures the masks that auto finds in the photos that have a trusted
// one, and what a cut-out makes of them.
func (b *bench) compareEdges(ctx context.Context) (*edges, error) {
	e := &edges{}
	for _, s := range b.set.subjects {
		e.Photos += len(b.set.marked(s))
	}
	for _, s := range b.set.subjects {
		b.tell("edges", s.name)
		teach, err := b.chosenMethod(app.MethodAuto).teach(ctx, s)
		if err != nil {
			return nil, err
		}
		for _, n := range b.set.marked(s) {
			if err := b.compareEdge(ctx, teach, s.name, n, e); err != nil {
				return nil, err
			}
		}
	}
	return e, nil
}

func (b *bench) compareEdge(ctx context.Context, find masker, subject string, number int, e *edges) error {
	p, err := b.set.photo(subject, number)
	if err != nil {
		return err
	}
	truth, err := readMask(ctx, maskPath(b.set.dir, subject, number))
	if err != nil {
		return err
	}
	s, err := openScene(ctx, b.finder, p, true, &b.encoding)
	if err != nil {
		return err
	}
	found, err := find(ctx, s)
	if err != nil {
		return fmt.Errorf("segmenting %s: %w", p.path, err)
	}
	alpha, err := segment.Matte(ctx, s.pixels.Photo, found.Mask)
	if err != nil {
		return fmt.Errorf("cutting out of %s: %w", p.path, err)
	}
	share := 1 / float64(e.Photos)
	e.Mask.add(found.Mask, truth, share)
	e.Matte.add(alpha.Mask(truth.Size), truth, share)
	return nil
}

func (e *edges) writeText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', tabwriter.AlignRight)
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(t, format, args...) }
	p("%d photos\tmIoU\tboundary IoU, %g %%\t%g %%\t\n", e.Photos, 100*boundaryShare, 100*edgeShare)
	for _, row := range []struct {
		name string
		edgeScores
	}{{"mask", e.Mask}, {"cut-out", e.Matte}} {
		p("%s\t%.4f\t%.4f\t%.4f\t\n", row.name, row.IoU, row.Boundary, row.Edge)
	}
	return t.Flush()
}
