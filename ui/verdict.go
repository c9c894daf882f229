package ui

// A verdict is what the user says of a find.
type verdict int8

const (
	undecided verdict = iota
	accepted
	rejected
)

// A revision is what was said of an instance before and what is said of it now.
type revision struct {
	of      *instance
	was, is verdict
}

// A debate is what the user said of the instances of one search, one thing after
// another, and can take back. All of it belongs to the main goroutine.
type debate struct {
	said   func([]revision) // told of every change
	past   [][]revision
	future [][]revision // what was taken back and may be said again
}

// say gives instances a verdict, as one step, and reports whether that changes
// anything.
func (d *debate) say(v verdict, of ...*instance) bool {
	var step []revision
	for _, in := range of {
		if in.verdict != v {
			step = append(step, revision{in, in.verdict, v})
		}
	}
	if len(step) == 0 {
		return false
	}
	d.past, d.future = append(d.past, step), nil
	d.apply(step)
	return true
}

// undo takes the last step back and returns it, or nil where there is none.
func (d *debate) undo() []revision {
	if len(d.past) == 0 {
		return nil
	}
	step := d.past[len(d.past)-1]
	d.past, d.future = d.past[:len(d.past)-1], append(d.future, step)
	back := make([]revision, len(step))
	for i, c := range step {
		back[i] = revision{c.of, c.is, c.was}
	}
	d.apply(back)
	return back
}

// redo makes the step that was taken back last once more and returns it, or nil
// where there is none.
func (d *debate) redo() []revision {
	if len(d.future) == 0 {
		return nil
	}
	step := d.future[len(d.future)-1]
	d.future, d.past = d.future[:len(d.future)-1], append(d.past, step)
	d.apply(step)
	return step
}

func (d *debate) apply(step []revision) {
	for _, c := range step {
		c.of.verdict = c.is
		c.of.touched = true
	}
	d.said(step)
}
