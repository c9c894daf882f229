package library

import (
	"context"
	"io/fs"
	"slices"
	"sync"
)

// job is a photo that something is to be made of.
type job struct {
	path string      // as it was met
	full string      // its full path
	info fs.FileInfo // of a photo that is to be looked at
	key  Key         // of one that was

	pictures []string // full paths of photos that it may only go with
}

// queue holds jobs until they are taken: first those of photos that the user looks
// at, then the others, each in their order.
type queue struct {
	mu        sync.Mutex
	changed   *sync.Cond
	front     []job
	jobs      []job
	preferred places // the last named first
	closed    bool   // no more jobs come
	paused    bool
}

func newQueue() *queue {
	q := new(queue)
	q.changed = sync.NewCond(&q.mu)
	return q
}

func (q *queue) change(do func()) {
	q.mu.Lock()
	do()
	q.mu.Unlock()
	q.changed.Broadcast()
}

// add adds jobs.
func (q *queue) add(jobs ...job) {
	q.change(func() {
		for _, j := range jobs {
			if q.preferred.holds(j.full) {
				q.front = append(q.front, j)
			} else {
				q.jobs = append(q.jobs, j)
			}
		}
	})
}

// close says that no more jobs come.
func (q *queue) close() { q.change(func() { q.closed = true }) }

// pause has jobs wait, or no longer.
func (q *queue) pause(paused bool) { q.change(func() { q.paused = paused }) }

// longestPreference bounds the paths that are preferred at a time.
const longestPreference = 256

// prefer has photos, and all in folders, taken before others, by their full paths.
func (q *queue) prefer(paths places) {
	q.change(func() {
		q.preferred = slices.Concat(paths, q.preferred)
		q.preferred = q.preferred[:min(len(q.preferred), longestPreference)]
		chosen := func(j job) bool { return paths.holds(j.full) }
		front := slices.DeleteFunc(slices.Concat(q.front, q.jobs), func(j job) bool { return !chosen(j) })
		q.front = append(front, slices.DeleteFunc(q.front, chosen)...)
		q.jobs = slices.DeleteFunc(q.jobs, chosen)
	})
}

// take waits for a job and returns it. There is none where the queue is closed and
// empty, or the context is done.
func (q *queue) take(ctx context.Context) (j job, ok bool) {
	defer context.AfterFunc(ctx, func() { q.change(func() {}) })()
	q.mu.Lock()
	defer q.mu.Unlock()
	for ctx.Err() == nil {
		switch {
		case q.paused:
		case len(q.front) > 0:
			j, q.front = q.front[0], q.front[1:]
			return j, true
		case len(q.jobs) > 0:
			j, q.jobs = q.jobs[0], q.jobs[1:]
			return j, true
		case q.closed:
			return job{}, false
		}
		q.changed.Wait()
	}
	return job{}, false
}
