package main

import (
	"bytes"
	"cmp"
	"context"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"whereabouts/assets"
)

// papers returns what is to be read: the licences of all that is shipped, and what has
// changed.
func (r *release) papers(ctx context.Context, p platform, c contents) (tree, error) {
	notices, err := r.notices(ctx, p, c)
	if err != nil {
		return nil, err
	}
	return tree{
		{path: "LICENSE", mode: 0o644, from: "LICENSE"},
		{path: "THIRD_PARTY.md", mode: 0o644, from: "THIRD_PARTY.md"},
		{path: "CHANGELOG.md", mode: 0o644, from: "CHANGELOG.md"},
		{path: "NOTICES.txt", mode: 0o644, data: notices},
	}, nil
}

// noticeName is how files with a licence or a copyright in them are called.
var noticeName = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|notice|copyright|patents)([-._][-._a-z0-9]+)?$`)

func isNotice(name string) bool { return noticeName.MatchString(name) && filepath.Ext(name) != ".go" }

// notices returns the licences of all that is in the programs and lies beside them, word
// for word.
func (r *release) notices(ctx context.Context, p platform, c contents) ([]byte, error) {
	manifest, err := assets.LoadManifest()
	if err != nil {
		return nil, fmt.Errorf("reading the manifest: %w", err)
	}
	modules, err := modulesOf(c.programs()...)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := appendBeside(&out, manifest, p); err != nil {
		return nil, err
	}
	if err := r.appendRuntimeNotices(ctx, &out); err != nil {
		return nil, err
	}
	for _, n := range builtIn() {
		if err := n.addTo(&out); err != nil {
			return nil, err
		}
	}
	root, err := output(ctx, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	if err := appendNotice(&out, "Go "+runtime.Version(), filepath.Join(root, "LICENSE")); err != nil {
		return nil, err
	}
	dirs, err := download(ctx, modules)
	if err != nil {
		return nil, err
	}
	for _, m := range modules {
		if err := appendNotices(&out, m.Path+" "+m.Version, dirs[m.Path]); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// modulesOf returns the Go modules that programs were built from, sorted by path. All were
// built here, so that each module has one version.
func modulesOf(programs ...string) ([]*debug.Module, error) {
	var modules []*debug.Module
	for _, program := range programs {
		info, err := buildinfo.ReadFile(program)
		if err != nil {
			return nil, fmt.Errorf("reading what %s was built from: %w", program, err)
		}
		for _, m := range info.Deps {
			if m.Replace != nil {
				m = m.Replace
			}
			modules = append(modules, m)
		}
	}
	slices.SortFunc(modules, func(a, b *debug.Module) int { return cmp.Compare(a.Path, b.Path) })
	return slices.CompactFunc(modules, func(a, b *debug.Module) bool { return a.Path == b.Path }), nil
}

// download returns the folders of modules by their paths.
func download(ctx context.Context, modules []*debug.Module) (map[string]string, error) {
	args := []string{"mod", "download", "-json"}
	for _, m := range modules {
		args = append(args, m.Path+"@"+m.Version)
	}
	out, err := exec.CommandContext(ctx, "go", args...).Output()
	if err != nil {
		return nil, fmt.Errorf("finding the modules' licences: %w", err)
	}
	dirs := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var m struct{ Path, Dir string }
		switch err := d.Decode(&m); {
		case errors.Is(err, io.EOF):
			return dirs, nil
		case err != nil:
			return nil, fmt.Errorf("finding the modules' licences: %w", err)
		}
		dirs[m.Path] = m.Dir
	}
}

// appendNotices appends all notices in a module's folder. A module without any may not be
// shipped.
func appendNotices(out *bytes.Buffer, title, dir string) error {
	before := out.Len()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{"testdata", "vendor", "internal", "cmd"}, d.Name()):
			return filepath.SkipDir
		case d.Type().IsRegular() && isNotice(d.Name()):
			return appendNotice(out, title, path)
		}
		return nil
	})
	if err == nil && out.Len() == before {
		err = errNoLicence
	}
	if err != nil {
		return fmt.Errorf("reading the licence of %s: %w", title, err)
	}
	return nil
}

func appendNotice(out *bytes.Buffer, title, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	appendText(out, title, filepath.Base(path), text)
	return nil
}

func appendText(out *bytes.Buffer, title, name string, text []byte) {
	fmt.Fprintf(out, "%s\n%s (%s)\n\n%s\n\n", strings.Repeat("=", 80), title, name, bytes.TrimSpace(text))
}
