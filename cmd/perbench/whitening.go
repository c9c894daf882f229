package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/segment"
)

func (s *settings) whiteningCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "whitening FILE DIR...",
		Short: "Write the statistics of the photos' features that the matcher is built with",
		Args:  cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.withEngine(cmd.Context(), func(ctx context.Context, e *app.Engine) error {
				all := newMoments(segment.FeatureChannels)
				err := s.eachPhoto(ctx, e, args[1:], func(b *bench, p testPhoto) error {
					features, err := b.features(ctx, p)
					if err != nil {
						return err
					}
					addCells(all, features)
					return nil
				})
				if err != nil {
					return err
				}
				made, err := all.principal(segment.MatchDimensions, true)
				if err != nil {
					return err
				}
				return made.write(args[0])
			})
		},
	}
}

// eachPhoto calls visit for every photo of some folders.
func (s *settings) eachPhoto(ctx context.Context, e *app.Engine, dirs []string, visit func(*bench, testPhoto) error) error {
	for _, dir := range dirs {
		b, err := s.open(ctx, e, dir, false)
		if err != nil {
			return err
		}
		for _, p := range b.set.photos {
			b.tell("statistics", p.subject)
			if err := visit(b, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// features returns SAM's features of a photo.
func (b *bench) features(ctx context.Context, p testPhoto) (*segment.Features, error) {
	opened, err := p.opened(ctx)
	if err != nil {
		return nil, err
	}
	f, err := b.engine.Encoder.Encode(ctx, opened.Reduced(segment.InputSide), opened.Size())
	if err != nil {
		return nil, fmt.Errorf("encoding %s: %w", p.path, err)
	}
	return f, nil
}

// addCells counts the cells of a photo's features. A photo's cells count as one
// vector, however many they are.
func addCells(m *moments, f *segment.Features) {
	columns, rows := f.Cells()
	weight := 1 / float64(columns*rows)
	cell := make([]float64, segment.FeatureChannels)
	for y := range rows {
		for x := range columns {
			for c := range cell {
				cell[c] = float64(f.Data[(c*segment.FeatureSide+y)*segment.FeatureSide+x])
			}
			m.add(cell, weight)
		}
	}
}

// whitening returns the statistics as the matcher takes them.
func (s statistics) whitening() segment.Whitening {
	return segment.Whitening{Mean: s.mean, Components: s.basis}
}
