package library_test

import (
	"context"
	"errors"
	"image/color"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"whereabouts/library"
	"whereabouts/segment"
)

// watched is a library that is watched.
type watched struct {
	*world
	scanner *library.Scanner
	events  chan library.Event
	end     func()
}

func watch(t *testing.T, w *world, o library.WatchOptions) watched {
	t.Helper()
	s, _, closeCache := w.open()
	check(t, s.Catalogue.AddRoots(w.dir))
	events := make(chan library.Event, 10000)
	s.Observe = func(e library.Event) { events <- e }
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Watch(ctx, o) }()
	return watched{w, s, events, func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("watching ended with %v", err)
		}
		closeCache()
	}}
}

// until waits for an event that is wanted.
func (w watched) until(what string, wanted func(library.Event) bool) {
	w.t.Helper()
	late := time.After(30 * time.Second)
	for {
		select {
		case e := <-w.events:
			if wanted(e) {
				return
			}
		case <-late:
			w.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func rested(e library.Event) bool { _, ok := e.(library.Rested); return ok }

func looked(path string) func(library.Event) bool {
	return func(e library.Event) bool { l, ok := e.(library.Looked); return ok && l.Path == path }
}

func TestWatchedFolderIsScannedWhenItChanges(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	w := newWorld(t)
	w.fill("a", 3)
	watched := watch(t, w, library.WatchOptions{Every: time.Hour, Calm: 50 * time.Millisecond})
	defer watched.end()
	watched.until("the first scan", rested)
	w.write("a/new.jpg", colours(5)[4])
	watched.until("the new photo", looked(w.at("a/new.jpg")))
	watched.until("rest", rested)
	w.write("b/c/d.jpg", colours(7)[3])
	watched.until("a photo in a new folder", looked(w.at("b/c/d.jpg")))
	watched.until("rest", rested)
	w.write("b/c/e.jpg", colours(9)[3])
	watched.until("another in it", looked(w.at("b/c/e.jpg")))
	watched.until("rest", rested)
	check(t, os.Remove(w.at("a/new.jpg")))
	watched.until("that it is gone", func(e library.Event) bool {
		f, ok := e.(library.Forgotten)
		return ok && f.Path == w.at("a/new.jpg")
	})
}

func TestWatchedFolderIsScannedFromTimeToTime(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 1)
	watched := watch(t, w, library.WatchOptions{Every: 20 * time.Millisecond, Calm: time.Hour})
	defer watched.end()
	watched.until("the first scan", rested)
	w.write("a/new.jpg", colours(5)[4]) // nothing is calm enough for the hint to count
	watched.until("the new photo", looked(w.at("a/new.jpg")))
}

func TestPhotosArePreparedWhileNothingElseIsToBeDone(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 3)
	watched := watch(t, w, library.WatchOptions{Every: time.Hour, Calm: 50 * time.Millisecond, Prepare: 10 * segment.StoredFeatures})
	defer watched.end()
	left := 3
	watched.until("three prepared photos", func(e library.Event) bool {
		if _, ok := e.(library.Prepared); ok {
			left--
		}
		return left == 0
	})
	w.write("a/new.jpg", colours(5)[4])
	watched.until("the new photo", looked(w.at("a/new.jpg")))
}

func TestPhotosThatComeAreSearchedForWhatIsSought(t *testing.T) {
	w := newWorld(t)
	red, blue := color.NRGBA{R: 250, G: 5, B: 5, A: 255}, color.NRGBA{R: 5, G: 5, B: 250, A: 255}
	w.write("a/known.jpg", red)
	sought := newLikeRed(t)
	sought.from = library.Key{1}
	watched := watch(t, w, library.WatchOptions{Every: time.Hour, Calm: 50 * time.Millisecond, Seek: func(context.Context) []library.Answerer { return []library.Answerer{sought} }})
	defer watched.end()
	sighted := func(path string) {
		t.Helper()
		var all []string
		watched.until("rest", func(e library.Event) bool {
			if s, ok := e.(library.Sighted); ok {
				all = append(all, s.Path)
				if about, _ := sought.Answers(); s.Concept != about || len(s.Instances) != 1 {
					t.Errorf("told of %v with %d instances", s.Concept, len(s.Instances))
				}
			}
			return rested(e) && len(all) > 0
		})
		if len(all) != 1 || all[0] != w.at(path) {
			t.Errorf("found in %v, not in %s", all, path)
		}
	}
	sighted("a/known.jpg")
	w.write("a/blue.jpg", blue)
	watched.until("the blue photo", looked(w.at("a/blue.jpg")))
	w.write("a/red.jpg", color.NRGBA{R: 240, G: 5, B: 15, A: 255})
	sighted("a/red.jpg")
	clear(sought.looked)
	if ask(t, watched.scanner.Finder, sought, w.at("a/red.jpg")); len(sought.looked) > 0 {
		t.Error("the answer is not kept")
	}
}

func TestAPhotoThatASearchAnsweredIsNotToldAsNew(t *testing.T) {
	w := newWorld(t)
	w.write("a/red.jpg", color.NRGBA{R: 250, G: 5, B: 5, A: 255})
	sought := newLikeRed(t)
	sought.from = library.Key{1}
	s, _, end := w.open()
	defer end()
	var sighted []string
	s.Observe = func(e library.Event) {
		if e, ok := e.(library.Sighted); ok {
			sighted = append(sighted, e.Path)
		}
	}
	check(t, s.Scan(t.Context(), w.at("a")))
	ask(t, s.Finder, sought, w.at("a"))
	check(t, s.Seek(t.Context(), sought))
	if len(sighted) != 0 {
		t.Errorf("told of %q", sighted)
	}
}
