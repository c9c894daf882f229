package library

import (
	"context"
	"sync"
	"time"
)

// A keeper keeps values in groups, since each writing waits for the disk: what it
// was given is kept a second later at the latest, or when it is much.
type keeper struct {
	cache *Cache
	full  chan struct{}

	mu      sync.Mutex
	pending []entry
	size    int
}

const (
	keepEvery = time.Second
	keepAt    = 4 << 20 // bytes
)

func newKeeper(c *Cache) *keeper { return &keeper{cache: c, full: make(chan struct{}, 1)} }

// add takes values that belong together.
func (k *keeper) add(entries ...entry) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.pending = append(k.pending, entries...)
	for _, e := range entries {
		k.size += len(e.value)
	}
	if k.size >= keepAt {
		select {
		case k.full <- struct{}{}:
		default:
		}
	}
}

// run keeps what is added until the context is done, and then what is left. Failed
// is called with the reason where something is not kept.
func (k *keeper) run(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-k.full:
		case <-ctx.Done():
			k.flush(failed)
			return
		}
		k.flush(failed)
	}
}

func (k *keeper) flush(failed func(error)) {
	k.mu.Lock()
	pending := k.pending
	k.pending, k.size = nil, 0
	k.mu.Unlock()
	if len(pending) == 0 {
		return
	}
	if err := k.cache.keep(pending...); err != nil {
		failed(err)
	}
}
