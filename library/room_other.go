//go:build !linux && !darwin && !freebsd && !windows

package library

// freeRoom cannot tell how much is free on the disk.
func freeRoom(string) int64 { return 0 }
