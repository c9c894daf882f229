package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// unprivileged is the program "unprivileged PROGRAM [ARG...]". It runs the
// program without root's privilege to read and write what permissions forbid,
// so that scripts see the same whoever runs them.
func unprivileged() {
	runtime.LockOSThread() // what is given up belongs to a thread
	if os.Geteuid() == 0 {
		for _, c := range []uintptr{unix.CAP_DAC_OVERRIDE, unix.CAP_DAC_READ_SEARCH} {
			if err := unix.Prctl(unix.PR_CAPBSET_DROP, c, 0, 0, 0); err != nil {
				fmt.Fprintf(os.Stderr, "unprivileged: giving up a privilege: %v\n", err)
				os.Exit(125)
			}
		}
	}
	program, err := exec.LookPath(os.Args[1])
	if err == nil {
		err = syscall.Exec(program, os.Args[1:], os.Environ())
	}
	fmt.Fprintf(os.Stderr, "unprivileged: %v\n", err)
	os.Exit(125)
}

// canObeyPermissions reports whether unprivileged works: it does but for root in
// some containers.
var canObeyPermissions = sync.OnceValue(func() bool {
	return exec.Command("unprivileged", "true").Run() == nil
})

// mayMount reports whether file systems may be mounted.
var mayMount = sync.OnceValue(func() bool {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		return false
	}
	defer func() { _ = os.Remove(dir) }()
	return mountTmpfs(dir, "1m") == nil && unix.Unmount(dir, unix.MNT_DETACH) == nil
})

func mountTmpfs(dir, size string) error {
	return unix.Mount("tmpfs", dir, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "size="+size)
}

// mountSmallDisk is the command "smalldisk DIR SIZE": a disk of that many bytes,
// such as 64k.
func mountSmallDisk(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	ts.Check(mountTmpfs(dir, args[1]))
	ts.Defer(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
}

// makePipe is the command "pipe FILE".
func makePipe(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	ts.Check(unix.Mkfifo(ts.MkAbs(args[0]), 0o644))
}
