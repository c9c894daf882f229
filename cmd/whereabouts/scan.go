package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/library"
)

// scanOptions are the flags of the command scan.
type scanOptions struct {
	engine   *app.EngineOptions
	cache    string
	concepts string // folder of what was taught; empty for none
	prepare  bool
	watch    bool
	forget   bool
	json     bool
}

func newScan(engine *app.EngineOptions) *cobra.Command {
	o := scanOptions{engine: engine}
	cmd := &cobra.Command{
		Use:   "scan [PATH...]",
		Short: "Look once at all photos, so that finding things in them is quick",
		Long: `Scan looks at all photos among the PATHs, which are photos and folders, and
remembers what can be found in them: 8 KB for each. Photos that were looked at
before and have not changed are passed over, also where they were moved or renamed,
so scanning again is quick and goes on where it was stopped.

Folders are remembered: without a PATH all folders that were scanned before are
scanned again, and --watch goes on with what changes in them and tells which new
photos show what you taught. Photos that are there
no more are forgotten, but not where their folder cannot be read or their drive is
not there. --forget takes the folders PATH out of what is remembered.

Photos are only read. Those that cannot be are listed on standard error with the
reason.

Exit codes: 0 done, 1 there are no photos, 2 wrong use, 3 could not work.`,
		Example: `  whereabouts scan ~/Pictures
  whereabouts scan
  whereabouts status`,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.cache, "cache", app.DefaultCacheDir(), "remember what was seen in the folder `DIR`")
	flags.BoolVar(&o.prepare, "prepare", false, "then get photos ready for cutting things out, 1 MB and half a second each: first those most like what was taught, then the newest")
	flags.StringVar(&o.concepts, "concepts", app.DefaultConceptDir(), "what was taught is remembered in the folder `DIR`")
	flags.BoolVar(&o.watch, "watch", false, "go on with what changes, until Ctrl-C")
	flags.BoolVar(&o.forget, "forget", false, "forget the folders PATH instead")
	flags.BoolVar(&o.json, "json", false, "print the outcome as JSON")
	return cmd
}

func (o *scanOptions) run(ctx context.Context, paths []string) error {
	defer stopLate(ctx)()
	if o.cache == "" {
		return usageError{errors.New("scan needs a folder to remember in; name one with --cache DIR")}
	}
	if o.forget {
		return o.forgetFolders(ctx, paths)
	}
	engine, err := app.OpenEngine(ctx, *o.engine)
	if err != nil {
		return err
	}
	defer func() { _ = engine.Close() }()
	cache, err := engine.OpenCache(o.cache)
	if err != nil {
		return inUse(err)
	}
	defer func() { _ = cache.Close() }()
	if err := cache.Notice(); err != nil {
		warn(err)
	}
	catalogue, err := library.OpenCatalogue(ctx, cache)
	if err != nil {
		warn(err)
	}
	if err := o.check(catalogue, paths); err != nil {
		return err
	}
	seen := &scanned{progress: progress{what: "Scanning"}, concepts: library.ConceptStore{Dir: o.concepts}}
	scanner := &library.Scanner{Finder: engine.Finder(cache), Catalogue: catalogue, Observe: seen.observe}
	err = o.work(ctx, engine, scanner, paths)
	seen.finishBar()
	if library.Stopped(err) {
		warn(errors.New("what was looked at is remembered, so scanning again goes on from there"))
	}
	if err != nil && !errors.Is(err, library.ErrNoPhotos) {
		return err
	}
	return seen.print(o.json)
}

// work does what the flags ask for.
func (o *scanOptions) work(ctx context.Context, e *app.Engine, s *library.Scanner, paths []string) error {
	err := s.Scan(ctx, paths...)
	nothing := errors.Is(err, library.ErrNoPhotos)
	if err != nil && (!o.watch || !nothing) {
		return err
	}
	var sought library.WatchOptions
	if (o.watch || o.prepare) && !nothing {
		sought = o.sought(ctx, e, s)
	}
	switch {
	case o.watch:
		if o.prepare {
			sought.Prepare = math.MaxInt64
		}
		return s.Watch(ctx, sought)
	case o.prepare:
		return s.Prepare(ctx, math.MaxInt64, sought.Concepts...)
	}
	return nil
}

// sought returns what the user looks for: photos like it are made ready first, and
// new ones searched for it. That it cannot be had is no reason not to scan.
func (o *scanOptions) sought(ctx context.Context, e *app.Engine, s *library.Scanner) (sought library.WatchOptions) {
	if o.concepts == "" {
		return sought
	}
	concepts, err := e.KeptConcepts(ctx, s.Finder, s.Catalogue, o.concepts)
	if err != nil && ctx.Err() == nil {
		warn(fmt.Errorf("scanning goes on without what was taught: %w", err))
	}
	var answerers []library.Answerer
	for _, c := range concepts {
		sought.Concepts = append(sought.Concepts, c)
		answerers = append(answerers, c)
	}
	sought.Seek = func(context.Context) []library.Answerer { return answerers }
	return sought
}

// inUse says what to do where another process uses the cache.
func inUse(err error) error {
	if errors.Is(err, library.ErrCacheInUse) {
		return fmt.Errorf("%w; wait until it is done, close its window, or remember elsewhere with --cache DIR", err)
	}
	return err
}

// check refuses paths of which there is none, and no path where no folder is known.
func (o *scanOptions) check(c *library.Catalogue, paths []string) error {
	roots := c.Roots()
	if len(paths) == 0 {
		if len(roots) == 0 {
			return usageError{errors.New("no folder was scanned before; name the photos and folders to look at")}
		}
		return nil
	}
	if c.Holds(paths...) {
		return nil // what is not there may be away
	}
	return someExist(paths)
}

// forgetFolders takes folders out of what is remembered.
func (o *scanOptions) forgetFolders(ctx context.Context, paths []string) error {
	if len(paths) == 0 {
		return usageError{errors.New("name the folders to forget; whereabouts status lists them")}
	}
	cache, err := app.OpenCache(ctx, *o.engine, o.cache)
	if err != nil {
		return inUse(err)
	}
	defer func() { _ = cache.Close() }()
	catalogue, err := library.OpenCatalogue(ctx, cache)
	if err != nil {
		return err
	}
	for _, path := range paths {
		err := catalogue.RemoveRoot(path)
		if errors.Is(err, library.ErrNotARoot) {
			return usageError{err}
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "forgot %s\n", printable(path))
	}
	return nil
}

// scanned counts what a scan does and shows how far it is.
type scanned struct {
	progress
	seen            library.Surveyed
	looked, moved   int // photos: looked at, and known by their content
	forgotten, away int
	prepared        int
	accompanied     int // files that turned out to go with a photo
	pass            library.Pass
	concepts        library.ConceptStore // for their names
}

// observe is told what the scan does.
func (s *scanned) observe(e library.Event) {
	switch e := e.(type) {
	case library.Surveyed:
		s.seen = e
	case library.Looked:
		if e.Known {
			s.moved++
		} else {
			s.looked++
		}
	case library.Accompanied:
		s.accompanied++
	case library.Prepared:
		s.prepared++
	case library.Sighted:
		s.clearBar()
		fmt.Fprintf(os.Stderr, "found %s in %s\n", printable(s.nameOf(e.Concept)), printable(e.Path))
	case library.Skipped:
		s.tellSkipped(e.Path, e.Reason)
	case library.Forgotten:
		s.forgotten++
	case library.Away:
		s.away++
		s.clearBar()
		fmt.Fprintf(os.Stderr, "%s is not there now; what is known of it is kept\n", printable(e.Root))
	case library.Noticed:
		s.Notice(e.Err)
	case library.Advanced:
		s.show(e)
	case library.Walked, library.Rested:
	}
}

// nameOf returns what a concept is called, or else the letters that it is listed by.
func (s *scanned) nameOf(id library.ConceptID) string {
	if r, err := s.concepts.Load(context.Background(), id); err == nil && r.Name != "" {
		return r.Name
	}
	return fmt.Sprintf("%.12s", id)
}

// show moves the bar.
func (s *scanned) show(e library.Advanced) {
	if s.bar == nil || e.Pass != s.pass {
		s.finishBar()
		s.pass = e.Pass
		s.Counted(e.Total)
	}
	if s.bar == nil {
		return
	}
	what := "Looking at photos"
	if e.Pass == library.Preparing {
		what = "Getting photos ready"
	}
	if e.Left >= 0 {
		what += ", " + remaining(e.Left)
	}
	s.bar.Describe(what)
	s.bar.ChangeMax(e.Total)
	_ = s.bar.Set(e.Done)
}

// remaining says how long something takes, roughly, as people do.
func remaining(d time.Duration) string {
	count := func(n int, unit string) string {
		if n == 1 {
			return "about 1 " + unit + " left"
		}
		return fmt.Sprintf("about %d %ss left", n, unit)
	}
	switch n, in := app.Roughly(d); in {
	case app.Minutes:
		return count(n, "minute")
	case app.Hours:
		return count(n, "hour")
	case app.Moments:
	}
	return "less than a minute left"
}

// print tells the outcome.
func (s *scanned) print(asJSON bool) error {
	known := s.seen.Photos - s.seen.Fresh + s.moved
	total := s.looked + known
	companions := s.seen.Companions + s.accompanied
	if asJSON {
		err := printValue(struct {
			Photos    int `json:"photos"`
			Looked    int `json:"looked_at"`
			Known     int `json:"known"`
			Skipped   int `json:"skipped"`
			Forgotten int `json:"forgotten"`
			Offline   int `json:"offline"`
			Prepared  int `json:"prepared"`

			Companions int `json:"companions"`
		}{total, s.looked, known, s.skipped, s.forgotten, s.seen.Offline, s.prepared, companions})
		if err != nil {
			return err
		}
	} else {
		outcome := []string{fmt.Sprintf("%s: %d looked at, %d known before", photos(total), s.looked, known)}
		for _, more := range []struct {
			n    int
			what string
		}{{companions, "raw files beside them"}, {s.skipped, "skipped"}, {s.forgotten, "forgotten"}, {s.seen.Offline, "offline"}, {s.prepared, "made ready"}} {
			if more.n > 0 {
				outcome = append(outcome, fmt.Sprintf("%d %s", more.n, more.what))
			}
		}
		fmt.Println(strings.Join(outcome, "; "))
	}
	if total+s.seen.Offline == 0 {
		sayNoPhotos(s.skipped)
		return errNothing
	}
	return nil
}

// someExist refuses paths of which there is none.
func someExist(paths []string) error {
	for _, path := range paths {
		if exists(path) {
			return nil
		}
	}
	return usageError{fmt.Errorf("there is no such file or folder: %s", strings.Join(paths, ", "))}
}
