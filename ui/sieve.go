package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// The slider of the cut-off goes from the surest on the left to all on the right, in
// hundredths of a score.
const (
	cutNotches = 100
	cutStep    = 5
)

// A sieve is the slider that says how sure a find has to be, with the number of
// photos that are.
type sieve struct {
	object fyne.CanvasObject
	slider *widget.Slider
	count  *widget.Label
}

// newSieve returns a sieve with its line at a score; cut is told of each new line, a score, and done is called
// when the slider is let go.
func newSieve(line float64, cut func(line float64), done func()) *sieve {
	s := &sieve{slider: widget.NewSlider(0, cutNotches), count: widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})}
	s.slider.SetValue(cutNotches * (1 - line))
	s.slider.OnChanged = func(v float64) { cut(1 - v/cutNotches) }
	s.slider.OnChangeEnded = func(float64) { done() }
	s.object = container.NewBorder(nil, nil,
		container.NewHBox(s.count, widget.NewLabel(tr("Sure  ["))), widget.NewLabel(tr("]  more")), s.slider)
	return s
}

// show shows how many photos are above the line.
func (s *sieve) show(n int) { s.count.SetText(photos(n)) }

// surer and wider move the line a step.
func (s *sieve) surer() { s.slider.SetValue(s.slider.Value - cutStep) }
func (s *sieve) wider() { s.slider.SetValue(s.slider.Value + cutStep) }

// cutAt draws the line at a score.
func (s *results) cutAt(line float64) {
	s.window.scan.makeWay()
	s.cut = line
	s.ranked = s.ranking.now(line)
	s.showRanked()
	s.lastSeen.look()
}
