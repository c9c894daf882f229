package main

import (
	"context"
	"math/rand/v2"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/assets"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// Windows that the statistics of the identity encoder's features are made of: the
// longer sides at which photos are looked at, in pixels, how many windows are
// drawn at each, and the sides of the windows, in cells.
var projectionSides = [...]int{224, 448}

const (
	projectionWindows = 16
	smallestWindow    = 3
	largestWindow     = 14
)

// halfWhite is the power of the standard deviation by which components are divided:
// directions in which all photos vary much say less of what is in one.
const halfWhite = 0.5

func (s *settings) projectionCommand() *cobra.Command {
	return s.statistics("projection FILE PATH...", "Write the statistics of photos' windows that the identity encoder is built with",
		func(ctx context.Context, e *app.Engine, each photos) (statistics, error) {
			raw, channels, err := s.unprojected(e)
			if err != nil {
				return statistics{}, err
			}
			defer func() { _ = raw.Close() }()
			all := newMoments(channels)
			rng := rand.New(rand.NewPCG(1, 2)) // the same windows every time
			err = each(func(p *photo.Photo) error { return addWindows(ctx, raw, all, rng, p) })
			if err != nil {
				return statistics{}, err
			}
			return all.principal(segment.IdentityDimensions, halfWhite)
		})
}

// unprojected returns the identity encoder with a projection that changes nothing,
// and the number of its features.
func (s *settings) unprojected(e *app.Engine) (*segment.IdentityEncoder, int, error) {
	shipped, err := segment.DefaultProjection()
	if err != nil {
		return nil, 0, err
	}
	channels := len(shipped.Mean)
	same := segment.Projection{Mean: make([]float32, channels), Basis: make([]float32, channels*channels)}
	for i := range channels {
		same.Basis[i*channels+i] = 1
	}
	raw, err := segment.NewIdentityEncoder(e.Runtime, assets.IdentityModel(), same, segment.Options{Threads: s.engine.Threads})
	return raw, channels, err
}

// addWindows counts random square windows of a photo.
func addWindows(ctx context.Context, raw *segment.IdentityEncoder, m *moments, rng *rand.Rand, p *photo.Photo) error {
	for _, side := range projectionSides {
		cells, err := raw.Encode(ctx, p.Reduced(side), side)
		if err != nil {
			return err
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
