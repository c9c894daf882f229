package main

import (
	"context"
	"fmt"

	"whereabouts/library"
	"whereabouts/segment"
)

// compareRankings ranks photos by all windows of their appearance and by their
// stored index. No mask is sought.
func (b *bench) compareRankings(ctx context.Context) (*comparison, error) {
	type look struct {
		photo      testPhoto
		appearance *segment.Appearance
		index      segment.Index
	}
	var looks []look
	size := 0
	for _, p := range b.set.photos {
		b.tell("looking", p.subject)
		opened, _, err := p.opened(ctx)
		if err != nil {
			return nil, err
		}
		l := look{photo: p}
		if l.appearance, err = b.engine.Identity.Look(ctx, opened.Reduced(segment.AppearanceSide), opened.Size()); err != nil {
			return nil, fmt.Errorf("looking at %s: %w", p.path, err)
		}
		stored, err := l.appearance.Index().MarshalBinary()
		if err != nil {
			return nil, err
		}
		if err := l.index.UnmarshalBinary(stored); err != nil {
			return nil, err
		}
		size = max(size, len(stored))
		looks = append(looks, l)
	}
	var byWindows, byIndex tally
	for _, s := range b.set.subjects {
		concept, err := b.described(ctx, s)
		if err != nil {
			return nil, err
		}
		var windows, index []ranked
		for _, l := range looks {
			if !b.mayShow(s, l.photo) {
				continue
			}
			best := -1.0
			if places := concept.Places(l.appearance, 1, nil, nil); len(places) > 0 {
				best = places[0].Cosine
			}
			shows := l.photo.subject == s.name
			windows = append(windows, ranked{best, shows})
			index = append(index, ranked{concept.Rank(&l.index), shows})
		}
		byWindows.addRanking(windows)
		byIndex.addRanking(index)
	}
	return &comparison{
		Title: "ranking without masks",
		Rows: []row{
			{"all windows", byWindows.quality()},
			{fmt.Sprintf("index of %d bytes", size), byIndex.quality()},
		},
	}, nil
}

// described returns what a subject looks like by its reference.
func (b *bench) described(ctx context.Context, s subject) (*segment.Looks, error) {
	p, err := b.set.photo(s.name, s.reference)
	if err != nil {
		return nil, err
	}
	opened, _, err := p.opened(ctx)
	if err != nil {
		return nil, err
	}
	mask, err := readMask(ctx, maskPath(b.set.dir, s.name, s.reference))
	if err != nil {
		return nil, err
	}
	thing, err := b.engine.Identity.DescribePoses(ctx, library.NewPixels(opened), mask)
	if err != nil {
		return nil, fmt.Errorf("looking at the reference of %s: %w", s.name, err)
	}
	return segment.NewLooks([]segment.Thing{thing}, nil), nil
}
