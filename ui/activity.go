package ui

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"whereabouts/app"
	"whereabouts/library"
)

// An activity is what a scan has told so far. It is written by the goroutine that
// scans and read by the main one.
type activity struct {
	mu    sync.Mutex
	state activityState
	skips map[string]error
	away  map[string]bool
}

// An activityState is what a scan does at one time.
type activityState struct {
	met     int // photos, before all are met
	photos  int // that are there, when all were met
	pass    library.Advanced
	rested  bool
	skips   []skip   // by path
	away    []string // folders that are not there, by path
	notice  error    // the last one told
	notices int      // told so far
}

func newActivity() *activity {
	return &activity{skips: map[string]error{}, away: map[string]bool{}}
}

// observe takes in what a scan tells.
func (a *activity) observe(e library.Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch e := e.(type) {
	case library.Walked:
		a.state.rested, a.state.met, a.state.pass = false, e.Photos, library.Advanced{}
	case library.Surveyed:
		a.state.photos, a.state.met = e.Photos+e.Offline, 0
		a.state.rested = false
	case library.Advanced:
		a.state.pass, a.state.rested = e, false
	case library.Rested:
		a.state.rested = true
	case library.Looked:
		delete(a.skips, e.Path)
	case library.Forgotten:
		delete(a.skips, e.Path)
	case library.Skipped:
		a.skips[e.Path] = e.Reason
	case library.Away:
		a.away[e.Root] = true
	case library.Noticed:
		a.state.notice = e.Err
		a.state.notices++
	case library.Accompanied, library.Prepared:
	}
}

// begin forgets what an earlier scan told of folders, which may be others now.
func (a *activity) begin() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.state = activityState{}
	clear(a.skips)
	clear(a.away)
}

// now returns what the scan does now.
func (a *activity) now() activityState {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.state
	for path, reason := range a.skips {
		s.skips = append(s.skips, skip{path, reason})
	}
	slices.SortFunc(s.skips, func(a, b skip) int { return strings.Compare(a.path, b.path) })
	for path := range a.away {
		s.away = append(s.away, path)
	}
	slices.Sort(s.away)
	return s
}

// working reports whether photos are being looked at, of which the number is known.
func (s activityState) working() bool {
	return !s.rested && s.pass.Total > 0 && s.pass.Done < s.pass.Total
}

// sentence says what the scan does.
func (s activityState) sentence(paused bool) string {
	switch {
	case paused && s.working():
		return tr("Paused: {{.Done}} of {{.Total}} new photos are looked at", s.share())
	case paused:
		return tr("Paused")
	case s.working() && s.pass.Pass == library.Preparing:
		return tr("Getting photos ready: {{.Done}} of {{.Total}}", s.share()) + s.left()
	case s.working():
		return tr("Looking at new photos: {{.Done}} of {{.Total}}", s.share()) + s.left()
	case s.rested:
		return s.outcome()
	case s.photos > 0:
		return trn("Looking through {{.Count}} photos…", s.photos)
	case s.met > 0:
		return trn("Looking for photos… {{.Count}} so far", s.met)
	}
	return tr("Looking for photos…")
}

func (s activityState) share() with {
	return with{"Done": number(s.pass.Done), "Total": number(s.pass.Total)}
}

func (s activityState) left() string {
	if s.pass.Left < 0 {
		return ""
	}
	return timeLeft(s.pass.Left)
}

// outcome says what is known when all was looked at.
func (s activityState) outcome() string {
	text := tr("There are no photos yet")
	if s.photos > 0 {
		text = trn("All {{.Count}} photos are looked at", s.photos)
	}
	switch len(s.away) {
	case 0:
	case 1:
		text += tr("; {{.Folder}} is away", with{"Folder": filepath.Base(s.away[0])})
	default:
		text += trn("; {{.Count}} folders are away", len(s.away))
	}
	return text
}

// timeLeft says roughly, as people do, how long something goes on.
func timeLeft(d time.Duration) string {
	switch n, in := app.Roughly(d); in {
	case app.Minutes:
		return trn(", about {{.Count}} minutes left", n)
	case app.Hours:
		return trn(", about {{.Count}} hours left", n)
	case app.Moments:
	}
	return tr(", less than a minute left")
}
