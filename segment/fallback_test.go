package segment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	ort "github.com/yalue/onnxruntime_go"
	"golang.org/x/sync/errgroup"
)

// fakeNetwork is a network that does as it is told.
type fakeNetwork struct {
	do     func(ctx context.Context, inputs, outputs []ort.Value) error
	runs   atomic.Int32
	closed atomic.Int32
}

func (f *fakeNetwork) run(ctx context.Context, inputs, outputs []ort.Value) error {
	f.runs.Add(1)
	return f.do(ctx, inputs, outputs)
}

func (f *fakeNetwork) close() error {
	f.closed.Add(1)
	return nil
}

// errLost is what a device says that went away.
var errLost = fmt.Errorf("%w: it was unplugged", ErrDevice)

// failingAfter is a device that runs n so often and then fails. What fails has spoilt
// the outputs.
func failingAfter(runs int32, n network) *fakeNetwork {
	f := &fakeNetwork{}
	f.do = func(ctx context.Context, inputs, outputs []ort.Value) error {
		if f.runs.Load() <= runs {
			return n.run(ctx, inputs, outputs)
		}
		for _, v := range outputs {
			if t, ok := v.(*ort.Tensor[float32]); ok {
				clear(t.GetData())
			}
		}
		return errLost
	}
	return f
}

func TestNothingIsLostWhenADeviceFailsInTheMiddleOfAScan(t *testing.T) {
	alone := newLite0(t)
	processor := newLite0(t)
	device := failingAfter(5, alone.network)
	var told, loaded atomic.Int32
	e := &IdentityEncoder{dimensions: alone.dimensions, network: &fallback{
		device:    device,
		processor: func() (network, error) { loaded.Add(1); return processor.network, nil },
		tell: func(reason error) {
			told.Add(1)
			if !errors.Is(reason, ErrDevice) {
				t.Errorf("the reason is %v", reason)
			}
		},
	}}
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(4)
	for i := range 24 {
		g.Go(func() error {
			picture := checkered(2+i%4, 5-i%4, 32)
			got, err := e.Encode(ctx, picture, 96)
			if err != nil {
				return err
			}
			want, err := alone.Encode(ctx, picture, 96)
			if err != nil {
				return err
			}
			if !slices.Equal(got.Data, want.Data) {
				t.Errorf("picture %d: another answer than the processor's", i)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	if told.Load() != 1 || loaded.Load() != 1 {
		t.Errorf("told %d times, loaded %d times", told.Load(), loaded.Load())
	}
	before := device.runs.Load()
	if _, err := e.Encode(t.Context(), checkered(2, 2, 32), 64); err != nil || device.runs.Load() != before {
		t.Errorf("a device that failed was asked again, or %v", err)
	}
}

func TestProcessorIsNotLoadedWhileTheDeviceWorks(t *testing.T) {
	f := &fallback{
		device:    &fakeNetwork{do: func(context.Context, []ort.Value, []ort.Value) error { return nil }},
		processor: func() (network, error) { t.Error("it was loaded"); return nil, errLost },
		tell:      func(error) { t.Error("it was told") },
	}
	if err := f.run(t.Context(), nil, nil); err != nil {
		t.Error(err)
	}
	if err := f.close(); err != nil {
		t.Error(err)
	}
}

func TestStoppedRunIsNoFailureOfTheDevice(t *testing.T) {
	device := &fakeNetwork{do: func(ctx context.Context, _, _ []ort.Value) error { return ctx.Err() }}
	f := &fallback{
		device:    device,
		processor: func() (network, error) { t.Error("the processor was loaded"); return nil, errLost },
		tell:      func(error) { t.Error("it was told") },
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.run(ctx, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := f.run(t.Context(), nil, nil); err != nil || device.runs.Load() != 2 {
		t.Errorf("the device was not asked again: %v", err)
	}
}

func TestProcessorThatCannotBeLoadedIsTriedAgain(t *testing.T) {
	short := errors.New("short of memory")
	processor := &fakeNetwork{do: func(context.Context, []ort.Value, []ort.Value) error { return nil }}
	device := failingAfter(0, nil)
	tries := 0
	f := &fallback{device: device, tell: func(error) {}, processor: func() (network, error) {
		if tries++; tries == 1 {
			return nil, short
		}
		return processor, nil
	}}
	if err := f.run(t.Context(), nil, nil); !errors.Is(err, short) {
		t.Errorf("got %v", err)
	}
	if err := f.run(t.Context(), nil, nil); err != nil {
		t.Error(err)
	}
	if err := f.close(); err != nil || device.closed.Load() != 1 || processor.closed.Load() != 1 {
		t.Errorf("closed %d and %d times, %v", device.closed.Load(), processor.closed.Load(), err)
	}
}
