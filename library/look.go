package library

import (
	"cmp"
	"context"
	"slices"

	"whereabouts/segment"
)

// Scene is one photo with what the networks make of it.
type Scene interface {
	segment.Scene
	// Key names the photo by its content.
	Key() Key
	// Glimpse returns what is to be told of the best find as soon as there is a mask
	// of it, or nil where nobody waits for that.
	Glimpse() func(Sighting)
}

// possibleByIndex is the rank below which a photo is not looked at further. The
// index knows fewer windows than the appearance and mostly gives a little less.
const possibleByIndex = segment.PossibleCosine - 0.05

// unseen is how far below what its window says a photo is scored in which no mask
// was sought.
const unseen = 0.2

// Look looks for the concept in a photo: by its index, then by its appearance,
// and where that speaks for it by the masks.
func (c *Concept) Look(ctx context.Context, s Scene) (Sighting, error) {
	accepted, rejected := c.judgedIn(s.Key())
	index, err := s.Index(ctx)
	if err != nil {
		return Sighting{}, err
	}
	if cosine := c.Looks.Rank(index); !c.promises(cosine) && len(accepted) == 0 {
		return c.Dismiss(cosine), nil
	}
	appearance, err := s.Appearance(ctx)
	if err != nil {
		return Sighting{}, err
	}
	var sighting Sighting
	if places := c.Looks.Places(appearance, segment.PlacesTried, rejected, nil); len(places) > 0 {
		if places[0].Cosine < segment.PossibleCosine && !c.Everywhere {
			sighting.Score = segment.Presence(places[0].Cosine - unseen)
		} else if sighting.Instances, err = c.cutOut(ctx, s, places, rejected); err != nil {
			return Sighting{}, err
		}
	}
	for i := range sighting.Instances {
		c.compete(&sighting.Instances[i])
	}
	sighting.settle(accepted)
	return c.Judged.Apply(s.Key(), sighting), nil
}

// RankBy implements [Ranker].
func (c *Concept) RankBy() *segment.Looks { return c.Looks }

// Promising implements [Ranker].
func (c *Concept) Promising(photo Key, rank float64) bool {
	return c.promises(rank) || c.acceptedIn(photo)
}

// Dismiss implements [Ranker].
func (c *Concept) Dismiss(rank float64) Sighting {
	return Sighting{Score: segment.Presence(rank - unseen)}
}

// Answers implements [Answerer].
func (c *Concept) Answers() (about ConceptID, from Key) { return c.ID, c.From }

// acceptedIn reports whether the user accepted a find in a photo.
func (c *Concept) acceptedIn(photo Key) bool {
	return slices.ContainsFunc(c.Judged.copy(), func(said judged) bool { return said.accepted && said.photo == photo })
}

// promises reports whether a photo of a rank by its index is looked at further.
func (c *Concept) promises(cosine float64) bool { return c.Everywhere || cosine >= possibleByIndex }

// judgedIn returns the finds in a photo that the user accepted and the masks of
// those that were rejected.
func (c *Concept) judgedIn(photo Key) (accepted []Instance, rejected []*segment.Mask) {
	for _, j := range c.Judged.In(photo) {
		if j.Accepted {
			accepted = append(accepted, Instance{Mask: j.Mask, Score: 1, Example: j.Example})
		} else {
			rejected = append(rejected, j.Mask)
		}
	}
	return accepted, rejected
}

// cutOut returns the instances at places, best first.
func (c *Concept) cutOut(ctx context.Context, s Scene, places []segment.Place, rejected []*segment.Mask) ([]Instance, error) {
	if c.Auto == nil {
		features, err := s.Features(ctx)
		if err != nil {
			return nil, err
		}
		result, err := c.Segmenter.Segment(ctx, features)
		if err != nil {
			return nil, err
		}
		return []Instance{{Mask: result.Mask, Score: segment.Presence(places[0].Cosine), Reference: c.reference(places[0].Example)}}, nil
	}
	found, err := c.Auto.Find(ctx, s, places, rejected, c.glimpse(s))
	if err != nil {
		return nil, err
	}
	instances := make([]Instance, len(found))
	for i, f := range found {
		instances[i] = c.instance(f)
	}
	return instances, nil
}

// glimpse returns what is done with the best find before its mask is sharpened, or
// nil.
func (c *Concept) glimpse(s Scene) func(segment.Instance) {
	tell := s.Glimpse()
	if tell == nil {
		return nil
	}
	return func(f segment.Instance) {
		in := c.instance(f)
		if c.compete(&in); in.Score >= PresentScore {
			tell(Sighting{Score: in.Score, Instances: []Instance{in}})
		}
	}
}

func (c *Concept) instance(f segment.Instance) Instance {
	return Instance{Mask: f.Mask, Score: f.Score, Example: f.Example, Reference: c.reference(f.Nearest)}
}

// reference returns the reference that an example is, or -1 for an accepted find.
func (c *Concept) reference(example int) int {
	if example >= c.References {
		return -1
	}
	return example
}

// clearly is by how much an instance must be more like the concept than like a
// look-alike, or less, for that to be sure.
const clearly = 0.03

// compete holds an instance against the look-alikes. What is more like one of
// them is none of the concept's.
func (c *Concept) compete(in *Instance) {
	if len(c.LookAlikes) == 0 || in.Example.Empty() {
		return
	}
	own := c.Looks.Resemblance(in.Example)
	for _, l := range c.LookAlikes {
		switch margin := own - l.Resemblance(in.Example); {
		case margin < -clearly:
			in.Score = min(in.Score, PresentScore/2)
		case margin < clearly:
			in.Unsure = true
		}
	}
}

// settle puts the instances in order, with those that the user accepted first,
// and scores the photo by the best. Of several, those that do not seem to show
// the concept go.
func (s *Sighting) settle(accepted []Instance) {
	instances := accepted
	for _, in := range s.Instances {
		same := func(a Instance) bool { return a.Mask.IoU(in.Mask) >= sameFind }
		if !slices.ContainsFunc(accepted, same) {
			instances = append(instances, in)
		}
	}
	slices.SortStableFunc(instances, func(a, b Instance) int { return cmp.Compare(b.Score, a.Score) })
	for len(instances) > 1 && instances[len(instances)-1].Score < PresentScore {
		instances = instances[:len(instances)-1]
	}
	s.Instances = instances
	if len(instances) > 0 {
		s.Score = max(s.Score, instances[0].Score)
	}
}
