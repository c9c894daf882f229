package library

import (
	"cmp"
	"context"
	"slices"

	"whereabouts/segment"
)

// Prepare makes what cutting things out of photos needs, a MiB each, for photos
// that lack it: first for those that are most like one of the concepts, then for
// the newest. It ends when it has made so many bytes, when the cache's budget is
// spent, or when it has made it for all.
//
// It is to be stopped when photos wait to be looked at, and called again after
// that: it goes on where it was.
func (s *Scanner) Prepare(ctx context.Context, bytes int64, concepts ...Ranker) error {
	r := s.round(Preparing)
	fill := func(ctx context.Context) error {
		jobs, err := r.unprepared(ctx, concepts)
		if err != nil {
			return err
		}
		if room, limited, err := r.finder.Cache.roomLeft(); err != nil {
			return err
		} else if limited {
			bytes = min(bytes, room)
		}
		r.add(jobs[:min(int64(len(jobs)), bytes/segment.StoredFeatures)]...)
		r.mu.Lock()
		r.surveyed = true
		r.mu.Unlock()
		return nil
	}
	return r.run(ctx, fill, r.openWhole, r.prepare)
}

// unprepared returns the photos that lack features, those first that are to be
// prepared first. Of several with one content it returns one.
func (r *round) unprepared(ctx context.Context, concepts []Ranker) ([]job, error) {
	ranks, err := r.ranks(ctx, concepts)
	if err != nil {
		return nil, err
	}
	prepared, err := r.finder.Cache.keys(ctx, featureKind)
	if err != nil {
		return nil, err
	}
	type lacking struct {
		job
		rank  float64
		taken int64
	}
	var all []lacking
	met := make(map[Key]bool)
	for _, f := range r.scanner.Catalogue.Files() {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if _, ok := prepared[f.Key]; ok || f.Skipped != nil || f.With != "" || f.Offline || met[f.Key] {
			continue
		}
		met[f.Key] = true
		rank, ok := ranks[f.Key]
		if !ok {
			rank = -1
		}
		all = append(all, lacking{job{path: f.Path, full: f.Path, key: f.Key}, rank, f.Details.Taken.UnixNano()})
	}
	slices.SortStableFunc(all, func(a, b lacking) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(b.taken, a.taken))
	})
	jobs := make([]job, len(all))
	for i, l := range all {
		jobs[i] = l.job
	}
	return jobs, nil
}

// ranks returns each photo's best rank among concepts.
func (r *round) ranks(ctx context.Context, concepts []Ranker) (map[Key]float64, error) {
	best := make(map[Key]float64)
	for _, c := range concepts {
		ranked, err := r.finder.Cache.Rank(ctx, c.RankBy())
		if err != nil {
			return nil, err
		}
		for _, p := range ranked {
			if rank, ok := best[p.Key]; !ok || p.Rank > rank {
				best[p.Key] = p.Rank
			}
		}
	}
	return best, nil
}

// openWhole makes a photo ready for SAM's encoder. One that has changed since it was
// looked at is passed over: it is looked at again first.
func (r *round) openWhole(ctx context.Context, j job) (*opened, error) {
	file, err := load(ctx, r.memory.ahead, j.path)
	if err != nil {
		return nil, err
	}
	defer file.free()
	if file.key != j.key {
		return nil, nil //nolint:nilnil // there is nothing to make, and nothing is wrong
	}
	picture, size, err := file.reduced(ctx, r.finder.Photos, segment.InputSide)
	if err != nil {
		return nil, err
	}
	return &opened{job: j, picture: picture, size: size}, nil
}

// prepare has SAM's encoder look at a photo.
func (r *round) prepare(ctx context.Context, o *opened) error {
	_, stored, err := r.finder.features(ctx, o.picture, o.size)
	if err != nil {
		return err
	}
	r.keeper.add(entry{featureKind, o.key, stored})
	r.scanner.tell(Prepared{o.path, o.key})
	return nil
}

// roomLeft returns how many bytes the budget leaves, where there is one.
func (c *Cache) roomLeft() (bytes int64, limited bool, err error) {
	if c.Budget() == 0 {
		return 0, false, nil
	}
	seen, err := c.Contents()
	return max(0, seen.Budget-(seen.Size-seen.Free)), true, err
}
