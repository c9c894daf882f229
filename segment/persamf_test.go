package segment

import (
	"math"
	"math/rand/v2"
	"testing"
)

// samplesFor makes pixels in which scale i is the object and the others are
// too small and too large.
func samplesFor(right int) []scaleSample {
	r := rand.New(rand.NewPCG(9, 9))
	var samples []scaleSample
	for i := range 4000 {
		x := float64(i) / 4000
		s := scaleSample{object: x < 0.4}
		for j := range s.logits {
			edge := 0.4 + 0.25*float64(j-right)
			s.logits[j] = float32(10*(edge-x) + 0.1*r.NormFloat64())
		}
		samples = append(samples, s)
	}
	return samples
}

func TestWeightsFavourTheScaleThatWasMarked(t *testing.T) {
	for right := range 3 {
		w := fitWeights(samplesFor(right))
		if sum := w[0] + w[1] + w[2]; math.Abs(float64(sum)-1) > 1e-5 {
			t.Errorf("the weights %v sum to %g", w, sum)
		}
		// The mixture's edge, where its logit is zero, is the object's.
		mean := 0.0
		for j, v := range w {
			mean += float64(v) * (0.4 + 0.25*float64(j-right))
		}
		if start := 0.4 + 0.25*float64(1-right); math.Abs(mean-0.4) > 0.05 && math.Abs(mean-0.4) > 0.3*math.Abs(start-0.4) {
			t.Errorf("scale %d was marked; the weights %v put the edge at %.3f", right, w, mean)
		}
	}
}

func TestGradientIsTheDerivativeOfTheLoss(t *testing.T) {
	certain := []scaleSample{ // and two of them wrong
		{logits: [3]float32{-30, -40, -50}, object: true},
		{logits: [3]float32{30, 35, 45}},
		{logits: [3]float32{-30, -25, -45}},
		{logits: [3]float32{1, 2, 3}, object: true},
	}
	for name, samples := range map[string][]scaleSample{"usual pixels": samplesFor(2), "certain pixels": certain} {
		for _, w := range [][2]float64{{1. / 3, 1. / 3}, {0.1, 0.8}, {-0.2, 0.6}} {
			got := lossGradient(samples, w)
			for i := range got {
				const h = 1e-4
				up, down := w, w
				up[i] += h
				down[i] -= h
				want := (loss(samples, up) - loss(samples, down)) / (2 * h)
				if math.Abs(got[i]-want) > 1e-3*(1+math.Abs(want)) {
					t.Errorf("%s, at %v by w%d: %g instead of %g", name, w, i+1, got[i], want)
				}
			}
		}
	}
}

// loss is the paper code's dice loss plus sigmoid focal loss.
func loss(samples []scaleSample, w [2]float64) float64 {
	var sumPT, sumP, sumT, focal float64
	for _, s := range samples {
		z := (1-w[0]-w[1])*float64(s.logits[0]) + w[0]*float64(s.logits[1]) + w[1]*float64(s.logits[2])
		p := 1 / (1 + math.Exp(-z))
		t := 0.0
		if s.object {
			t = 1
		}
		sumPT += p * t
		sumP += p
		sumT += t
		crossEntropy := max(z, 0) - z*t + math.Log1p(math.Exp(-math.Abs(z)))
		pt := p*t + (1-p)*(1-t)
		alpha := 0.25*t + 0.75*(1-t)
		focal += alpha * crossEntropy * (1 - pt) * (1 - pt)
	}
	return 1 - (2*sumPT+1)/(sumP+sumT+1) + focal/float64(len(samples))
}

// BenchmarkFit is the whole fit of PerSAM-F's weights on as many pixels as a
// large photo gives.
func BenchmarkFit(b *testing.B) {
	var samples []scaleSample
	for len(samples) < maxSamples {
		samples = append(samples, samplesFor(1)...)
	}
	for b.Loop() {
		fitWeights(samples[:maxSamples])
	}
}
