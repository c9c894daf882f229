package library

import "whereabouts/segment"

// Concept is what a user has taught, ready to be looked for.
type Concept struct {
	// ID names it, and From all that its answers follow from besides a photo and
	// the networks: everything that it was taught from, and how. They let answers be
	// kept; where From is zero none is.
	ID   ConceptID
	From Key
	// Looks says whether and where a photo shows it.
	Looks *segment.Looks
	// Auto finds and cuts out every instance; where it is nil, Segmenter, one of
	// the paper's methods, cuts out one.
	Auto      *segment.Auto
	Segmenter segment.Segmenter
	// References is the number of references; further examples are finds that the
	// user accepted.
	References int
	// Judged is what the user said of earlier finds; may be nil.
	Judged *Judgements
	// LookAlikes compete with the concept for what is found.
	LookAlikes []*segment.Looks
	// Everywhere says to look for a mask in photos that do not seem to show it too.
	Everywhere bool
}

// Instance is one place in a photo where a concept may be.
type Instance struct {
	Mask      *segment.Mask
	Score     float64         // 0..1
	Example   segment.Example // what the identity encoder makes of it
	Reference int             // index of the reference that it is most like, -1 for an accepted find
	Unsure    bool            // a look-alike is nearly as good a match
}

// Sighting is the answer for one photo.
type Sighting struct {
	Score     float64    // how sure it is that the photo shows the concept, 0..1
	Instances []Instance // best first; empty where none was looked for
}

// PresentScore is the score from which on a photo is judged to show a concept.
const PresentScore = segment.PresentScore

// Present reports whether the photo is judged to show the concept.
func (s Sighting) Present() bool { return s.Score >= PresentScore }
