package setup

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"go.uber.org/goleak"
)

// Exit statuses of the test binary where it plays another program.
const (
	exitMisused = 3
	exitKilled  = 9
)

// TestMain lets the test binary play npm, a child of npm, and a setup that
// dies halfway, each in a process of its own.
func TestMain(m *testing.M) {
	switch {
	case os.Getenv("SETUP_TEST_HOLD") != "":
		holdForEver(os.Getenv("SETUP_TEST_HOLD"))
	case len(os.Args) > 1 && os.Args[1] == "pack":
		os.Exit(playNpm(os.Args[2:]))
	case os.Getenv("SETUP_TEST_DIE_AT") != "":
		os.Exit(dieHalfway())
	}
	goleak.VerifyTestMain(m)
}

func playNpm(args []string) int {
	if !slices.Contains(args, "--ignore-scripts") || !slices.Contains(args, "--pack-destination=.") {
		fmt.Fprintln(os.Stderr, "npm error misused:", args)
		return exitMisused
	}
	log, err := os.OpenFile(os.Getenv("SETUP_TEST_LOG"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return exitMisused
	}
	_, _ = fmt.Fprintln(log, args[0])
	_ = log.Close()

	name := strings.ReplaceAll(args[0], "@", "-") + ".tgz"
	switch mode := os.Getenv("SETUP_TEST_NPM"); mode {
	case "serve":
		data, err := os.ReadFile(filepath.Join(os.Getenv("SETUP_TEST_ARCHIVES"), name))
		if err == nil {
			err = os.WriteFile(name, data, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "npm error code E404\nnpm error 404 Not Found:", err)
			return 1
		}
		return 0
	case "nothing":
		return 0
	case "offline":
		fmt.Fprint(os.Stderr, "npm warn config something is deprecated\n"+
			"npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error errno ENOTFOUND\n"+
			"npm error network request to http://packages.invalid/x failed, reason: getaddrinfo ENOTFOUND packages.invalid\n"+
			"npm error network This is a problem related to network connectivity.\n"+
			"npm error network\nnpm error A complete log of this run can be found in: /somewhere\n")
		return 1
	case "full":
		fmt.Fprint(os.Stderr, "npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write\n")
		return 1
	case "hang":
		locks := os.Getenv("SETUP_TEST_ARCHIVES")
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), "SETUP_TEST_HOLD="+filepath.Join(locks, "child"))
		if err := child.Start(); err != nil {
			return exitMisused
		}
		holdForEver(filepath.Join(locks, "npm"))
	}
	return exitMisused
}

// holdForEver locks path, says so in a file beside it, and waits to be killed.
func holdForEver(path string) {
	l := flock.New(path)
	if locked, err := l.TryLock(); err != nil || !locked {
		os.Exit(exitMisused)
	}
	if err := os.WriteFile(path+".held", nil, 0o644); err != nil {
		os.Exit(exitMisused)
	}
	time.Sleep(10 * time.Minute)
	runtime.KeepAlive(l)
	os.Exit(exitMisused)
}

// dieHalfway runs setup and ends the process, without any of its clean-up, at
// the event whose number SETUP_TEST_DIE_AT gives.
func dieHalfway() int {
	dieAt, err := strconv.Atoi(os.Getenv("SETUP_TEST_DIE_AT"))
	if err != nil {
		return exitMisused
	}
	m, opts, err := loadWorld(os.Getenv("SETUP_TEST_WORLD"))
	if err != nil {
		return exitMisused
	}
	seen := 0
	opts.Progress = func(Event) {
		if seen++; seen == dieAt {
			os.Exit(exitKilled)
		}
	}
	if _, err := Run(context.Background(), m, opts); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
