package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"

	"gonum.org/v1/gonum/mat"

	"whereabouts/app"
	"whereabouts/segment"
)

// writeWhitening computes the mean and the principal components of the cells of
// all photos' features and writes them in the form that package segment ships.
// A photo's cells count alike, however many they are.
func writeWhitening(ctx context.Context, e *app.Engine, dirs []string, file string) error {
	const channels = segment.FeatureChannels
	mean := make([]float64, channels)
	products := mat.NewSymDense(channels, nil)
	photos := 0.0
	cell := make([]float64, channels)
	for _, dir := range dirs {
		set, err := openDataset(dir, "00")
		if err != nil {
			return err
		}
		b := &bench{engine: e, set: set, progress: os.Stderr}
		if err := b.encode(ctx); err != nil {
			return err
		}
		for _, f := range b.features {
			columns, rows := f.Cells()
			weight := 1 / float64(columns*rows)
			for y := range rows {
				for x := range columns {
					for c := range cell {
						cell[c] = float64(f.Data[(c*segment.FeatureSide+y)*segment.FeatureSide+x])
						mean[c] += weight * cell[c]
					}
					products.SymRankOne(products, weight, mat.NewVecDense(channels, cell))
				}
			}
			photos++
		}
	}
	for c := range mean {
		mean[c] /= photos
	}
	products.ScaleSym(1/photos, products)
	products.SymRankOne(products, -1, mat.NewVecDense(channels, mean))

	var eigen mat.EigenSym
	if !eigen.Factorize(products, true) {
		return errors.New("the features have no principal components")
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	variances := eigen.Values(nil) // ascending

	var out []byte
	add := func(v float64) { out = binary.LittleEndian.AppendUint32(out, math.Float32bits(float32(v))) }
	for _, v := range mean {
		add(v)
	}
	for i := range segment.MatchDimensions {
		column := channels - 1 - i
		for c := range channels {
			add(vectors.At(c, column) / math.Sqrt(variances[column]))
		}
	}
	if err := app.WriteFile(file, out); err != nil {
		return fmt.Errorf("writing the statistics: %w", err)
	}
	return nil
}
