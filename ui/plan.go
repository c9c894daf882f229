package ui

import (
	"sort"

	"fyne.io/fyne/v2"
)

// A section is a run of a gallery's items under a heading.
type section struct {
	title string // of the heading; where it is empty there is none
	first int    // item
}

// A plan is where the items of a gallery and the headings of its sections lie: row
// below row, each of as many items as there are columns, every section in rows of its
// own. Lengths are in the units of the window.
type plan struct {
	count    int // of items
	columns  int
	item     fyne.Size
	gap      float32 // between items
	heading  float32 // height of a heading
	sections []section
	tops     []float32 // of the sections, and where the last one ends
}

// newPlan lays out count items. Sections begin with item 0 and none is empty; where
// there are none, all items are one without a heading.
func newPlan(count, columns int, item fyne.Size, gap, heading float32, sections []section) plan {
	if len(sections) == 0 && count > 0 {
		sections = []section{{}}
	}
	p := plan{count: count, columns: columns, item: item, gap: gap, heading: heading, sections: sections}
	p.tops = make([]float32, 0, len(sections)+1)
	top := 0.0
	for i := range sections {
		p.tops = append(p.tops, float32(top))
		rows := (p.end(i) - sections[i].first + columns - 1) / columns
		top += float64(p.above(i)) + float64(rows)*float64(p.row())
	}
	p.tops = append(p.tops, float32(top))
	return p
}

// row returns the height of a row with the gap below it.
func (p *plan) row() float32 { return p.item.Height + p.gap }

// height returns how high all is.
func (p *plan) height() float32 { return max(0, p.tops[len(p.tops)-1]-p.gap) }

// above returns the height of what is above the items of a section.
func (p *plan) above(section int) float32 {
	if p.sections[section].title == "" {
		return 0
	}
	return p.heading
}

// end returns the item after the last one of a section.
func (p *plan) end(section int) int {
	if section+1 < len(p.sections) {
		return p.sections[section+1].first
	}
	return p.count
}

// sectionOf returns the section of an item.
func (p *plan) sectionOf(i int) int {
	return sort.Search(len(p.sections), func(s int) bool { return p.sections[s].first > i }) - 1
}

// sectionAt returns the section that a height lies in, the first or the last one for
// what is above or below all.
func (p *plan) sectionAt(y float32) int {
	return max(0, sort.Search(len(p.sections), func(s int) bool { return p.tops[s] > y })-1)
}

// place returns where an item is.
func (p *plan) place(i int) fyne.Position {
	s := p.sectionOf(i)
	within := i - p.sections[s].first
	return fyne.NewPos(
		float32(within%p.columns)*(p.item.Width+p.gap),
		p.tops[s]+p.above(s)+float32(within/p.columns)*p.row())
}

// at returns the item at a position.
func (p *plan) at(pos fyne.Position) (i int, ok bool) {
	first, end := p.between(pos.Y, pos.Y)
	for i := first; i < end; i++ {
		from := p.place(i)
		to := from.Add(p.item)
		if pos.X >= from.X && pos.Y >= from.Y && pos.X < to.X && pos.Y < to.Y {
			return i, true
		}
	}
	return 0, false
}

// between returns the items of all rows that lie between two heights or touch them.
func (p *plan) between(top, bottom float32) (first, end int) {
	if p.count == 0 {
		return 0, 0
	}
	return p.from(top), p.until(bottom)
}

// from returns the first item whose row, with its gap, ends below a height.
func (p *plan) from(y float32) int {
	s := p.sectionAt(y)
	rows := max(0, int((y-p.tops[s]-p.above(s))/p.row()))
	return min(p.sections[s].first+rows*p.columns, p.end(s))
}

// until returns the item after the last one whose row begins above a height or at it.
func (p *plan) until(y float32) int {
	s := p.sectionAt(y)
	within := y - p.tops[s] - p.above(s)
	if within < 0 {
		return p.sections[s].first
	}
	return min(p.sections[s].first+(int(within/p.row())+1)*p.columns, p.end(s))
}

// up returns the item above another, or that one in the first row; down the one below
// it. In a shorter row it is the last one.
func (p *plan) up(i int) int {
	s := p.sectionOf(i)
	within := i - p.sections[s].first
	switch {
	case within >= p.columns:
		return i - p.columns
	case s == 0:
		return i
	}
	first, last := p.sections[s-1].first, p.end(s-1)-1
	return min(last, first+(last-first)/p.columns*p.columns+within)
}

func (p *plan) down(i int) int {
	s := p.sectionOf(i)
	first, last := p.sections[s].first, p.end(s)-1
	within := i - first
	switch {
	case i+p.columns <= last:
		return i + p.columns
	case within/p.columns < (last-first)/p.columns:
		return last
	case s+1 == len(p.sections):
		return i
	}
	return min(last+1+within%p.columns, p.end(s+1)-1)
}

// within returns the items that a rectangle touches.
func (p *plan) within(from, to fyne.Position) (items []int) {
	first, end := p.between(min(from.Y, to.Y), max(from.Y, to.Y))
	left, right := min(from.X, to.X), max(from.X, to.X)
	top, bottom := min(from.Y, to.Y), max(from.Y, to.Y)
	for i := first; i < end; i++ {
		at := p.place(i)
		if at.X <= right && at.X+p.item.Width > left && at.Y <= bottom && at.Y+p.item.Height > top {
			items = append(items, i)
		}
	}
	return items
}
