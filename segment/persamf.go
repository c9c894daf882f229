package segment

import (
	"context"
	"fmt"
	"math"
)

// PerSAMF is the paper's method with two learned weights, which say at which
// scale the object was marked.
type PerSAMF struct {
	decoder *Decoder
	target  []float32
	weights Weights
}

// Weights mix the decoder's three scales of mask: part, sub-part and whole.
// They sum to 1.
type Weights [3]float32

// NewPerSAMF teaches the object of a reference and fits the weights to its
// mask (section 3.3). The decoder runs once: SAM is frozen, so its logits are
// the same at every step of the fit.
func NewPerSAMF(ctx context.Context, d *Decoder, r Reference) (*PerSAMF, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("teaching from a reference: %w", err)
	}
	p := &PerSAMF{decoder: d, target: meanMaxEmbedding(r.Features, r.cells())}
	decoded, _, err := p.first(ctx, r.Features)
	if err != nil {
		return nil, fmt.Errorf("teaching from a reference: %w", err)
	}
	p.weights = fitWeights(sampleScales(r, decoded))
	return p, nil
}

// first prompts with the positive point alone.
func (p *PerSAMF) first(ctx context.Context, f *Features) (*Decoded, Prior, error) {
	prior := locate(f, p.target)
	decoded, err := p.decoder.Decode(ctx, f, Prompt{Points: positive(prior)}, Guidance{})
	return decoded, prior, err
}

func positive(prior Prior) []Point { return []Point{{At: prior.Positive, Label: Include}} }

// Segment implements [Segmenter]: the weighted sum of the three scales
// (equation 9), refined with box and mask.
func (p *PerSAMF) Segment(ctx context.Context, f *Features) (*Result, error) {
	decoded, prior, err := p.first(ctx, f)
	if err != nil {
		return nil, err
	}
	mixed := make([]float32, LogitSide*LogitSide)
	var iou float32
	for s, w := range p.weights {
		iou += w * decoded.IoU[s+1]
		for i, v := range decoded.Logits[s+1] {
			mixed[i] += w * v
		}
	}
	result := &Result{Prior: prior, Steps: []Step{{mixed, iou}}}
	box := f.Frame.Mask(mixed).Box()
	if err := refine(ctx, p.decoder, f, positive(prior), box, result); err != nil {
		return nil, err
	}
	return finish(f, result), nil
}

// scaleSample is one pixel of the reference photo.
type scaleSample struct {
	logits [3]float32
	object bool
}

// maxSamples bounds the pixels that the fit looks at. The loss is a mean over
// pixels, so a regular sample of them has the same minimum to within a
// thousandth.
const maxSamples = 1 << 14

// sampleScales reads the three scales' logits at a regular grid of the
// reference photo's pixels.
func sampleScales(r Reference, decoded *Decoded) []scaleSample {
	size := r.Mask.Size
	step := max(1, math.Sqrt(float64(size.X)*float64(size.Y)/maxSamples))
	columns, rows := r.Features.Frame.upsampling(LogitSide)
	var samples []scaleSample
	for fy := step / 2; fy < float64(size.Y); fy += step {
		for fx := step / 2; fx < float64(size.X); fx += step {
			x, y := int(fx), int(fy)
			s := scaleSample{object: r.Mask.Has(x, y)}
			for i := range s.logits {
				s.logits[i] = at(decoded.Logits[i+1], LogitSide, columns, rows, x, y)
			}
			samples = append(samples, s)
		}
	}
	return samples
}

// Hyper-parameters of the fit, those of the paper's code.
const (
	fitSteps   = 1000
	fitStart   = 1.0 / 3
	fitRate    = 1e-3
	fitDecay   = 1e-2
	fitEpsilon = 1e-4
	fitBeta1   = 0.9
	fitBeta2   = 0.999
	focalAlpha = 0.25
	diceSmooth = 1
)

// fitWeights learns w1 and w2, starting from 1/3 each, with AdamW and a
// cosine-annealed rate; the first scale has the weight 1-w1-w2.
func fitWeights(samples []scaleSample) Weights {
	w := [2]float64{fitStart, fitStart}
	var m, v [2]float64
	for step := range fitSteps {
		gradient := lossGradient(samples, w)
		rate := fitRate * (1 + math.Cos(math.Pi*float64(step)/fitSteps)) / 2
		for i, g := range gradient {
			m[i] = fitBeta1*m[i] + (1-fitBeta1)*g
			v[i] = fitBeta2*v[i] + (1-fitBeta2)*g*g
			mean := m[i] / (1 - math.Pow(fitBeta1, float64(step+1)))
			variance := v[i] / (1 - math.Pow(fitBeta2, float64(step+1)))
			w[i] -= rate*fitDecay*w[i] + rate*mean/(math.Sqrt(variance)+fitEpsilon)
		}
	}
	return Weights{float32(1 - w[0] - w[1]), float32(w[0]), float32(w[1])}
}

// lossGradient returns the gradient of dice loss plus focal loss (gamma 2) by
// w1 and w2.
//
// With p = sigmoid(z), t the target and n pixels:
//
//	dice  = 1 - (2·Σpt + 1)/(Σp + Σt + 1)
//	focal = 1/n · Σ alpha_t (1-p_t)² (-log p_t)
func lossGradient(samples []scaleSample, w [2]float64) [2]float64 {
	w0 := float32(1 - w[0] - w[1])
	w1, w2 := float32(w[0]), float32(w[1])
	// Sums over pixels of p, of p·t, and of dp/dw for each weight, all and
	// within the object.
	var sumP, sumPT, sumT float64
	var dP, dPT, dFocal [2]float64
	for _, s := range samples {
		z := float64(w0*s.logits[0] + w1*s.logits[1] + w2*s.logits[2])
		d1 := float64(s.logits[1] - s.logits[0])
		d2 := float64(s.logits[2] - s.logits[0])
		p, slope := sigmoid(z)
		sumP += p
		dP[0] += slope * d1
		dP[1] += slope * d2
		// With q = p_t, d focal/dq = alpha_t·(2(1-q)·log q - (1-q)²/q), and
		// dq/dz = ±slope, slope = q(1-q).
		alpha, sign, q := 1-focalAlpha, -1.0, 1-p
		if s.object {
			alpha, sign, q = focalAlpha, 1.0, p
			sumT++
			sumPT += p
			dPT[0] += slope * d1
			dPT[1] += slope * d2
		}
		surprise := 0.0 // q·log q, 0 where q is 0 or 1
		if slope > 0 {
			surprise = q * math.Log(q)
		}
		dz := sign * alpha * (1 - q) * (1 - q) * (2*surprise - (1 - q))
		dFocal[0] += dz * d1
		dFocal[1] += dz * d2
	}
	numerator, denominator := 2*sumPT+diceSmooth, sumP+sumT+diceSmooth
	var gradient [2]float64
	for i := range gradient {
		dice := -(2*dPT[i]*denominator - numerator*dP[i]) / (denominator * denominator)
		gradient[i] = dice + dFocal[i]/float64(len(samples))
	}
	return gradient
}

// saturated is the logit beyond which a sigmoid is taken for 0 or 1. Most of a
// photo's pixels are that certain.
const saturated = 20

// sigmoid returns 1/(1+exp(-z)) and its derivative, which is 0 where z is
// saturated and positive elsewhere.
func sigmoid(z float64) (p, slope float64) {
	switch {
	case z > saturated:
		return 1, 0
	case z < -saturated:
		return 0, 0
	}
	p = 1 / (1 + math.Exp(-z))
	return p, p * (1 - p)
}
