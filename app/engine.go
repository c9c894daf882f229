package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/adrg/xdg"

	"whereabouts/app/setup"
	"whereabouts/assets"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// EngineOptions say which model and library to load and how to run them.
type EngineOptions struct {
	ModelDir  string // a model of the user's own; empty for the manifest's
	Runtime   string // an ONNX Runtime library of the user's own; empty for the manifest's
	Threads   int    // processor threads for one network; 0 for one each core
	MaxPixels int64  // largest photo that is decoded; 0 for the default

	// Device runs the encoders: one of [DeviceNames]; empty for the processor.
	Device string
	// TrialFile is where it is remembered how devices did when they were tried;
	// empty for [DefaultTrialFile].
	TrialFile string
	// Try tries a device. A driver may print, hang or crash, so that a program had
	// better have another process call [TryDevice]; nil calls it in this one.
	Try func(ctx context.Context, d segment.Device) (Trial, error)
	// Notice is told, at most once, that a device failed and the processor works
	// in its place. Any goroutine may call it. May be nil.
	Notice func(error)
}

// Engine is the loaded model: everything that turns photos into answers.
type Engine struct {
	Installed setup.Installed
	Devices   DeviceChoice // as the engine was opened
	Runtime   *segment.Runtime
	Encoder   *segment.SAMEncoder
	Decoder   *segment.Decoder
	Matcher   *segment.Matcher
	Identity  *segment.IdentityEncoder
	photos    photo.Options
	memory    *library.Memory // of all that is decoded at a time
}

// OpenEngine finds the model and the library, checks their hashes and loads
// them. Where they are missing the error is [setup.ErrNotSetUp], where the device is
// one that this machine does not have [segment.ErrDevice].
//
// With [DeviceAuto] the devices of this machine are tried the first time, which
// takes up to a minute, and the outcome is remembered.
func OpenEngine(ctx context.Context, o EngineOptions) (*Engine, error) {
	installed, err := locate(ctx, o)
	if err != nil {
		return nil, err
	}
	e := &Engine{Installed: installed, photos: photo.Options{MaxPixels: o.MaxPixels}, memory: library.NewMemory(library.DefaultMemory)}
	if e.Runtime, err = segment.LoadRuntime(installed.Runtime); err != nil {
		return nil, err
	}
	devices, err := newDevices(ctx, installed, o)
	if err != nil {
		return nil, err
	}
	if e.Encoder, err = load(devices, &devices.choice.Encoder, func(on segment.Options) (*segment.SAMEncoder, error) {
		return segment.NewEncoder(e.Runtime, installed.Encoder, on)
	}); err != nil {
		return nil, err
	}
	networks := segment.Options{Threads: o.Threads}
	if e.Decoder, err = segment.NewDecoder(e.Runtime, installed.Decoder, networks); err != nil {
		return nil, errors.Join(err, e.Encoder.Close())
	}
	whitening, err := segment.DefaultWhitening()
	if err == nil {
		e.Matcher, err = segment.NewMatcher(e.Runtime, whitening, networks)
	}
	if err != nil {
		return nil, errors.Join(err, e.Encoder.Close(), e.Decoder.Close())
	}
	e.Identity, err = load(devices, &devices.choice.Identity, func(on segment.Options) (*segment.IdentityEncoder, error) {
		return newIdentity(e.Runtime, on)
	})
	if err != nil {
		return nil, errors.Join(err, e.Encoder.Close(), e.Decoder.Close(), e.Matcher.Close())
	}
	e.Devices = devices.choice
	return e, nil
}

// Close frees the networks. No call may be under way.
func (e *Engine) Close() error {
	return errors.Join(e.Encoder.Close(), e.Decoder.Close(), e.Matcher.Close(), e.Identity.Close())
}

// DefaultCacheDir is the folder of features in the user's cache folder.
func DefaultCacheDir() string { return filepath.Join(xdg.CacheHome, "whereabouts", "features") }

// DefaultConceptDir is the folder of what was said of concepts, in the user's data
// folder.
func DefaultConceptDir() string { return filepath.Join(xdg.DataHome, "whereabouts", "concepts") }

// HandedOverDir is where cut-outs lie that were given to other programs, in the user's
// cache folder.
func HandedOverDir() string { return filepath.Join(xdg.CacheHome, "whereabouts", "handed-over") }

// SampleDir is where the photos of the sample library are put.
func SampleDir() string { return filepath.Join(xdg.DataHome, "whereabouts", "sample") }

// OpenCache opens the cache of this engine's features in dir, within the budget that
// the user set.
func (e *Engine) OpenCache(dir string) (*library.Cache, error) {
	return OpenCacheOf(e.Installed.EncoderSHA256, dir)
}

// OpenCache opens the cache in dir without loading the model that made what it
// keeps.
func OpenCache(ctx context.Context, o EngineOptions, dir string) (*library.Cache, error) {
	installed, err := locate(ctx, o)
	if err != nil {
		return nil, err
	}
	return OpenCacheOf(installed.EncoderSHA256, dir)
}

// OpenCacheOf opens the cache in dir of what the encoder of a SHA-256 made, within the
// budget that the user set.
func OpenCacheOf(encoder, dir string) (*library.Cache, error) {
	model, err := hex.DecodeString(encoder)
	if err != nil || len(model) != sha256.Size {
		return nil, fmt.Errorf("the encoder's hash %q is none", encoder)
	}
	cache, err := library.OpenCache(dir, [sha256.Size]byte(model))
	if err != nil {
		return nil, err
	}
	settings, _ := LoadSettings() // where they cannot be read, the defaults hold
	cache.SetBudget(settings.CacheBudget)
	return cache, nil
}

// EncoderHash returns the SHA-256, in hexadecimal, of the encoder that [OpenEngine] will
// load: no other passes its checks. The manifest's encoder need not be there yet; only
// a model of the user's own is read for this.
func EncoderHash(ctx context.Context, o EngineOptions) (string, error) {
	if o.ModelDir != "" {
		model, err := setup.UserModel(ctx, o.ModelDir)
		return model.EncoderSHA256, err
	}
	manifest, err := assets.LoadManifest()
	if err != nil {
		return "", fmt.Errorf("reading the manifest: %w", err)
	}
	for _, f := range manifest.Files {
		if f.Role == assets.RoleEncoder {
			return f.SHA256, nil
		}
	}
	return "", errors.New("the manifest has no encoder")
}

// locate finds the model and the library and checks their hashes.
func locate(ctx context.Context, o EngineOptions) (setup.Installed, error) {
	manifest, err := assets.LoadManifest()
	if err != nil {
		return setup.Installed{}, fmt.Errorf("reading the manifest: %w", err)
	}
	return setup.Locate(ctx, manifest, setup.Options{Model: o.ModelDir, Runtime: o.Runtime})
}

// Finder returns a finder that keeps features in cache, which may be nil.
func (e *Engine) Finder(cache *library.Cache) *library.Finder {
	return &library.Finder{Encoder: e.Encoder, Identity: e.Identity, Cache: cache, Memory: e.memory, Photos: e.photos}
}
