package app

import "errors"

var (
	// ErrReference is returned when a photo and mask to teach from cannot be
	// used as they are.
	ErrReference = errors.New("cannot teach from this photo and mask")
	// ErrMethod is returned for a method that does not exist.
	ErrMethod = errors.New("there is no such method")
	// ErrFind is returned for a file that cannot be taken for an earlier find.
	ErrFind = errors.New("cannot use this file as an earlier find")
	// ErrNoTag is returned for a mask that does not say which photo it is of.
	ErrNoTag = errors.New("it was not written by whereabouts find --masks, or was saved again by another program; name a file as find --masks wrote it")
	// ErrSettings is returned for a file of settings that cannot be used.
	ErrSettings = errors.New("the defaults are used instead of the settings in")
	// ErrSettingsNewer is returned for settings kept by a newer version.
	ErrSettingsNewer = errors.New("it was written by a newer Whereabouts; update this one to use it")
)
