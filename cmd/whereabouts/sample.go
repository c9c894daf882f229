package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/assets/sample"
	"whereabouts/library"
)

func newSample(engine *app.EngineOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "sample [DIR]",
		Short: "Search the sample library, or write it into a folder",
		Long: `Sample looks for the alarm clock of the sample library in the terminal and cuts
it out. With a DIR it only writes the sample's photos there.`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return sample.Extract(cmd.Context(), args[0])
			}
			return tour(cmd.Context(), engine)
		},
	}
}

// tour finds the first object of the sample library in all of its photos.
func tour(ctx context.Context, engine *app.EngineOptions) error {
	dir := app.SampleDir()
	if err := sample.Extract(ctx, dir); err != nil {
		return fmt.Errorf("writing the sample library: %w", err)
	}
	object := sample.Objects()[0]
	mask, err := sample.Mask(object.Slug, object.Reference)
	if err != nil {
		return fmt.Errorf("reading the sample's mask: %w", err)
	}
	png, err := app.EncodePNG(mask)
	if err != nil {
		return err
	}
	found := filepath.Join(filepath.Dir(dir), "sample-found")
	maskFile := filepath.Join(found, object.Slug+"-mask.png")
	if err := library.WriteFile(maskFile, png); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "Looking for the %s of %s in %s\n", object.Name, object.Reference, dir)
	find := findOptions{
		engine: engine,
		marked: pairs{
			photos: []string{filepath.Join(dir, filepath.FromSlash(object.Reference))},
			masks:  []string{maskFile},
		},
		method:  string(app.MethodAuto),
		cutouts: found,
		cache:   app.DefaultCacheDir(),
	}
	if err := find.run(ctx, []string{dir}); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "The cut-outs are in %s\n", found)
	return nil
}
