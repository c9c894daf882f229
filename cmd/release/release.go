package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A release is one version of everything, and how it is built.
type release struct {
	version string
	out     string // holds what is finished, in a folder named after the version
	program string // is packed instead of one that is built, or empty
	changed bool   // the working tree may differ from its commit

	commit string
	at     time.Time // of the commit, and so of everything in the release
	work   string    // holds what is on the way
}

// versions are those of https://semver.org without build numbers.
var versions = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$`)

// prepare finds out what is released, and makes the folders for it.
func (r *release) prepare(ctx context.Context) error {
	if !versions.MatchString(r.version) {
		return fmt.Errorf("--version takes a version such as 1.2.3 or 1.2.3-rc.1, and not %q", r.version)
	}
	state, err := output(ctx, "git", "status", "--porcelain")
	if err != nil {
		return err
	}
	if state != "" && !r.changed {
		return errors.New("the working tree differs from its commit, which would not build the same; commit or stash the changes")
	}
	if r.commit, err = output(ctx, "git", "rev-parse", "HEAD"); err != nil {
		return err
	}
	seconds, err := output(ctx, "git", "show", "--no-patch", "--format=%ct", "HEAD")
	if err != nil {
		return err
	}
	at, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return fmt.Errorf("reading the commit's time: %w", err)
	}
	r.at = time.Unix(at, 0).UTC()
	r.work = filepath.Join(r.out, "work")
	r.out = filepath.Join(r.out, r.version)
	if err := os.RemoveAll(r.out); err != nil {
		return fmt.Errorf("removing what was built before: %w", err)
	}
	return errors.Join(os.MkdirAll(r.out, 0o755), os.MkdirAll(r.work, 0o755))
}

// file is the path of a finished file of the release.
func (r *release) file(format string, args ...any) string {
	return filepath.Join(r.out, fmt.Sprintf(format, args...))
}

// command runs a program that is to write the same each time.
func (r *release) command(ctx context.Context, environment []string, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(append(os.Environ(), "SOURCE_DATE_EPOCH="+strconv.FormatInt(r.at.Unix(), 10), "TZ=UTC", "LC_ALL=C.UTF-8"), environment...)
	said, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, bytes.TrimSpace(said))
	}
	return nil
}

// output returns what a program prints.
func output(ctx context.Context, name string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}
