package ui

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// A bridge carries work from the main goroutine, to which all widgets belong,
// to goroutines of its own and their results back. After close nothing reaches
// the main goroutine any more.
type bridge struct {
	ctx    context.Context // done when the window is closed
	cancel context.CancelFunc
	post   func(func())  // has a function called on the main goroutine, without waiting for it
	moment time.Duration // for which merged calls wait for more

	mu     sync.RWMutex // held for writing while closing
	closed bool
	work   sync.WaitGroup
}

func newBridge(ctx context.Context) *bridge {
	b := &bridge{post: fyne.Do, moment: 100 * time.Millisecond}
	b.ctx, b.cancel = context.WithCancel(ctx)
	return b
}

// show has f called on the main goroutine. It may be called from any goroutine.
func (b *bridge) show(f func()) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.closed {
		return
	}
	b.post(func() {
		if b.ctx.Err() == nil {
			f()
		}
	})
}

// leave has f called on the main goroutine even when the context is done
// already, for closing the window.
func (b *bridge) leave(f func()) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if !b.closed {
		b.post(f)
	}
}

// run calls work on another goroutine.
func (b *bridge) run(work func()) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if !b.closed {
		b.work.Go(work)
	}
}

// start calls work on another goroutine and then, with its result, on the main
// one, unless ctx is done by that time.
func start[T any](ctx context.Context, b *bridge, work func(context.Context) (T, error), then func(T, error)) {
	b.run(func() {
		result, err := work(ctx)
		b.show(func() {
			if ctx.Err() == nil {
				then(result, err)
			}
		})
	})
}

// merged returns a function that has f called on the main goroutine a moment
// later. Calls within that moment are one call, so that a quick goroutine does
// not keep the window busy.
func (b *bridge) merged(ctx context.Context, f func()) func() {
	var waiting atomic.Bool
	return func() {
		if !waiting.CompareAndSwap(false, true) {
			return
		}
		time.AfterFunc(b.moment, func() {
			b.show(func() {
				waiting.Store(false)
				if ctx.Err() == nil {
					f()
				}
			})
		})
	}
}

// close cancels all work and cuts the way to the main goroutine.
func (b *bridge) close() {
	b.cancel()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
}

// wait waits until all work has ended, but no longer than patience, and reports
// whether it has.
func (b *bridge) wait(patience time.Duration) bool {
	ended := make(chan struct{})
	go func() {
		b.work.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return true
	case <-time.After(patience):
		return false
	}
}

// A latest value is written by one goroutine and read by another, which sees
// only the newest.
type latest[T any] struct {
	mu    sync.Mutex
	value T
}

func (l *latest[T]) set(v T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.value = v
}

func (l *latest[T]) get() T {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.value
}
