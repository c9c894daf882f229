package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"whereabouts/library/photo"
)

// winres makes what a program for Windows says of itself: icon, version, and what it
// knows of screens.
const winres = "github.com/tc-hib/go-winres@v0.3.3"

// writeResources writes what a program for Windows says of itself into the folder of its
// source, where the compiler finds it, and returns a function that removes it.
func (r *release) writeResources(ctx context.Context, source string) (remove func(), err error) {
	dir := filepath.Join(r.work, "winres")
	plain, _, _ := strings.Cut(r.version, "-")
	config, err := r.filled("windows/winres.json", "winres.json", map[string]any{"Numbers": plain + ".0", "Program": filepath.Base(source)})
	if err != nil {
		return nil, err
	}
	picture, err := icon(256)
	if err != nil {
		return nil, err
	}
	if err := (tree{config, {path: "icon.png", mode: 0o644, data: picture}}).write(dir, r.at); err != nil {
		return nil, err
	}
	out := filepath.Join(source, "rsrc")
	remove = func() { _ = os.Remove(out + "_windows_amd64.syso") }
	return remove, r.command(ctx, []string{"GOFLAGS="}, "go", "run", winres, "make", "--in", filepath.Join(dir, config.path), "--out", out, "--arch", "amd64")
}

// buildStarter builds the program that starts the other one for its window.
func (r *release) buildStarter(ctx context.Context, p platform) (string, error) {
	const source = "cmd/whereabouts-window"
	remove, err := r.writeResources(ctx, source)
	if err != nil {
		return "", err
	}
	defer remove()
	program := filepath.Join(r.work, p.os+"-"+p.arch, "whereabouts-window.exe")
	return program, r.command(ctx, []string{"CGO_ENABLED=0", "GOOS=" + p.os, "GOARCH=" + p.arch}, "go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w -H=windowsgui", "-o", program, "./"+source)
}

// packWindows packs a setup program, and an archive for those who may not or will not
// install.
func packWindows(ctx context.Context, r *release, p platform, c contents) error {
	starter, err := r.buildStarter(ctx, p)
	if err != nil {
		return err
	}
	t := windowsTree(c, starter)
	name := fmt.Sprintf("whereabouts-%s-windows-%s", r.version, p.processor())
	if err := r.writeZip(t.in(name), r.file("%s.zip", name)); err != nil {
		return err
	}
	dir := filepath.Join(r.work, p.os+"-"+p.arch, "setup")
	if err := t.in("files").write(dir, r.at); err != nil {
		return err
	}
	plain, _, _ := strings.Cut(r.version, "-")
	script, err := r.filled("windows/setup.nsi", "setup.nsi", map[string]any{
		"Numbers": plain + ".0", "Endings": photo.Extensions(), "Files": t.paths(), "Kilobytes": t.kilobytes(),
	})
	if err != nil {
		return err
	}
	icon, err := ico()
	if err != nil {
		return err
	}
	if err := errors.Join(
		os.WriteFile(filepath.Join(dir, "setup.nsi"), script.data, 0o644),
		os.WriteFile(filepath.Join(dir, "whereabouts.ico"), icon, 0o644),
	); err != nil {
		return err
	}
	to, err := filepath.Abs(r.file("%s-setup.exe", name))
	if err != nil {
		return err
	}
	return r.command(ctx, nil, "makensis", "-V2", "-INPUTCHARSET", "UTF8", "-XOutFile "+to, filepath.Join(dir, "setup.nsi"))
}

// windowsTree returns the files as they lie in one folder.
func windowsTree(c contents, starter string) tree {
	t := tree{
		{path: "whereabouts.exe", mode: 0o755, from: c.program},
		{path: "Whereabouts Window.exe", mode: 0o755, from: starter},
	}
	for _, name := range c.files {
		t = append(t, file{path: filepath.Base(name), mode: 0o644, from: name})
	}
	for _, paper := range c.papers {
		if filepath.Ext(paper.path) == "" {
			paper.path += ".txt" // so that a click opens it
		}
		t = append(t, paper)
	}
	return t
}

// paths lists where the files lie.
func (t tree) paths() (all []string) {
	for _, f := range t.sorted() {
		all = append(all, f.path)
	}
	return all
}

// kilobytes is the room that the files take.
func (t tree) kilobytes() (sum int) {
	for _, f := range t {
		data, err := f.content()
		if err == nil {
			sum += (len(data) + 1023) / 1024
		}
	}
	return sum
}
