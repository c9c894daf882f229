package export

import "errors"

var (
	// ErrFormat is returned for a format that does not exist.
	ErrFormat = errors.New("there is no such format")
	// ErrExists is returned when a file is in the way that was not to be replaced.
	ErrExists = errors.New("it is there already")
	// ErrOutside is returned when a folder in the chosen one leads out of it.
	ErrOutside = errors.New("it is a link that leads out of the folder")
	// ErrForeign is returned for a sidecar of another program, which may hold work of
	// the user and is never replaced.
	ErrForeign = errors.New("another program wrote it, so it is not replaced; choose another folder")
	// ErrChanged is the reason for which a photo is skipped that is not the one that
	// was looked at.
	ErrChanged = errors.New("the photo has changed since it was looked at")
	// ErrNothing is returned when there is nothing to export.
	ErrNothing = errors.New("there is nothing to export")
)
