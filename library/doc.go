// Package library looks for a taught object in photos on disk.
//
// A [Finder] walks the photos it is given, makes each one's features with the
// image encoder or takes them from the [Cache], segments the object and judges
// whether it is there. Package photo beneath it opens the files.
//
// Guarantees: photos are only ever read. A photo that cannot be read is
// reported with its reason and stops nothing. The cache is disposable: damage
// in it is noticed, set aside and made good by encoding again, and a cache that
// cannot be used costs time, not results. A context that is done stops all work
// within a second.
//
// The package draws no widgets, writes no results and keeps nothing that a user
// made.
package library
