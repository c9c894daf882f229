package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/library"
)

// scanOptions are the flags of the command scan.
type scanOptions struct {
	engine *app.EngineOptions
	cache  string
	json   bool
}

func newScan(engine *app.EngineOptions) *cobra.Command {
	o := scanOptions{engine: engine}
	cmd := &cobra.Command{
		Use:   "scan PATH...",
		Short: "Look once at all photos, so that finding things in them is quick",
		Long: `Scan looks at all photos among the PATHs, which are photos and folders, and
remembers what can be found in them: 8 KB for each. Photos that were looked at
before and have not changed are passed over, also where they were moved or renamed,
so scanning again is quick and goes on where it was stopped.

Photos are only read. Those that cannot be are listed on standard error with the
reason.

Exit codes: 0 done, 1 there are no photos, 2 wrong use, 3 could not work.`,
		Example: `  whereabouts scan ~/Pictures
  whereabouts status`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.cache, "cache", app.DefaultCacheDir(), "remember what was seen in the folder `DIR`")
	flags.BoolVar(&o.json, "json", false, "print the outcome as JSON")
	return cmd
}

func (o *scanOptions) run(ctx context.Context, paths []string) error {
	defer stopLate(ctx)()
	if o.cache == "" {
		return usageError{errors.New("scan needs a folder to remember in; name one with --cache DIR")}
	}
	if err := someExist(paths); err != nil {
		return err
	}
	engine, err := app.OpenEngine(ctx, *o.engine)
	if err != nil {
		return err
	}
	defer func() { _ = engine.Close() }()
	cache, err := engine.OpenCache(o.cache)
	if err != nil {
		return err
	}
	defer func() { _ = cache.Close() }()
	if err := cache.Notice(); err != nil {
		warn(err)
	}
	seen := &scanned{progress: progress{what: "Scanning"}}
	err = engine.Finder(cache).Find(ctx, library.Indexing{}, paths, seen)
	seen.finishBar()
	if library.Stopped(err) {
		warn(errors.New("what was looked at is remembered, so scanning again goes on from there"))
	}
	if err != nil && !errors.Is(err, library.ErrNoPhotos) {
		return err
	}
	return seen.print(o.json)
}

// scanned counts what a scan does.
type scanned struct {
	progress
	looked, known int
}

// Found implements [library.Observer].
func (s *scanned) Found(f library.Finding) error {
	s.advance()
	if f.Cached {
		s.known++
	} else {
		s.looked++
	}
	return nil
}

// print tells the outcome.
func (s *scanned) print(asJSON bool) error {
	if asJSON {
		err := printValue(struct {
			Photos  int `json:"photos"`
			Looked  int `json:"looked_at"`
			Known   int `json:"known"`
			Skipped int `json:"skipped"`
		}{s.looked + s.known, s.looked, s.known, s.skipped})
		if err != nil {
			return err
		}
	} else {
		line := fmt.Sprintf("%s: %d looked at, %d known before", photos(s.looked+s.known), s.looked, s.known)
		if s.skipped > 0 {
			line += fmt.Sprintf("; %d skipped", s.skipped)
		}
		fmt.Println(line)
	}
	if s.looked+s.known == 0 {
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
