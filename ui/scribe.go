package ui

import (
	"context"
	"slices"
	"sync"
)

// pageSize is how many sayings are written at a time. Others wait for the folder
// of concepts meanwhile.
const pageSize = 64

// A scribe writes down what the user says, in that order, on a goroutine of its
// own. What was begun is written even while the window is being closed.
type scribe struct {
	bridge *bridge
	failed func(error) // called on the main goroutine

	mu      sync.Mutex
	waiting []entry
	writing bool
	idle    chan struct{} // closed when nothing waits and nothing is being written
}

// An entry is a saying and what it is about.
type entry struct {
	engine engine
	query  query
	saying saying
}

func newScribe(b *bridge, failed func(error)) *scribe {
	s := &scribe{bridge: b, failed: failed, idle: make(chan struct{})}
	close(s.idle)
	return s
}

// write has sayings written.
func (s *scribe) write(e engine, q query, said []saying) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range said {
		s.waiting = append(s.waiting, entry{e, q, one})
	}
	if !s.writing && len(s.waiting) > 0 {
		s.writing, s.idle = true, make(chan struct{})
		s.bridge.run(s.writeAll)
	}
}

// wait waits until all that was said is written.
func (s *scribe) wait(ctx context.Context) error {
	s.mu.Lock()
	idle := s.idle
	s.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *scribe) writeAll() {
	ctx := context.WithoutCancel(s.bridge.ctx)
	for page := s.next(); len(page) > 0; page = s.next() {
		said := make([]saying, len(page))
		for i, e := range page {
			said[i] = e.saying
		}
		if err := page[0].engine.Judge(ctx, page[0].query, said); err != nil {
			s.bridge.show(func() { s.failed(err) })
		}
	}
}

// next takes the first entries that are about one thing.
func (s *scribe) next() []entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for n < min(len(s.waiting), pageSize) && s.waiting[n].query.same(s.waiting[0].query) {
		n++
	}
	page := slices.Clone(s.waiting[:n])
	s.waiting = s.waiting[n:]
	if n == 0 {
		s.writing, s.waiting = false, nil
		close(s.idle)
	}
	return page
}

// same reports whether two queries are for one thing.
func (q query) same(other query) bool { return q.thing == other.thing && q.mask == other.mask }

// unwritten tells that what was said could not be kept.
func (w *window) unwritten(err error) {
	w.message.fail(failed(err, "what you said of a find could not be remembered: {{.Reason}}"))
}
