package main

import (
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/library"
)

func newStatus(engine *app.EngineOptions) *cobra.Command {
	var (
		dir    string
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say what is remembered of your photos, and how much disk that takes",
		Args:  usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := app.LoadSettings()
			if err != nil {
				warn(err)
			}
			if !remembers(dir) {
				return printContents(dir, library.Contents{Budget: settings.CacheBudget}, asJSON)
			}
			cache, err := app.OpenCache(cmd.Context(), *engine, dir)
			if err != nil {
				return err
			}
			defer func() { _ = cache.Close() }()
			if err := cache.Notice(); err != nil {
				warn(err)
			}
			seen, err := cache.Contents()
			if err != nil {
				return err
			}
			return printContents(dir, seen, asJSON)
		},
	}
	cmd.Flags().StringVar(&dir, "cache", app.DefaultCacheDir(), "the folder `DIR` in which what was seen is remembered")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func printContents(path string, c library.Contents, asJSON bool) error {
	if asJSON {
		return printValue(struct {
			Path        string `json:"path"`
			Size        int64  `json:"bytes"`
			Free        int64  `json:"free_bytes"`
			Budget      int64  `json:"budget_bytes"`
			Photos      int64  `json:"photos"`
			Files       int64  `json:"files"`
			Appearances int64  `json:"appearances"`
			Features    int64  `json:"features"`
			Other       int64  `json:"of_other_models"`
		}{path, c.Size, c.Free, c.Budget, c.Photos.Count, c.Files.Count, c.Appearances.Count, c.Features.Count, c.Other.Count})
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	line := func(name, value string) { _, _ = fmt.Fprintf(t, "%s\t%s\n", name, value) }
	amount := func(a library.Amount) string { return fmt.Sprintf("%d (%s)", a.Count, megabytes(a.Bytes)) }
	line("remembered in", printable(path))
	line("on disk", fmt.Sprintf("%s, of which %s are free", megabytes(c.Size), megabytes(c.Free)))
	line("at most", describeBudget(c.Budget))
	line("photos looked at", amount(c.Photos))
	line("files known", amount(c.Files))
	line("looked at for a thing", amount(c.Appearances))
	line("cut out from", amount(c.Features))
	if c.Other.Count > 0 {
		line("of other models", amount(c.Other))
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("printing what is remembered: %w", err)
	}
	return nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
