// Command whereabouts finds a thing that was marked in one photo in all photos.
//
// Without a command it opens the window; on a machine without a display it
// searches the sample library in the terminal instead. The commands do the same
// work for other programs.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/segment"
)

// Exit codes, a contract with programs that call this one.
const (
	exitFound   = 0 // something was found, or the command did its work
	exitNothing = 1 // the search went well and found nothing
	exitUsage   = 2 // what was asked makes no sense: arguments, photo or mask
	exitFailed  = 3 // it could not be done
)

// errNothing ends a search that found nothing.
var errNothing = errors.New("nothing found")

// usageError marks an error in how the program was called.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

// usage marks the errors of an argument check.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{err}
		}
		return nil
	}
}

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := newRoot().ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitFound
	case errors.Is(err, errNothing):
		return exitNothing
	case library.Stopped(err):
		sayStopped()
		return exitFailed
	}
	warn(err)
	var usage usageError
	if errors.As(err, &usage) || errors.Is(err, app.ErrReference) || errors.Is(err, app.ErrFind) || errors.Is(err, app.ErrMethod) {
		return exitUsage
	}
	return exitFailed
}

func sayStopped() { fmt.Fprintln(os.Stderr, "whereabouts: stopped") }

// grace is how long work that was interrupted may go on with what cannot be
// stopped, such as decoding a huge photo.
const grace = 700 * time.Millisecond

// stopLate ends the process some time after its context, and returns a function
// that prevents it. The cache and what is written are whole whenever that happens.
func stopLate(ctx context.Context) func() bool {
	return context.AfterFunc(ctx, func() {
		time.Sleep(grace)
		sayStopped()
		os.Exit(exitFailed)
	})
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "whereabouts [PATH...]",
		Short: "Find a thing that you mark in one photo in all your photos",
		Long: `Whereabouts finds your cat, or the clock you lost, in all your photos: mark it
in one photo, and it is found and cut out in the others. Nothing leaves your
machine.

Without a command the window opens, on the photos and folders that are named or
else on your library.`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          usage(mayBeOpened),
	}
	engine := engineFlags(root)
	root.RunE = func(cmd *cobra.Command, paths []string) error { return open(cmd, engine, paths) }
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
	})
	root.SetVersionTemplate("whereabouts {{.Version}}\n")
	root.AddCommand(
		newFind(engine), newScan(engine), newExport(engine), newStatus(engine), newCache(engine), newConcepts(),
		newSetup(engine), newDoctor(engine), newSample(engine), newTryDevice(engine), newManual(),
	)
	return root
}

// engineFlags adds the flags that say which model is loaded and how.
func engineFlags(root *cobra.Command) *app.EngineOptions {
	o := &app.EngineOptions{Device: app.DeviceAuto, Notice: warnAside}
	o.Try = func(ctx context.Context, d segment.Device) (app.Trial, error) { return tryElsewhere(ctx, *o, d) }
	flags := root.PersistentFlags()
	flags.StringVar(&o.ModelDir, "model", "", "use the encoder.onnx and decoder.onnx in `DIR` instead of the ones that setup brings")
	flags.StringVar(&o.Runtime, "runtime", "", "use the ONNX Runtime library `FILE` instead of the one that setup brings")
	flags.Var((*threads)(&o.Threads), "threads", "processor threads for the networks; 0 is one for each core")
	flags.Var((*deviceName)(&o.Device), "device", "what runs the networks: auto, cpu, webgpu, directml, coreml or cuda; auto is the fastest of those that work here")
	flags.Var((*megapixels)(&o.MaxPixels), "max-megapixels", "largest photo that is opened")
	return o
}
