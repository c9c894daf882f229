package library

import "time"

// Later has files taken for read so much later than they are, so that a test need
// not wait until they have settled.
func (c *Catalogue) Later(by time.Duration) {
	c.clock = func() time.Time { return time.Now().Add(by) }
}
