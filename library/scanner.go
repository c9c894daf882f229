package library

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
)

// Scanner looks once at all photos of a library, so that finding things in them is
// quick. What it made is kept within a second or two, and a scan that was stopped,
// or whose process was, goes on where it was.
//
// Its settings do not change while it works. It does one thing at a time; Pause,
// Resume and Prefer may be called meanwhile.
type Scanner struct {
	// Finder has the networks, the cache, and what is accepted as a photo.
	Finder *Finder
	// Catalogue is that of the finder's cache.
	Catalogue *Catalogue
	// Observe is told what is done, in calls one after another; may be nil.
	Observe func(Event)

	mu        sync.Mutex
	queue     *queue // of what is under way, or nil
	pace      *pace
	paused    bool
	preferred places
	folders   []string // that the last scan met, by full path
	arrived   []string // photos that were not known before, since the last Seek

	telling sync.Mutex // held while Observe is called
}

// Pause has the scan wait after the photos that it is looking at.
func (s *Scanner) Pause() { s.setPaused(true) }

// Resume has the scan go on.
func (s *Scanner) Resume() { s.setPaused(false) }

func (s *Scanner) setPaused(paused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = paused
	if s.queue == nil {
		return
	}
	s.queue.pause(paused)
	s.pace.pause(paused)
}

// Prefer has photos, and those in folders, looked at before others: the ones that
// the user looks at. The last call comes first.
func (s *Scanner) Prefer(paths ...string) {
	var full places
	for _, path := range paths {
		if path, err := filepath.Abs(path); err == nil {
			full = append(full, path)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.preferred = slices.Concat(full, s.preferred)
	s.preferred = s.preferred[:min(len(s.preferred), longestPreference)]
	if s.queue != nil {
		s.queue.prefer(full)
	}
}

// round begins a pass.
func (s *Scanner) round(pass Pass) *round {
	r := &round{
		scanner: s, finder: s.Finder, memory: s.Finder.memory(), pass: pass, pace: newPace(),
		keeper: newKeeper(s.Finder.Cache),
	}
	s.begin(r)
	return r
}

// begin gives a round an empty queue.
func (s *Scanner) begin(r *round) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.queue = newQueue()
	s.queue, s.pace = r.queue, r.pace
	s.queue.preferred = s.preferred
	s.queue.pause(s.paused)
	s.pace.pause(s.paused)
}

func (s *Scanner) tell(e Event) {
	if s.Observe == nil {
		return
	}
	s.telling.Lock()
	defer s.telling.Unlock()
	s.Observe(e)
}

// Scan looks at all photos among paths, which are photos and folders, or in all
// roots where there are none. Folders become roots. Photos that were looked at
// before and have not changed are passed over; files that are there no more are
// forgotten. It returns [ErrNoPhotos] where there are none, and the error of the
// context when that is done.
func (s *Scanner) Scan(ctx context.Context, paths ...string) error {
	if err := s.Catalogue.AddRoots(paths...); err != nil {
		s.tell(Noticed{err})
	}
	if len(paths) == 0 {
		for _, r := range s.Catalogue.Roots() {
			paths = append(paths, r.Path)
		}
	}
	away := s.Catalogue.away()
	var there []string
	for _, path := range paths {
		if full, err := filepath.Abs(path); err == nil && slices.Contains(away, full) {
			s.tell(Away{full})
		} else {
			there = append(there, path)
		}
	}
	r := s.round(Looking)
	r.away = away
	if err := r.run(ctx, func(ctx context.Context) error { return r.survey(ctx, there) }, r.open, r.look); err != nil || len(r.held) == 0 {
		return err
	}
	s.begin(r)
	return r.run(ctx, func(context.Context) error { r.queue.add(r.held...); return nil }, r.open, r.look)
}
