package segment

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"math"
	"slices"
)

// Networks are the networks that [Auto] asks.
type Networks struct {
	Encoder  Encoder
	Decoder  *Decoder
	Identity *IdentityEncoder
	Matcher  *Matcher
}

// Scene is one photo with what the networks make of it, made when it is asked
// for or read from where it is kept.
type Scene interface {
	// Size returns the size of the upright photo.
	Size() image.Point
	Pixels(ctx context.Context) (Pixels, error)
	// Index returns the compact form of the appearance.
	Index(ctx context.Context) (*Index, error)
	Appearance(ctx context.Context) (*Appearance, error)
	// Features returns SAM's features of the whole photo.
	Features(ctx context.Context) (*Features, error)
}

// Instance is one place in a photo where a concept may be.
type Instance struct {
	Mask    *Mask
	Score   float64 // how sure it is that this is the concept, 0..1
	Example Example // the thing as an example, should the user accept or reject it
	Nearest int     // the number of the taught example that it is most like
}

// Auto finds every instance of a concept in a photo. The identity encoder says
// where to look, SAM's decoder cuts out what is there, and identity, now of the
// thing cut out with everything else painted over, chooses among the masks. The
// decoder's own prediction of their quality prefers, where it errs, parts and
// neighbours.
type Auto struct {
	networks Networks
	looks    *Looks
	template *Template
}

// NewAuto returns the method for a concept.
func NewAuto(n Networks, l *Looks, t *Template) *Auto { return &Auto{n, l, t} }

// lookAt returns SAM's features of a part of a photo.
func (n Networks) lookAt(ctx context.Context, p Pixels, part image.Rectangle) (*Features, error) {
	return n.Encoder.Encode(ctx, p.Crop(part, NewFrame(part.Size()).Input), part.Size())
}

// PossibleCosine is the cosine of a photo's best window below which the photo
// does not show the concept.
const PossibleCosine = 0.44

// PlacesTried is the number of windows at which the mask of one instance is sought.
const PlacesTried = 2

// Limits of a search in one photo.
const (
	// maxInstances bounds the instances in one photo.
	maxInstances = 16
	// maxMisses is how often no other instance may be found where one is sought.
	maxMisses = 2
	// secondPlace is how near to the best window's cosine the other's must be for
	// masks to be sought there too.
	secondPlace = 0.85
	// hopeless is the score of a further candidate below which its mask is not
	// sharpened: that would not make it one.
	hopeless = 0.1
	// closerLook is the share of the photo's longer side below which a thing is
	// looked at again, in a crop of which it fills closerShare.
	closerLook  = 0.5
	closerShare = 0.5
)

// Find returns the instances in a photo, in the order in which they are found:
// places are searched for the first, what is found is taken out, and the photo is
// searched again until nothing that is left passes for the concept. The first is
// the best guess, however unlikely; there is none only where all that comes is of
// what is taken.
//
// The places are those of [Looks.Places]. What was rejected by the user is not
// found again.
func (a *Auto) Find(ctx context.Context, s Scene, places []Place, rejected []*Mask) ([]Instance, error) {
	appearance, err := s.Appearance(ctx)
	if err != nil {
		return nil, err
	}
	pixels, err := s.Pixels(ctx)
	if err != nil {
		return nil, err
	}
	features, err := s.Features(ctx)
	if err != nil {
		return nil, err
	}
	whole, err := a.view(ctx, image.Rectangle{Max: s.Size()}, s.Size(), features)
	if err != nil {
		return nil, err
	}
	var found []Instance
	var tried []Place
	c := &claims{masks: slices.Clone(rejected), rejected: len(rejected)}
	for misses := 0; len(places) > 0 && misses < maxMisses; {
		places = promising(places)
		best, err := a.best(ctx, whole, pixels, places, c)
		if err != nil {
			return nil, err
		}
		if best == nil || len(found) > 0 && best.score() < PresentScore {
			misses++
			tried = append(tried, places...)
		} else {
			in, err := a.instance(ctx, pixels, appearance, best)
			if err != nil {
				return nil, err
			}
			found = append(found, in)
			c.add(in.Mask, best.peak())
		}
		if len(found) == maxInstances {
			break
		}
		places = a.looks.Places(appearance, PlacesTried, c.masks, tried)
		if len(places) > 0 && places[0].Cosine < PossibleCosine {
			break
		}
	}
	return found, nil
}

// claims are the masks of what is not to be found again: what the user rejected,
// and then what was found.
type claims struct {
	masks    []*Mask
	rejected int
	peaks    []image.Point // of what was found, where each mask is surest
}

func (c *claims) add(found *Mask, peak image.Point) {
	c.masks = append(c.masks, found)
	c.peaks = append(c.peaks, peak)
}

// hold reports whether a candidate is claimed: half of it lies on one of the
// masks, or half of what was found lies on it. What was rejected may be a part of
// something that is yet to be found.
func (c *claims) hold(o *candidate) bool {
	for i, m := range c.masks {
		if on, of := o.shares(m); on > 0.5 || of > 0.5 && i >= c.rejected {
			return true
		}
	}
	return false
}

// exclude returns points on what was found near a box, for a prompt to leave out.
func (c *claims) exclude(v *view, near image.Rectangle) []Point {
	var points []Point
	for _, p := range c.peaks {
		if at, ok := v.point(p); ok && at.In(near) {
			points = append(points, Point{At: at, Label: Exclude})
		}
	}
	return points
}

// promising returns the places at which masks are worth seeking.
func promising(places []Place) []Place {
	for i, p := range places[1:] {
		if places[0].Cosine < PossibleCosine || p.Cosine < secondPlace*places[0].Cosine {
			return places[:i+1]
		}
	}
	return places
}

// best returns the best mask at places that is not claimed, or nil if there is
// none. Where the photo does not seem to show the concept, it is a guess that
// little time is spent on.
func (a *Auto) best(ctx context.Context, v *view, p Pixels, places []Place, c *claims) (*candidate, error) {
	possible := places[0].Cosine >= PossibleCosine
	var candidates []*candidate
	for _, place := range places {
		proposed, err := a.propose(ctx, v, place, c)
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, proposed...)
	}
	candidates = slices.DeleteFunc(candidates, c.hold)
	if err := a.judge(ctx, p, candidates); err != nil || len(candidates) == 0 {
		return nil, err
	}
	best := slices.MinFunc(candidates, better)
	if at := slices.IndexFunc(places, func(p Place) bool { return middle(p.Box).In(best.box) }); at >= 0 && places[at].Cosine > best.place.Cosine {
		best.place = places[at]
	}
	if !possible || len(c.peaks) > 0 && best.score() < hopeless {
		return best, nil
	}
	return a.sharpen(ctx, p, best, c)
}

func (a *Auto) view(ctx context.Context, part image.Rectangle, photo image.Point, f *Features) (*view, error) {
	m, err := a.networks.Matcher.match(ctx, f, a.template)
	if err != nil {
		return nil, err
	}
	return &view{part: part, photo: photo, features: f, matching: m}, nil
}

// candidate is a mask that may be it.
type candidate struct {
	view    *view
	place   Place
	logits  []float32
	iou     float64 // predicted by the decoder
	reach   reach
	box     image.Rectangle // in the photo's pixels
	alone   Descriptor
	whole   float64 // cosine of the crop with its surroundings
	alike   float64 // cosine of the thing cut out
	quality float64
}

// better puts the better of two candidates first.
func better(a, b *candidate) int { return cmp.Compare(b.quality, a.quality) }

// score returns how sure it is that a candidate is the concept.
func (c *candidate) score() float64 { return Presence((c.place.Cosine + c.alike) / 2) }

// shares returns which share of a candidate, sampled at every other logit, lies on
// a mask of the whole photo, and which share of the mask lies on the candidate.
func (c *candidate) shares(m *Mask) (onMask, ofMask float64) {
	const step = 2
	all, both := 0, 0
	for y := c.reach.box.Min.Y; y < c.reach.box.Max.Y; y += step {
		for x := c.reach.box.Min.X; x < c.reach.box.Max.X; x += step {
			if c.logits[y*LogitSide+x] <= 0 {
				continue
			}
			all++
			if at, ok := c.view.logitMiddle(x, y); ok && m.Has(at.X, at.Y) {
				both++
			}
		}
	}
	f := c.view.features.Frame
	sample := step * logitStep * float64(f.Photo.X) / float64(f.Input.X) // in the photo's pixels
	return float64(both) / float64(max(1, all)), float64(both) * sample * sample / float64(max(1, m.Area()))
}

// propose prompts the decoder at a place: with its middle and the cell near it
// whose texture is most like the object's, and where it may be the concept also
// with the middle alone, and with that cell and the map of how alike all cells are
// as a mask. What was found nearby is left out.
func (a *Auto) propose(ctx context.Context, v *view, p Place, c *claims) ([]*candidate, error) {
	box := v.inside(p.Box)
	if box.Empty() {
		return nil, nil
	}
	centre := Point{At: middle(box), Label: Include}
	near := v.cells(box.Inset(-max(box.Dx(), box.Dy()) / 4))
	peak := Point{At: v.cellMiddle(v.matching.peak(near)), Label: Include}
	without := c.exclude(v, box.Inset(-longer(box.Size())))
	with := func(points ...Point) []Point { return append(points, without...) }
	prompts := []Prompt{{Points: with(centre, peak)}}
	if p.Cosine >= PossibleCosine {
		prompts = append(prompts, Prompt{Points: with(centre)}, Prompt{Points: with(peak), Mask: v.likelihood(near)})
	}
	var found []*candidate
	for _, prompt := range prompts {
		more, err := a.decode(ctx, v, p, prompt)
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
func (a *Auto) decode(ctx context.Context, v *view, p Place, prompt Prompt) ([]*candidate, error) {
	decoded, err := a.networks.Decoder.Decode(ctx, v.features, prompt, Guidance{})
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
			view: v, place: p, logits: logits, iou: float64(decoded.IoU[i]), reach: r,
			box: v.box(r.box).Add(v.part.Min),
		})
	}
	return found, nil
}

// Weights of what speaks for a mask. They were found on photos of pets and
// things; leaving whole classes out of that changes the masks' mIoU by less than
// the classes differ (docs/measurements.md).
const (
	weighAlike    = 1.0 // identity of the thing cut out
	weighWhole    = 0.3 // identity of its crop
	weighIoU      = 0.6 // the decoder's prediction
	weighSure     = 0.25
	weighCoverage = 0.5 // of the object's cells by the mask's
	weighExplain  = 0.2 // of the mask's cells by the object's
)

// judge fills in what candidates are worth.
func (a *Auto) judge(ctx context.Context, p Pixels, candidates []*candidate) error {
	for i, c := range candidates {
		if twin := slices.IndexFunc(candidates[:i], c.twin); twin >= 0 {
			t := candidates[twin]
			c.alone, c.alike, c.whole = t.alone, t.alike, t.whole
		} else if err := a.compare(ctx, p, c); err != nil {
			return err
		}
		c.quality = weighAlike*c.alike + weighWhole*c.whole + weighIoU*c.iou + weighSure*c.reach.sure +
			weighCoverage*c.view.matching.coverage(c.reach.cells) + weighExplain*c.view.matching.explained(c.reach.cells)
	}
	return nil
}

// twin reports whether two masks are the same but for a few pixels.
func (c *candidate) twin(o *candidate) bool {
	if c.view != o.view || overlap(c.reach.box, o.reach.box) < 0.95 {
		return false
	}
	differ := 0
	for i, l := range c.logits {
		if (l > 0) != (o.logits[i] > 0) {
			differ++
		}
	}
	return float64(differ) < 0.03*float64(c.reach.area)
}

// compare looks at a candidate's crop, as it is and cut out.
func (a *Auto) compare(ctx context.Context, p Pixels, c *candidate) error {
	part := widen(c.box, describeMargin, p.Size())
	size := IdentitySize(part.Size(), aloneSide)
	crop := p.Crop(part, size)
	m, err := a.networks.Identity.Encode(ctx, crop, aloneSide)
	if err != nil {
		return fmt.Errorf("looking at a candidate: %w", err)
	}
	c.whole = a.looks.Cosine(m.mean())
	visible := part.Intersect(c.view.part) // a mask in a crop ends where the crop does
	shown := c.view.shown(c.logits, part.Sub(c.view.part.Min), size)
	scaleX, scaleY := float64(part.Dx())/float64(size.X), float64(part.Dy())/float64(size.Y)
	alone, err := a.networks.Identity.describeAlone(ctx, crop, func(x, y int) uint8 {
		at := part.Min.Add(image.Pt(int((float64(x)+0.5)*scaleX), int((float64(y)+0.5)*scaleY)))
		if !at.In(visible) {
			return 0
		}
		return shown(x, y)
	})
	if err != nil {
		return fmt.Errorf("looking at a candidate: %w", err)
	}
	c.alone, c.alike = alone, a.looks.cosineAlone(alone)
	return nil
}

// sharpen prompts the decoder with a mask that was found, and where the thing is
// small does so in a crop around it, and returns the best of what comes.
func (a *Auto) sharpen(ctx context.Context, s Pixels, c *candidate, taken *claims) (*candidate, error) {
	v := c.view
	if longer(c.box.Size()) < int(closerLook*float64(longer(s.Size()))) {
		part := surround(c.box, closerShare, s.Size())
		f, err := a.networks.lookAt(ctx, s, part)
		if err != nil {
			return nil, err
		}
		if v, err = a.view(ctx, part, s.Size(), f); err != nil {
			return nil, err
		}
	}
	prompt := Prompt{Box: v.inside(c.box), Mask: v.carried(c)}
	within, err := a.decode(ctx, v, c.place, prompt)
	if err != nil {
		return nil, err
	}
	if peak, ok := v.point(c.peak()); ok {
		prompt.Points = []Point{{At: peak, Label: Include}}
		more, err := a.decode(ctx, v, c.place, prompt)
		if err != nil {
			return nil, err
		}
		within = append(within, more...)
	}
	within = slices.DeleteFunc(within, taken.hold)
	if err := a.judge(ctx, s, within); err != nil {
		return nil, err
	}
	return slices.MinFunc(append(within, c), better), nil
}

// peak returns the photo's pixel where a mask is surest.
func (c *candidate) peak() image.Point {
	p := c.reach.peak
	return c.view.box(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))}).Min.Add(c.view.part.Min)
}

// carried returns a candidate's logits in the grid of another view.
func (v *view) carried(c *candidate) []float32 {
	if v == c.view {
		return c.logits
	}
	const outside = -10
	from, to := c.view.features.Frame, v.features.Frame
	source := func(i, offset, sourceOffset, photo, input, sourcePhoto, sourceInput int) (gridTap, bool) {
		at := (float64(i)+0.5)*logitStep*float64(photo)/float64(input) + float64(offset-sourceOffset)
		at = at * float64(sourceInput) / float64(sourcePhoto) / logitStep
		if at < 0 || at > float64(sourceInput)/logitStep {
			return gridTap{}, false
		}
		return tapAt(at), true
	}
	logits := make([]float32, LogitSide*LogitSide)
	for y := range LogitSide {
		row, okY := source(y, v.part.Min.Y, c.view.part.Min.Y, to.Photo.Y, to.Input.Y, from.Photo.Y, from.Input.Y)
		for x := range LogitSide {
			column, okX := source(x, v.part.Min.X, c.view.part.Min.X, to.Photo.X, to.Input.X, from.Photo.X, from.Input.X)
			if !okX || !okY {
				logits[y*LogitSide+x] = outside
				continue
			}
			logits[y*LogitSide+x] = sampleLogits(c.logits, column, row)
		}
	}
	return logits
}

// instance turns the mask that was chosen into an answer.
func (a *Auto) instance(ctx context.Context, s Pixels, appearance *Appearance, c *candidate) (Instance, error) {
	in := Instance{
		Mask: c.view.mask(c.logits), Score: c.score(), Nearest: c.place.Example,
	}
	whole, err := a.networks.Identity.describeWhole(ctx, s, widen(c.box, describeMargin, s.Size()))
	if err != nil {
		return Instance{}, err
	}
	in.Example = Example{Whole: append(whole, appearance.describe(c.place.Box)), Alone: c.alone}
	return in, nil
}

func longer(size image.Point) int { return max(size.X, size.Y) }

// PresentScore is the presence from which on something is taken for the concept.
const PresentScore = 0.5

// Presence returns how sure it is that something is the concept, in 0..1, by how
// alike they are: the mean of the cosines of the window and of the thing cut out,
// or where nothing is cut out of the window alone. 0.5 is as likely as not.
func Presence(alike float64) float64 {
	return 1 / (1 + math.Exp(-(alike-presenceMiddle)/presenceSpread))
}

// Logistic calibration: where something is as likely as not the concept, and how
// fast belief grows around that.
const (
	presenceMiddle = 0.66
	presenceSpread = 0.03
)
