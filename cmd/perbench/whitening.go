package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

func (s *settings) whiteningCommand() *cobra.Command {
	return s.statistics("whitening FILE PATH...", "Write the statistics of photos' features that the matcher is built with",
		func(ctx context.Context, e *app.Engine, each photos) (statistics, error) {
			all := newMoments(segment.FeatureChannels)
			err := each(func(p *photo.Photo) error {
				features, err := e.Encoder.Encode(ctx, p.Reduced(segment.InputSide), p.Size())
				if err != nil {
					return err
				}
				addCells(all, features)
				return nil
			})
			if err != nil {
				return statistics{}, err
			}
			return all.principal(segment.MatchDimensions, 1)
		})
}

// photos calls visit for every photo that a command was given.
type photos func(visit func(*photo.Photo) error) error

// statistics returns a command that makes statistics of photos, given as files and
// folders, and writes them to a file.
func (s *settings) statistics(use, short string, of func(context.Context, *app.Engine, photos) (statistics, error)) *cobra.Command {
	return &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.withEngine(cmd.Context(), func(ctx context.Context, e *app.Engine) error {
				made, err := of(ctx, e, func(visit func(*photo.Photo) error) error { return eachPhoto(ctx, args[1:], visit) })
				if err != nil {
					return err
				}
				return made.write(args[0])
			})
		},
	}
}

// eachPhoto opens all photos among paths, in the order in which they are found. One
// that cannot be read is an error: what is made depends on every one.
func eachPhoto(ctx context.Context, paths []string, visit func(*photo.Photo) error) error {
	n := 0
	return photo.Walk(ctx, paths,
		func(path string) error {
			n++
			tell(os.Stderr, "statistics", fmt.Sprintf("photo %d", n))
			p, err := photo.Open(ctx, path, photo.Options{})
			if err == nil {
				err = visit(p)
			}
			if err != nil {
				return fmt.Errorf("looking at %s: %w", path, err)
			}
			return nil
		},
		func(path string, err error) error { return fmt.Errorf("looking at %s: %w", path, err) })
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
