package library

import "golang.org/x/sys/windows"

// freeRoom returns how much is free on the disk that a folder lies on, in bytes, or 0
// where that cannot be told.
func freeRoom(dir string) int64 {
	var free uint64
	name, err := windows.UTF16PtrFromString(dir)
	if err == nil {
		err = windows.GetDiskFreeSpaceEx(name, &free, nil, nil)
	}
	if err != nil {
		return 0
	}
	return int64(free)
}
