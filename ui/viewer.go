package ui

import (
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A viewer is the layer that shows one find large, each of its instances with a yes
// and a no of its own.
type viewer struct {
	results *results
	order   []*find // to leaf through, as they were when it was opened
	stage   *stage
	root    *fyne.Container
	title   *widget.Label
	before  *widget.Button
	next    *widget.Button
}

// openFind shows a find large.
func (s *results) openFind(f *find) {
	if f == nil {
		return
	}
	s.moveTo(f)
	v := &viewer{results: s, order: s.order()}
	v.stage = newStage(s, v.judge)
	v.stage.loaded = func() { v.stage.prepare(neighbour(v.order, v.stage.find, 1)) }
	back := widget.NewButtonWithIcon(tr("Back (Esc)"), theme.NavigateBackIcon(), s.closeLayer)
	v.title = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	v.title.Truncation = fyne.TextTruncateEllipsis
	v.before = widget.NewButtonWithIcon("(←)", theme.NavigateBackIcon(), func() { v.leaf(-1) })
	v.next = widget.NewButtonWithIcon("(→)", theme.NavigateNextIcon(), func() { v.leaf(1) })
	hint := widget.NewLabel(tr("Y and N judge the numbered place, ↑ and ↓ go to another, Z takes back."))
	hint.Truncation = fyne.TextTruncateEllipsis
	v.root = container.NewBorder(
		container.NewBorder(nil, nil, back, container.NewHBox(v.before, v.next), v.title),
		hint, nil, nil, v.stage.object)
	s.cover(v)
	v.show(f)
}

func (v *viewer) show(f *find) {
	v.results.moveTo(f)
	v.stage.show(f)
	v.update()
}

func (v *viewer) update() {
	f := v.stage.find
	v.title.SetText(f.name() + ", " + f.note())
	enable(v.before, neighbour(v.order, f, -1) != nil)
	enable(v.next, neighbour(v.order, f, 1) != nil)
}

// leaf goes a number of finds on.
func (v *viewer) leaf(places int) {
	if f := neighbour(v.order, v.stage.find, places); f != nil {
		v.show(f)
	}
}

// judge says something of one instance.
func (v *viewer) judge(of *instance, said verdict) {
	v.results.say(said, []*instance{of}, []*find{v.stage.find})
}

// judgeCurrent judges the instance that the keys are for and goes to the next of
// which nothing was said. What was said already is taken back.
func (v *viewer) judgeCurrent(said verdict) {
	in := v.stage.instance()
	if in == nil {
		return
	}
	if in.verdict == said {
		v.judge(in, undecided)
		return
	}
	v.judge(in, said)
	instances := v.stage.find.instances
	for i := range instances {
		if at := (v.stage.current + i) % len(instances); instances[at].verdict == undecided {
			v.stage.choose(at)
			return
		}
	}
}

func (v *viewer) object() fyne.CanvasObject { return v.root }
func (v *viewer) closed()                   { v.stage.clear() }

func (v *viewer) judged() {
	v.stage.judged()
	v.update()
}

func (v *viewer) key(e *fyne.KeyEvent) {
	back, on := func() { v.leaf(-1) }, func() { v.leaf(1) }
	if does := map[fyne.KeyName]func(){
		fyne.KeyEscape:   v.results.closeLayer,
		fyne.KeyLeft:     back,
		fyne.KeyPageUp:   back,
		fyne.KeyRight:    on,
		fyne.KeyPageDown: on,
		fyne.KeySpace:    on,
		fyne.KeyUp:       func() { v.stage.choose(v.stage.current - 1) },
		fyne.KeyDown:     func() { v.stage.choose(v.stage.current + 1) },
	}[e.Name]; does != nil {
		does()
	}
}

func (v *viewer) rune(r rune) {
	switch unicode.ToLower(r) {
	case 'y':
		v.judgeCurrent(accepted)
	case 'n':
		v.judgeCurrent(rejected)
	case 'z':
		v.results.takeBack()
	}
}
