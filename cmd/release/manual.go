package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// completions are the shells that are told what the command line takes, and where they
// look for it.
var completions = []struct{ shell, path string }{
	{"bash", "bash-completion/completions/whereabouts"},
	{"zsh", "zsh/site-functions/_whereabouts"},
	{"fish", "fish/vendor_completions.d/whereabouts.fish"},
}

// home stands for the folder of whoever reads the manual, whose folders are defaults.
const home = "home-of-the-reader"

// manual has a program that runs here write the manual pages and completions.
func (r *release) manual(ctx context.Context, p platform, program string) (tree, error) {
	if !p.native() {
		program = filepath.Join(r.work, "whereabouts")
		if err := r.compile(ctx, nil, program); err != nil {
			return nil, err
		}
	}
	program, err := filepath.Abs(program)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(r.work, "man")
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o755)); err != nil {
		return nil, err
	}
	nobody := []string{"HOME=/" + home, "XDG_CACHE_HOME=/" + home + "/.cache", "XDG_DATA_HOME=/" + home + "/.local/share", "LANGUAGE=en"}
	if err := r.command(ctx, nobody, program, "manual", dir); err != nil {
		return nil, err
	}
	pages, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var all tree
	for _, page := range pages {
		text, err := os.ReadFile(filepath.Join(dir, page.Name()))
		if err != nil {
			return nil, err
		}
		text = bytes.ReplaceAll(text, []byte("/"+home+"/"), []byte("~/"))
		zipped, err := file{path: "man/man1/" + page.Name(), mode: 0o644, data: text}.zipped()
		if err != nil {
			return nil, err
		}
		all = append(all, zipped)
	}
	for _, c := range completions {
		cmd := exec.CommandContext(ctx, program, "completion", c.shell)
		cmd.Env = append(os.Environ(), nobody...)
		script, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("writing the completions for %s: %w", c.shell, err)
		}
		all = append(all, file{path: c.path, mode: 0o644, data: script})
	}
	return all, nil
}
