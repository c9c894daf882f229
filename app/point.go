package app

import (
	"context"
	"fmt"
	"image"

	"whereabouts/library"
	"whereabouts/segment"
)

// Pointer tells what a user points at in one photo, from SAM's features of it. Its
// method may be called by several goroutines.
type Pointer struct {
	decoder  *segment.Decoder
	features *segment.Features
}

// Pointed is what a user pointed at in a photo and what was meant by it. It does not
// change.
type Pointed struct {
	*segment.Selection
	// Points and Box, in the photo's pixels, are all that it follows from.
	Points []segment.Point
	Box    image.Rectangle
}

// OpenPointer makes the photo at path ready to be pointed at. That takes a look of
// SAM's encoder where the finder's cache does not have the features.
func (e *Engine) OpenPointer(ctx context.Context, f *library.Finder, path string) (*Pointer, error) {
	features, err := f.FeaturesOf(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("looking at %s: %w", path, err)
	}
	return &Pointer{decoder: e.Decoder, features: features}, nil
}

// Click returns what is meant by a click at a pixel of the photo. Before is what was
// meant until then, or nil: then the click is for the thing under the pointer, and an
// including and an excluding click mean the same. Else the click makes what was meant
// more exact. An including one begins anew where the decoder is less sure of the two
// clicks together than of each alone: then they are on two things.
func (p *Pointer) Click(ctx context.Context, before *Pointed, click segment.Point) (*Pointed, error) {
	if before == nil {
		click.Label = segment.Include
		return p.pick(ctx, segment.Prompt{Points: []segment.Point{click}})
	}
	prompt := segment.Prompt{Points: append(before.Points[:len(before.Points):len(before.Points)], click), Box: before.Box, Mask: before.Logits}
	if !click.At.In(prompt.Box) {
		prompt.Box = image.Rectangle{}
	}
	refined, err := p.pick(ctx, prompt)
	if err != nil || click.Label == segment.Exclude {
		return refined, err
	}
	alone, err := p.Click(ctx, nil, click)
	if err != nil {
		return nil, err
	}
	if !refined.Has(click.At) || refined.IoU < min(before.IoU, alone.IoU) {
		return alone, nil
	}
	return refined, nil
}

// Frame returns the thing in a box drawn around it, in the photo's pixels.
func (p *Pointer) Frame(ctx context.Context, box image.Rectangle) (*Pointed, error) {
	return p.pick(ctx, segment.Prompt{Box: box})
}

func (p *Pointer) pick(ctx context.Context, prompt segment.Prompt) (*Pointed, error) {
	s, err := p.decoder.Select(ctx, p.features, prompt)
	if err != nil {
		return nil, err
	}
	return &Pointed{Selection: s, Points: prompt.Points, Box: prompt.Box}, nil
}

// Snap returns the mask of the thing that a painting in a photo is meant for. Where
// nothing better is found it is the painting itself.
func (e *Engine) Snap(ctx context.Context, f *library.Finder, painting *ReferenceFile) (*segment.Mask, error) {
	n := segment.Networks{Decoder: e.Decoder}
	meant, err := n.Snap(ctx, f.Closeup(painting.pixels, painting.key), painting.mask)
	if err != nil {
		return nil, fmt.Errorf("looking at what was painted: %w", err)
	}
	return meant, nil
}
