package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
)

// statusOptions are the flags of the command status.
type statusOptions struct {
	engine  *app.EngineOptions
	cache   string
	skipped bool
	json    bool
}

func newStatus(engine *app.EngineOptions) *cobra.Command {
	o := statusOptions{engine: engine}
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say what is remembered of your photos, and how much disk that takes",
		Long: `Status lists the folders that were scanned, with how many photos are in each, how
many a scan would have to look at, and whether they are there now; and what is
remembered of them. --skipped lists the files that cannot be used, with the reason.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().StringVar(&o.cache, "cache", app.DefaultCacheDir(), "the folder `DIR` in which what was seen is remembered")
	cmd.Flags().BoolVar(&o.skipped, "skipped", false, "list the files that cannot be used")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func (o *statusOptions) run(ctx context.Context) error {
	r := report{Path: o.cache, Roots: []rootReport{}}
	if !remembers(o.cache) {
		settings, err := app.LoadSettings()
		if err != nil {
			warn(err)
		}
		r.contents.Budget, r.Budget = settings.CacheBudget, settings.CacheBudget
		return o.print(r)
	}
	cache, err := app.OpenCache(ctx, *o.engine, o.cache)
	if err != nil {
		return inUse(err)
	}
	defer func() { _ = cache.Close() }()
	if err := cache.Notice(); err != nil {
		warn(err)
	}
	if err := o.gather(ctx, cache, &r); err != nil {
		return err
	}
	return o.print(r)
}

// report is what status tells, a contract with programs that read it.
type report struct {
	Path        string       `json:"path"`
	Size        int64        `json:"bytes"`
	Free        int64        `json:"free_bytes"`
	Budget      int64        `json:"budget_bytes"`
	Photos      int64        `json:"photos"`
	Files       int64        `json:"files"`
	Appearances int64        `json:"appearances"`
	Features    int64        `json:"features"`
	Other       int64        `json:"of_other_models"`
	Roots       []rootReport `json:"folders"`
	Due         int          `json:"to_look_at"`
	Gone        int          `json:"to_forget"`
	Skipped     []skipReport `json:"skipped,omitempty"`

	contents library.Contents
}

type rootReport struct {
	Path    string `json:"path"`
	Away    bool   `json:"away"`
	Photos  int    `json:"photos"`
	Offline int    `json:"offline"`
	Skipped int    `json:"skipped"`
	Bytes   int64  `json:"bytes"`

	Companions int `json:"companions"`
}

type skipReport struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// gather counts what is remembered and walks the folders.
func (o *statusOptions) gather(ctx context.Context, cache *library.Cache, r *report) error {
	seen, err := cache.Contents()
	if err != nil {
		return err
	}
	r.contents = seen
	r.Free, r.Budget = seen.Free, seen.Budget
	r.Size, r.Photos, r.Files = seen.Size, seen.Photos.Count, seen.Files.Count
	r.Appearances, r.Features, r.Other = seen.Appearances.Count, seen.Features.Count, seen.Other.Count
	catalogue, err := library.OpenCatalogue(ctx, cache)
	if err != nil {
		return err
	}
	for _, root := range catalogue.Roots() {
		r.Roots = append(r.Roots, rootReport(root))
	}
	finder := &library.Finder{Cache: cache, Photos: photo.Options{MaxPixels: o.engine.MaxPixels}}
	due, err := (&library.Scanner{Finder: finder, Catalogue: catalogue}).Due(ctx)
	if err != nil {
		return err
	}
	r.Due, r.Gone = due.Photos, due.Gone
	if o.skipped {
		for _, f := range catalogue.Files() {
			if f.Skipped != nil {
				r.Skipped = append(r.Skipped, skipReport{f.Path, f.Skipped.Error()})
			}
		}
	}
	return nil
}

func (o *statusOptions) print(r report) error {
	if o.json {
		return printValue(r)
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	line := func(name, value string) { _, _ = fmt.Fprintf(t, "%s\t%s\n", name, value) }
	amount := func(a library.Amount) string { return fmt.Sprintf("%d (%s)", a.Count, megabytes(a.Bytes)) }
	for _, root := range r.Roots {
		line(printable(root.Path), root.describe())
	}
	if len(r.Roots) > 0 {
		line("to look at", strconv.Itoa(r.Due))
		if r.Gone > 0 {
			line("there no more", strconv.Itoa(r.Gone))
		}
	}
	line("remembered in", printable(r.Path))
	line("on disk", fmt.Sprintf("%s, of which %s are free", megabytes(r.Size), megabytes(r.Free)))
	line("at most", describeBudget(r.Budget))
	line("photos looked at", amount(r.contents.Photos))
	line("files known", amount(r.contents.Files))
	line("looked at for a thing", amount(r.contents.Appearances))
	line("cut out from", amount(r.contents.Features))
	if r.Other > 0 {
		line("of other models", amount(r.contents.Other))
	}
	for _, s := range r.Skipped {
		line("skipped "+printable(s.Path), printable(s.Reason))
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("printing what is remembered: %w", err)
	}
	return nil
}

func (r rootReport) describe() string {
	text := fmt.Sprintf("%s (%s)", photos(r.Photos), megabytes(r.Bytes))
	if r.Companions > 0 {
		text += fmt.Sprintf("; %d raw files beside them", r.Companions)
	}
	if r.Skipped > 0 {
		text += fmt.Sprintf("; %d skipped", r.Skipped)
	}
	switch {
	case r.Away:
		text += "; offline"
	case r.Offline > 0:
		text += fmt.Sprintf("; %d offline", r.Offline)
	}
	return text
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
