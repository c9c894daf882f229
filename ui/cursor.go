package ui

import "fyne.io/fyne/v2"

// groups returns the finds on screen, from top to bottom.
func (s *results) groups() []group {
	all := []group{{s.present, s.ranked.present}}
	if s.below.Visible() {
		all = append(all, group{s.below, s.lower()})
	}
	return all
}

// A group is the finds of one gallery.
type group struct {
	gallery *gallery
	finds   []*find
}

// place returns where a find is on screen, or -1.
func (s *results) place(f *find) (in, at int) {
	for in, g := range s.groups() {
		for at, other := range g.finds {
			if other == f {
				return in, at
			}
		}
	}
	return -1, -1
}

// order returns all finds on screen in order.
func (s *results) order() (finds []*find) {
	for _, g := range s.groups() {
		finds = append(finds, g.finds...)
	}
	return finds
}

// after returns the find after another, or nil.
func (s *results) after(f *find) *find { return neighbour(s.order(), f, 1) }

// neighbour returns the find that is a number of places after another, or nil.
func neighbour(finds []*find, f *find, places int) *find {
	for i, other := range finds {
		if other == f {
			if to := i + places; to >= 0 && to < len(finds) {
				return finds[to]
			}
			return nil
		}
	}
	return nil
}

// move moves the cursor by a key. Where it is on no find that is shown it goes to
// the first.
func (s *results) move(key fyne.KeyName) {
	order := s.order()
	if len(order) == 0 {
		return
	}
	in, at := s.place(s.cursor)
	arrow := key == fyne.KeyRight || key == fyne.KeyLeft || key == fyne.KeyDown || key == fyne.KeyUp
	switch {
	case key == fyne.KeyHome, arrow && in < 0:
		s.moveTo(order[0])
	case key == fyne.KeyEnd:
		s.moveTo(order[len(order)-1])
	case key == fyne.KeyRight:
		s.moveTo(neighbour(order, s.cursor, 1))
	case key == fyne.KeyLeft:
		s.moveTo(neighbour(order, s.cursor, -1))
	case key == fyne.KeyDown:
		s.moveDown(in, at)
	case key == fyne.KeyUp:
		s.moveUp(in, at)
	}
}

// moveDown moves the cursor a row down from a place, moveUp a row up; past the end
// of a group they go on in the next.
func (s *results) moveDown(in, at int) {
	groups := s.groups()
	finds, columns := groups[in].finds, groups[in].gallery.ColumnCount()
	switch last := len(finds) - 1; {
	case at+columns <= last:
		s.moveTo(finds[at+columns])
	case at/columns < last/columns: // the last row is shorter
		s.moveTo(finds[last])
	case in+1 < len(groups):
		next := groups[in+1].finds
		s.moveTo(next[min(at%columns, len(next)-1)])
	}
}

func (s *results) moveUp(in, at int) {
	groups := s.groups()
	finds, columns := groups[in].finds, groups[in].gallery.ColumnCount()
	switch {
	case at >= columns:
		s.moveTo(finds[at-columns])
	case in > 0 && len(groups[in-1].finds) > 0:
		above := groups[in-1].finds
		last := len(above) - 1
		s.moveTo(above[min(last, last/columns*columns+at)])
	}
}

// moveTo puts the cursor on a find and brings that into view.
func (s *results) moveTo(f *find) {
	if f == nil || f == s.cursor {
		return
	}
	s.cursor = f
	groups := s.groups()
	if in, at := s.place(f); in >= 0 {
		groups[in].gallery.ScrollTo(at)
	}
	for _, g := range groups {
		g.gallery.Refresh()
	}
}
