package ui

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/library"
)

// results is the page of a thing, on which finds arrive, the surest first. It stays as
// it is, and goes on searching, while another screen is shown.
type results struct {
	window  *window
	thing   *thing
	teach   *teach // where the query comes from, or nil
	query   query
	name    *titleEntry // in place of title
	taught  *taught
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
	ended   bool   // the search has
	waits   bool   // the search makes room for others
	halted  bool   // it has come to a stop
	stopped bool   // by the user
	err     error  // why it ended early, or nil
	over    string // what is under the pointer
	toNew   bool   // the cursor is to go to what is new
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

// find looks for what was marked and shows the results. It is kept as a thing, or as a
// reference of the one that is taught.
func (w *window) find(q query, from *teach) {
	w.message.clear()
	w.snack.clear()
	t := from.thing
	if t == nil {
		t = &thing{facts: facts{name: strings.TrimSpace(from.name.Text)}}
		from.thing = t
		w.things.all = append(w.things.all, t)
	}
	page := w.things.newPage(t, q, from)
	w.things.sort()
	w.show(page)
}

func newResults(w *window, t *thing, q query, from *teach) *results {
	s := &results{
		window: w, thing: t, teach: from, query: q,
		prefix: fmt.Sprintf("find %d: ", w.searches),
		cut:    library.PresentScore,
		chosen: map[*find]bool{},
	}
	if t.counted {
		s.cut = t.tally.Line
	}
	s.ctx, s.cancel = context.WithCancel(w.bridge.ctx)
	s.ranking = &ranking{changed: w.bridge.merged(s.ctx, s.update)}
	s.debate.said = s.said
	w.things.pages = append(w.things.pages, s)
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

	s.sieve = newSieve(s.cut, s.cutAt, w.win.Canvas().Unfocus)
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
	s.name = newTitleEntry(s.named)
	s.taught = newTaught(s)
	top := container.NewVBox(
		container.NewBorder(nil, nil, back, container.NewHBox(s.save, s.leave), container.NewStack(s.title, s.name)),
		container.NewBorder(nil, nil, nil, s.review, s.sieve.object),
		s.taught.object, s.lastSeen.object, s.search)
	page := container.NewBorder(top, s.footer.object, nil, nil, s.flow)
	s.root = container.NewStack(container.New(beside{}, w.side.object, page))
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
		drag:   func(i int) { s.dragOut(finds()[i]) },
		drags:  func(i int) bool { return len(finds()[i].left()) > 0 },
		failed: func(_ string, err error) {
			s.window.message.fail(failed(err, "a photo that was found cannot be shown: {{.Reason}}"))
		},
	})
	g.typedKey, g.typedRune = s.window.key, s.window.rune
	g.steered = true
	return g
}

func (s *results) item(f *find) item {
	note := f.note()
	if s.thing.fresh[f.path] {
		note = tr("New, {{.Note}}", with{"Note": note})
	}
	shown := item{
		picture: f.picture(s.window.thumbs, s.prefix, s.window.photos),
		title:   f.name(),
		note:    note,
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

// begin starts the search, or goes on with it.
func (s *results) begin() {
	w := s.window
	s.ended, s.waits, s.halted, s.stopped, s.err = false, false, false, false, nil
	w.things.admit(s)
	ctx, halt := context.WithCancel(s.ctx)
	s.halt = halt
	e, q, from := w.engine, s.query, s.teach
	name := ""
	if from != nil {
		name = from.name.Text
	}
	start(s.ctx, w.bridge, func(context.Context) (struct{}, error) {
		defer halt()
		if q.mask != nil && from != nil {
			q = s.keep(e, q, from, name)
		}
		return struct{}{}, s.searchIn(ctx, e, q)
	}, func(_ struct{}, err error) {
		s.halted = true
		switch stopped := s.waits && library.Stopped(err); {
		case stopped && s.shown():
			s.begin()
			return
		case stopped:
			w.things.next()
			return
		}
		s.waits, s.ended, s.err = false, true, err
		if err != nil && !library.Stopped(err) {
			w.message.fail(err)
		}
		s.update()
		w.things.keepTally(s.thing)
		w.things.list.update()
		w.things.next()
		s.lastSeen.look()
		s.again.plan(s)
	})
	if !s.search.Visible() {
		s.search.Show()
		s.root.Refresh()
	}
	s.update()
}

// keep keeps what is marked, even where the page is left meanwhile, and returns the
// query for what is kept. It runs on a goroutine of its own.
func (s *results) keep(e engine, q query, from *teach, name string) query {
	w := s.window
	f, kept, err := from.lesson.keep(context.WithoutCancel(w.bridge.ctx), e, q, name)
	w.bridge.show(func() {
		if err != nil {
			w.message.fail(err)
		}
		if kept.thing != q.thing || kept.mask == nil {
			s.query = kept
			w.things.learnt(s.thing, f)
		}
	})
	return kept
}

// searchIn searches with what was said of earlier finds. It runs on a goroutine of
// its own.
func (s *results) searchIn(ctx context.Context, e engine, q query) error {
	if err := s.window.scribe.wait(ctx); err != nil {
		return err
	}
	record, err := e.Judged(ctx, q)
	if err != nil {
		return err
	}
	if record.Notice != nil {
		s.ranking.Notice(record.Notice)
	}
	q.judged = record.Judgements
	s.ranking.knows(func(f library.Finding) ([]*instance, error) { return judgedIn(q.judged, f.Key) })
	return e.Search(ctx, q, s.ranking)
}

// update shows what has been found so far.
func (s *results) update() {
	s.ranked = s.ranking.now(s.cut)
	s.window.things.counted(s)
	if !s.shown() {
		return
	}
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
		s.present.ScrollToOffset(max(s.thing.scroll, s.present.ScrollOffset()))
		s.thing.scroll = 0
	}
	s.showRanked()
	s.goToNew()
}

// shown reports whether the page is on screen.
func (s *results) shown() bool { return s.window.current == screen(s) }

// showRanked shows the finds as they are parted now.
func (s *results) showRanked() {
	r := s.ranked
	s.title.SetText(s.heading())
	s.window.things.counted(s)
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
	if s.thing.name != "" {
		return tr("{{.Thing}}: {{.Outcome}}", with{"Thing": s.thing.name, "Outcome": s.outcome()})
	}
	return s.outcome()
}

// outcome says what came of the search so far.
func (s *results) outcome() string {
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
	if s.over != "" {
		status = s.over
	}
	switch {
	case s.over != "":
	case status != "" && s.again.busy:
		status += tr(" Looking again with what you said…")
	case status != "":
	case r.notice != nil:
		status = sentence(r.notice)
	case s.ended && s.err != nil:
		status = trn("Stopped after {{.Looked}} of {{.Count}} photos.", r.total, with{"Looked": number(r.looked())})
		if s.stopped {
			status += " " + tr("S goes on.")
		}
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
	s.footer.withdraw()
	s.updateFooter()
}

// stopSearch stops the search, or goes on with one that was stopped.
func (s *results) stopSearch() {
	switch {
	case !s.ended:
		s.stopped = true
		s.halt()
	case s.stopped:
		s.begin()
	}
}

// back goes to where the thing was marked, or else to the photos.
func (s *results) back() {
	if s.teach != nil && s.teach == s.window.teach {
		s.window.show(s.teach)
		return
	}
	s.window.showPhotos()
}

func (s *results) object() fyne.CanvasObject { return s.root }

// entered shows what has come while the page was not on screen. A search that made
// room for others goes on.
func (s *results) entered() {
	s.window.things.seen(s)
	s.title.Show()
	s.name.Hide()
	if s.waits && s.halted {
		s.begin()
	}
	if !s.ended && s.busy.Visible() {
		s.busy.Start()
	}
	s.update()
}

// left keeps all as it is. What is new was seen.
func (s *results) left() {
	s.closeLayer()
	s.busy.Stop()
	s.present.rest()
	s.below.rest()
	s.thing.fresh = nil
	s.window.things.keepTally(s.thing)
}

// close ends the search and the saving, which nobody would see the end of. What was
// said is written nevertheless.
func (s *results) close() {
	s.cancel()
	s.ended = true
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
	case fyne.KeyF2:
		s.rename()
	case fyne.KeyDelete:
		s.window.things.remove(s.thing)
	case fyne.KeyBackspace:
		s.taught.removeChosen()
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
		't': s.teachFromCursor,
		'+': s.teachMore,
		'v': s.taught.chooseCover,
	}[unicode.ToLower(r)]; does != nil {
		does()
		return
	}
	if r >= '1' && r <= '9' {
		s.taught.choose(int(r - '1'))
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
	case copyOut:
		s.copyCutouts()
	case undo:
		s.takeBack()
	case redo:
		s.sayAgain()
	}
}
