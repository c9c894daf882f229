package ui

import (
	"context"
	"image"

	"whereabouts/app"
	"whereabouts/segment"
)

// A marker is what the screen to teach asks of the loaded model.
type marker interface {
	// OpenPointer makes a photo ready to be pointed at.
	OpenPointer(ctx context.Context, path string) (pointer, error)
	// Snap returns the mask of what is meant by a query's, in the same size.
	Snap(ctx context.Context, q query) (*segment.Mask, error)
}

// A pointer tells what is pointed at in one photo, as [app.Pointer] does.
type pointer interface {
	Click(ctx context.Context, before *app.Pointed, click segment.Point) (*app.Pointed, error)
	Frame(ctx context.Context, box image.Rectangle) (*app.Pointed, error)
}

// OpenPointer implements [marker].
func (e *loadedEngine) OpenPointer(ctx context.Context, path string) (pointer, error) {
	p, err := e.Engine.OpenPointer(ctx, e.finder(), path)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Snap implements [marker].
func (e *loadedEngine) Snap(ctx context.Context, q query) (*segment.Mask, error) {
	marked, err := e.mark(ctx, q)
	if err != nil {
		return nil, err
	}
	meant, err := e.Engine.Snap(ctx, e.finder(), marked)
	if err != nil {
		return nil, err
	}
	return enlarge(meant, q.mask.Size), nil
}
