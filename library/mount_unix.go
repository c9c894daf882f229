//go:build unix

package library

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// device returns the number of the file system on which a file lies.
func device(info fs.FileInfo) (uint64, bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return uint64(s.Dev), true //nolint:unconvert // its type differs between systems
}

// mountOf returns the folder at which the file system is mounted that a full path
// without links lies on, or nothing where that cannot be told.
func mountOf(path string) string {
	for path != filepath.Dir(path) {
		if isMount(path) {
			return path
		}
		path = filepath.Dir(path)
	}
	return path
}

// isMount reports whether a file system is mounted at a folder.
func isMount(path string) bool {
	above := filepath.Dir(path)
	if above == path {
		return true
	}
	own, err := os.Stat(path)
	if err != nil {
		return false
	}
	outer, err := os.Stat(above)
	if err != nil {
		return false
	}
	a, ok := device(own)
	b, also := device(outer)
	return ok && also && a != b
}
