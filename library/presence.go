package library

// has reports whether the cache keeps a value, without reading it.
func (c *Cache) has(k valueKind, key Key) bool { return c != nil && c.get(k, key, anything{}) }

// anything takes whatever there is.
type anything struct{}

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (anything) UnmarshalBinary([]byte) error { return nil }
