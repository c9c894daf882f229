//go:build nodynamic

package photo

import "github.com/tetratelabs/wazero/experimental"

// A guestMemory is the memory of a guest. It is reserved at once, so that it never
// moves; the system provides a page of it when it is first touched.
type guestMemory struct {
	limit     uint64
	pages     []byte
	exhausted bool // the guest asked for more than the limit
}

func (m *guestMemory) allocate(_, _ uint64) experimental.LinearMemory { return m }

// Reallocate returns the memory in another size, or nil above the limit.
func (m *guestMemory) Reallocate(size uint64) []byte {
	if size > m.limit {
		m.exhausted = true
		return nil
	}
	if m.pages == nil {
		pages, err := reserve(int(m.limit))
		if err != nil {
			m.exhausted = true
			return nil
		}
		m.pages = pages
	}
	return m.pages[:size:size]
}

// Free gives the memory back to the system.
func (m *guestMemory) Free() {
	if m.pages != nil {
		release(m.pages)
		m.pages = nil
	}
}
