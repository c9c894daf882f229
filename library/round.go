package library

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"whereabouts/library/photo"
)

// round is one pass under way.
type round struct {
	scanner *Scanner
	finder  *Finder
	memory  *Memory
	pass    Pass
	queue   *queue
	pace    *pace
	keeper  *keeper

	spare atomic.Int64 // bytes that appearances may take which nobody has asked for yet

	made sync.Map // sizes of the photos that were looked at in this pass, by key

	mu       sync.Mutex
	total    int   // photos of the pass that are known of
	held     []job // of these, those that are looked at when the others were
	done     int
	surveyed bool   // all are known of
	failed   bool   // something could not be kept
	away     places // told of
}

// opened is a photo that is ready for a network.
type opened struct {
	job
	record  *record
	picture *image.NRGBA
	size    image.Point // of the upright photo
}

// run fills the queue, and has photos opened and looked at meanwhile. What was made
// is kept whatever ends it.
func (r *round) run(
	ctx context.Context,
	fill func(context.Context) error,
	open func(context.Context, job) (*opened, error),
	look func(context.Context, *opened) error,
) error {
	keeping, kept := context.WithCancel(context.WithoutCancel(ctx))
	var keeper sync.WaitGroup
	keeper.Go(func() { r.keeper.run(keeping, r.notKept) })
	defer keeper.Wait()
	defer kept()

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer r.queue.close()
		return fill(ctx)
	})
	ready := make(chan *opened, readyAhead)
	group.Go(func() error {
		defer close(ready)
		opening, ctx := errgroup.WithContext(ctx)
		for range openers() {
			opening.Go(func() error { return r.openAll(ctx, open, ready) })
		}
		return opening.Wait()
	})
	for range r.pass.lookers() {
		group.Go(func() error {
			for o := range ready {
				if err := r.step(ctx, o.job, look(ctx, o)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// lookers is the number of photos before the network at a time. Where the identity
// encoder looks, one photo is unpacked and put away while another is before it; SAM's
// encoder takes so long that two beside each other would only wait for each other.
func (p Pass) lookers() int {
	if p == Preparing {
		return 1
	}
	return 2
}

// readyAhead is the number of reduced photos that wait for a network.
const readyAhead = 4

// openers is the number of photos that are opened at a time.
func openers() int { return max(2, runtime.GOMAXPROCS(0)) }

// openAll opens photos of the queue.
func (r *round) openAll(ctx context.Context, open func(context.Context, job) (*opened, error), ready chan<- *opened) error {
	for {
		j, ok := r.queue.take(ctx)
		if !ok {
			return ctx.Err()
		}
		o, err := open(ctx, j)
		if err != nil || o == nil {
			if err := r.step(ctx, j, err); err != nil {
				return err
			}
			continue
		}
		select {
		case ready <- o:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// step tells of a photo that is done, or cannot be used.
func (r *round) step(ctx context.Context, j job, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		r.skip(j.path, j.full, j.info, err)
	}
	r.pace.step()
	r.mu.Lock()
	r.done++
	e := Advanced{Pass: r.pass, Done: r.done, Total: r.total, Left: -1}
	if r.surveyed {
		e.Left = r.pace.left(r.total - r.done)
	}
	r.mu.Unlock()
	r.scanner.tell(e)
	return nil
}

// add adds photos to the pass.
func (r *round) add(jobs ...job) {
	r.mu.Lock()
	r.total += len(jobs)
	r.mu.Unlock()
	r.queue.add(jobs...)
}

// holdBack adds a photo to the pass that waits until the others were looked at.
func (r *round) holdBack(j job) {
	r.mu.Lock()
	r.total++
	r.held = append(r.held, j)
	r.mu.Unlock()
}

// skip tells that a file cannot be used, and remembers it where that is the file's
// fault. What cannot be reached because its drive has gone is told of once.
func (r *round) skip(path, full string, info fs.FileInfo, reason error) {
	unreachable := errors.Is(reason, photo.ErrMissing) || errors.Is(reason, photo.ErrUnreadable)
	if unreachable && r.wentAway(full) {
		return
	}
	r.keeper.add(r.scanner.Catalogue.refuse(full, info, reason, r.finder.judge())...)
	r.scanner.tell(Skipped{path, reason})
}

// wentAway reports whether a file lies on a drive that is away, and tells of it.
func (r *round) wentAway(full string) bool {
	r.mu.Lock()
	told := r.away.holds(full)
	r.mu.Unlock()
	if told {
		return true
	}
	for _, folder := range r.scanner.Catalogue.away() {
		if inside(full, folder) {
			r.mu.Lock()
			first := !slices.Contains(r.away, folder)
			r.away = append(r.away, folder)
			r.mu.Unlock()
			if first {
				r.scanner.tell(Away{folder})
			}
			return true
		}
	}
	return false
}

// notKept tells once that something is not kept.
func (r *round) notKept(err error) {
	r.mu.Lock()
	first := !r.failed
	r.failed = true
	r.mu.Unlock()
	if first {
		r.scanner.tell(Noticed{fmt.Errorf("what was seen cannot be remembered: %w", err)})
	}
}
