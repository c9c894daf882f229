package ui

import (
	"context"
	"fmt"
	"path/filepath"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/library"
)

const howToChoose = "Click finds to choose which to save; where none is chosen, all above the line are saved."

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
	ranked  ranked // what is shown
	chosen  map[*find]bool
	ended   bool  // the search has
	err     error // why it ended early, or nil
	saving  bool
	status  string // how saving goes on, or what it did

	root     *fyne.Container
	present  *gallery
	lessSure *gallery
	empty    *fyne.Container // in place of the gallery of present finds
	reason   *widget.Label   // in empty
	line     *fyne.Container // between the two
	more     *widget.Check
	flow     *fyne.Container
	title    *widget.Label
	bar      *widget.ProgressBar
	busy     *widget.ProgressBarInfinite
	stop     *widget.Button
	progress *widget.Label
	search   *fyne.Container // progress, bars and stop
	save     *widget.Button
	footer   *footer
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
		chosen: map[*find]bool{},
	}
	s.ctx, s.cancel = context.WithCancel(w.bridge.ctx)
	s.ranking = &ranking{changed: w.bridge.merged(s.ctx, s.update)}
	s.build()
	s.begin()
	return s
}

func (s *results) build() {
	w := s.window
	back := widget.NewButtonWithIcon("Back (Esc)", theme.NavigateBackIcon(), s.back)
	s.title = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	s.title.Truncation = fyne.TextTruncateEllipsis
	s.save = widget.NewButtonWithIcon("", theme.DocumentSaveIcon(), s.chooseWhere)
	s.save.Importance = widget.HighImportance

	s.bar = widget.NewProgressBar()
	s.bar.TextFormatter = func() string { return "" }
	s.bar.Hide()
	s.busy = widget.NewProgressBarInfinite()
	s.stop = widget.NewButtonWithIcon("Stop (S)", theme.MediaStopIcon(), s.stopSearch)
	s.progress = widget.NewLabel("")
	s.search = container.NewBorder(nil, nil, s.progress, s.stop, container.NewStack(s.bar, s.busy))

	s.present = s.newGallery(func() []*find { return s.ranked.present })
	s.lessSure = s.newGallery(func() []*find { return s.ranked.lessSure })
	s.reason = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{})
	s.reason.Wrapping = fyne.TextWrapWord
	s.empty = container.NewVBox(layout.NewSpacer(), s.reason, layout.NewSpacer())
	s.more = widget.NewCheck("", func(bool) { s.arrange() })
	s.line = container.NewVBox(widget.NewSeparator(), s.more)
	s.flow = container.New(flow{s}, s.empty, s.present, s.line, s.lessSure)

	s.footer = newFooter(w.message.tell)
	top := container.NewVBox(container.NewBorder(nil, nil, back, s.save, s.title), s.search)
	s.root = container.NewBorder(top, s.footer.object, nil, nil, s.flow)
}

func (s *results) newGallery(finds func() []*find) *gallery {
	g := newGallery(s.window.thumbs, fyne.NewSize(steps(56), steps(42)), gallerySource{
		length: func() int { return len(finds()) },
		item: func(i int) item {
			f := finds()[i]
			return item{
				picture: f.picture(s.window.thumbs, s.prefix, s.window.photos),
				title:   f.name(),
				note:    fmt.Sprintf("%.0f %%", 100*f.score),
				chosen:  s.chosen[f],
			}
		},
		choose: func(i int) { s.toggle(finds()[i]) },
		failed: func(_ string, err error) {
			s.window.message.fail(fmt.Errorf("a photo that was found cannot be shown: %w", err))
		},
	})
	g.typedKey, g.typedRune = s.window.key, s.window.rune
	return g
}

// begin starts the search.
func (s *results) begin() {
	ctx, halt := context.WithCancel(s.ctx)
	s.halt = halt
	e := s.window.engine
	start(s.ctx, s.window.bridge, func(context.Context) (struct{}, error) {
		defer halt()
		return struct{}{}, e.Search(ctx, s.query, s.ranking)
	}, func(_ struct{}, err error) {
		s.ended, s.err = true, err
		if err != nil && !library.Stopped(err) {
			s.window.message.fail(err)
		}
		s.update()
	})
	s.update()
}

// update shows what has been found so far.
func (s *results) update() {
	s.ranked = s.ranking.now()
	r := s.ranked
	s.title.SetText(s.heading())
	if r.total > 0 {
		s.busy.Stop()
		s.busy.Hide()
		s.bar.Max = float64(r.total)
		done := min(r.total, r.looked()+len(r.skips))
		s.bar.SetValue(float64(done))
		s.progress.SetText(number(done) + " of " + count(r.total, "photo", "photos"))
		s.bar.Show()
	}
	if s.ended {
		s.busy.Stop()
		s.search.Hide()
		s.root.Refresh() // the grid takes the room
	}
	s.more.SetText("Show " + count(len(r.lessSure), "less sure photo", "less sure photos") + " (L)")
	s.reason.SetText(s.whyEmpty())
	s.updateFooter()
	s.updateSave()
	s.arrange()
}

// arrange shows what belongs on screen in the state things are in.
func (s *results) arrange() {
	s.empty.Hidden = len(s.ranked.present) > 0
	s.present.Hidden = len(s.ranked.present) == 0
	s.line.Hidden = len(s.ranked.lessSure) == 0
	hidden := s.lessSure.Hidden
	s.lessSure.Hidden = s.line.Hidden || !s.more.Checked
	if s.lessSure.Hidden && !hidden {
		s.lessSure.rest()
	}
	s.flow.Refresh()
}

func (s *results) heading() string {
	found := count(len(s.ranked.present), "photo", "photos")
	switch {
	case !s.ended && s.ranked.total == 0:
		return "Looking at what you marked…"
	case !s.ended && len(s.ranked.present) == 0:
		return "Not found so far"
	case !s.ended:
		return "Found in " + found + " so far, best first"
	case len(s.ranked.present) == 0:
		return "Not found"
	}
	return "Found in " + found + ", best first"
}

// whyEmpty says why no find is shown and what can be done.
func (s *results) whyEmpty() string {
	const advice = "Go back and mark it more closely, or mark it in a photo where it is large and clear."
	switch {
	case !s.ended:
		return "Nothing yet."
	case s.err != nil && !library.Stopped(s.err):
		return "The search could not be finished."
	case s.err != nil:
		return "The search was stopped before anything was found."
	case len(s.ranked.lessSure) > 0:
		return "It does not seem to be in these photos. " + advice + " Or look at the less sure ones below."
	}
	return "It does not seem to be in these photos. " + advice
}

func (s *results) updateFooter() {
	r := s.ranked
	status := s.status
	switch {
	case status != "":
	case r.notice != nil:
		status = sentence(r.notice)
	case s.ended && s.err != nil:
		status = fmt.Sprintf("Stopped after %s of %s.", number(r.looked()), count(r.total, "photo", "photos"))
	case s.ended:
		status = "Looked at " + count(r.looked(), "photo", "photos") + ". " + howToChoose
	default:
		status = howToChoose
	}
	s.footer.show(status, r.skips)
}

// toSave returns the chosen finds or, where none is, all present ones.
func (s *results) toSave() []*find {
	if len(s.chosen) == 0 {
		return s.ranked.present
	}
	var finds []*find
	for _, group := range [][]*find{s.ranked.present, s.ranked.lessSure} {
		for _, f := range group {
			if s.chosen[f] {
				finds = append(finds, f)
			}
		}
	}
	return finds
}

func (s *results) updateSave() {
	cutouts := 0
	for _, f := range s.toSave() {
		cutouts += len(f.masks)
	}
	label := "Save cut-outs"
	switch {
	case len(s.chosen) > 0:
		label = "Save " + number(cutouts) + " chosen"
	case cutouts > 0:
		label = "Save " + count(cutouts, "cut-out", "cut-outs")
	}
	s.save.SetText(label + "… (" + chord("S") + ")")
	enable(s.save, cutouts > 0 && !s.saving)
}

// toggle chooses a find, or no longer.
func (s *results) toggle(f *find) {
	if s.chosen[f] {
		delete(s.chosen, f)
	} else {
		s.chosen[f] = true
	}
	s.chosenChanged()
}

// chooseAll chooses all present finds or, where they are chosen, none.
func (s *results) chooseAll() {
	all := true
	for _, f := range s.ranked.present {
		all = all && s.chosen[f]
	}
	clear(s.chosen)
	if !all {
		for _, f := range s.ranked.present {
			s.chosen[f] = true
		}
	}
	s.chosenChanged()
}

func (s *results) chosenChanged() {
	s.updateSave()
	s.present.Refresh()
	s.lessSure.Refresh()
}

// chooseWhere asks for a folder and saves the cut-outs there.
func (s *results) chooseWhere() {
	finds := s.toSave()
	if len(finds) == 0 || s.saving {
		return
	}
	s.window.chooseFolder("Choose a folder to save the cut-outs in", "Save here", func(dir string) { s.saveTo(dir, finds) })
}

func (s *results) saveTo(dir string, finds []*find) {
	if s.saving {
		return
	}
	s.saving = true
	s.window.message.clear()
	s.updateSave()
	var done latest[int]
	progress := s.window.bridge.merged(s.ctx, func() {
		if s.saving {
			s.status = fmt.Sprintf("Saving %s of %s…", number(done.get()+1), number(len(finds)))
			s.updateFooter()
		}
	})
	e := s.window.engine
	start(s.ctx, s.window.bridge, func(ctx context.Context) (saving, error) {
		return saveCutouts(ctx, e, finds, dir, func(n int) {
			done.set(n)
			progress()
		})
	}, func(saved saving, err error) {
		s.saving = false
		s.status = saved.sentence()
		for _, f := range saved.failed {
			s.window.message.fail(fmt.Errorf("%s was not saved: %w", filepath.Base(f.path), f.reason))
		}
		if err != nil {
			s.window.message.fail(err)
		}
		s.updateFooter()
		s.updateSave()
	})
}

func (s *results) stopSearch() { s.halt() }

func (s *results) back() { s.window.show(s.teach) }

func (s *results) object() fyne.CanvasObject { return s.root }
func (s *results) entered()                  {}

// left ends the search and the saving, which nobody would see the end of.
func (s *results) left() {
	s.cancel()
	s.busy.Stop()
	s.present.rest()
	s.lessSure.rest()
}

func (s *results) key(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		s.back()
	}
}

func (s *results) rune(r rune) {
	switch unicode.ToLower(r) {
	case 's':
		s.stopSearch()
	case 'l':
		if !s.line.Hidden {
			s.more.SetChecked(!s.more.Checked)
		}
	}
}

func (s *results) do(c command) {
	switch c {
	case save:
		s.chooseWhere()
	case chooseAll:
		s.chooseAll()
	case undo, redo:
	}
}

// flow lays out the present finds, the line, and the less sure ones below it.
// The present ones get the height they need as far as there is room; where both
// need more, they share it.
type flow struct{ *results }

// MinSize implements [fyne.Layout].
func (f flow) MinSize([]fyne.CanvasObject) fyne.Size {
	size := f.present.MinSize()
	return size.AddWidthHeight(0, f.line.MinSize().Height)
}

// Layout implements [fyne.Layout].
func (f flow) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	pad := theme.Padding()
	var line, below float32
	if f.line.Visible() {
		line = f.line.MinSize().Height + pad
	}
	room := size.Height - line
	if f.lessSure.Visible() {
		above := f.present.heightFor(len(f.ranked.present), size.Width)
		if f.present.Hidden {
			above = f.empty.MinSize().Height + steps(4)
		}
		below = max(room-above-pad, room/2)
		below = min(below, max(room/2, f.lessSure.heightFor(len(f.ranked.lessSure), size.Width)))
	}
	above := room - below
	for _, o := range []fyne.CanvasObject{f.empty, f.present} {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(fyne.NewSize(size.Width, above))
	}
	f.line.Move(fyne.NewPos(0, above))
	f.line.Resize(fyne.NewSize(size.Width, line))
	f.lessSure.Move(fyne.NewPos(0, above+line))
	f.lessSure.Resize(fyne.NewSize(size.Width, max(0, below)))
}
