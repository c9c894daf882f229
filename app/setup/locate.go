package setup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"whereabouts/assets"
)

// Installed tells where everything lies that Whereabouts loads. All paths are
// absolute, and the hashes are those of the files as they were just read.
type Installed struct {
	Model
	ModelFrom     Origin
	Runtime       string
	Companions    []string // libraries in the runtime's folder that it may look for
	RuntimeSHA256 string
	RuntimeFrom   Origin
}

// An Origin is who put a file where it was found, in words.
type Origin string

// The origins of a model and of a runtime.
const (
	FromProgram Origin = "installed with the program"
	FromSetup   Origin = "brought by setup"
	FromUser    Origin = "your own"
)

// Locate finds the files that [Run] or an installer has put in place, and the
// user's own where opts name them. It reads every file to the end, and it
// writes nothing. The manifest's model, and likewise its runtime, are taken
// from the first folder that has all of their files with the right hash.
//
// The error is [ErrWrongHash] where a file is in place that is not the
// manifest's, else [ErrNotSetUp] where files are missing.
func Locate(ctx context.Context, m assets.Manifest, opts Options) (Installed, error) {
	opts = opts.withDefaults()
	var found Installed
	var err error
	if opts.Model != "" {
		if found.Model, err = UserModel(ctx, opts.Model); err != nil {
			return Installed{}, err
		}
		found.ModelFrom = FromUser
	}
	if opts.Runtime != "" {
		if found.Runtime, found.RuntimeSHA256, err = userRuntime(ctx, opts.Runtime); err != nil {
			return Installed{}, err
		}
		found.RuntimeFrom = FromUser
	}
	surveys, err := surveyAll(ctx, m, opts)
	if err != nil {
		return Installed{}, err
	}
	if err := complain(surveys, opts.Dir); err != nil {
		return Installed{}, err
	}
	for _, s := range surveys {
		if err := found.add(s); err != nil {
			return Installed{}, err
		}
	}
	return found, nil
}

// BesideExecutable names the folders in which an installer may have put the
// files: the program's own, and those that packages for its system use.
func BesideExecutable() []string {
	exe, err := os.Executable()
	if err != nil {
		return []string{}
	}
	if resolved, err := filepath.EvalSymlinks(exe); err == nil {
		exe = resolved
	}
	return besideProgram(exe, runtime.GOOS)
}

// besideProgram names the folders for a program at exe: Windows and portable archives
// have all in one folder, Linux has "bin" and "lib", macOS the parts of an .app.
func besideProgram(exe, goos string) []string {
	dir := filepath.Dir(exe)
	dirs := []string{dir, filepath.Join(filepath.Dir(dir), "lib", "whereabouts")}
	if goos == "darwin" {
		dirs = append(dirs, filepath.Join(filepath.Dir(dir), "Resources"))
	}
	return dirs
}

// add enters a survey that has found its files whole.
func (in *Installed) add(s survey) error {
	for _, f := range s.files {
		path, err := filepath.Abs(filepath.Join(s.dir, f.Name))
		if err != nil {
			return fmt.Errorf("finding the full path of %s: %w", f.Name, err)
		}
		switch f.Role {
		case assets.RoleEncoder:
			in.Encoder, in.EncoderSHA256, in.ModelFrom = path, f.SHA256, s.from
		case assets.RoleDecoder:
			in.Decoder, in.DecoderSHA256 = path, f.SHA256
		case assets.RoleRuntime:
			in.Runtime, in.RuntimeSHA256, in.RuntimeFrom = path, f.SHA256, s.from
		case assets.RoleRuntimeCompanion:
			in.Companions = append(in.Companions, path)
		}
	}
	return nil
}

// A survey tells what is there of files that have to lie in one folder.
type survey struct {
	files   []assets.File
	dir     string        // the folder that has them all; empty where none has
	from    Origin        // of that folder
	missing []assets.File // what the folder to install in lacks, or has damaged
	faults  []string      // of files that are there and are not right
}

// surveyAll looks for what opts need of the manifest.
func surveyAll(ctx context.Context, m assets.Manifest, opts Options) ([]survey, error) {
	var surveys []survey
	if opts.Model == "" {
		surveys = append(surveys, survey{files: m.Model()})
	}
	if opts.Runtime == "" {
		files, err := m.Runtime(opts.GOOS, opts.GOARCH)
		if err != nil {
			return nil, problemf(ErrUnsupportedPlatform, err,
				`There is no ONNX Runtime library for %s/%s among those that Whereabouts can fetch. Name one of your own with "--runtime FILE".`,
				opts.GOOS, opts.GOARCH)
		}
		surveys = append(surveys, survey{files: files})
	}
	g, ctx := errgroup.WithContext(ctx)
	for i := range surveys {
		g.Go(func() error { return surveys[i].look(ctx, opts) })
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("checking what is installed: %w", err)
	}
	return surveys, nil
}

// look fills in s from the folders of opts, in their order.
func (s *survey) look(ctx context.Context, opts Options) error {
	for place, dir := range append(opts.Beside[:len(opts.Beside):len(opts.Beside)], opts.Dir) {
		s.missing = nil
		states := make([]error, len(s.files))
		g, gctx := errgroup.WithContext(ctx)
		for i, f := range s.files {
			g.Go(func() error {
				states[i] = verify(gctx, filepath.Join(dir, f.Name), f.Size, f.SHA256)
				return gctx.Err()
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
		for i, err := range states {
			if err == nil {
				continue
			}
			s.missing = append(s.missing, s.files[i])
			if !errors.Is(err, fs.ErrNotExist) {
				s.faults = append(s.faults, err.Error())
			}
		}
		if len(s.missing) == 0 {
			s.dir, s.from = dir, FromProgram
			if place == len(opts.Beside) {
				s.from = FromSetup
			}
			return nil
		}
	}
	return nil
}

// missingFiles lists what has to be installed in the folder of opts.
func missingFiles(ctx context.Context, m assets.Manifest, opts Options) ([]assets.File, error) {
	surveys, err := surveyAll(ctx, m, opts)
	if err != nil {
		return nil, err
	}
	var missing []assets.File
	for _, s := range surveys {
		missing = append(missing, s.missing...)
	}
	return missing, nil
}

// complain returns the error for surveys that have not found everything.
func complain(surveys []survey, dir string) error {
	var faults, missing []string
	for _, s := range surveys {
		if s.dir != "" {
			continue
		}
		faults = append(faults, s.faults...)
		for _, f := range s.missing {
			missing = append(missing, f.Name)
		}
	}
	if len(faults) > 0 {
		return problemf(ErrWrongHash, nil,
			`%s. It was not loaded. Run "whereabouts setup" to fetch the right one.`, faults[0])
	}
	if len(missing) > 0 {
		return problemf(ErrNotSetUp, nil,
			`Whereabouts is not set up yet: %s missing from %s. Run "whereabouts setup" to fetch what it needs.`,
			isOrAre(missing), dir)
	}
	return nil
}

func isOrAre(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " are"
}
