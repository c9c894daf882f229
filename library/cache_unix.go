//go:build unix

package library

import (
	"errors"
	"os"
	"syscall"
)

const errReadOnlyFileSystem = syscall.EROFS

// syncFolder brings the names in a folder onto the disk. A file system that cannot do
// that for folders does it by itself.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	return errors.Join(err, f.Close())
}
