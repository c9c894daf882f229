package main

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"runtime"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/segment"
)

func newDoctor(engine *app.EngineOptions) *cobra.Command {
	var measure bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what is installed, whether it works and how fast it is",
		Long: `Doctor says what is installed, whether it works and how fast it is.

The graphics cards of this machine are tried when Whereabouts first needs to know
which device is fastest, and the outcome is remembered. --measure tries them again.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if measure {
				app.ForgetTrials(*engine)
			}
			return doctor(cmd.Context(), *engine)
		},
	}
	cmd.Flags().BoolVar(&measure, "measure", false, "try this machine's devices again")
	return cmd
}

// printer prints a line of what doctor says.
type printer func(name, format string, args ...any)

func doctor(ctx context.Context, o app.EngineOptions) (err error) {
	out := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	defer func() {
		if failed := out.Flush(); failed != nil && err == nil {
			err = fmt.Errorf("printing what was found out: %w", failed)
		}
	}()
	line := printer(func(name, format string, args ...any) {
		_, _ = fmt.Fprintf(out, "%s\t%s\n", name, fmt.Sprintf(format, args...))
	})
	line("whereabouts", "%s", version())
	line("system", "%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())

	engine, err := app.OpenEngine(ctx, o)
	if err != nil {
		return err
	}
	defer func() { _ = engine.Close() }()
	line("model", "%s", engine.Installed.ModelFrom)
	line("encoder", "%s", engine.Installed.Encoder)
	line("", "sha256 %s", engine.Installed.EncoderSHA256)
	line("decoder", "%s", engine.Installed.Decoder)
	line("", "sha256 %s", engine.Installed.DecoderSHA256)
	line("runtime", "%s", engine.Installed.Runtime)
	line("", "ONNX Runtime %s, %s, sha256 %s", engine.Runtime.Version(), engine.Installed.RuntimeFrom, engine.Installed.RuntimeSHA256)
	describeDevices(line, engine.Devices)
	line("cache", "%s", describeCache(app.DefaultCacheDir()))

	encode, decode, err := timeNetworks(ctx, engine)
	if err != nil {
		return err
	}
	line("one encode", "%s", encode.Round(time.Millisecond))
	line("one decode", "%s", decode.Round(time.Millisecond))
	return nil
}

func describeCache(dir string) string {
	if !remembers(dir) {
		return dir + " (empty)"
	}
	var size int64
	for _, name := range []string{library.CacheFile, library.IndexFile} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			size += info.Size()
		}
	}
	return fmt.Sprintf("%s (%s)", dir, megabytes(size))
}

// timeNetworks returns the time of one encode and one decode, each after a
// first run that does not count.
func timeNetworks(ctx context.Context, e *app.Engine) (encode, decode time.Duration, err error) {
	picture := image.NewNRGBA(image.Rect(0, 0, segment.InputSide, segment.InputSide*3/4))
	for i := range picture.Pix {
		picture.Pix[i] = byte(i * i / 7)
	}
	size := picture.Rect.Size()
	prompt := segment.Prompt{Points: []segment.Point{{At: size.Div(2), Label: segment.Include}}}
	var features *segment.Features
	for range 2 {
		start := time.Now()
		if features, err = e.Encoder.Encode(ctx, picture, size); err != nil {
			return 0, 0, err
		}
		encode = time.Since(start)
	}
	for range 2 {
		start := time.Now()
		if _, err = e.Decoder.Decode(ctx, features, prompt, segment.Guidance{}); err != nil {
			return 0, 0, err
		}
		decode = time.Since(start)
	}
	return encode, decode, nil
}
