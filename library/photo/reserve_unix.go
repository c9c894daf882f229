//go:build unix && nodynamic

package photo

import "golang.org/x/sys/unix"

// reserve returns n bytes of zeros outside Go's heap.
func reserve(n int) ([]byte, error) {
	return unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
}

func release(pages []byte) { _ = unix.Munmap(pages) }
