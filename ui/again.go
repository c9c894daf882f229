package ui

import (
	"context"
	"time"

	"whereabouts/library"
)

// lull is how long nothing is said before it is looked again.
const lull = 2 * time.Second

// again looks again, in the background, with what the user said since the last
// search. What it finds takes the place of what was found before all at once, and
// only where nothing was said meanwhile.
type again struct {
	cancel context.CancelFunc // of the look that is planned or under way; or nil
	due    bool               // something was said that no search knew of
	busy   bool
}

// plan looks again after a while, unless more is said. Before the first search has
// ended it does nothing, and neither does it after one that was stopped.
func (a *again) plan(s *results) {
	if a.cancel != nil {
		a.cancel()
	}
	a.busy = false
	a.due = a.due || len(s.debate.past)+len(s.debate.future) > 0
	if !a.due || !s.ended || s.err != nil {
		return
	}
	ctx, cancel := context.WithCancel(s.ctx)
	a.cancel = cancel
	start(ctx, s.window.bridge, func(ctx context.Context) (struct{}, error) {
		select {
		case <-time.After(s.window.lull):
		case <-ctx.Done():
		}
		return struct{}{}, s.window.scribe.wait(ctx)
	}, func(_ struct{}, err error) {
		if err == nil {
			a.look(ctx, s)
		}
	})
}

// look searches again.
func (a *again) look(ctx context.Context, s *results) {
	a.busy = true
	s.updateFooter()
	judged := s.ranking.judged()
	later := &ranking{changed: func() {}, known: func(f library.Finding) ([]*instance, error) { return judged[f.Path], nil }}
	e, q := s.window.engine, s.query
	start(ctx, s.window.bridge, func(ctx context.Context) (struct{}, error) {
		record, err := e.Judged(ctx, q)
		if err != nil {
			return struct{}{}, err
		}
		q.judged = record.Judgements
		return struct{}{}, e.Search(ctx, q, later)
	}, func(_ struct{}, err error) {
		a.busy = false
		if err != nil {
			s.window.message.fail(err)
			return
		}
		a.due = false
		s.ranking.renew(later)
		s.update()
		s.window.things.keepTally(s.thing)
		s.lastSeen.look()
		if s.layer != nil {
			s.layer.judged()
		}
	})
}
