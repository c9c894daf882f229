package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// become makes this process the program in a folder. It returns only if that fails.
func become(dir, called string, arguments []string) error {
	appImage, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this AppImage: %w", err)
	}
	working, err := os.Getwd()
	if err != nil {
		working = "" // it was removed, say; the program can do without
	}
	run := filepath.Join(dir, "AppRun")
	err = syscall.Exec(run, append([]string{run}, arguments...), environment(os.Environ(), dir, appImage, called, working))
	if errors.Is(err, syscall.EACCES) {
		return fmt.Errorf("starting %s: %w; programs may not be run there, so set XDG_CACHE_HOME to a folder where they may", run, err)
	}
	return fmt.Errorf("starting %s: %w", run, err)
}

// environment returns an environment with what an AppImage tells its program.
func environment(env []string, dir, appImage, called, working string) []string {
	ours := []string{"APPDIR=" + dir, "APPIMAGE=" + appImage, "ARGV0=" + called, "OWD=" + working}
	env = slices.DeleteFunc(slices.Clone(env), func(v string) bool {
		return slices.ContainsFunc(ours, func(o string) bool {
			name, _, _ := strings.Cut(o, "=")
			return strings.HasPrefix(v, name+"=")
		})
	})
	return append(env, ours...)
}
