package segment

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	ort "github.com/yalue/onnxruntime_go"
)

// fallback is a network on a device until that fails, and from then on the same
// network on the processor. The run at which the device fails is made again, so
// that no answer is lost.
type fallback struct {
	device    network
	processor func() (network, error) // loads it there
	tell      func(reason error)      // called once

	failed atomic.Bool
	mu     sync.Mutex
	loaded network // on the processor; nil until it is needed
}

// run implements [network].
func (f *fallback) run(ctx context.Context, inputs, outputs []ort.Value) error {
	if !f.failed.Load() {
		err := f.device.run(ctx, inputs, outputs)
		if !errors.Is(err, ErrDevice) {
			return err
		}
		if f.failed.CompareAndSwap(false, true) {
			f.tell(err)
		}
	}
	n, err := f.load()
	if err != nil {
		return fmt.Errorf("going on without the device: %w", err)
	}
	return n.run(ctx, inputs, outputs)
}

// load returns the network on the processor.
func (f *fallback) load() (network, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.loaded == nil {
		n, err := f.processor()
		if err != nil {
			return nil, err
		}
		f.loaded = n
	}
	return f.loaded, nil
}

// close implements [network].
func (f *fallback) close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.device.close()
	if f.loaded != nil {
		err = errors.Join(err, f.loaded.close())
	}
	return err
}
