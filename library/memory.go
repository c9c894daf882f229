package library

import (
	"context"

	"golang.org/x/sync/semaphore"
)

// DefaultMemory is what decoding may take at a time unless it is said otherwise,
// in bytes: enough for one photo of 50 megapixels and more of usual ones.
const DefaultMemory = 256 << 20

// Memory bounds what photos that are being read and decoded take at a time. A photo
// that would take more than all of it is decoded alone. It may be shared and is
// used by several goroutines.
type Memory struct {
	ahead *share // of photos that are made ready for the networks
	now   *share // of photos that are before the networks
}

// NewMemory returns a bound of so many bytes.
func NewMemory(size int64) *Memory {
	// Two shares: who waits for one holds nothing of it, and who holds of the second
	// waits for none, so that there is always one who goes on.
	return &Memory{ahead: newShare(size / 2), now: newShare(size / 2)}
}

// share is a part of the memory.
type share struct {
	size int64
	free *semaphore.Weighted
}

func newShare(size int64) *share {
	size = max(size, 1)
	return &share{size, semaphore.NewWeighted(size)}
}

// take waits until n bytes are free. Release gives them back.
func (s *share) take(ctx context.Context, n int64) (release func(), err error) {
	n = min(max(n, 1), s.size)
	if err := s.free.Acquire(ctx, n); err != nil {
		return nil, err
	}
	return func() { s.free.Release(n) }, nil
}

// try takes n bytes where they are free now.
func (s *share) try(n int64) (release func(), ok bool) {
	n = min(max(n, 1), s.size)
	if !s.free.TryAcquire(n) {
		return nil, false
	}
	return func() { s.free.Release(n) }, true
}
