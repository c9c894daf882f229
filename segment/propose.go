package segment

import "context"

// propose prompts the decoder at a place: with its middle and the cell near it
// whose texture is most like the object's, and where it may be the concept also
// with the middle alone, and with that cell and the map of how alike all cells are
// as a mask. What was found nearby is left out.
func (s *search) propose(ctx context.Context, p Place) ([]*candidate, error) {
	v := s.whole
	box := v.inside(p.Box)
	if box.Empty() {
		return nil, nil
	}
	centre := Point{At: middle(box), Label: Include}
	near := v.cells(box.Inset(-max(box.Dx(), box.Dy()) / 4))
	peak := Point{At: v.cellMiddle(v.matching.peak(near)), Label: Include}
	without := s.claims.exclude(v, box.Inset(-longer(box.Size())))
	with := func(points ...Point) []Point { return append(points, without...) }
	prompts := []Prompt{{Points: with(centre, peak)}}
	if p.Cosine >= PossibleCosine {
		prompts = append(prompts, Prompt{Points: with(centre)}, Prompt{Points: with(peak), Mask: v.likelihood(near)})
	}
	var found []*candidate
	for _, prompt := range prompts {
		more, err := s.decode(ctx, v, p, prompt)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

// likelihood returns the matching as a mask prompt: how much more each cell is
// like the object than like what was around it, and less so far from the place.
func (v *view) likelihood(near []int) []float32 {
	const (
		slope = 20
		limit = 10
		far   = -3
	)
	grid := make([]float32, featureCells)
	for i := range grid {
		grid[i] = min(max(slope*(v.matching.object[i]-v.matching.around[i]), -limit), limit) + far
	}
	for _, i := range near {
		grid[i] -= far
	}
	logits := make([]float32, 0, LogitSide*LogitSide)
	enlarge := bilinear(FeatureSide, LogitSide)
	resample(grid, FeatureSide, enlarge, enlarge, func(_ int, values []float32) { logits = append(logits, values...) })
	return logits
}

// decode returns the decoder's masks of a prompt that mark anything.
func (s *search) decode(ctx context.Context, v *view, p Place, prompt Prompt) ([]*candidate, error) {
	decoded, err := s.networks.Decoder.Decode(ctx, v.features, prompt, Guidance{})
	if err != nil {
		return nil, err
	}
	var found []*candidate
	for i, logits := range decoded.Logits {
		r := v.reachOf(logits)
		if r.area < 8 {
			continue
		}
		found = append(found, &candidate{
			view: v, place: p, beside: len(s.claims.peaks) > 0, logits: logits, iou: float64(decoded.IoU[i]), reach: r,
			box: v.box(r.box).Add(v.part.Min),
		})
	}
	return found, nil
}
