package app

import "time"

// A Unit is what a rough duration is counted in.
type Unit int

// The units of [Roughly].
const (
	Moments Unit = iota // less than a minute, which is not counted
	Minutes
	Hours
)

// Roughly tells a duration as people do: in whole minutes up to 90 of them, and in
// whole hours above that. What is less than a minute is 0 [Moments].
func Roughly(d time.Duration) (n int, in Unit) {
	switch {
	case d < time.Minute:
		return 0, Moments
	case d < 90*time.Minute:
		return int(d.Minutes() + 0.5), Minutes
	}
	return int(d.Hours() + 0.5), Hours
}
