package main

import (
	"runtime/debug"
)

// The version of a release and its commit; the linker sets them.
var (
	release = "development"
	commit  = ""
)

// version returns the release and, where it is known, the commit.
func version() string {
	if len(commit) >= 12 {
		return release + " (commit " + commit[:12] + ")"
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return release + " (commit " + s.Value[:12] + ")"
		}
	}
	return release
}
