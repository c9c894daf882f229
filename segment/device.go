package segment

import (
	"context"
	"fmt"
	"math"
	"strings"

	ort "github.com/yalue/onnxruntime_go"
)

// Device is what runs a network. The zero value is the processor.
type Device int

// The devices. Which of them a machine has is found out by trying.
const (
	CPU      Device = iota // the processor, which every machine has
	WebGPU                 // a graphics card, through Vulkan, Direct3D 12 or Metal
	DirectML               // a graphics card, on Windows
	CoreML                 // graphics card and neural engine of a Mac
	CUDA                   // a card of NVIDIA, with libraries that its owner installed
)

var deviceNames = [...]string{CPU: "cpu", WebGPU: "webgpu", DirectML: "directml", CoreML: "coreml", CUDA: "cuda"}

// Devices returns all devices, the processor first.
func Devices() []Device { return []Device{CPU, WebGPU, DirectML, CoreML, CUDA} }

// String returns the device's name in lower case.
func (d Device) String() string {
	if d < 0 || int(d) >= len(deviceNames) {
		return fmt.Sprintf("device(%d)", int(d))
	}
	return deviceNames[d]
}

// MarshalText returns the device's name.
func (d Device) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the name that MarshalText gives. Another one is refused
// with [ErrNoDevice].
func (d *Device) UnmarshalText(name []byte) error {
	for _, known := range Devices() {
		if known.String() == string(name) {
			*d = known
			return nil
		}
	}
	return fmt.Errorf("%w: %q; choose %s", ErrNoDevice, name, strings.Join(deviceNames[:], ", "))
}

// appendTo has a session run on the device.
func (d Device) appendTo(o *ort.SessionOptions) error {
	switch d {
	case WebGPU:
		return o.AppendExecutionProvider("WebGPU", nil)
	case DirectML:
		// What it asks of a session: see the runtime's DirectML documentation.
		if err := o.SetMemPattern(false); err != nil {
			return err
		}
		if err := o.SetExecutionMode(ort.ExecutionModeSequential); err != nil {
			return err
		}
		return o.AppendExecutionProviderDirectML(0)
	case CoreML:
		return o.AppendExecutionProviderCoreMLV2(map[string]string{"ModelFormat": "MLProgram"})
	case CUDA:
		cuda, err := ort.NewCUDAProviderOptions()
		if err != nil {
			return err
		}
		defer func() { _ = cuda.Destroy() }()
		return o.AppendExecutionProviderCUDA(cuda)
	default:
		return nil
	}
}

// turns let one goroutine at a time speak to each device but the processor.
// WebGPU crashes where two sessions run at a time, DirectML where one session
// does, and no card is faster for being asked two things at once.
type turns [len(deviceNames)]chan struct{}

func newTurns() *turns {
	t := &turns{}
	for _, d := range Devices() {
		if d != CPU {
			t[d] = make(chan struct{}, 1)
		}
	}
	return t
}

// take waits for the device and returns what gives it free again.
func (t *turns) take(ctx context.Context, d Device) (release func(), err error) {
	turn := t[d]
	if turn == nil {
		return func() {}, nil
	}
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// checkNumbers refuses answers that a network cannot give: a card that was lost
// may leave the memory as it was, or fill it with what is no number.
func checkNumbers(outputs []ort.Value) error {
	for _, v := range outputs {
		t, ok := v.(*ort.Tensor[float32])
		if !ok {
			continue
		}
		zero := true
		for _, x := range t.GetData() {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				return fmt.Errorf("its answer holds %g", x)
			}
			zero = zero && x == 0
		}
		if zero {
			return errNoAnswer
		}
	}
	return nil
}
