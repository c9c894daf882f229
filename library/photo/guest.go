//go:build nodynamic

package photo

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"image"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

// guestTurn is held by the one guest that runs: its memory is that of many other
// photos.
var guestTurn = make(chan struct{}, 1)

// A guest is a decoder that is compiled to WebAssembly. It runs walled off: it has
// a memory of a bounded size, given back when it is done, and sees no file, no
// clock and no network. What it does to a hostile picture it does to itself.
type guest struct {
	load func() (*guestCode, error)
}

type guestCode struct {
	runtime wazero.Runtime
	module  wazero.CompiledModule
}

// newGuest returns the guest whose compressed WebAssembly is at packed. It is
// compiled for this processor when it is first needed, which takes half a second.
func newGuest(packed *[]byte) guest {
	return guest{sync.OnceValues(func() (*guestCode, error) {
		unpacked, err := gzip.NewReader(bytes.NewReader(*packed))
		if err != nil {
			return nil, fmt.Errorf("unpacking the decoder: %w", err)
		}
		var code bytes.Buffer
		if _, err := code.ReadFrom(unpacked); err != nil {
			return nil, fmt.Errorf("unpacking the decoder: %w", err)
		}
		ctx := context.Background()
		r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig())
		if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
			return nil, fmt.Errorf("preparing the decoder's world: %w", err)
		}
		module, err := r.CompileModule(ctx, code.Bytes())
		if err != nil {
			return nil, fmt.Errorf("compiling the decoder: %w", err)
		}
		return &guestCode{r, module}, nil
	})}
}

// run starts the guest with a memory of at most limit bytes, lets visit use it and
// gives its memory back. It waits for its turn while the context lasts.
func (g guest) run(ctx context.Context, limit int64, visit func(v *visit) error) error {
	select {
	case guestTurn <- struct{}{}:
		defer func() { <-guestTurn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	code, err := g.load()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	memory := &guestMemory{limit: uint64(limit)}
	err = code.visit(ctx, memory, visit)
	if err != nil && memory.exhausted {
		return fmt.Errorf("%w: decoding it takes more than %d MB", ErrTooLarge, limit>>20)
	}
	return err
}

func (c *guestCode) visit(ctx context.Context, memory *guestMemory, visitor func(v *visit) error) (err error) {
	started := experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(memory.allocate))
	module, err := c.runtime.InstantiateModule(started, c.module, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return fmt.Errorf("starting the decoder: %w", err)
	}
	defer func() { err = errors.Join(err, module.Close(context.WithoutCancel(ctx))) }()
	v := &visit{ctx: ctx, module: module}
	if err := visitor(v); err != nil {
		return err
	}
	return v.err
}

// A visit is one use of a guest. Its first error stays and ends all that follows.
type visit struct {
	ctx    context.Context
	module api.Module
	err    error
}

// call calls a function of the guest and returns what it returns.
func (v *visit) call(name string, args ...uint64) uint32 {
	if v.err != nil {
		return 0
	}
	results, err := v.module.ExportedFunction(name).Call(v.ctx, args...)
	if err != nil {
		v.err = fmt.Errorf("%w: the decoder gave up", ErrDamaged)
		return 0
	}
	return uint32(results[0])
}

// alloc reserves n bytes of the guest's memory.
func (v *visit) alloc(n int) uint64 {
	at := v.call("malloc", uint64(n))
	if at == 0 && v.err == nil {
		v.err = fmt.Errorf("%w: decoding it takes too much memory", ErrTooLarge)
	}
	return uint64(at)
}

// bytes returns n bytes of the guest's memory, which are gone when the visit ends.
// After an error it returns zeros, and no more than eight.
func (v *visit) bytes(at uint64, n int) []byte {
	if v.err == nil {
		if b, ok := v.module.Memory().Read(uint32(at), uint32(n)); ok {
			return b
		}
		v.err = fmt.Errorf("%w: the decoder's answer lies outside its memory", ErrDamaged)
	}
	return make([]byte, min(n, 8))
}

// write copies data into the guest's memory.
func (v *visit) write(data []byte) uint64 {
	at := v.alloc(len(data))
	if v.err == nil && !v.module.Memory().Write(uint32(at), data) {
		v.err = fmt.Errorf("%w: decoding it takes too much memory", ErrTooLarge)
	}
	return at
}

func area(size image.Point) int64 { return int64(size.X) * int64(size.Y) }
