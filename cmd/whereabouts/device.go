package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/segment"
)

// tryElsewhere has a process of its own try a device, so that a driver that prints,
// hangs or crashes does so there.
func tryElsewhere(ctx context.Context, o app.EngineOptions, d segment.Device) (app.Trial, error) {
	exe, err := os.Executable()
	if err != nil {
		return app.Trial{}, fmt.Errorf("finding this program: %w", err)
	}
	args := []string{"try-device", d.String(), "--threads", strconv.Itoa(o.Threads)}
	if o.ModelDir != "" {
		args = append(args, "--model", o.ModelDir)
	}
	if o.Runtime != "" {
		args = append(args, "--runtime", o.Runtime)
	}
	said := &bytes.Buffer{}
	cmd := exec.CommandContext(ctx, exe, args...)
	cmd.Stderr = said
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil {
		return app.Trial{}, fmt.Errorf("the process that tried it ended with %w: %s", err, lastLineOf(said.String()))
	}
	var t app.Trial
	// A driver may have printed before the outcome.
	if err := json.Unmarshal([]byte(lastLineOf(string(out))), &t); err != nil {
		return app.Trial{}, fmt.Errorf("the process that tried it did not say how: %w", err)
	}
	return t, nil
}

func lastLineOf(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// newTryDevice is the other side of tryElsewhere.
func newTryDevice(engine *app.EngineOptions) *cobra.Command {
	return &cobra.Command{
		Use:    "try-device NAME",
		Short:  "Try a device and print the outcome as JSON",
		Hidden: true,
		Args:   usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			var d segment.Device
			if err := d.UnmarshalText([]byte(args[0])); err != nil {
				return usageError{err}
			}
			if d == segment.CPU {
				return usageError{errors.New("the processor is not tried: it is what devices are compared with")}
			}
			t, err := app.TryDevice(cmd.Context(), *engine, d)
			if err != nil {
				return err
			}
			return printValue(t)
		},
	}
}

// describeDevices says what runs the networks and why.
func describeDevices(line printer, c app.DeviceChoice) {
	line("device", "%s for looking at photos, %s for cutting out", c.Identity, c.Encoder)
	for _, t := range c.Trials {
		if t.Problem != "" {
			line("", "%s does not work here: %s", t.Device, printable(t.Problem))
			continue
		}
		line("", "%s: looking %s, cutting out %s", t.Device, describeTiming(t.Identity), describeTiming(t.Encoder))
	}
	if len(c.Trials) > 0 {
		line("", "tried on %s; doctor --measure tries again", c.Tried.Local().Format(time.DateTime))
	}
}

func describeTiming(t app.Timing) string {
	if !t.Known() {
		return "not tried"
	}
	return fmt.Sprintf("%s (cpu %s)", t.Device.Round(100*time.Microsecond), t.Processor.Round(100*time.Microsecond))
}
