package main

import (
	"bytes"
	"context"
	"debug/pe"
	"encoding/binary"
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

// writeResources writes what the program for Windows says of itself where the compiler
// finds it, and returns a function that removes it.
func (r *release) writeResources(ctx context.Context) (remove func(), err error) {
	dir := filepath.Join(r.work, "winres")
	plain, _, _ := strings.Cut(r.version, "-")
	config, err := r.filled("windows/winres.json", "winres.json", map[string]any{"Numbers": plain + ".0"})
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
	out := filepath.Join("cmd", "whereabouts", "rsrc")
	remove = func() { _ = os.Remove(out + "_windows_amd64.syso") }
	return remove, r.command(ctx, []string{"GOFLAGS="}, "go", "run", winres, "make", "--in", filepath.Join(dir, config.path), "--out", out, "--arch", "amd64")
}

// packWindows packs a setup program, and an archive for those who may not or will not
// install.
func packWindows(ctx context.Context, r *release, p platform, c contents) error {
	t, err := r.windowsTree(c)
	if err != nil {
		return err
	}
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
func (r *release) windowsTree(c contents) (tree, error) {
	program, err := os.ReadFile(c.program)
	if err != nil {
		return nil, err
	}
	windowed, err := withoutConsole(program)
	if err != nil {
		return nil, fmt.Errorf("making the program for the window: %w", err)
	}
	t := tree{
		{path: "whereabouts.exe", mode: 0o755, data: program},
		{path: "Whereabouts Window.exe", mode: 0o755, data: windowed},
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
	return t, nil
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

// withoutConsole returns a program for Windows that opens no console of its own, from one
// that does; nothing else of it changes.
func withoutConsole(program []byte) ([]byte, error) {
	f, err := pe.NewFile(bytes.NewReader(program))
	if err != nil {
		return nil, err
	}
	head, ok := f.OptionalHeader.(*pe.OptionalHeader64)
	if !ok || head.Subsystem != pe.IMAGE_SUBSYSTEM_WINDOWS_CUI {
		return nil, errors.New("it is no 64-bit program for the console")
	}
	const offset = 68 // of the subsystem in the optional header
	start := int(binary.LittleEndian.Uint32(program[0x3c:])) + 4 + binary.Size(f.FileHeader) + offset
	changed := bytes.Clone(program)
	binary.LittleEndian.PutUint16(changed[start:], pe.IMAGE_SUBSYSTEM_WINDOWS_GUI)
	return changed, nil
}
