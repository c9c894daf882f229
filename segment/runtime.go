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
	path string
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
	process.runtime = &Runtime{path: path}
	return process.runtime, nil
}

// Version returns the library's own version, such as "1.30.0".
func (r *Runtime) Version() string { return ort.GetVersion() }

// Providers returns the execution providers that are built into the library,
// the processor's first. That a provider is built in does not mean that this
// machine has a device for it.
func (r *Runtime) Providers() []string {
	found := []string{"CPU"}
	for _, p := range []struct {
		name   string
		append func(*ort.SessionOptions) error
	}{
		{"WebGPU", func(o *ort.SessionOptions) error { return o.AppendExecutionProvider("WebGPU", nil) }},
		{"CUDA", func(o *ort.SessionOptions) error {
			cuda, err := ort.NewCUDAProviderOptions()
			if err != nil {
				return err
			}
			defer func() { _ = cuda.Destroy() }()
			return o.AppendExecutionProviderCUDA(cuda)
		}},
		{"DirectML", func(o *ort.SessionOptions) error { return o.AppendExecutionProviderDirectML(0) }},
		{"CoreML", func(o *ort.SessionOptions) error { return o.AppendExecutionProviderCoreMLV2(nil) }},
	} {
		options, err := ort.NewSessionOptions()
		if err != nil {
			return found
		}
		if p.append(options) == nil {
			found = append(found, p.name)
		}
		_ = options.Destroy()
	}
	return found
}

// Options say how networks are run.
type Options struct {
	// Threads is the number of processor threads for one run of a network;
	// 0 means one for each core.
	Threads int

	// anySize says that inputs of many sizes will come. The runtime then plans
	// no block of memory for each of them, which it would never give back.
	anySize bool
}

// session is one loaded network.
type session struct {
	ort *ort.DynamicAdvancedSession
}

// newSession loads a serialised network.
func (r *Runtime) newSession(model []byte, inputs, outputs []string, o Options) (*session, error) {
	options, err := ort.NewSessionOptions()
	if err != nil {
		return nil, fmt.Errorf("making session options: %w", err)
	}
	defer func() { _ = options.Destroy() }()
	if err := options.SetIntraOpNumThreads(o.Threads); err != nil {
		return nil, fmt.Errorf("setting %d threads: %w", o.Threads, err)
	}
	// Threads that wait by spinning take the processor from decoding photos and
	// from a second process.
	if err := options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"); err != nil {
		return nil, fmt.Errorf("letting idle threads sleep: %w", err)
	}
	if o.anySize {
		if err := options.SetMemPattern(false); err != nil {
			return nil, fmt.Errorf("turning off memory plans: %w", err)
		}
	}
	s, err := ort.NewDynamicAdvancedSessionWithONNXData(model, inputs, outputs, options)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	return &session{ort: s}, nil
}

// run runs the network and stops it when ctx is done.
func (s *session) run(ctx context.Context, inputs, outputs []ort.Value) error {
	if err := ctx.Err(); err != nil {
		return err
	}
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
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("running the network: %w", err)
	}
	return nil
}

func (s *session) close() error { return s.ort.Destroy() }

// destroy frees tensors whose memory belongs to Go: only their handles go.
func destroy(values ...ort.Value) {
	for _, v := range values {
		if v != nil {
			_ = v.Destroy()
		}
	}
}
