package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"whereabouts/library"
)

// moments are what the mean and the principal components of vectors are computed
// from.
type moments struct {
	weight   float64
	sum      []float64
	products *mat.SymDense
}

func newMoments(dimensions int) *moments {
	return &moments{sum: make([]float64, dimensions), products: mat.NewSymDense(dimensions, nil)}
}

// add counts a vector with a weight.
func (m *moments) add(v []float64, weight float64) {
	m.weight += weight
	for i, x := range v {
		m.sum[i] += weight * x
	}
	m.products.SymRankOne(m.products, weight, mat.NewVecDense(len(v), v))
}

// statistics are the mean and principal components of vectors, as package segment
// takes them.
type statistics struct {
	mean  []float32
	basis []float32 // a row for each component, that with the largest variance first
}

// principal returns the statistics with the given number of components, each
// divided by a power of the standard deviation along it: with power 0 it has length 1,
// with power 1 vectors are whitened.
func (m *moments) principal(count int, power float64) (statistics, error) {
	dimensions := len(m.sum)
	if m.weight == 0 {
		return statistics{}, errors.New("there is nothing to make the statistics of")
	}
	middle := make([]float64, dimensions)
	for i, x := range m.sum {
		middle[i] = x / m.weight
	}
	covariance := mat.NewSymDense(dimensions, nil)
	covariance.ScaleSym(1/m.weight, m.products)
	covariance.SymRankOne(covariance, -1, mat.NewVecDense(dimensions, middle))

	var eigen mat.EigenSym
	if !eigen.Factorize(covariance, true) {
		return statistics{}, errors.New("the features have no principal components")
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	variances := eigen.Values(nil) // ascending

	s := statistics{mean: make([]float32, dimensions)}
	for i, x := range middle {
		s.mean[i] = float32(x)
	}
	for i := range count {
		column := dimensions - 1 - i
		length := math.Pow(variances[column], power/2)
		for c := range dimensions {
			s.basis = append(s.basis, float32(vectors.At(c, column)/length))
		}
	}
	return s, nil
}

// write writes the statistics in the form that package segment ships:
// little-endian float32, the mean and then the components.
func (s statistics) write(file string) error {
	var out []byte
	for _, values := range [][]float32{s.mean, s.basis} {
		for _, v := range values {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
		}
	}
	if err := library.WriteFile(file, out); err != nil {
		return fmt.Errorf("writing the statistics: %w", err)
	}
	return nil
}
