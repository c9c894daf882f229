package ui

import (
	"context"

	"whereabouts/app"
	"whereabouts/library"
)

// A machine is what the engine knows of where it works. Its methods may take a while
// and are called by goroutines.
type machine interface {
	// Chosen returns what runs the encoders, and how the devices did.
	Chosen() app.DeviceChoice
	// Measure tries the devices again. The engine stays on those it was opened on.
	Measure(ctx context.Context) (app.DeviceChoice, error)
	// Contents returns what is remembered of photos.
	Contents() (library.Contents, error)
	// SetBudget sets how much disk that may take, in bytes; 0 is no limit.
	SetBudget(bytes int64)
	// Compact gives back to the disk what is free, and returns how much that was.
	Compact(ctx context.Context) (freed int64, err error)
}

// Chosen implements [machine].
func (e *loadedEngine) Chosen() app.DeviceChoice { return e.Devices }

// Measure implements [machine].
func (e *loadedEngine) Measure(ctx context.Context) (app.DeviceChoice, error) {
	return app.MeasureDevices(ctx, e.options)
}

// Contents implements [machine].
func (e *loadedEngine) Contents() (library.Contents, error) { return e.cache.Contents() }

// SetBudget implements [machine].
func (e *loadedEngine) SetBudget(bytes int64) { e.cache.SetBudget(bytes) }

// Compact implements [machine].
func (e *loadedEngine) Compact(ctx context.Context) (int64, error) { return e.cache.Compact(ctx) }
