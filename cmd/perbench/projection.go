package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/assets"
	"whereabouts/segment"
)

// Windows that the statistics of the identity encoder's features are made of: the
// longer sides at which photos are looked at, in pixels, how many windows are
// drawn at each, and the sides of the windows, in cells.
var projectionSides = [...]int{448, 896, 1344}

const (
	projectionWindows = 60
	smallestWindow    = 3
	largestWindow     = 14
)

func (s *settings) projectionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "projection FILE DIR...",
		Short: "Write the statistics of the photos' windows that the identity encoder is built with",
		Args:  cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			return s.withEngine(cmd.Context(), func(ctx context.Context, e *app.Engine) error {
				raw, err := s.unprojected(e)
				if err != nil {
					return err
				}
				defer func() { _ = raw.encoder.Close() }()
				all := newMoments(raw.channels)
				err = s.eachPhoto(ctx, e, args[1:], func(_ *bench, p testPhoto) error { return raw.addWindows(ctx, all, p) })
				if err != nil {
					return err
				}
				made, err := all.principal(segment.IdentityDimensions, false)
				if err != nil {
					return err
				}
				return made.write(args[0])
			})
		},
	}
}

// rawIdentity is the identity encoder with all the features that it has.
type rawIdentity struct {
	encoder  *segment.IdentityEncoder
	channels int
}

// unprojected returns the identity encoder with a projection that changes nothing.
func (s *settings) unprojected(e *app.Engine) (*rawIdentity, error) {
	shipped, err := segment.DefaultProjection()
	if err != nil {
		return nil, err
	}
	channels := len(shipped.Mean)
	same := segment.Projection{Mean: make([]float32, channels), Basis: make([]float32, channels*channels)}
	for i := range channels {
		same.Basis[i*channels+i] = 1
	}
	encoder, err := s.identity(e, same)
	return &rawIdentity{encoder, channels}, err
}

// identity returns the identity encoder with a projection of its own.
func (s *settings) identity(e *app.Engine, p segment.Projection) (*segment.IdentityEncoder, error) {
	return segment.NewIdentityEncoder(e.Runtime, assets.IdentityModel(), p, segment.Options{Threads: s.engine.Threads})
}

// addWindows counts random square windows of a photo, the same every time.
func (r *rawIdentity) addWindows(ctx context.Context, m *moments, p testPhoto) error {
	opened, err := p.opened(ctx)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(seed(p.subject), uint64(p.number)))
	for _, side := range projectionSides {
		cells, err := r.encoder.Encode(ctx, opened.Reduced(side), side)
		if err != nil {
			return fmt.Errorf("encoding %s: %w", p.path, err)
		}
		for range projectionWindows {
			m.add(windowMean(cells, rng), 1)
		}
	}
	return nil
}

// windowMean returns the mean over the cells of a random square window, which is
// clipped to the map where that is smaller.
func windowMean(m segment.IdentityMap, rng *rand.Rand) []float64 {
	side := smallestWindow + rng.IntN(largestWindow-smallestWindow+1)
	width, height := min(side, m.Width), min(side, m.Height)
	left, top := rng.IntN(m.Width-width+1), rng.IntN(m.Height-height+1)
	mean := make([]float64, m.Dim)
	for y := top; y < top+height; y++ {
		for x := left; x < left+width; x++ {
			for i, v := range m.Data[(y*m.Width+x)*m.Dim:][:m.Dim] {
				mean[i] += float64(v) / float64(width*height)
			}
		}
	}
	return mean
}

// projection returns the statistics as the identity encoder takes them.
func (s statistics) projection() segment.Projection {
	return segment.Projection{Mean: s.mean, Basis: s.basis}
}
