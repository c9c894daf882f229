//go:build unix

package library_test

import (
	"os"
	"syscall"
	"testing"
)

// awkward makes links in a circle, pipes, devices and a folder that cannot be read,
// as far as the user may.
func awkward(t *testing.T, w *world) {
	t.Helper()
	check(t, os.MkdirAll(w.at("awkward/deep"), 0o700))
	check(t, os.Symlink(w.at("awkward"), w.at("awkward/deep/circle")))
	check(t, os.Symlink(w.at("awkward/b.jpg"), w.at("awkward/a.jpg")))
	check(t, os.Symlink(w.at("awkward/a.jpg"), w.at("awkward/b.jpg")))
	check(t, syscall.Mkfifo(w.at("awkward/pipe.jpg"), 0o600))
	if err := syscall.Mknod(w.at("awkward/zero.png"), syscall.S_IFCHR|0o600, 1<<8|5); err != nil {
		t.Logf("devices cannot be made here: %v", err)
	}
	check(t, os.MkdirAll(w.at("awkward/sealed"), 0))
	t.Cleanup(func() { _ = os.Chmod(w.at("awkward/sealed"), 0o700) })
}
