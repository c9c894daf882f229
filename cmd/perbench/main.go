// Command perbench measures Whereabouts on a folder of photos with masks, in
// the layout of the PerSeg data set: Images/SUBJECT/NN.jpg and
// Annotations/SUBJECT/NN.png.
//
// Segmenting: the object is taught from a subject's reference photo and
// segmented in all of its other photos that have a mask. Finding: all other
// photos of the folder are ranked, and those of the subject should come first.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"whereabouts/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := newCommand().ExecuteContext(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "perbench: %v\n", err)
		os.Exit(1)
	}
}

func newCommand() *cobra.Command {
	var (
		engine    app.EngineOptions
		method    string
		ablate    bool
		asJSON    bool
		whitening string
		reference string
	)
	cmd := &cobra.Command{
		Use:           "perbench DIR",
		Short:         "Measure segmenting and finding on a folder in PerSeg's layout",
		Args:          cobra.MinimumNArgs(1),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			e, err := app.OpenEngine(ctx, engine)
			if err != nil {
				return err
			}
			defer func() { _ = e.Close() }()
			if whitening != "" {
				return writeWhitening(ctx, e, args, whitening)
			}
			if len(args) > 1 {
				return errors.New("give one folder; several make sense only with --whitening")
			}
			chosen, err := app.ParseMethod(method)
			if err != nil {
				return err
			}
			set, err := openDataset(args[0], reference)
			if err != nil {
				return err
			}
			b := &bench{engine: e, set: set, progress: os.Stderr}
			if err := b.encode(ctx); err != nil {
				return err
			}
			variants := []variant{{name: method, segmenter: methodSegmenter(e, chosen)}}
			if ablate {
				variants = ablations(e)
			}
			report := &report{Folder: args[0], Photos: len(set.photos), Encoding: b.encoding}
			for _, v := range variants {
				s, err := b.segment(ctx, v)
				if err != nil {
					return err
				}
				report.Segmenting = append(report.Segmenting, s)
			}
			if report.Finding, err = b.find(ctx); err != nil {
				return err
			}
			if asJSON {
				return report.writeJSON(os.Stdout)
			}
			return report.writeText(os.Stdout)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&method, "method", string(app.MethodAuto), "how masks are found: auto, persam or persam-f")
	flags.BoolVar(&ablate, "ablate", false, "measure PerSAM with its parts switched on one after another, as the paper's ablation does")
	flags.BoolVar(&asJSON, "json", false, "print JSON")
	flags.StringVar(&reference, "reference", "00", "reference photo `NN` where the folder has no subjects.json")
	flags.StringVar(&whitening, "whitening", "", "write the statistics of the DIRs' features to `FILE` instead of measuring")
	flags.StringVar(&engine.ModelDir, "model", "", "use the model in `DIR`")
	flags.StringVar(&engine.Runtime, "runtime", "", "use the ONNX Runtime library `FILE`")
	flags.IntVar(&engine.Threads, "threads", 0, "processor threads for the networks")
	return cmd
}
