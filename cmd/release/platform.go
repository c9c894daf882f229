package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"

	"whereabouts/app/setup"
	"whereabouts/assets"
)

// A platform is a system and a processor that is built for.
type platform struct {
	os, arch string
	cc       string   // the C compiler where it is not the machine's own
	packers  []string // commands without which nothing is packed
	pack     func(ctx context.Context, r *release, p platform, c contents) error
}

// platforms are all that can be released.
var platforms = []platform{
	{os: "linux", arch: "amd64", cc: "x86_64-linux-gnu-gcc", packers: []string{"xz", "mksquashfs"}, pack: packLinux},
	{os: "linux", arch: "arm64", cc: "aarch64-linux-gnu-gcc", packers: []string{"xz", "mksquashfs"}, pack: packLinux},
	{os: "windows", arch: "amd64", cc: "x86_64-w64-mingw32-gcc", packers: []string{"makensis"}, pack: packWindows},
	{os: "darwin", arch: "arm64", packers: []string{"hdiutil", "codesign"}, pack: packMac},
}

func (p platform) String() string { return p.os + "/" + p.arch }

// native tells whether this is the machine that builds.
func (p platform) native() bool { return p.os == runtime.GOOS && p.arch == runtime.GOARCH }

// lacks names what is not there and is needed to build and pack, or is empty.
func (p platform) lacks() string {
	needs := p.packers
	switch {
	case p.native():
	case p.cc == "":
		return "a machine of its own"
	default:
		needs = append(needs[:len(needs):len(needs)], p.cc)
	}
	for _, name := range needs {
		if _, err := exec.LookPath(name); err != nil {
			return name
		}
	}
	return ""
}

// processor is what the world calls the processor in names of files.
func (p platform) processor() string {
	return map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[p.arch]
}

// contents are what every installer of a platform carries.
type contents struct {
	program string   // file
	runtime string   // file that AppImages begin with, on Linux only
	files   []string // model and native libraries, as the manifest names them
	papers  tree     // licences and what else is to be read, in no folder
	manual  tree     // manual pages and completions, below "share"
}

// programs are all that were built from Go.
func (c contents) programs() []string {
	if c.runtime == "" {
		return []string{c.program}
	}
	return []string{c.program, c.runtime}
}

// pack builds one platform.
func (r *release) pack(ctx context.Context, p platform) error {
	var c contents
	var err error
	if c.program, err = r.build(ctx, p); err != nil {
		return err
	}
	if p.os == "linux" {
		if c.runtime, err = r.buildAppImageRuntime(ctx, p); err != nil {
			return err
		}
	}
	if c.files, err = r.fetch(ctx, p); err != nil {
		return err
	}
	if c.papers, err = r.papers(ctx, p, c); err != nil {
		return err
	}
	if c.manual, err = r.manual(ctx, p, c.program); err != nil {
		return err
	}
	if err := r.writeBill(p, c); err != nil {
		return err
	}
	return p.pack(ctx, r, p, c)
}

// build builds the program and returns its file.
func (r *release) build(ctx context.Context, p platform) (string, error) {
	if r.program != "" {
		return r.program, nil
	}
	program := filepath.Join(r.work, p.os+"-"+p.arch, "whereabouts")
	if p.os == "windows" {
		program += ".exe"
		remove, err := r.writeResources(ctx, "cmd/whereabouts")
		if err != nil {
			return "", err
		}
		defer remove()
	}
	environment := []string{"CGO_ENABLED=1", "GOOS=" + p.os, "GOARCH=" + p.arch}
	if !p.native() {
		environment = append(environment, "CC="+p.cc, "PKG_CONFIG_LIBDIR=/usr/lib/"+p.processor()+"-linux-gnu/pkgconfig:/usr/share/pkgconfig")
	}
	return program, r.compile(ctx, environment, program)
}

// compile compiles the program for the platform that an environment names, so that it can
// be loaded at any address. The commit is given rather than looked up, which depends on how
// the repository was brought here.
func (r *release) compile(ctx context.Context, environment []string, program string) error {
	return r.command(ctx, environment, "go", "build", "-buildmode=pie", "-trimpath", "-buildvcs=false", "-tags", "nodynamic",
		"-ldflags", "-s -w -X main.release="+r.version+" -X main.commit="+r.commit, "-o", program, "./cmd/whereabouts")
}

// fetch brings the model and the native libraries and returns their paths. Each has the
// SHA-256 that the manifest demands.
func (r *release) fetch(ctx context.Context, p platform) ([]string, error) {
	manifest, err := assets.LoadManifest()
	if err != nil {
		return nil, fmt.Errorf("reading the manifest: %w", err)
	}
	o := setup.Options{Dir: filepath.Join(r.work, p.os+"-"+p.arch, "files"), Beside: []string{}, GOOS: p.os, GOARCH: p.arch}
	if p.native() {
		o.Beside = []string{setup.DefaultDir()}
	}
	found, err := setup.Run(ctx, manifest, o)
	if err != nil {
		return nil, err
	}
	return append([]string{found.Encoder, found.Decoder, found.Runtime}, found.Companions...), nil
}
