// Command release builds what users install: for each platform the program with its
// model, its native library, manuals and licences, as packages, setup programs and
// archives, with a list of contents and their hashes.
//
// The same commit gives the same bytes where compilers and packers are the same: times
// are the commit's, paths of this machine are left out, and archives are sorted. What is
// packed beside the program is checked against the manifest of package assets.
//
// It is run in the root of the repository. What a platform needs, such as a cross
// compiler, has to be installed.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := newCommand().ExecuteContext(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "release: %v\n", err)
		os.Exit(1)
	}
}

func newCommand() *cobra.Command {
	var r release
	cmd := &cobra.Command{
		Use:   "release --version X [PLATFORM...]",
		Short: "Build installers of Whereabouts",
		Long: `Release builds installers for the named platforms, such as linux/amd64, or for all
that this machine has compilers for. They are put into build/release/VERSION.`,
		Args:          cobra.ArbitraryArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, names []string) error {
			return r.run(cmd.Context(), names)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&r.version, "version", "", "the release's `VERSION`, such as 1.2.3 or 1.2.3-rc.1")
	flags.StringVar(&r.out, "out", filepath.Join("build", "release"), "put a folder named after the version into `DIR`")
	flags.StringVar(&r.program, "program", "", "pack the program `FILE` instead of building it; with one platform only")
	flags.BoolVar(&r.changed, "changed", false, "build though the working tree differs from its commit")
	cmd.AddCommand(newCut())
	return cmd
}

func newCut() *cobra.Command {
	return &cobra.Command{
		Use:   "cut VERSION",
		Short: "Give what is unreleased in CHANGELOG.md a version, and FyneApp.toml too",
		Args:  cobra.ExactArgs(1),
		RunE:  func(_ *cobra.Command, args []string) error { return cutFiles(args[0], time.Now()) },
	}
}

// run builds the named platforms, or those that can be built here.
func (r *release) run(ctx context.Context, names []string) error {
	if err := r.prepare(ctx); err != nil {
		return err
	}
	chosen, err := choosePlatforms(names)
	if err != nil {
		return err
	}
	if r.program != "" && len(chosen) != 1 {
		return fmt.Errorf("--program is for one platform, and these are %d", len(chosen))
	}
	for _, p := range chosen {
		fmt.Printf("%s %s\n", r.version, p)
		if err := r.pack(ctx, p); err != nil {
			return fmt.Errorf("building for %s: %w", p, err)
		}
	}
	if err := r.writeNotes(); err != nil {
		return err
	}
	return r.writeSums()
}

// choosePlatforms returns the platforms of these names, or all that this machine has
// what it takes for.
func choosePlatforms(names []string) ([]platform, error) {
	var chosen []platform
	for _, p := range platforms {
		switch lack := p.lacks(); {
		case slices.Contains(names, p.String()):
			if lack != "" {
				return nil, fmt.Errorf("building for %s needs %s", p, lack)
			}
			chosen = append(chosen, p)
		case len(names) == 0 && lack != "":
			fmt.Printf("left out: %s, which needs %s\n", p, lack)
		case len(names) == 0:
			chosen = append(chosen, p)
		}
	}
	if len(chosen) < len(names) || len(chosen) == 0 {
		return nil, fmt.Errorf("of %q not all are among the platforms %s", names, strings.Trim(fmt.Sprint(platforms), "[]"))
	}
	return chosen, nil
}
