package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/assets/sample"
	"whereabouts/ui"
)

// mayBeOpened refuses what is neither a photo nor a folder, and so may have been meant
// for a command.
func mayBeOpened(_ *cobra.Command, paths []string) error {
	for _, path := range paths {
		_, err := os.Stat(path)
		switch {
		case err == nil:
		case filepath.Base(path) == path:
			return fmt.Errorf("there is no command %q, nor a photo or folder of that name; see whereabouts --help", path)
		default:
			return fmt.Errorf("there is no photo or folder that can be opened at %s: %w", path, err)
		}
	}
	return nil
}

// open opens the window on paths or, without any, on the library. Where there is no
// display to open it on, it searches the sample library in the terminal.
func open(cmd *cobra.Command, engine *app.EngineOptions, paths []string) error {
	if !hasDisplay() {
		if len(paths) > 0 {
			return errors.New(`there is no display to open the window on; "whereabouts find" searches in the terminal`)
		}
		fmt.Fprintln(os.Stderr, "There is no display to open the window on, so here is the sample library in the terminal.")
		fmt.Fprintln(os.Stderr, `The command for your own photos is "whereabouts find"; see whereabouts --help.`)
		return tour(cmd.Context(), engine)
	}
	for i, path := range paths {
		full, err := filepath.Abs(path)
		if err != nil {
			return fmt.Errorf("finding the full path of %s: %w", path, err)
		}
		paths[i] = full
	}
	return ui.Run(cmd.Context(), ui.Options{
		Engine:  *engine,
		Open:    paths,
		Version: version(),
		Sample: func(ctx context.Context) (string, error) {
			dir := app.SampleDir()
			return dir, sample.Extract(ctx, dir)
		},
	})
}

// hasDisplay reports whether a window can be opened. Windows and macOS always
// have a display.
func hasDisplay() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}
