package segment

import "math"

// PresentScore is the presence from which on something is taken for the concept.
const PresentScore = 0.5

// Presence returns how sure it is that something is the concept, in 0..1, by how
// alike they are: a mean of the cosines of the window and of the thing cut out, or
// where nothing is cut out of the window alone. 0.5 is as likely as not.
func Presence(alike float64) float64 {
	return 1 / (1 + math.Exp(-(alike-presenceMiddle)/presenceSpread))
}

// Logistic calibration: where something is as likely as not the concept, and how
// fast belief grows around that.
const (
	presenceMiddle = 0.53
	presenceSpread = 0.03
)
