package app

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"whereabouts/app/setup"
	"whereabouts/segment"
)

// trialPatience is how long a device may take for a trial before it is given up.
// Most of it goes into translating the networks for the card, once.
const trialPatience = 45 * time.Second

// worthwhile is how much of the processor's time a device may take at most to be
// chosen: less is gained than what the measurement may err.
const worthwhile = 0.9

// chooser finds out what runs the encoders.
type chooser struct {
	candidates []segment.Device // the devices that this system can have
	store      trialStore
	try        func(context.Context, segment.Device) (Trial, error)
	patience   time.Duration
}

// candidates returns the devices that a system can have, without the processor.
func candidates(goos string) []segment.Device {
	switch goos {
	case "windows":
		return []segment.Device{segment.DirectML, segment.WebGPU, segment.CUDA}
	case "darwin":
		return []segment.Device{segment.CoreML, segment.WebGPU}
	default:
		return []segment.Device{segment.WebGPU, segment.CUDA}
	}
}

// newChooser returns the chooser for a model and these options.
func newChooser(installed setup.Installed, o EngineOptions) *chooser {
	c := &chooser{
		candidates: candidates(runtime.GOOS),
		store:      trialStore{path: o.trialFile(), facts: machineFacts(installed, o.Threads)},
		try:        o.Try,
		patience:   trialPatience,
	}
	if c.try == nil {
		c.try = func(ctx context.Context, d segment.Device) (Trial, error) { return TryDevice(ctx, o, d) }
	}
	return c
}

// MeasureDevices tries the devices of this machine again, remembers how they did, and
// returns what [DeviceAuto] chooses from now on.
func MeasureDevices(ctx context.Context, o EngineOptions) (DeviceChoice, error) {
	installed, err := locate(ctx, o)
	if err != nil {
		return DeviceChoice{}, err
	}
	ForgetTrials(o)
	return newChooser(installed, o).choose(ctx, DeviceAuto)
}

// choose returns what runs the encoders where name, which is not the processor's,
// is wanted.
func (c *chooser) choose(ctx context.Context, name string) (DeviceChoice, error) {
	if name == DeviceAuto {
		choice, err := c.tried(ctx, c.candidates, false)
		choice.Identity = fastest(choice.Trials, func(t Trial) Timing { return t.Identity })
		choice.Encoder = fastest(choice.Trials, func(t Trial) Timing { return t.Encoder })
		return choice, err
	}
	var d segment.Device
	if err := d.UnmarshalText([]byte(name)); err != nil {
		return DeviceChoice{}, err
	}
	choice, err := c.tried(ctx, []segment.Device{d}, true)
	if err != nil {
		return DeviceChoice{}, err
	}
	if reason := choice.Trials[0].Problem; reason != "" {
		return DeviceChoice{}, c.notThere(ctx, d, reason)
	}
	choice.Identity, choice.Encoder = d, d
	return choice, nil
}

// fastest returns the device that a network is chosen to run on.
func fastest(trials []Trial, of func(Trial) Timing) segment.Device {
	best, ratio := segment.CPU, worthwhile
	for _, t := range trials {
		if timing := of(t); t.Problem == "" && timing.Known() && timing.ratio() <= ratio {
			best, ratio = t.Device, timing.ratio()
		}
	}
	return best
}

// notThere is the error for a named device that cannot be used. It says what can.
func (c *chooser) notThere(ctx context.Context, d segment.Device, reason string) error {
	usable := []string{segment.CPU.String()}
	others, err := c.tried(ctx, c.candidates, false)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		for _, t := range others.Trials {
			if t.Problem == "" {
				usable = append(usable, t.Device.String())
			}
		}
	}
	return fmt.Errorf("%w: %s does not work on this machine (%s); --device can be auto or %s here",
		segment.ErrDevice, d, reason, strings.Join(usable, " or "))
}

// tried returns the trials of devices: those that are remembered, and new ones of
// the others, which are then remembered. With anew, so are those tried again that
// did not work: what they lacked may have been installed.
func (c *chooser) tried(ctx context.Context, devices []segment.Device, anew bool) (DeviceChoice, error) {
	known := c.store.load()
	choice := DeviceChoice{Tried: known.When}
	fresh := false
	for _, d := range devices {
		known.Trials = slices.DeleteFunc(known.Trials, func(t Trial) bool { return anew && t.Device == d && t.Problem != "" })
		at := slices.IndexFunc(known.Trials, func(t Trial) bool { return t.Device == d })
		if at < 0 {
			t, err := c.tryOne(ctx, d)
			if err != nil {
				return DeviceChoice{}, err
			}
			at, fresh = len(known.Trials), true
			known.Trials = append(known.Trials, t)
		}
		choice.Trials = append(choice.Trials, known.Trials[at])
	}
	if fresh {
		known.When = time.Now()
		choice.Tried = known.When
		_ = c.store.save(known) // else it is tried again the next time
	}
	return choice, nil
}

// tryOne tries a device, which may hang.
func (c *chooser) tryOne(ctx context.Context, d segment.Device) (Trial, error) {
	limited, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	t, err := c.try(limited, d)
	switch {
	case ctx.Err() != nil:
		return Trial{}, ctx.Err()
	case limited.Err() != nil:
		return Trial{Device: d, Problem: "it did not answer in time"}, nil
	case err != nil:
		return Trial{Device: d, Problem: problem(err)}, nil
	}
	t.Device = d
	return t, nil
}
