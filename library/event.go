package library

import "time"

// Event is something that a scan tells as it goes on: one of the types below.
type Event interface{ event() }

// Walked tells how many photos were met so far, before all are.
type Walked struct{ Photos int }

// Surveyed tells what is in the folders, when all was met.
type Surveyed struct {
	Photos     int // that are there
	Fresh      int // of these, those that are to be looked at: they are new, or have changed
	Offline    int // that are known and cannot be reached now
	Companions int // files beside the photos that are known to go with one of them
}

// Looked tells that a photo is known now. It is told of fresh ones.
type Looked struct {
	Path  string
	Key   Key
	Known bool // by its content, as when it was moved or copied
}

// Accompanied tells that a file that was counted as a fresh photo goes with another
// and is not looked at, as a camera raw file does with the JPEG taken with it.
type Accompanied struct {
	Path string
	With string // the full path of the other
}

// Prepared tells that what is needed to cut things out of a photo was made.
type Prepared struct {
	Path string
	Key  Key
}

// Sighted tells that a photo that is new shows something that is looked for.
type Sighted struct {
	Concept ConceptID
	Finding
}

// Skipped tells that a file or folder cannot be used, and why.
type Skipped struct {
	Path   string
	Reason error
}

// Forgotten tells that a file is there no more.
type Forgotten struct{ Path string }

// Away tells that a root cannot be reached now. What is known of it is kept.
type Away struct{ Root string }

// Noticed tells of something that does not stop the scan, such as a cache that
// cannot be written to. It is told once.
type Noticed struct{ Err error }

// Rested tells that all is looked at, and that a library that is watched waits for
// changes.
type Rested struct{}

// Advanced tells how far a scan is.
type Advanced struct {
	Pass   Pass
	Done   int           // photos of this pass that need not be looked at any more
	Total  int           // photos of this pass
	Left   time.Duration // that the pass will take at the pace of late; negative where that is not known yet
	Paused bool
}

// Pass is one of the two rounds of a scan.
type Pass int

// The passes. Looking makes every photo known; preparing makes what is needed to cut
// things out.
const (
	Looking Pass = iota
	Preparing
)

func (Walked) event()      {}
func (Surveyed) event()    {}
func (Looked) event()      {}
func (Accompanied) event() {}
func (Prepared) event()    {}
func (Sighted) event()     {}
func (Skipped) event()     {}
func (Forgotten) event()   {}
func (Away) event()        {}
func (Noticed) event()     {}
func (Advanced) event()    {}
func (Rested) event()      {}
