package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"whereabouts/segment"
)

// machine is a machine whose devices do as a test says.
type machine struct {
	chooser
	asked []segment.Device
	fast  map[segment.Device]Trial
}

func newMachine(t *testing.T, fast map[segment.Device]Trial) *machine {
	t.Helper()
	m := &machine{fast: fast}
	m.chooser = chooser{
		candidates: []segment.Device{segment.DirectML, segment.WebGPU},
		store:      trialStore{path: filepath.Join(t.TempDir(), "cache", "devices.json"), facts: "this machine"},
		patience:   time.Minute,
		try: func(_ context.Context, d segment.Device) (Trial, error) {
			m.asked = append(m.asked, d)
			trial, ok := m.fast[d]
			if !ok {
				return Trial{}, fmt.Errorf("%w: no adapter", segment.ErrDevice)
			}
			return trial, nil
		},
	}
	return m
}

// taking is a trial with these times in milliseconds.
func taking(identity, processors, encoder, processorsEncoder int) Trial {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	return Trial{
		Identity: Timing{ms(identity), ms(processors)},
		Encoder:  Timing{ms(encoder), ms(processorsEncoder)},
	}
}

func TestAutoTakesTheFastestDeviceForEachEncoder(t *testing.T) {
	wrong := taking(1, 100, 1, 400)
	wrong.Problem = "it computes something else"
	for name, c := range map[string]struct {
		fast              map[segment.Device]Trial
		identity, encoder segment.Device
	}{
		"no device":                {nil, segment.CPU, segment.CPU},
		"one that is faster":       {map[segment.Device]Trial{segment.WebGPU: taking(20, 100, 40, 400)}, segment.WebGPU, segment.WebGPU},
		"one that is slower":       {map[segment.Device]Trial{segment.WebGPU: taking(200, 100, 500, 400)}, segment.CPU, segment.CPU},
		"hardly faster":            {map[segment.Device]Trial{segment.WebGPU: taking(95, 100, 380, 400)}, segment.CPU, segment.CPU},
		"faster at one of both":    {map[segment.Device]Trial{segment.WebGPU: taking(120, 100, 40, 400)}, segment.CPU, segment.WebGPU},
		"hopeless":                 {map[segment.Device]Trial{segment.WebGPU: taking(5000, 10, 0, 0)}, segment.CPU, segment.CPU},
		"the faster of two":        {map[segment.Device]Trial{segment.DirectML: taking(50, 100, 100, 400), segment.WebGPU: taking(20, 100, 200, 400)}, segment.WebGPU, segment.DirectML},
		"fast and wrong":           {map[segment.Device]Trial{segment.DirectML: wrong, segment.WebGPU: taking(50, 100, 200, 400)}, segment.WebGPU, segment.WebGPU},
		"relative to the minute's": {map[segment.Device]Trial{segment.DirectML: taking(60, 300, 60, 300), segment.WebGPU: taking(50, 100, 50, 100)}, segment.DirectML, segment.DirectML},
	} {
		m := newMachine(t, c.fast)
		got, err := m.choose(t.Context(), DeviceAuto)
		if err != nil {
			t.Fatal(err)
		}
		if got.Identity != c.identity || got.Encoder != c.encoder {
			t.Errorf("%s: %s and %s", name, got.Identity, got.Encoder)
		}
		if len(got.Trials) != 2 {
			t.Errorf("%s: %d trials are told", name, len(got.Trials))
		}
	}
}

func TestDevicesAreTriedOnce(t *testing.T) {
	m := newMachine(t, map[segment.Device]Trial{segment.WebGPU: taking(20, 100, 40, 400)})
	first, err := m.choose(t.Context(), DeviceAuto)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.asked) != 2 {
		t.Fatalf("asked %v", m.asked)
	}
	again, err := m.choose(t.Context(), DeviceAuto)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.asked) != 2 {
		t.Errorf("asked again: %v", m.asked)
	}
	if !slices.Equal(first.Trials, again.Trials) || first.Encoder != again.Encoder || !first.Tried.Equal(again.Tried) {
		t.Errorf("%+v was remembered as %+v", first, again)
	}
}

func TestDevicesAreTriedAgain(t *testing.T) {
	m := newMachine(t, nil)
	remembered := func(when time.Time) {
		t.Helper()
		if err := m.store.save(machineTrials{When: when, Trials: []Trial{{Device: segment.DirectML}, {Device: segment.WebGPU}}}); err != nil {
			t.Fatal(err)
		}
	}
	remembered(time.Now())
	for name, change := range map[string]func(){
		"where nothing is remembered": func() { m.store.forget() },
		"when the machine changed":    func() { remembered(time.Now()); m.store.facts += ", with another card" },
		"after a long time":           func() { remembered(time.Now().Add(-trialsKept - time.Minute)) },
		"when the clock was set back": func() { remembered(time.Now().Add(time.Hour)) },
		"where the file is damaged":   func() { write(t, m.store.path, `[{"facts":"this mach`) },
		"where the file is another's": func() { write(t, m.store.path, `{"trials": 7}`) },
		"where a device has no name":  func() { write(t, m.store.path, `[{"facts":"this machine","trials":[{"device":"abacus"}]}]`) },
	} {
		m.asked = nil
		change()
		if _, err := m.choose(t.Context(), DeviceAuto); err != nil || len(m.asked) != 2 {
			t.Errorf("%s: asked %v, %v", name, m.asked, err)
		}
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSeveralMachinesAreRememberedSideBySide(t *testing.T) {
	m := newMachine(t, nil)
	for i := range machinesMax + 3 {
		m.store.facts = fmt.Sprint("machine ", i)
		if _, err := m.choose(t.Context(), DeviceAuto); err != nil {
			t.Fatal(err)
		}
	}
	m.asked = nil
	for _, i := range []int{machinesMax + 2, 5, 3} {
		m.store.facts = fmt.Sprint("machine ", i)
		if _, err := m.choose(t.Context(), DeviceAuto); err != nil || len(m.asked) > 0 {
			t.Errorf("machine %d: asked %v, %v", i, m.asked, err)
		}
	}
	if n := len(m.store.read()); n != machinesMax {
		t.Errorf("%d machines are remembered", n)
	}
}

func TestTrialsThatCannotBeRememberedAreUsed(t *testing.T) {
	m := newMachine(t, map[segment.Device]Trial{segment.WebGPU: taking(20, 100, 40, 400)})
	m.store.path = filepath.Join(t.TempDir(), "a file")
	write(t, m.store.path, "")
	m.store.path = filepath.Join(m.store.path, "devices.json")
	got, err := m.choose(t.Context(), DeviceAuto)
	if err != nil || got.Encoder != segment.WebGPU {
		t.Errorf("got %s, %v", got.Encoder, err)
	}
}

func TestDeviceThatHangsIsGivenUp(t *testing.T) {
	m := newMachine(t, map[segment.Device]Trial{segment.WebGPU: taking(20, 100, 40, 400)})
	m.patience = 20 * time.Millisecond
	answers := m.try
	m.try = func(ctx context.Context, d segment.Device) (Trial, error) {
		if d == segment.DirectML {
			<-ctx.Done()
			return Trial{}, ctx.Err()
		}
		return answers(ctx, d)
	}
	got, err := m.choose(t.Context(), DeviceAuto)
	if err != nil {
		t.Fatal(err)
	}
	if got.Encoder != segment.WebGPU || !strings.Contains(got.Trials[0].Problem, "did not answer in time") {
		t.Errorf("%+v", got)
	}
}

func TestChoosingStopsWhenItsContextIsDone(t *testing.T) {
	m := newMachine(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	m.try = func(context.Context, segment.Device) (Trial, error) {
		cancel()
		return Trial{}, errors.New("killed")
	}
	for _, name := range []string{DeviceAuto, "webgpu"} {
		if _, err := m.choose(ctx, name); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if len(m.store.read()) > 0 {
		t.Error("what was stopped is remembered")
	}
}

func TestNamedDeviceIsUsedThoughItIsSlow(t *testing.T) {
	m := newMachine(t, map[segment.Device]Trial{segment.CUDA: taking(5000, 10, 0, 0)})
	got, err := m.choose(t.Context(), "cuda")
	if err != nil || got.Identity != segment.CUDA || got.Encoder != segment.CUDA {
		t.Errorf("%+v, %v", got, err)
	}
	if !slices.Equal(m.asked, []segment.Device{segment.CUDA}) {
		t.Errorf("asked %v", m.asked)
	}
}

func TestNamedDeviceThatIsNotThereIsRefusedWithWhatThereIs(t *testing.T) {
	m := newMachine(t, map[segment.Device]Trial{segment.WebGPU: taking(20, 100, 40, 400)})
	_, err := m.choose(t.Context(), "cuda")
	if !errors.Is(err, segment.ErrDevice) {
		t.Fatalf("got %v", err)
	}
	const want = "cuda does not work on this machine (no adapter); --device can be auto or cpu or webgpu here"
	if !strings.HasSuffix(err.Error(), want) {
		t.Errorf("it says: %v", err)
	}
	if _, err := m.choose(t.Context(), "abacus"); !errors.Is(err, segment.ErrNoDevice) {
		t.Errorf("got %v", err)
	}
}

func TestNamedDeviceThatDidNotWorkIsTriedAgain(t *testing.T) {
	m := newMachine(t, nil)
	if _, err := m.choose(t.Context(), "webgpu"); !errors.Is(err, segment.ErrDevice) {
		t.Fatalf("got %v", err)
	}
	m.fast = map[segment.Device]Trial{segment.WebGPU: taking(20, 100, 40, 400)}
	for range 2 {
		m.asked = nil
		if got, err := m.choose(t.Context(), "webgpu"); err != nil || got.Encoder != segment.WebGPU {
			t.Errorf("got %s, %v", got.Encoder, err)
		}
	}
	if len(m.asked) > 0 {
		t.Errorf("it works and was tried again: %v", m.asked)
	}
}

func TestDevicesAreCandidatesOnlyWhereTheyCanBe(t *testing.T) {
	for goos, want := range map[string]segment.Device{"windows": segment.DirectML, "darwin": segment.CoreML, "linux": segment.WebGPU} {
		got := candidates(goos)
		if got[0] != want || slices.Contains(got, segment.CPU) {
			t.Errorf("%s: %v", goos, got)
		}
	}
}

func TestAnswersAreComparedBeforeTimes(t *testing.T) {
	answer := func(v ...float32) look { return func(context.Context) ([]float32, error) { return v, nil } }
	gone := errors.New("gone")
	for name, c := range map[string]struct {
		device look
		want   error
	}{
		"right": {answer(1, 2, 3), nil},
		"wrong": {answer(3, 2, -1), segment.ErrDevice},
		"none":  {func(context.Context) ([]float32, error) { return nil, gone }, gone},
	} {
		timing, err := compare(t.Context(), c.device, answer(1, 2, 3), 3)
		if !errors.Is(err, c.want) || timing.Known() != (c.want == nil) {
			t.Errorf("%s: %+v, %v", name, timing, err)
		}
	}
}

func TestProblemIsToldWithoutPlacesInSourceCode(t *testing.T) {
	for said, want := range map[string]string{
		"loading: the device cannot be used: Specified provider is not supported.":                 "Specified provider is not supported",
		"x: the device cannot be used: /src/webgpu.cc:136 f() a == b was false. No adapter\nstack": "No adapter",
		"the process ended": "the process ended",
	} {
		if got := problem(errors.New(said)); got != want {
			t.Errorf("%q is told as %q", said, got)
		}
	}
}

// fakeEncoder is an encoder that is not run.
type fakeEncoder struct{ on segment.Options }

func TestEncoderIsLoadedOnTheProcessorWhereItsDeviceIsGone(t *testing.T) {
	gone := fmt.Errorf("%w: unplugged", segment.ErrDevice)
	for _, auto := range []bool{true, false} {
		m := newMachine(t, map[segment.Device]Trial{segment.WebGPU: taking(20, 100, 40, 400)})
		choice, err := m.choose(t.Context(), DeviceAuto)
		if err != nil {
			t.Fatal(err)
		}
		var told []error
		d := &devices{choice: choice, chooser: &m.chooser, auto: auto, notice: func(err error) { told = append(told, err) }}
		open := func(on segment.Options) (fakeEncoder, error) {
			if on.Device != segment.CPU {
				return fakeEncoder{}, gone
			}
			return fakeEncoder{on}, nil
		}
		_, err = load(d, &d.choice.Encoder, open)
		_, err2 := load(d, &d.choice.Identity, open)
		if !auto {
			if !errors.Is(err, segment.ErrDevice) || !errors.Is(err2, segment.ErrDevice) || len(told) > 0 {
				t.Errorf("a device that was named is given up: %v, %v, told %v", err, err2, told)
			}
			continue
		}
		if err != nil || err2 != nil || d.choice.Encoder != segment.CPU || d.choice.Identity != segment.CPU {
			t.Errorf("%v, %v, %+v", err, err2, d.choice)
		}
		if len(told) != 1 || !strings.Contains(told[0].Error(), "unplugged") {
			t.Errorf("told %v", told)
		}
		if len(m.store.read()) > 0 {
			t.Error("the device is still remembered as fast")
		}
	}
}

func TestFailuresOfBothEncodersAreToldInOneSentence(t *testing.T) {
	var told []error
	d := &devices{
		choice: DeviceChoice{Identity: segment.WebGPU, Encoder: segment.WebGPU},
		notice: func(err error) { told = append(told, err) },
	}
	open := func(on segment.Options) (fakeEncoder, error) { return fakeEncoder{on}, nil }
	var loaded []fakeEncoder
	for _, on := range []*segment.Device{&d.choice.Identity, &d.choice.Encoder} {
		e, err := load(d, on, open)
		if err != nil || e.on.Device != segment.WebGPU {
			t.Fatalf("on %s, %v", e.on.Device, err)
		}
		loaded = append(loaded, e)
	}
	for _, e := range loaded {
		e.on.Fallback(fmt.Errorf("encoding: %w: device lost", segment.ErrDevice))
	}
	const want = "webgpu failed, so the processor goes on from where it was, and nothing is lost: device lost"
	if len(told) != 1 || told[0].Error() != want {
		t.Errorf("told %v", told)
	}
}
