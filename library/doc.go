// Package library looks for a taught object in photos on disk.
//
// A [Finder] walks the photos it is given and has a [Looker] look at each: a
// [Concept] says whether and where it shows the object. What the networks make of a
// photo is made when it is asked for, or taken from the [Cache]. A [Scanner] looks at
// every photo beforehand, and keeps what is known of each file in the [Catalogue]: one
// that has not changed is not even read, and a drive that is away is waited for.
// Package photo beneath it opens the files.
//
// [Cache.Rank] ranks all photos that were looked at for a concept, without opening
// any.
//
// Guarantees: photos are only ever read. A photo that cannot be read is
// reported with its reason and stops nothing. The cache is disposable: damage
// in it is noticed, set aside and made good by encoding again, and a cache that
// cannot be used costs time, not results. It takes no more disk than its budget. A
// context that is done stops all work within a second.
//
// A [ConceptStore] keeps what a user said of finds. That is not disposable: it is
// written whole or not at all, backed up, and never deleted; it can be exported, and an
// import only adds to it.
//
// The package draws no widgets and writes no results.
package library
