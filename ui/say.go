package ui

import "slices"

// judge says something of finds: no of all their instances, yes of those that are
// outlined.
func (s *results) judge(v verdict, finds ...*find) {
	var of []*instance
	for _, f := range finds {
		if v == accepted {
			of = append(of, f.shown()...)
		} else {
			of = append(of, f.instances...)
		}
	}
	s.say(v, of, finds)
}

// say says something of instances, which are in the finds.
func (s *results) say(v verdict, of []*instance, in []*find) {
	if !s.debate.say(v, of...) {
		return
	}
	fill := with{"Photos": photos(len(in)), "Key": chord("Z")}
	if len(in) == 1 {
		fill["Photos"] = in[0].name()
	}
	switch v {
	case accepted:
		s.tell(tr("Yes: {{.Photos}}. {{.Key}} takes that back.", fill))
	case rejected:
		s.tell(tr("No: {{.Photos}}. {{.Key}} takes that back.", fill))
	case undecided:
		s.tell(tr("Undecided: {{.Photos}}. {{.Key}} takes that back.", fill))
	}
}

// judgeCursor judges the chosen finds where the one under the cursor is among them,
// and else that one alone, and goes to the next. What was said already is taken
// back.
func (s *results) judgeCursor(v verdict) {
	f := s.cursor
	switch {
	case f == nil:
		s.tell(tr("Choose a find with the arrow keys or the mouse first."))
	case s.chosen[f] && len(s.chosen) > 1:
		s.judge(v, s.toSave()...)
	case len(f.instances) == 0:
		s.tell(tr("Nothing was marked in {{.Photo}}, so there is nothing to judge.", with{"Photo": f.name()}))
	case f.verdict() == v:
		s.judge(undecided, f)
	default:
		next := s.after(f)
		s.judge(v, f)
		if next != nil {
			s.moveTo(next)
		}
	}
}

// open returns the finds with instances of which nothing was said.
func open(finds []*find) (left []*find) {
	for _, f := range finds {
		if f.verdict() == undecided && len(f.instances) > 0 {
			left = append(left, f)
		}
	}
	return left
}

// acceptAll says yes to all finds above the line.
func (s *results) acceptAll() {
	if finds := open(s.ranked.present); len(finds) > 0 {
		s.judge(accepted, finds...)
	}
}

// takeBack takes back what was said last.
func (s *results) takeBack() {
	if step := s.debate.undo(); step != nil {
		s.tell(trn("Took back what was said of {{.Count}} finds. {{.Key}} says it again.", len(step), with{"Key": shiftedChord("Z")}))
	}
}

// sayAgain says again what was taken back.
func (s *results) sayAgain() {
	if step := s.debate.redo(); step != nil {
		s.tell(trn("Said again what was taken back of {{.Count}} finds.", len(step)))
	}
}

// said writes down what was said, shows it, and has it looked again.
func (s *results) said(step []revision) {
	s.window.snack.clear()
	said := make([]saying, len(step))
	changed := make(map[*instance]bool, len(step))
	for i, c := range step {
		said[i] = saying{c.of, c.is}
		changed[c.of] = true
	}
	for _, group := range [][]*find{s.ranked.present, s.ranked.lessSure, s.ranked.rejected} {
		for _, f := range group {
			if slices.ContainsFunc(f.instances, func(in *instance) bool { return changed[in] }) {
				f.version++
				if f.verdict() == rejected {
					delete(s.chosen, f)
				}
			}
		}
	}
	s.window.scribe.write(s.window.engine, s.query, said)
	s.ranked = s.ranking.now(s.cut)
	s.showRanked()
	s.lastSeen.look()
	if s.layer != nil {
		s.layer.judged()
	}
	s.again.plan(s)
}
