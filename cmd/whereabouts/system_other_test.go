//go:build !linux

package main

import (
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts that need what follows ask for conditions that hold on Linux only.

func unprivileged() { os.Exit(125) }

func canObeyPermissions() bool { return false }

func mayMount() bool { return false }

func mountSmallDisk(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("small disks are made on Linux only")
}

func makePipe(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("pipes are made on Linux only")
}
