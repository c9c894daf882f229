package segment

import (
	"context"
	"fmt"
	"os"
	"sync"

	ort "github.com/yalue/onnxruntime_go"
)

// Runtime is the ONNX Runtime library. It is a library of the process, not of a
// value: there is one, and it stays until the process ends.
type Runtime struct {
	path  string
	turns *turns
}

// process guards the one library that the process can load; the binding keeps
// it in variables of its own.
var process struct {
	sync.Mutex
	runtime *Runtime
}

// LoadRuntime loads the library at path, or returns it when it is loaded
// already. A second library with another path is refused with [ErrRuntime].
func LoadRuntime(path string) (*Runtime, error) {
	process.Lock()
	defer process.Unlock()
	if r := process.runtime; r != nil {
		if r.path != path {
			return nil, fmt.Errorf("%w: %s is loaded already, so %s cannot be", ErrRuntime, r.path, path)
		}
		return r, nil
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRuntime, err)
	}
	// The library begins to report on its use while it is loaded, and leaves
	// files for that, unless the environment forbids it.
	if err := os.Setenv("ORT_DISABLE_TELEMETRY", "1"); err != nil {
		return nil, fmt.Errorf("turning off the telemetry of ONNX Runtime: %w", err)
	}
	ort.SetSharedLibraryPath(path)
	if err := ort.InitializeEnvironment(ort.WithLogLevelFatal()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRuntime, err)
	}
	process.runtime = &Runtime{path: path, turns: newTurns()}
	return process.runtime, nil
}

// Version returns the library's own version, such as "1.30.0".
func (r *Runtime) Version() string { return ort.GetVersion() }

// Options say how networks are run.
type Options struct {
	// Threads is the number of processor threads for one run of a network;
	// 0 means one for each core.
	Threads int

	// Device runs the encoders. The decoder and the matcher are small, and run on
	// the processor always.
	Device Device

	// Fallback says that the processor goes on where an encoder's device fails,
	// beginning with the picture that the device failed at. It is then called with
	// the reason, once for each encoder, by the goroutine that was encoding. Where
	// it is nil, the failure is returned as [ErrDevice].
	Fallback func(reason error)

	// anySize says that inputs of many sizes will come. The runtime then plans
	// no block of memory for each of them, which it would never give back.
	anySize bool
}

// onProcessor returns the options of a network that stays on the processor.
func (o Options) onProcessor() Options {
	o.Device = CPU
	return o
}

// network is one loaded network.
type network interface {
	// run runs it and stops it when ctx is done. What its device says against
	// that is [ErrDevice].
	run(ctx context.Context, inputs, outputs []ort.Value) error
	close() error
}

// newNetwork loads a serialised network on the device of o.
func (r *Runtime) newNetwork(model []byte, inputs, outputs []string, o Options) (network, error) {
	s, err := r.newSession(model, inputs, outputs, o)
	if err != nil {
		return nil, err
	}
	if o.Device == CPU || o.Fallback == nil {
		return s, nil
	}
	return &fallback{
		device:    s,
		processor: func() (network, error) { return r.newSession(model, inputs, outputs, o.onProcessor()) },
		tell:      o.Fallback,
	}, nil
}

// session is a network on one device.
type session struct {
	ort    *ort.DynamicAdvancedSession
	device Device
	turns  *turns
}

// newSession loads a serialised network. The error is [ErrModel] on the
// processor and [ErrDevice] on another device.
func (r *Runtime) newSession(model []byte, inputs, outputs []string, o Options) (*session, error) {
	release, err := r.turns.take(context.Background(), o.Device)
	if err != nil {
		return nil, err
	}
	defer release()
	options, err := ort.NewSessionOptions()
	if err != nil {
		return nil, fmt.Errorf("making session options: %w", err)
	}
	defer func() { _ = options.Destroy() }()
	if err := o.setTo(options); err != nil {
		return nil, err
	}
	s, err := ort.NewDynamicAdvancedSessionWithONNXData(model, inputs, outputs, options)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", o.failure(), err)
	}
	return &session{ort: s, device: o.Device, turns: r.turns}, nil
}

// failure is what it means that a session cannot be made.
func (o Options) failure() error {
	if o.Device == CPU {
		return ErrModel
	}
	return ErrDevice
}

// setTo writes the options in the runtime's form.
func (o Options) setTo(options *ort.SessionOptions) error {
	if err := options.SetIntraOpNumThreads(o.Threads); err != nil {
		return fmt.Errorf("setting %d threads: %w", o.Threads, err)
	}
	// Threads that wait by spinning take the processor from decoding photos and
	// from a second process.
	if err := options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"); err != nil {
		return fmt.Errorf("letting idle threads sleep: %w", err)
	}
	if o.anySize {
		if err := options.SetMemPattern(false); err != nil {
			return fmt.Errorf("turning off memory plans: %w", err)
		}
	}
	if err := o.Device.appendTo(options); err != nil {
		return fmt.Errorf("%w: %w", ErrDevice, err)
	}
	return nil
}

// run implements [network].
func (s *session) run(ctx context.Context, inputs, outputs []ort.Value) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	release, err := s.turns.take(ctx, s.device)
	if err != nil {
		return err
	}
	defer release()
	err = s.runNow(ctx, inputs, outputs)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case s.device == CPU && err != nil:
		return fmt.Errorf("running the network: %w", err)
	case s.device == CPU:
		return nil
	case err == nil:
		err = checkNumbers(outputs)
	}
	if err != nil {
		return fmt.Errorf("running the network: %w: %w", ErrDevice, err)
	}
	return nil
}

// runNow runs the network until it is done or ctx is.
func (s *session) runNow(ctx context.Context, inputs, outputs []ort.Value) error {
	options, err := ort.NewRunOptions()
	if err != nil {
		return fmt.Errorf("making run options: %w", err)
	}
	terminated := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(terminated)
		_ = options.Terminate()
	})
	err = s.ort.RunWithOptions(inputs, outputs, options)
	if !stop() {
		<-terminated
	}
	_ = options.Destroy()
	return err
}

func (s *session) close() error {
	release, err := s.turns.take(context.Background(), s.device)
	if err != nil {
		return err
	}
	defer release()
	return s.ort.Destroy()
}

// destroy frees tensors whose memory belongs to Go: only their handles go.
func destroy(values ...ort.Value) {
	for _, v := range values {
		if v != nil {
			_ = v.Destroy()
		}
	}
}
