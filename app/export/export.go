package export

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// A Find is one place in a photo where the concept is.
type Find struct {
	// Mask returns the find's mask: of the upright photo's size, and not empty. It is
	// called when it is needed, since masks of many finds take much memory; several
	// goroutines may call it. [RLE.Mask] is one.
	Mask     func() (*segment.Mask, error)
	Score    float64 // 0..1
	Accepted bool    // the user said yes to it
	Unsure   bool    // a look-alike is nearly as good a match
}

// A Photo is a photo with finds.
type Photo struct {
	Path  string
	Key   library.Key // of its content; zero takes any that has the masks' size
	With  []string    // files that go with the photo, such as the camera raw file of a JPEG
	Finds []Find      // best first; at least one
}

// A Job is what is to be exported.
type Job struct {
	Dir       string  // the folder that is written into; it is made if need be
	Concept   string  // what the finds are called; any text
	Photos    []Photo // in the order in which they are numbered
	Overwrite bool    // replace files that are there

	// InPlace says to name the photos where they are instead of copying them, in the
	// formats coco, coco-polygons and labelme.
	InPlace bool
	// Cutouts say what cut-outs look like.
	Cutouts app.CutoutOptions
	// Options say what is accepted as a photo.
	Options photo.Options
}

// An Observer is told how far an export is. Its methods are called one at a time.
type Observer interface {
	// Advanced tells how many of all photos are done.
	Advanced(done, total int)
	// Skipped tells of a photo that could not be exported.
	Skipped(path string, reason error)
}

// Outcome is what was exported.
type Outcome struct {
	Photos, Finds int
	Files         int // that were written
	Skipped       int // photos
}

// Run exports a job. It returns [ErrNothing] where the job has no photos,
// [ErrExists] where files are in the way, before anything is written, and the error of
// the context when that is done. What was written until an error is whole and stays.
// The observer may be nil.
func Run(ctx context.Context, f Format, j Job, o Observer) (Outcome, error) {
	if len(j.Photos) == 0 {
		return Outcome{}, ErrNothing
	}
	t := &task{Job: j, class: className(j.Concept), folder: newFolder(j.Dir, j.Overwrite)}
	t.nameAll()
	w, err := f.plan(t)
	if err == nil {
		err = t.folder.check(ctx)
	}
	if err != nil {
		return Outcome{}, fmt.Errorf("exporting to %s: %w", j.Dir, err)
	}
	r := &round{task: t, writer: w, observer: o}
	err = r.all(ctx)
	if err == nil {
		err = w.finish(ctx)
	}
	r.outcome.Files = t.folder.written()
	if ctx.Err() != nil {
		return r.outcome, ctx.Err()
	}
	if err != nil {
		return r.outcome, fmt.Errorf("exporting to %s: %w", j.Dir, err)
	}
	return r.outcome, nil
}

// workers is the number of photos that are exported at a time: each may take as much
// memory as a decoded photo.
const workers = 2

// round is one export under way.
type round struct {
	task     *task
	writer   writer
	observer Observer

	mu      sync.Mutex
	done    int
	outcome Outcome
}

func (r *round) all(ctx context.Context) error {
	group, working := errgroup.WithContext(ctx)
	group.SetLimit(min(workers, runtime.GOMAXPROCS(0)))
	for n := range r.task.Photos {
		if working.Err() != nil {
			break
		}
		group.Go(func() error { return r.one(working, n) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

func (r *round) one(ctx context.Context, n int) error {
	err := ctx.Err()
	if err == nil {
		err = r.writer.photo(ctx, n)
	}
	var bad unusable
	skipped := errors.As(err, &bad)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil && !skipped {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	if skipped {
		r.outcome.Skipped++
	} else {
		r.outcome.Photos++
		r.outcome.Finds += len(r.task.Photos[n].Finds)
	}
	if r.observer == nil {
		return nil
	}
	if skipped {
		r.observer.Skipped(r.task.Photos[n].Path, bad.error)
	}
	r.observer.Advanced(r.done, len(r.task.Photos))
	return nil
}

// unusable marks an error of one photo.
type unusable struct{ error }

func (u unusable) Unwrap() error { return u.error }
