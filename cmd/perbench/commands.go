package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/library"
)

// settings are what all commands are told.
type settings struct {
	engine    app.EngineOptions
	reference string // number of the reference photo where the folder does not say
	cache     string // folder to keep what the networks make in; empty for none
	asJSON    bool
}

// outcome is what was measured.
type outcome interface {
	writeText(w io.Writer) error
}

func newCommand() *cobra.Command {
	var (
		s      settings
		method string
		ablate bool
	)
	root := s.study("perbench DIR", "Measure segmenting and finding on a folder in PerSeg's layout", true,
		func(ctx context.Context, b *bench) (outcome, error) {
			chosen, err := app.ParseMethod(method)
			if err != nil {
				return nil, err
			}
			return b.quality(ctx, chosen, ablate)
		})
	root.SilenceErrors, root.SilenceUsage = true, true
	root.Flags().StringVar(&method, "method", string(app.MethodAuto), "how masks are found: auto, persam or persam-f")
	root.Flags().BoolVar(&ablate, "ablate", false, "measure PerSAM with its parts switched on one after another, as the paper's ablation does")
	flags := root.PersistentFlags()
	flags.BoolVar(&s.asJSON, "json", false, "print JSON")
	flags.StringVar(&s.cache, "cache", "", "keep what SAM's encoder makes in the folder `DIR`, so that measuring again is quicker")
	flags.StringVar(&s.reference, "reference", "00", "reference photo `NN` where the folder has no subjects.json")
	flags.StringVar(&s.engine.ModelDir, "model", "", "use the model in `DIR`")
	flags.StringVar(&s.engine.Runtime, "runtime", "", "use the ONNX Runtime library `FILE`")
	flags.IntVar(&s.engine.Threads, "threads", 0, "processor threads for the networks")
	root.AddCommand(
		s.sloppyCommand(), s.referencesCommand(), s.judgeCommand(), s.pairsCommand(), s.costCommand(),
		s.study("index DIR", "Measure ranking photos by their index, without masks", false,
			func(ctx context.Context, b *bench) (outcome, error) { return b.compareRankings(ctx) }),
		s.study("edges DIR", "Measure the edges of cut-outs, beside the decoder's masks", false,
			func(ctx context.Context, b *bench) (outcome, error) { return b.compareEdges(ctx) }),
		s.whiteningCommand(), s.projectionCommand(),
	)
	return root
}

// study returns a command that measures on one folder. What the networks make of
// its photos is made first where that is wanted.
func (s *settings) study(use, short string, encode bool, run func(context.Context, *bench) (outcome, error)) *cobra.Command {
	return &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.withEngine(cmd.Context(), func(ctx context.Context, e *app.Engine) error {
				cache, err := s.openCache(e)
				if err != nil {
					return err
				}
				defer func() { _ = cache.Close() }()
				b, err := s.open(ctx, e, e.Finder(cache), args[0], encode)
				if err != nil {
					return err
				}
				measured, err := run(ctx, b)
				if err != nil {
					return err
				}
				return s.print(cmd.OutOrStdout(), measured)
			})
		},
	}
}

func (s *settings) withEngine(ctx context.Context, do func(context.Context, *app.Engine) error) (err error) {
	e, err := app.OpenEngine(ctx, s.engine)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	return do(ctx, e)
}

// openCache opens the folder in which the user wants things kept; it is nil where
// there is none.
func (s *settings) openCache(e *app.Engine) (*library.Cache, error) {
	if s.cache == "" {
		return nil, nil
	}
	return e.OpenCache(s.cache)
}

// open opens a folder.
func (s *settings) open(ctx context.Context, e *app.Engine, f *library.Finder, dir string, encode bool) (*bench, error) {
	set, err := openDataset(dir, s.reference)
	if err != nil {
		return nil, err
	}
	b := &bench{engine: e, finder: f, set: set, progress: os.Stderr}
	if !encode {
		return b, nil
	}
	return b, b.encode(ctx)
}

func (s *settings) print(w io.Writer, measured outcome) error {
	_, _ = io.WriteString(os.Stderr, "\n")
	if !s.asJSON {
		return measured.writeText(w)
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(measured)
}

func (s *settings) sloppyCommand() *cobra.Command {
	var (
		ways   []string
		shares []float64
	)
	cmd := s.study("sloppy DIR", "Measure with reference masks that are painted sloppily", true,
		func(ctx context.Context, b *bench) (outcome, error) {
			list, err := paintings(ways, shares)
			if err != nil {
				return nil, err
			}
			return b.comparePaintings(ctx, list)
		})
	cmd.Flags().StringSliceVar(&ways, "paint", []string{paintShrunk, paintGrown, paintScribble, paintSpill}, "`WAYS` to paint")
	cmd.Flags().Float64SliceVar(&shares, "share", []float64{0.1, 0.2, 0.3}, "`SHARES` of its area by which a mask shrinks or grows")
	return cmd
}

func (s *settings) referencesCommand() *cobra.Command {
	var other string
	cmd := s.study("references DIR", "Measure with one reference and with two", true,
		func(ctx context.Context, b *bench) (outcome, error) {
			if other == "" {
				return b.compareReferences(ctx, nil)
			}
			from, err := s.open(ctx, b.engine, b.finder, other, false)
			if err != nil {
				return nil, err
			}
			return b.compareReferences(ctx, from)
		})
	cmd.Flags().StringVar(&other, "second-from", "", "take the second reference from the photos in `DIR`")
	return cmd
}

func (s *settings) judgeCommand() *cobra.Command {
	var finds int
	cmd := s.study("judge DIR", "Measure before and after the user judges the best finds", true,
		func(ctx context.Context, b *bench) (outcome, error) { return b.judgeFinds(ctx, finds) })
	cmd.Flags().IntVar(&finds, "finds", 3, "accept the best `N` true finds and reject as many false ones")
	return cmd
}

func (s *settings) pairsCommand() *cobra.Command {
	var pictures int
	cmd := s.study("pairs DIR", "Measure finding two instances in one picture", false,
		func(ctx context.Context, b *bench) (outcome, error) { return b.findPairs(ctx, pictures) })
	cmd.Flags().IntVar(&pictures, "pictures", 3, "make `N` pictures for each subject")
	return cmd
}

func (s *settings) costCommand() *cobra.Command {
	var photos int
	cmd := s.study("cost DIR", "Measure the time that photos take, beside the paper's flow", false,
		func(ctx context.Context, b *bench) (outcome, error) { return b.measureCost(ctx, photos) })
	cmd.Flags().IntVar(&photos, "photos", 24, "time `N` photos")
	return cmd
}
