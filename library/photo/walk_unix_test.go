//go:build unix

package photo_test

import (
	"errors"
	"net"
	"os"
	"syscall"
	"testing"

	"whereabouts/library/photo"
)

func TestPipesSocketsAndDevicesAreNeverOpened(t *testing.T) {
	root, err := os.MkdirTemp("", "walk") // short, as a socket's path must be
	check(t, err)
	t.Cleanup(func() { check(t, os.RemoveAll(root)) })
	tr := tree{t, root}
	tr.write(pngOf(t, corners(4, 4)), "z.png")
	// Opening a pipe that nobody writes to would never return.
	check(t, syscall.Mkfifo(tr.path("pipe.jpg"), 0o600))
	check(t, syscall.Mkfifo(tr.path("pipe"), 0o600))
	socket, err := net.Listen("unix", tr.path("socket.jpg"))
	check(t, err)
	t.Cleanup(func() { check(t, socket.Close()) })

	found, skipped := tr.walk(".")
	wantFound(t, found, "z.png")
	wantSkipped(t, skipped, map[string]error{"pipe.jpg": photo.ErrNotAFile, "socket.jpg": photo.ErrNotAFile})

	_, skipped = tr.walk("pipe")
	wantSkipped(t, skipped, map[string]error{"pipe": photo.ErrNotAFile})
	for _, path := range []string{tr.path("pipe.jpg"), tr.path("socket.jpg"), os.DevNull} {
		if _, _, err := photo.Read(t.Context(), path); !errors.Is(err, photo.ErrNotAFile) {
			t.Errorf("%s: got %v, want ErrNotAFile", path, err)
		}
	}
}
