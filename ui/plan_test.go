package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"pgregory.net/rapid"
)

// drawPlan draws a plan with sections or without.
func drawPlan(t *rapid.T) plan {
	count := rapid.IntRange(1, 200).Draw(t, "items")
	var sections []section
	for first := 0; rapid.Bool().Draw(t, "one more section") && first < count; {
		sections = append(sections, section{"a day", first})
		first += rapid.IntRange(1, 30).Draw(t, "items in it")
		if first >= count {
			break
		}
	}
	side := func(name string) float32 { return float32(rapid.IntRange(20, 300).Draw(t, name)) }
	return newPlan(count, rapid.IntRange(1, 12).Draw(t, "columns"),
		fyne.NewSize(side("width"), side("height")), float32(rapid.IntRange(0, 9).Draw(t, "gap")), side("heading"), sections)
}

func TestEveryItemOfAPlanIsFoundWhereItIsPlaced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		i := rapid.IntRange(0, p.count-1).Draw(t, "item")
		at := p.place(i)
		dx := float32(rapid.IntRange(0, int(p.item.Width)-1).Draw(t, "right"))
		dy := float32(rapid.IntRange(0, int(p.item.Height)-1).Draw(t, "down"))
		if got, ok := p.at(at.AddXY(dx, dy)); !ok || got != i {
			t.Fatalf("item %d is at %v, where item %d is found, %v", i, at, got, ok)
		}
		if bottom := at.Y + p.item.Height; at.Y < 0 || bottom > p.height() {
			t.Fatalf("item %d reaches from %v to %v of %v", i, at.Y, bottom, p.height())
		}
	})
}

func TestItemsOfAPlanFollowOneAnotherAndOverlapNeitherEachOtherNorHeadings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		for i := 1; i < p.count; i++ {
			before, at := p.place(i-1), p.place(i)
			if p.sectionOf(i) != p.sectionOf(i-1) {
				if heading := p.tops[p.sectionOf(i)]; before.Y+p.item.Height > heading || at.Y < heading+p.heading || at.X != 0 {
					t.Fatalf("items %d at %v and %d at %v, a heading between them at %v", i-1, before, i, at, heading)
				}
				continue
			}
			beside := at.Y == before.Y && at.X >= before.X+p.item.Width
			below := at.Y >= before.Y+p.item.Height && at.X == 0
			if !beside && !below {
				t.Fatalf("item %d is at %v, item %d at %v", i-1, before, i, at)
			}
		}
	})
}

func TestTheItemsBetweenTwoHeightsAreThoseThatCanBeSeenThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		top := float32(rapid.IntRange(0, int(p.height())).Draw(t, "top"))
		bottom := top + float32(rapid.IntRange(0, 2000).Draw(t, "height"))
		first, end := p.between(top, bottom)
		for i := range p.count {
			y := p.place(i).Y
			seen := y <= bottom && y+p.item.Height > top
			near := y <= bottom && y+p.row() >= top
			if in := i >= first && i < end; seen && !in || in && !near {
				t.Fatalf("item %d at %v is in: %v, for %v to %v", i, y, in, top, bottom)
			}
		}
	})
}

func TestArrowsGoThroughAPlanAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		i := rapid.IntRange(0, p.count-1).Draw(t, "item")
		below := p.down(i)
		if below != i {
			if p.place(below).Y <= p.place(i).Y || p.place(below).X > p.place(i).X {
				t.Fatalf("below %d at %v is %d at %v", i, p.place(i), below, p.place(below))
			}
			if p.place(below).X == p.place(i).X && p.up(below) != i {
				t.Fatalf("below %d is %d, above which is %d", i, below, p.up(below))
			}
		} else if p.place(i).Y != p.place(p.count-1).Y {
			t.Fatalf("%d is not in the last row and nothing is below it", i)
		}
		if p.up(i) == i && p.place(i).Y != p.place(0).Y {
			t.Fatalf("%d is not in the first row and nothing is above it", i)
		}
	})
}
