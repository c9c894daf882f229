package segment

// island is the share of the largest connected part of a mask from which on another
// part counts as the thing too: something may stand before its middle.
const island = 0.25

// outside is the logit of what is surely not in a mask.
const outside = -10

// withoutIslands returns a grid of logits without the parts of its mask that are not
// what was pointed at: those that hold none of the places in the grid, and are less
// than [island] of the largest that does. Where no part holds one, the largest part
// is what was pointed at.
func withoutIslands(logits []float32, places []int) []float32 {
	part, areas := parts(logits)
	meant := make([]bool, len(areas))
	for _, at := range places {
		if part[at] > 0 {
			meant[part[at]] = true
		}
	}
	pointed, all := 0, 0
	for i, area := range areas {
		all = max(all, area)
		if meant[i] {
			pointed = max(pointed, area)
		}
	}
	least := island * float64(pointed)
	if pointed == 0 {
		least = island * float64(all)
	}
	kept := make([]float32, len(logits))
	for i, l := range logits {
		if p := part[i]; p > 0 && !meant[p] && float64(areas[p]) < least {
			l = min(l, outside)
		}
		kept[i] = l
	}
	return kept
}

// parts numbers the connected parts of a mask, from 1 on, and returns their areas.
func parts(logits []float32) (part []int, areas []int) {
	part, areas = make([]int, len(logits)), []int{0}
	var edge []int
	for start, l := range logits {
		if l <= 0 || part[start] > 0 {
			continue
		}
		n := len(areas)
		areas = append(areas, 0)
		part[start] = n
		for edge = append(edge[:0], start); len(edge) > 0; {
			at := edge[len(edge)-1]
			edge = edge[:len(edge)-1]
			areas[n]++
			x := at % LogitSide
			for _, next := range [...]struct {
				at     int
				inside bool
			}{{at - 1, x > 0}, {at + 1, x < LogitSide-1}, {at - LogitSide, at >= LogitSide}, {at + LogitSide, at < len(logits)-LogitSide}} {
				if next.inside && logits[next.at] > 0 && part[next.at] == 0 {
					part[next.at] = n
					edge = append(edge, next.at)
				}
			}
		}
	}
	return part, areas
}
