package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"whereabouts/assets"
	"whereabouts/segment"
)

// Trial is what came of trying a device.
type Trial struct {
	Device segment.Device `json:"device"`
	// Identity and Encoder are the times of the identity encoder and of SAM's. Where
	// the first is hopelessly slow on the device, the other is not tried.
	Identity Timing `json:"identity"`
	Encoder  Timing `json:"encoder"`
	// Problem says why the device cannot be used; empty where it can.
	Problem string `json:"problem,omitempty"`
}

// Timing is how long one look at a picture takes on a device and, in the same
// minute, on the processor. The zero value says that it is not known.
type Timing struct {
	Device    time.Duration `json:"device_ns"`
	Processor time.Duration `json:"processor_ns"`
}

// Known reports whether it was measured.
func (t Timing) Known() bool { return t.Device > 0 && t.Processor > 0 }

// ratio is the device's time in the processor's; below 1 the device is faster.
func (t Timing) ratio() float64 { return float64(t.Device) / float64(t.Processor) }

// Sides, in pixels, at which the identity encoder is tried. In the first picture
// it is cheap, so that even a card in software answers; the second is what it
// mostly looks at.
const (
	checkedSide = 224
	timedSide   = segment.AppearanceSide
)

// hopeless is how many times slower than the processor a device may be before it
// is not tried further.
const hopeless = 20

// TryDevice looks with both encoders at a known picture, on a device and on the
// processor, and compares their answers and times. That the device cannot be used
// is no error but the trial's Problem.
func TryDevice(ctx context.Context, o EngineOptions, d segment.Device) (Trial, error) {
	installed, err := locate(ctx, o)
	if err != nil {
		return Trial{}, err
	}
	runtime, err := segment.LoadRuntime(installed.Runtime)
	if err != nil {
		return Trial{}, err
	}
	t := &trying{
		device:    segment.Options{Threads: o.Threads, Device: d},
		processor: segment.Options{Threads: o.Threads},
		trial:     Trial{Device: d},
	}
	err = t.identity(ctx, runtime)
	if err == nil && t.trial.Identity.ratio() < hopeless {
		err = t.encoder(ctx, runtime, installed.Encoder)
	}
	if errors.Is(err, segment.ErrDevice) {
		t.trial.Problem, err = problem(err), nil
	}
	return t.trial, err
}

// problem returns what was said of a device, without the places in the runtime's
// source.
func problem(err error) string {
	text := err.Error()
	if _, after, found := strings.Cut(text, segment.ErrDevice.Error()+": "); found {
		text = after
	}
	if _, after, found := strings.Cut(text, "was false. "); found {
		text = after
	}
	if function, after, found := strings.Cut(text, ": "); found && strings.HasPrefix(function, "Ort") {
		text = after
	}
	first, _, _ := strings.Cut(text, "\n")
	return strings.TrimSuffix(strings.TrimSpace(first), ".")
}

// trying is a trial under way.
type trying struct {
	device, processor segment.Options
	trial             Trial
}

// identity tries the identity encoder.
func (t *trying) identity(ctx context.Context, r *segment.Runtime) (err error) {
	device, err := newIdentity(r, t.device)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, device.Close()) }()
	processor, err := newIdentity(r, t.processor)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, processor.Close()) }()
	at := func(e *segment.IdentityEncoder, side int) look {
		return func(ctx context.Context) ([]float32, error) { return e.Try(ctx, side) }
	}
	t.trial.Identity, err = compare(ctx, at(device, checkedSide), at(processor, checkedSide), 1)
	if err != nil || t.trial.Identity.ratio() > hopeless {
		return err
	}
	t.trial.Identity, err = compare(ctx, at(device, timedSide), at(processor, timedSide), timings)
	return err
}

// encoder tries SAM's encoder.
func (t *trying) encoder(ctx context.Context, r *segment.Runtime, model string) (err error) {
	device, err := segment.NewEncoder(r, model, t.device)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, device.Close()) }()
	processor, err := segment.NewEncoder(r, model, t.processor)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, processor.Close()) }()
	t.trial.Encoder, err = compare(ctx, device.Try, processor.Try, timings)
	return err
}

// newIdentity loads the identity encoder that Whereabouts is built with.
func newIdentity(r *segment.Runtime, o segment.Options) (*segment.IdentityEncoder, error) {
	projection, err := segment.DefaultProjection()
	if err != nil {
		return nil, err
	}
	return segment.NewIdentityEncoder(r, assets.IdentityModel(), projection, o)
}

// look is one look at a picture.
type look func(context.Context) ([]float32, error)

// timings is the number of looks whose median is the time of one.
const timings = 3

// compare looks once to warm up and to compare the answers, and then several times,
// in turn, for the medians of the times.
func compare(ctx context.Context, device, processor look, looks int) (Timing, error) {
	got, err := device(ctx)
	if err != nil {
		return Timing{}, err
	}
	want, err := processor(ctx)
	if err != nil {
		return Timing{}, fmt.Errorf("looking on the processor: %w", err)
	}
	if err := segment.CheckAnswer(got, want); err != nil {
		return Timing{}, err
	}
	var on, off []time.Duration
	for range looks {
		for _, side := range []struct {
			look  look
			times *[]time.Duration
		}{{device, &on}, {processor, &off}} {
			start := time.Now()
			if _, err := side.look(ctx); err != nil {
				return Timing{}, err
			}
			*side.times = append(*side.times, time.Since(start))
		}
	}
	return Timing{median(on), median(off)}, nil
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}
