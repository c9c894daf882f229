package album

import "whereabouts/assets/sample/render"

// luck gives the numbers by which clutter falls as it does; the same seed
// gives the same numbers.
type luck struct{ seed, roll int }

// between is a number from a to b.
func (l *luck) between(a, b float64) float64 {
	l.roll++
	return a + (b-a)*render.Chance(l.seed, l.roll, 77)
}

// pick is one of the colours.
func (l *luck) pick(colors []vec) vec {
	return colors[min(int(l.between(0, float64(len(colors)))), len(colors)-1)]
}
