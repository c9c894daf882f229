package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"whereabouts/app"
)

// cutoutFlags are the flags that say how cut-outs are made.
var cutoutFlags = [...]string{"shadow", "padding", "background", "max-side", "metadata"}

// addCutoutFlags lets a command take how cut-outs are made.
func addCutoutFlags(cmd *cobra.Command, o *app.CutoutOptions) {
	flags := cmd.Flags()
	flags.BoolVar(&o.Shadow, "shadow", false, "lay a soft shadow below each cut-out")
	flags.IntVar(&o.Padding, "padding", 0, "leave room around each cut-out, `PERCENT` of its longer side")
	flags.StringVar(&o.Background, "background", "", "lay cut-outs on the `COLOUR`, such as #ffffff, instead of leaving them transparent")
	flags.IntVar(&o.MaxSide, "max-side", 0, "make cut-outs at most `N` pixels wide and high; 0 is no limit")
	flags.Var((*metadata)(&o.Metadata), "metadata", "what of the photo's metadata goes along: none, camera (and when the photo was taken), or place (also where)")
}

// checkCutoutFlags refuses flags that make no sense. Why says why none is wanted; it is
// empty where there are cut-outs.
func checkCutoutFlags(cmd *cobra.Command, o app.CutoutOptions, why string) error {
	for _, name := range cutoutFlags {
		if why != "" && cmd.Flags().Changed(name) {
			return usageError{fmt.Errorf("--%s is for cut-outs: %s", name, why)}
		}
	}
	if err := o.Check(); err != nil {
		return usageError{err}
	}
	return nil
}

// metadata is a flag for what goes along with a cut-out.
type metadata app.Metadata

func (m *metadata) String() string {
	if *m == "" {
		return "none"
	}
	return string(*m)
}

func (m *metadata) Set(s string) error {
	switch wanted := app.Metadata(s); {
	case s == "none":
		*m = metadata(app.MetadataNone)
	case s != "" && app.CutoutOptions{Metadata: wanted}.Check() == nil:
		*m = metadata(wanted)
	default:
		return errors.New("choose none, camera or place")
	}
	return nil
}

func (m *metadata) Type() string { return "what" }
