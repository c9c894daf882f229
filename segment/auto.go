package segment

import (
	"context"
	"image"
	"slices"
)

// Networks are the networks that [Auto] asks.
type Networks struct {
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
	// Closeup returns SAM's features of a part of the photo.
	Closeup(ctx context.Context, part image.Rectangle) (*Features, error)
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

// PossibleCosine is the cosine of a photo's best window below which the photo
// does not show the concept. Where it does and is found, it is 0.4 and more.
const PossibleCosine = 0.30

// PlacesTried is the number of windows at which the mask of one instance is sought.
const PlacesTried = 2

// Limits of a search in one photo.
const (
	// maxInstances bounds the instances in one photo.
	maxInstances = 16
	// maxMisses is how often no other instance may be found where one is sought.
	maxMisses = 2
	// furtherCosine is the cosine of a window below which no further instance is
	// sought there.
	furtherCosine = 0.34
	// secondPlace is how near to the best window's cosine the other's must be for
	// masks to be sought there too.
	secondPlace = 0.85
	// hopeless is the score of a candidate below which its mask is not sharpened,
	// since that would not make it one; hopelessBeside that of a further one.
	hopeless       = 0.01
	hopelessBeside = 0.1
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
// found again. Glimpse, unless it is nil, is called with the first instance as soon
// as there is a mask of it that passes for the concept, before that is sharpened.
func (a *Auto) Find(ctx context.Context, s Scene, places []Place, rejected []*Mask, glimpse func(Instance)) ([]Instance, error) {
	in, err := a.search(ctx, s, rejected)
	if err != nil {
		return nil, err
	}
	in.glimpse = glimpse
	var found []Instance
	var tried []Place
	for misses := 0; len(places) > 0 && misses < maxMisses; {
		places = promising(places)
		best, err := in.best(ctx, places)
		if err != nil {
			return nil, err
		}
		if best == nil || len(found) > 0 && best.score() < PresentScore {
			misses++
			tried = append(tried, places...)
		} else {
			instance, err := in.instance(ctx, best)
			if err != nil {
				return nil, err
			}
			found = append(found, instance)
			in.glimpse = nil
			in.claims.add(instance.Mask, best.peak())
		}
		if len(found) == maxInstances {
			break
		}
		places = a.looks.Places(in.appearance, PlacesTried, in.claims.masks, tried)
		if len(places) > 0 && places[0].Cosine < furtherCosine {
			break
		}
	}
	return found, nil
}

// search is the search for a concept in one photo.
type search struct {
	*Auto
	scene      Scene
	pixels     Pixels
	appearance *Appearance
	whole      *view
	claims     claims
	glimpse    func(Instance) // told the first instance before it is sharpened, or nil
}

func (a *Auto) search(ctx context.Context, s Scene, rejected []*Mask) (*search, error) {
	in := &search{Auto: a, scene: s}
	var err error
	if in.appearance, err = s.Appearance(ctx); err != nil {
		return nil, err
	}
	if in.pixels, err = s.Pixels(ctx); err != nil {
		return nil, err
	}
	features, err := s.Features(ctx)
	if err != nil {
		return nil, err
	}
	if in.whole, err = in.view(ctx, image.Rectangle{Max: s.Size()}, features); err != nil {
		return nil, err
	}
	in.claims.view = in.whole
	for _, m := range rejected {
		in.claims.reject(m)
	}
	return in, nil
}

// view returns a part of the photo as SAM saw it.
func (s *search) view(ctx context.Context, part image.Rectangle, f *Features) (*view, error) {
	m, err := s.networks.Matcher.match(ctx, f, s.template)
	if err != nil {
		return nil, err
	}
	return &view{part: part, photo: s.scene.Size(), features: f, matching: m}, nil
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
func (s *search) best(ctx context.Context, places []Place) (*candidate, error) {
	possible := places[0].Cosine >= PossibleCosine
	var candidates []*candidate
	for _, place := range places {
		proposed, err := s.propose(ctx, place)
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, proposed...)
	}
	candidates = slices.DeleteFunc(candidates, s.claims.hold)
	if err := s.judge(ctx, candidates, finalistMargin); err != nil || len(candidates) == 0 {
		return nil, err
	}
	best := slices.MinFunc(candidates, better)
	if at := slices.IndexFunc(places, func(p Place) bool { return middle(p.Box).In(best.box) }); at >= 0 && places[at].Cosine > best.place.Cosine {
		best.place = places[at]
	}
	least := hopeless
	if len(s.claims.peaks) > 0 {
		least = hopelessBeside
	}
	if !possible || best.score() < least {
		return best, nil
	}
	if s.glimpse != nil && best.score() >= PresentScore {
		seen, err := s.instance(ctx, best)
		if err != nil {
			return nil, err
		}
		s.glimpse(seen)
	}
	return s.sharpen(ctx, finalists(candidates, best))
}

// instance turns the mask that was chosen into an answer.
func (s *search) instance(ctx context.Context, c *candidate) (Instance, error) {
	in := Instance{
		Mask: c.view.mask(c.logits), Score: c.score(),
	}
	whole, err := s.networks.Identity.describeWhole(ctx, s.pixels, widen(c.box, describeMargin, s.scene.Size()))
	if err != nil {
		return Instance{}, err
	}
	in.Example = Example{Whole: append(whole, s.appearance.describe(c.place.Box)), Alone: c.alone}
	in.Nearest = s.looks.Nearest(in.Example)
	return in, nil
}
