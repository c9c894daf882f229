package ui

import (
	"context"
	"fmt"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/library"
)

// results is the screen on which finds arrive, the surest first.
type results struct {
	window  *window
	teach   *teach // where the query comes from
	query   query
	prefix  string // of the keys of this search's thumbnails
	ctx     context.Context
	cancel  context.CancelFunc
	halt    context.CancelFunc // stops the search and nothing else
	ranking *ranking
	ranked  ranked  // what is shown
	cut     float64 // the score of the line
	debate  debate
	again   again
	chosen  map[*find]bool
	cursor  *find // that keys are for, or nil
	clicked lastClick
	ended   bool  // the search has
	err     error // why it ended early, or nil
	saving  bool
	status  string // what was done last, or is being done

	root     *fyne.Container
	layer    layer // covers the finds, or nil
	present  *gallery
	below    *gallery        // the less sure or the rejected ones
	empty    *fyne.Container // in place of the gallery of present finds
	reason   *widget.Label   // in empty
	line     *fyne.Container // between the two
	more     *widget.Check   // shows the less sure ones below
	spurned  *widget.Check   // shows the rejected ones below
	all      *widget.Button  // accepts all above the line
	flow     *fyne.Container
	title    *widget.Label
	sieve    *sieve
	review   *widget.Button
	lastSeen *lastSeen
	bar      *widget.ProgressBar
	busy     *widget.ProgressBarInfinite
	stop     *widget.Button
	progress *widget.Label
	search   *fyne.Container // progress, bars and stop
	save     *widget.Button
	leave    *widget.Button // shows further ways to take finds out
	footer   *footer
}

// A layer covers the finds with one of them, large.
type layer interface {
	object() fyne.CanvasObject
	key(*fyne.KeyEvent)
	rune(rune)
	judged() // something was said or taken back
	closed()
}

// find looks for what was marked and shows the results.
func (w *window) find(q query, from *teach) {
	w.message.clear()
	w.searches++
	w.show(newResults(w, q, from))
}

func newResults(w *window, q query, from *teach) *results {
	s := &results{
		window: w, teach: from, query: q,
		prefix: fmt.Sprintf("find %d: ", w.searches),
		cut:    library.PresentScore,
		chosen: map[*find]bool{},
	}
	s.ctx, s.cancel = context.WithCancel(w.bridge.ctx)
	s.ranking = &ranking{changed: w.bridge.merged(s.ctx, s.update)}
	s.debate.said = s.said
	s.build()
	s.begin()
	return s
}

func (s *results) build() {
	w := s.window
	back := widget.NewButtonWithIcon(tr("Back (Esc)"), theme.NavigateBackIcon(), s.back)
	s.title = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	s.title.Truncation = fyne.TextTruncateEllipsis
	s.save = widget.NewButtonWithIcon("", theme.DocumentSaveIcon(), s.chooseWhere)
	s.save.Importance = widget.HighImportance
	s.leave = widget.NewButtonWithIcon(tr("More (M)"), theme.MoreHorizontalIcon(), s.showLeave)

	s.sieve = newSieve(s.cutAt, w.win.Canvas().Unfocus)
	s.review = widget.NewButtonWithIcon("", theme.VisibilityIcon(), s.startReview)
	s.lastSeen = newLastSeen(s)

	s.bar = widget.NewProgressBar()
	s.bar.TextFormatter = func() string { return "" }
	s.bar.Hide()
	s.busy = widget.NewProgressBarInfinite()
	s.stop = widget.NewButtonWithIcon(tr("Stop (S)"), theme.MediaStopIcon(), s.stopSearch)
	s.progress = widget.NewLabel("")
	s.search = container.NewBorder(nil, nil, s.progress, s.stop, container.NewStack(s.bar, s.busy))

	s.present = s.newGallery(func() []*find { return s.ranked.present })
	s.below = s.newGallery(s.lower)
	s.reason = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{})
	s.reason.Wrapping = fyne.TextWrapWord
	s.empty = container.NewVBox(layout.NewSpacer(), s.reason, layout.NewSpacer())
	s.buildLine()
	s.flow = container.New(flow{s}, s.empty, s.present, s.line, s.below)

	s.footer = newFooter(w.message.tell)
	top := container.NewVBox(
		container.NewBorder(nil, nil, back, container.NewHBox(s.save, s.leave), s.title),
		container.NewBorder(nil, nil, nil, s.review, s.sieve.object),
		s.lastSeen.object, s.search)
	s.root = container.NewStack(container.NewBorder(top, s.footer.object, nil, nil, s.flow))
}

// buildLine makes what is between the present finds and those below.
func (s *results) buildLine() {
	s.more = widget.NewCheck("", func(on bool) { s.switched(on, s.spurned) })
	s.spurned = widget.NewCheck("", func(on bool) { s.switched(on, s.more) })
	s.all = widget.NewButtonWithIcon("", theme.ConfirmIcon(), s.acceptAll)
	s.all.Importance = widget.LowImportance
	s.line = container.NewVBox(widget.NewSeparator(),
		container.NewBorder(nil, nil, container.NewHBox(s.more, s.spurned), s.all))
}

// switched shows what a switch is for. At most one of the two is on, and keys stay
// with the finds.
func (s *results) switched(on bool, other *widget.Check) {
	if on {
		other.SetChecked(false)
	}
	s.window.win.Canvas().Unfocus()
	s.arrange()
}

func (s *results) newGallery(finds func() []*find) *gallery {
	g := newGallery(s.window.thumbs, fyne.NewSize(steps(56), steps(42)), gallerySource{
		length: func() int { return len(finds()) },
		item:   func(i int) item { return s.item(finds()[i]) },
		choose: func(i int) { s.click(finds()[i]) },
		failed: func(_ string, err error) {
			s.window.message.fail(failed(err, "a photo that was found cannot be shown: {{.Reason}}"))
		},
	})
	g.typedKey, g.typedRune = s.window.key, s.window.rune
	g.steered = true
	return g
}

func (s *results) item(f *find) item {
	shown := item{
		picture: f.picture(s.window.thumbs, s.prefix, s.window.photos),
		title:   f.name(),
		note:    f.note(),
		chosen:  s.chosen[f],
		current: s.cursor == f,
		verdict: f.verdict(),
	}
	if len(f.instances) > 0 {
		shown.judge = func(v verdict) {
			s.moveTo(f)
			s.judge(v, f)
		}
	}
	return shown
}

// lower returns the finds that are shown below the line.
func (s *results) lower() []*find {
	if s.spurned.Checked {
		return s.ranked.rejected
	}
	return s.ranked.lessSure
}

// begin starts the search.
func (s *results) begin() {
	ctx, halt := context.WithCancel(s.ctx)
	s.halt = halt
	e := s.window.engine
	start(s.ctx, s.window.bridge, func(context.Context) (struct{}, error) {
		defer halt()
		return struct{}{}, s.searchIn(ctx, e)
	}, func(_ struct{}, err error) {
		s.ended, s.err = true, err
		if err != nil && !library.Stopped(err) {
			s.window.message.fail(err)
		}
		s.update()
		s.lastSeen.look()
		s.again.plan(s)
	})
	s.update()
}

// searchIn searches with what was said of earlier finds. It runs on a goroutine of
// its own.
func (s *results) searchIn(ctx context.Context, e engine) error {
	if err := s.window.scribe.wait(ctx); err != nil {
		return err
	}
	record, err := e.Judged(ctx, s.query)
	if err != nil {
		return err
	}
	if record.Notice != nil {
		s.ranking.Notice(record.Notice)
	}
	q := s.query
	q.judged = record.Judgements
	s.ranking.known = func(f library.Finding) ([]*instance, error) { return judgedIn(q.judged, f.Key) }
	return e.Search(ctx, q, s.ranking)
}

// update shows what has been found so far.
func (s *results) update() {
	s.ranked = s.ranking.now(s.cut)
	r := s.ranked
	if r.total > 0 {
		s.busy.Stop()
		s.busy.Hide()
		s.bar.Max = float64(r.total)
		done := min(r.total, r.looked()+len(r.skips))
		s.bar.SetValue(float64(done))
		s.progress.SetText(trn("{{.Done}} of {{.Count}} photos", r.total, with{"Done": number(done)}))
		s.bar.Show()
	}
	if s.ended && s.search.Visible() {
		s.busy.Stop()
		s.search.Hide()
		s.root.Refresh() // the grid takes the room
	}
	s.showRanked()
}

// showRanked shows the finds as they are parted now.
func (s *results) showRanked() {
	r := s.ranked
	s.title.SetText(s.heading())
	s.sieve.show(len(r.present))
	unsure := len(r.unsure(s.cut))
	s.review.SetText(trn("Review {{.Count}} unsure (R)", unsure))
	enable(s.review, unsure > 0)
	s.more.SetText(trn("Show {{.Count}} less sure (L)", len(r.lessSure)))
	s.spurned.SetText(trn("Show {{.Count}} rejected (X)", len(r.rejected)))
	s.all.SetText(tr("Yes to all above (A)"))
	enable(s.all, len(open(r.present)) > 0)
	s.reason.SetText(s.whyEmpty())
	s.updateFooter()
	s.updateSave()
	s.arrange()
}

// arrange shows what belongs on screen in the state things are in.
func (s *results) arrange() {
	s.empty.Hidden = len(s.ranked.present) > 0
	s.present.Hidden = len(s.ranked.present) == 0
	s.more.Hidden = len(s.ranked.lessSure) == 0
	s.spurned.Hidden = len(s.ranked.rejected) == 0
	s.line.Hidden = s.ranked.looked() == 0
	hidden := s.below.Hidden
	s.below.Hidden = len(s.lower()) == 0 || !s.more.Checked && !s.spurned.Checked
	if s.below.Hidden && !hidden {
		s.below.rest()
	}
	s.flow.Refresh()
}

func (s *results) heading() string {
	found := len(s.ranked.present)
	switch {
	case !s.ended && s.ranked.total == 0:
		return tr("Looking at what you marked…")
	case !s.ended && found == 0:
		return tr("Not found so far")
	case !s.ended:
		return trn("Found in {{.Count}} photos so far, best first", found)
	case found == 0:
		return tr("Not found")
	}
	return trn("Found in {{.Count}} photos, best first", found)
}

// whyEmpty says why no find is shown and what can be done.
func (s *results) whyEmpty() string {
	switch {
	case !s.ended:
		return tr("Nothing yet.")
	case s.err != nil && !library.Stopped(s.err):
		return tr("The search could not be finished.")
	case s.err != nil:
		return tr("The search was stopped before anything was found.")
	case s.cut > library.PresentScore && len(s.ranked.lessSure) > 0:
		return tr("None is as sure as that. Move the slider towards more.")
	case len(s.ranked.lessSure) > 0:
		return tr("It does not seem to be in these photos. Go back and mark it more closely, or mark it in a photo where it is large and clear. Or look at the less sure ones below.")
	}
	return tr("It does not seem to be in these photos. Go back and mark it more closely, or mark it in a photo where it is large and clear.")
}

func (s *results) updateFooter() {
	r := s.ranked
	status := s.status
	switch {
	case status != "" && s.again.busy:
		status += tr(" Looking again with what you said…")
	case status != "":
	case r.notice != nil:
		status = sentence(r.notice)
	case s.ended && s.err != nil:
		status = trn("Stopped after {{.Looked}} of {{.Count}} photos.", r.total, with{"Looked": number(r.looked())})
	case s.ended:
		status = trn("Looked at {{.Count}} photos.", r.looked()) + " " + howToReview()
	default:
		status = howToReview()
	}
	s.footer.show(status, r.skips)
}

func howToReview() string {
	return tr("Y and N judge a find, Enter opens it, Space chooses it to save; where none is chosen, all above the line are saved.")
}

// tell says in the footer what was done.
func (s *results) tell(status string) {
	s.status = status
	s.updateFooter()
}

func (s *results) stopSearch() { s.halt() }

func (s *results) back() { s.window.show(s.teach) }

func (s *results) object() fyne.CanvasObject { return s.root }
func (s *results) entered()                  {}

// left ends the search and the saving, which nobody would see the end of. What was
// said is written nevertheless.
func (s *results) left() {
	s.closeLayer()
	s.cancel()
	s.busy.Stop()
	s.present.rest()
	s.below.rest()
}

// cover shows a layer over the finds.
func (s *results) cover(l layer) {
	s.closeLayer()
	s.layer = l
	s.window.win.Canvas().Unfocus()
	s.root.Objects[0].Hide()
	s.root.Objects = append(s.root.Objects[:1], l.object())
	s.root.Refresh()
}

// closeLayer shows the finds again.
func (s *results) closeLayer() {
	if s.layer == nil {
		return
	}
	s.layer.closed()
	s.layer = nil
	s.root.Objects = s.root.Objects[:1]
	s.root.Objects[0].Show()
	s.root.Refresh()
	s.showRanked()
}

func (s *results) key(e *fyne.KeyEvent) {
	if s.layer != nil {
		s.layer.key(e)
		return
	}
	switch e.Name {
	case fyne.KeyEscape:
		s.back()
	case fyne.KeyReturn, fyne.KeyEnter:
		s.openFind(s.cursor)
	case fyne.KeySpace:
		if s.cursor != nil {
			s.toggle(s.cursor)
		}
	default:
		s.move(e.Name)
	}
}

func (s *results) rune(r rune) {
	if s.layer != nil {
		s.layer.rune(r)
		return
	}
	if does := map[rune]func(){
		's': s.stopSearch,
		'y': func() { s.judgeCursor(accepted) },
		'n': func() { s.judgeCursor(rejected) },
		'a': s.acceptAll,
		'r': s.startReview,
		'm': s.showLeave,
		'w': s.lastSeen.open,
		'[': s.sieve.surer,
		']': s.sieve.wider,
		'l': func() { flip(s.more) },
		'x': func() { flip(s.spurned) },
	}[unicode.ToLower(r)]; does != nil {
		does()
		return
	}
	s.leaveBy(unicode.ToLower(r))
}

// flip changes a switch that is on screen.
func flip(c *widget.Check) {
	if c.Visible() {
		c.SetChecked(!c.Checked)
	}
}

func (s *results) do(c command) {
	switch c {
	case save:
		s.chooseWhere()
	case chooseAll:
		s.chooseAll()
	case undo:
		s.takeBack()
	case redo:
		s.sayAgain()
	}
}
