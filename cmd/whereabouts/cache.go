package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/library"
)

func newCache(engine *app.EngineOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cache",
		Short: "Say how much disk may be used to remember photos, and give back what is not used",
		Args:  usage(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	dir := cmd.PersistentFlags().String("cache", app.DefaultCacheDir(), "the folder `DIR` in which what was seen is remembered")
	cmd.AddCommand(newBudget(engine, dir), newCompact(engine, dir))
	return cmd
}

func newBudget(engine *app.EngineOptions, dir *string) *cobra.Command {
	return &cobra.Command{
		Use:   "budget [SIZE]",
		Short: "Say how much disk may be used, or set it",
		Long: `Without a SIZE, budget prints how much disk may be used to remember photos. A SIZE,
such as 5GB or 800MB, sets it, and "none" sets no limit. What is always kept are 8 KB
for each photo; the rest goes where it matters least and is made again when it is
needed.`,
		Example: `  whereabouts cache budget
  whereabouts cache budget 5GB`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := app.LoadSettings()
			if err != nil {
				warn(err)
			}
			if len(args) == 0 {
				fmt.Println(describeBudget(settings.CacheBudget))
				return nil
			}
			if settings.CacheBudget, err = parseBudget(args[0]); err != nil {
				return usageError{err}
			}
			if err := settings.Save(); err != nil {
				return err
			}
			if settings.CacheBudget == 0 || !remembers(*dir) {
				return nil
			}
			return compact(cmd, engine, *dir)
		},
	}
}

func newCompact(engine *app.EngineOptions, dir *string) *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Give back to the disk what is not used in what is remembered",
		Args:  usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !remembers(*dir) {
				fmt.Println("nothing is remembered yet")
				return nil
			}
			return compact(cmd, engine, *dir)
		},
	}
}

// compact brings the cache in a folder within the budget and makes its files smaller.
func compact(cmd *cobra.Command, engine *app.EngineOptions, dir string) error {
	defer stopLate(cmd.Context())()
	cache, err := app.OpenCache(cmd.Context(), *engine, dir)
	if err != nil {
		return err
	}
	if err := cache.Notice(); err != nil {
		warn(err)
	}
	freed, err := cache.Compact(cmd.Context())
	if err = errors.Join(err, cache.Close()); err != nil {
		return err
	}
	fmt.Printf("%s given back\n", megabytes(max(0, freed)))
	return nil
}

// smallestBudget leaves room for the photos of a small library, in bytes.
const smallestBudget = 100e6

func parseBudget(size string) (int64, error) {
	if size == "none" {
		return 0, nil
	}
	bytes, err := humanize.ParseBytes(size)
	if err != nil || bytes < smallestBudget || bytes > math.MaxInt64 {
		return 0, fmt.Errorf("%q is no budget; give a size from 100MB up, such as 5GB, or none", size)
	}
	return int64(bytes), nil
}

func describeBudget(bytes int64) string {
	if bytes == 0 {
		return "no limit"
	}
	return megabytes(bytes)
}

// remembers reports whether a cache is in a folder.
func remembers(dir string) bool {
	for _, name := range []string{library.CacheFile, library.IndexFile} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}
