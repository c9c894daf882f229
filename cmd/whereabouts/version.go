package main

import (
	"runtime/debug"
)

// release is the version of a release; the linker sets it.
var release = "development"

// version returns the release and, where it is known, the commit.
func version() string {
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
