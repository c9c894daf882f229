//go:build !darwin

package transfer

// OnAsked does nothing: here a program is asked to open files by its arguments.
func OnAsked(func(paths []string)) error { return nil }
