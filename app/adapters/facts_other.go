//go:build !linux && !darwin && !windows

package adapters

// Facts returns what is known of the cards and drivers of this machine: nothing.
func Facts() []string { return nil }
