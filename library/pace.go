package library

import (
	"sync"
	"time"
)

// pace tells how long work will take, from how long as much took lately. It is used
// by several goroutines.
type pace struct {
	clock func() time.Time

	mu     sync.Mutex
	ends   []time.Time // of the last pieces of work, oldest first; before them the beginning
	paused time.Time   // since when; zero where it goes on
}

const (
	// paceNeeds is the number of pieces before anything is said.
	paceNeeds = 5
	// paceWindow is the number of pieces that are looked back on.
	paceWindow = 200
)

// newPace begins now.
func newPace() *pace { return &pace{clock: time.Now, ends: []time.Time{time.Now()}} }

// step notes the end of a piece of work.
func (p *pace) step() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.ends) > paceWindow {
		p.ends = append(p.ends[:0], p.ends[1:]...)
	}
	p.ends = append(p.ends, p.clock())
}

// pause says whether the work rests: that time does not count.
func (p *pace) pause(paused bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock()
	switch {
	case paused && p.paused.IsZero():
		p.paused = now
	case !paused && !p.paused.IsZero():
		for i, end := range p.ends {
			p.ends[i] = end.Add(now.Sub(p.paused))
		}
		p.paused = time.Time{}
	}
}

// left returns how long so many pieces will take, or a negative number where too
// little is known.
func (p *pace) left(pieces int) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	done := len(p.ends) - 1
	switch {
	case pieces == 0:
		return 0
	case done < paceNeeds:
		return -1
	}
	took := p.ends[done].Sub(p.ends[0])
	return time.Duration(float64(took) / float64(done) * float64(pieces))
}
