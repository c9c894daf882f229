package segment

import (
	"context"
	"fmt"
	"image"
)

// Step is one stage of segmenting: the chosen mask as logits and how good the
// decoder thinks it is.
type Step struct {
	Logits []float32 // a grid of LogitSide by LogitSide
	IoU    float32   // predicted; may exceed 1
}

// Result is what a method found in one photo. The paper's methods always find
// something, also where the object is absent.
type Result struct {
	Steps []Step // first mask, then one for each refinement
	Mask  *Mask  // of the last step, of the photo's size; never empty
	Prior Prior
}

// Segmenter finds a taught object in the features of a photo.
type Segmenter interface {
	Segment(ctx context.Context, f *Features) (*Result, error)
}

// Refinements is the number of refinement steps in the paper's methods.
const Refinements = 2

// PerSAMOptions switch parts of the method off, for ablations.
type PerSAMOptions struct {
	WithoutAttention bool // no target-guided attention
	WithoutTarget    bool // no target-semantic prompting
	WithoutNegative  bool // no negative point
	WithoutRefining  bool // the first mask is the result
}

// PerSAM is the paper's method without training.
type PerSAM struct {
	decoder *Decoder
	target  []float32
	options PerSAMOptions
}

// NewPerSAM teaches the object of a reference.
func NewPerSAM(d *Decoder, r Reference, o PerSAMOptions) (*PerSAM, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("teaching from a reference: %w", err)
	}
	return &PerSAM{decoder: d, target: meanEmbedding(r.Features, r.cells()), options: o}, nil
}

// Segment implements [Segmenter]: location prior, guided first mask, and the
// cascaded post-refinement (section 3.2).
func (p *PerSAM) Segment(ctx context.Context, f *Features) (*Result, error) {
	prior := locate(f, p.target)
	points := []Point{{At: prior.Positive, Label: Include}}
	if !p.options.WithoutNegative {
		points = append(points, Point{At: prior.Negative, Label: Exclude})
	}
	var guide Guidance
	if !p.options.WithoutAttention {
		guide.Attention = prior.Attention
	}
	if !p.options.WithoutTarget {
		guide.Target = p.target
	}
	first, err := p.decoder.Decode(ctx, f, Prompt{Points: points}, guide)
	if err != nil {
		return nil, err
	}
	result := &Result{Prior: prior, Steps: []Step{{first.Logits[singleMask], first.IoU[singleMask]}}}
	if !p.options.WithoutRefining {
		if err := refine(ctx, p.decoder, f, points, image.Rectangle{}, result); err != nil {
			return nil, err
		}
	}
	return finish(f, result), nil
}

// refine runs the cascaded post-refinement. The logits of the last step prompt
// the next, and from the second refinement on, or from the first where box is
// given, the box around the last mask does too; of the three scales the one
// with the highest predicted IoU is taken.
func refine(ctx context.Context, d *Decoder, f *Features, points []Point, box image.Rectangle, result *Result) error {
	for range Refinements {
		last := result.Steps[len(result.Steps)-1]
		decoded, err := d.Decode(ctx, f, Prompt{Points: points, Mask: last.Logits, Box: box}, Guidance{})
		if err != nil {
			return err
		}
		best := decoded.best()
		result.Steps = append(result.Steps, Step{decoded.Logits[best], decoded.IoU[best]})
		result.Mask = f.Frame.Mask(decoded.Logits[best])
		box = result.Mask.Box()
	}
	return nil
}

// finish gives the result the mask of its last step. Where that is empty, the
// last step that is not counts, and where all are, the cell at the positive
// point: a photo always has a best candidate.
func finish(f *Features, r *Result) *Result {
	if r.Mask != nil && !r.Mask.Box().Empty() {
		return r
	}
	for i := len(r.Steps) - 1; i >= 0; i-- {
		if r.Mask = f.Frame.Mask(r.Steps[i].Logits); !r.Mask.Box().Empty() {
			return r
		}
	}
	half := max(1, max(f.Frame.Photo.X, f.Frame.Photo.Y)/FeatureSide/2)
	cell := image.Rectangle{Min: r.Prior.Positive, Max: r.Prior.Positive}.Inset(-half).
		Union(image.Rectangle{Min: r.Prior.Positive, Max: r.Prior.Positive.Add(image.Pt(1, 1))}).
		Intersect(image.Rectangle{Max: f.Frame.Photo})
	for y := cell.Min.Y; y < cell.Max.Y; y++ {
		for x := cell.Min.X; x < cell.Max.X; x++ {
			r.Mask.Pix[y*r.Mask.Size.X+x] = Object
		}
	}
	return r
}
