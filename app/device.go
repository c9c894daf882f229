package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"whereabouts/app/setup"
	"whereabouts/segment"
)

// DeviceAuto is the device that is no device: the fastest of those that this
// machine has and that give the processor's answer.
const DeviceAuto = "auto"

// DeviceNames returns what EngineOptions.Device may be, the default of the program
// first.
func DeviceNames() []string {
	names := []string{DeviceAuto}
	for _, d := range segment.Devices() {
		names = append(names, d.String())
	}
	return names
}

// CheckDeviceName returns [segment.ErrNoDevice] with the names there are, unless
// name is one of them.
func CheckDeviceName(name string) error {
	if !slices.Contains(DeviceNames(), name) {
		return fmt.Errorf("%w: %q; choose one of %s", segment.ErrNoDevice, name, strings.Join(DeviceNames(), ", "))
	}
	return nil
}

// DeviceChoice is what runs each encoder, and why.
type DeviceChoice struct {
	Identity, Encoder segment.Device
	Trials            []Trial   // of devices other than the processor; none where that was named
	Tried             time.Time // when, the latest of them
}

// devices are the devices of an engine that is being opened.
type devices struct {
	choice  DeviceChoice
	chooser *chooser // nil where the processor was named
	auto    bool
	threads int
	notice  func(error) // may be nil
	once    sync.Once
}

// newDevices chooses the devices for an engine.
func newDevices(ctx context.Context, installed setup.Installed, o EngineOptions) (*devices, error) {
	d := &devices{auto: o.Device == DeviceAuto, threads: o.Threads, notice: o.Notice}
	if o.Device == "" || o.Device == segment.CPU.String() {
		return d, nil
	}
	d.chooser = newChooser(installed, o)
	var err error
	d.choice, err = d.chooser.choose(ctx, o.Device)
	return d, err
}

// tell tells a notice, unless one was told.
func (d *devices) tell(notice error) {
	d.once.Do(func() {
		if d.notice != nil {
			d.notice(notice)
		}
	})
}

// load loads an encoder on the device that was chosen for it. Where that is gone
// and auto chose it, the encoder is loaded on the processor, and what is remembered
// of this machine's devices is forgotten.
func load[E any](d *devices, on *segment.Device, open func(segment.Options) (E, error)) (E, error) {
	device := *on
	o := segment.Options{Threads: d.threads, Device: device, Fallback: func(reason error) {
		d.tell(fmt.Errorf("%s failed, so the processor goes on from where it was, and nothing is lost: %s", device, problem(reason)))
	}}
	e, err := open(o)
	if err == nil || !d.auto || device == segment.CPU || !errors.Is(err, segment.ErrDevice) {
		return e, err
	}
	d.chooser.store.forget()
	d.tell(fmt.Errorf("%s was fast before and does not start now, so the processor works in its place: %s", device, problem(err)))
	*on, o.Device = segment.CPU, segment.CPU
	return open(o)
}
