package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
	"golang.org/x/sync/errgroup"
)

// WatchOptions say how a library is watched.
type WatchOptions struct {
	// Every is the time between two scans where no change is told of. What the
	// system tells is only a hint: drives on a network and folders beyond the
	// system's limit tell nothing. Zero means DefaultWatchEvery.
	Every time.Duration
	// Calm is for how long nothing may change before a scan. Zero means
	// DefaultWatchCalm.
	Calm time.Duration
	// Prepare is how many bytes may be spent on getting photos ready while nothing
	// else is to be done, first for Concepts. Zero prepares none.
	Prepare  int64
	Concepts []Ranker
	// Seek returns what photos that have come are searched for before the library
	// rests. It is asked each time that some have; nil searches for nothing.
	Seek func(ctx context.Context) []Answerer
}

// What WatchOptions are unless they say otherwise.
const (
	DefaultWatchEvery = 10 * time.Minute
	DefaultWatchCalm  = time.Second
)

// longestUnrest is how long changes may go on before a scan begins nevertheless.
const longestUnrest = 10 // times Calm

// Watch scans the roots, and again when files in them may have changed, until the
// context is done, whose error it returns. Rested is told when all is looked at and
// searched.
func (s *Scanner) Watch(ctx context.Context, o WatchOptions) error {
	if o.Every <= 0 {
		o.Every = DefaultWatchEvery
	}
	if o.Calm <= 0 {
		o.Calm = DefaultWatchCalm
	}
	w, err := newWatcher()
	if err != nil {
		s.tell(Noticed{cannotWatch(err)})
	}
	defer w.close()
	for ctx.Err() == nil {
		if err := s.Scan(ctx); err != nil && !errors.Is(err, ErrNoPhotos) {
			return err
		}
		added, err := w.follow(s.met())
		if err != nil {
			s.tell(Noticed{cannotWatch(err)})
		}
		if added {
			continue // for what has changed before it was watched
		}
		if err := s.seek(ctx, o.Seek); err != nil {
			return err
		}
		s.tell(Rested{})
		if err := s.rest(ctx, w, o); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func cannotWatch(err error) error {
	return fmt.Errorf("not all folders can be watched, so changes in them are found a while later: %w", err)
}

// met returns the folders of the last scan.
func (s *Scanner) met() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.folders
}

// rest waits until it is time for another scan, and prepares photos meanwhile.
func (s *Scanner) rest(ctx context.Context, w *watcher, o WatchOptions) error {
	group, idle := errgroup.WithContext(ctx)
	idle, stop := context.WithCancel(idle)
	group.Go(func() error {
		defer stop()
		w.wait(ctx, o.Every, o.Calm)
		return nil
	})
	group.Go(func() error {
		if o.Prepare <= 0 {
			return nil
		}
		if err := s.Prepare(idle, o.Prepare, o.Concepts...); idle.Err() == nil {
			return err
		}
		return nil // it goes on after the scan
	})
	return group.Wait()
}

// A watcher is told by the system of changes in folders. The nil watcher is told of
// none.
type watcher struct {
	system  *fsnotify.Watcher
	watched map[string]bool
	full    bool // no more can be watched
}

func newWatcher() (*watcher, error) {
	system, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return &watcher{system: system, watched: make(map[string]bool)}, nil
}

func (w *watcher) close() {
	if w != nil {
		_ = w.system.Close()
	}
}

// follow watches folders, and others no longer. It reports whether some were not
// watched before. The error tells, once, that the system watches no more.
func (w *watcher) follow(folders []string) (added bool, err error) {
	if w == nil {
		return false, nil
	}
	wanted := make(map[string]bool, len(folders))
	for _, f := range folders {
		wanted[f] = true
	}
	for f := range w.watched {
		if !wanted[f] {
			_ = w.system.Remove(f) // it is gone, and the watch with it
			delete(w.watched, f)
		}
	}
	for f := range wanted {
		if w.watched[f] || w.full {
			continue
		}
		err := w.system.Add(f)
		if errors.Is(err, fs.ErrNotExist) {
			continue // it has gone since, which the folder that held it tells
		}
		if err != nil {
			w.full = true
			return added, err
		}
		w.watched[f], added = true, true
	}
	return added, nil
}

// wait returns when something has changed and then nothing for a while, or after
// some time, or when the context is done.
func (w *watcher) wait(ctx context.Context, every, calm time.Duration) {
	var events <-chan fsnotify.Event
	var failures <-chan error
	if w != nil {
		events, failures = w.system.Events, w.system.Errors
	}
	due := time.NewTimer(every)
	defer due.Stop()
	var quiet <-chan time.Time
	latest := time.Time{}
	changed := func() {
		now := time.Now()
		if latest.IsZero() {
			latest = now.Add(longestUnrest * calm)
		}
		quiet = time.After(min(calm, latest.Sub(now)))
	}
	for {
		select {
		case e, ok := <-events:
			if !ok {
				events = nil
			} else if w.matters(e) {
				changed()
			}
		case _, ok := <-failures: // most often that there were more changes than could be told
			if !ok {
				failures = nil
			} else {
				changed()
			}
		case <-quiet:
			return
		case <-due.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// matters reports whether a change may be one of photos. A folder that goes is
// watched no more.
func (w *watcher) matters(e fsnotify.Event) bool {
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		delete(w.watched, e.Name)
	}
	return e.Op != fsnotify.Chmod && !strings.HasPrefix(filepath.Base(e.Name), ".")
}
