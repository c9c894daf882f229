// Package album is what the sample library shows: a few lost things, what
// looks like them, what lies around them, the places they lie in, and the
// list of photos.
//
// It guarantees that the photos are the same whenever they are rendered. It
// writes no files; package generate does.
package album
