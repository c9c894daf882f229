//go:build linux || darwin || freebsd

package library

import "golang.org/x/sys/unix"

// freeRoom returns how much is free on the disk that a folder lies on, in bytes, or 0
// where that cannot be told.
func freeRoom(dir string) int64 {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil {
		return 0
	}
	return int64(s.Bavail) * int64(s.Bsize) //nolint:unconvert // their types differ between systems
}
