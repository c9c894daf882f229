package app

import "errors"

var (
	// ErrReference is returned when a photo and mask to teach from cannot be
	// used as they are.
	ErrReference = errors.New("cannot teach from this photo and mask")
	// ErrMethod is returned for a method that does not exist.
	ErrMethod = errors.New("there is no such method")
)
