//go:build !unix

package library

import (
	"io/fs"
	"os"
	"path/filepath"
)

// device tells nothing: the system does not say on which file system a file lies.
func device(fs.FileInfo) (uint64, bool) { return 0, false }

// mountOf returns the drive that a full path lies on.
func mountOf(path string) string { return filepath.VolumeName(path) + string(filepath.Separator) }

// isMount reports whether a drive is there.
func isMount(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
