package main

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/assets/sample"
	"whereabouts/ui"
)

// open opens the window, or searches the sample library in the terminal where
// there is no display to open it on.
func open(cmd *cobra.Command, engine *app.EngineOptions) error {
	if !hasDisplay() {
		fmt.Fprintln(os.Stderr, "There is no display to open the window on, so here is the sample library in the terminal.")
		fmt.Fprintln(os.Stderr, `The command for your own photos is "whereabouts find"; see whereabouts --help.`)
		return tour(cmd.Context(), engine)
	}
	return ui.Run(cmd.Context(), ui.Options{
		Engine:  *engine,
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
