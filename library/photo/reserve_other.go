//go:build !unix && nodynamic

package photo

import "runtime/debug"

// reserve returns n bytes of zeros.
func reserve(n int) ([]byte, error) { return make([]byte, n), nil }

// release lets the collector give the memory back to the system.
func release([]byte) { debug.FreeOSMemory() }
