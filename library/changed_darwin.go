package library

import (
	"io/fs"
	"syscall"
)

// changeTime returns when a file's content or its description last changed, which
// no program can set.
func changeTime(info fs.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ctimespec.Nano()
	}
	return 0
}
