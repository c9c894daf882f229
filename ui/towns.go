package ui

import "whereabouts/library/photo"

// Towns name places.
type towns interface {
	// words returns what a place can be found by, in small letters.
	words(photo.Place) string
	// name returns what people call it, or nothing.
	name(photo.Place) string
}
