package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"whereabouts/library"
)

const (
	// sideBySide is how many things are searched for at a time. Others wait.
	sideBySide = 2
	// maxPages is how many pages of things are kept; of others where they were is.
	maxPages = 8
)

// A thing is something that the user taught, with its page in the window.
type thing struct {
	facts
	page   *results        // nil where it was not opened, or not for long
	fresh  map[string]bool // paths of photos that came with it since its page was seen
	scroll float32         // of a page that is not kept
	gone   bool            // it was removed
}

// called is what a thing is called.
func (t *thing) called() string {
	if t.name == "" {
		return tr("Unnamed thing")
	}
	return t.name
}

// kept reports whether the thing is on disk already.
func (t *thing) kept() bool { return t.id != library.ConceptID{} }

// things are all things that were taught. They belong to the main goroutine.
type things struct {
	window *window
	all    []*thing // by name
	pages  []*results
	list   *thingList
	news   *news
	epoch  int                          // raised when what is kept is changed
	calm   []chan<- []library.ConceptID // wait until no page searches
}

func newThings(w *window) *things {
	t := &things{window: w}
	t.news = newNews(w)
	t.list = newThingList(t)
	return t
}

// load reads what is kept.
func (ts *things) load() {
	b, e, epoch := ts.window.bridge, ts.window.engine, ts.epoch
	if e == nil {
		return
	}
	start(b.ctx, b, e.Things, func(all []facts, err error) {
		if err != nil {
			ts.window.message.fail(failed(err, "not all that was taught could be read: {{.Reason}}"))
		}
		if epoch != ts.epoch {
			ts.load() // what was read is older than what is known
			return
		}
		for _, f := range all {
			ts.learn(f)
		}
		ts.sort()
	})
}

// learn takes in what is kept of a thing.
func (ts *things) learn(f facts) *thing {
	t := ts.find(f.id)
	if t == nil {
		t = &thing{facts: f}
		ts.all = append(ts.all, t)
		return t
	}
	t.update(f)
	return t
}

// update takes in what is kept of a thing. How its search stands is known better here.
func (t *thing) update(f facts) {
	if t.counted {
		f.tally, f.counted = t.tally, true
	}
	t.facts = f
	if t.page != nil {
		t.page.taught.update()
		t.page.title.SetText(t.page.heading())
	}
}

func (ts *things) find(id library.ConceptID) *thing {
	for _, t := range ts.all {
		if t.id == id && t.kept() {
			return t
		}
	}
	return nil
}

// sort puts the things in order, those without a name last, and shows them.
func (ts *things) sort() {
	slices.SortStableFunc(ts.all, func(a, b *thing) int {
		if (a.name == "") != (b.name == "") {
			return strings.Compare(b.name, a.name)
		}
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	ts.list.update()
}

// A lesson is what one visit to the screen to teach has taught, so that a later one
// there corrects it. It is used by one goroutine at a time.
type lesson struct {
	mu    sync.Mutex
	thing library.ConceptID // zero where nothing is kept yet
	mark  library.ConceptID // the reference that was made here; likewise
	added bool              // the thing was there before; does not change
}

// keep keeps what q marks and returns q for what is kept.
func (l *lesson) keep(ctx context.Context, e engine, q query, name string) (facts, query, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	q.thing = l.thing
	f, mark, err := e.Keep(ctx, q, l.mark, name)
	var unnamed error
	if errors.Is(err, library.ErrConceptName) {
		unnamed = failed(err, "the name is not kept: {{.Reason}}")
		f, mark, err = e.Keep(ctx, q, l.mark, "")
	}
	if err != nil {
		return facts{}, q, failed(err, "what you taught is not kept: {{.Reason}}")
	}
	l.thing, l.mark = f.id, mark
	return f, query{thing: f.id, paths: q.paths}, unnamed
}

// learnt takes in that what was marked is kept. Where that is what was taught before,
// the two are one.
func (ts *things) learnt(t *thing, f facts) {
	ts.epoch++
	if other := ts.find(f.id); other != nil && other != t {
		ts.drop(other)
		ts.all = slices.DeleteFunc(ts.all, func(o *thing) bool { return o == other })
	}
	if !t.gone && !slices.Contains(ts.all, t) {
		ts.all = append(ts.all, t)
	}
	t.update(f)
	ts.sort()
}

// open shows the page of a thing as it was left, or else a new one.
func (ts *things) open(t *thing) {
	w := ts.window
	if w.engine == nil {
		return
	}
	w.adding = nil
	if t.page != nil && t.page.shown() {
		return
	}
	w.message.clear()
	paths := w.allPaths(nil)
	if t.page != nil && !t.page.looksIn(paths) {
		ts.drop(t)
	}
	if t.page == nil {
		w.show(ts.newPage(t, query{thing: t.id, paths: paths}, nil))
	} else {
		w.show(t.page)
	}
}

// looksIn reports whether a page is about the photos at paths, and where nothing is
// taught on the way to it about no others.
func (s *results) looksIn(paths []string) bool {
	if s.teach == nil {
		return slices.Equal(paths, s.query.paths)
	}
	return !slices.ContainsFunc(paths, func(path string) bool { return !lies(path, s.query.paths) })
}

// newPage gives a thing a page, in place of the one that it has.
func (ts *things) newPage(t *thing, q query, from *teach) *results {
	ts.drop(t)
	ts.window.searches++
	t.page = newResults(ts.window, t, q, from)
	return t.page
}

// drop lets go of a thing's page, but for where it was.
func (ts *things) drop(t *thing) {
	if t.page == nil {
		return
	}
	s := t.page
	t.page = nil
	ts.pages = slices.DeleteFunc(ts.pages, func(p *results) bool { return p == s })
	t.scroll = s.present.ScrollOffset()
	s.close()
	ts.next()
}

// seen notes that a page is looked at: it is the last to be let go.
func (ts *things) seen(s *results) {
	ts.pages = append(slices.DeleteFunc(ts.pages, func(p *results) bool { return p == s }), s)
	if len(ts.pages) > maxPages {
		ts.drop(ts.pages[0].thing)
	}
	t := s.thing
	if t.tally.New > 0 {
		t.tally.New = 0
		ts.keepTally(t)
	}
	ts.news.forget(t)
	ts.list.update()
}

// admit has the search of a page begin; where there are many the others wait that were
// looked at longest ago.
func (ts *things) admit(s *results) {
	running := 0
	for _, p := range slices.Backward(ts.pages) {
		if p == s || p.ended || p.waits {
			continue
		}
		if running++; running >= sideBySide {
			p.waits = true
			p.halt()
		}
	}
}

// next has the search of a page go on that waits, if there is room.
func (ts *things) next() {
	running := 0
	for _, p := range ts.pages {
		if !p.ended && !p.waits {
			running++
		}
	}
	for _, p := range slices.Backward(ts.pages) {
		if p.waits && p.halted && running < sideBySide {
			p.begin()
			return
		}
	}
	ts.calmed()
}

// whenCalm returns a channel that tells, when no page searches, which things the user
// does not want to be searched for further. It may be called by any goroutine.
func (ts *things) whenCalm() <-chan []library.ConceptID {
	calm := make(chan []library.ConceptID, 1)
	ts.window.bridge.show(func() {
		ts.calm = append(ts.calm, calm)
		ts.calmed()
	})
	return calm
}

// calmed tells those who wait for it if no page searches.
func (ts *things) calmed() {
	var stopped []library.ConceptID
	for _, p := range ts.pages {
		switch {
		case !p.ended:
			return
		case p.stopped:
			stopped = append(stopped, p.thing.id)
		}
	}
	for _, calm := range ts.calm {
		calm <- stopped
	}
	ts.calm = nil
}

// counted takes in how the search of a page stands.
func (ts *things) counted(s *results) {
	t := s.thing
	photos := len(s.ranked.present)
	searched := s.ended || photos > t.tally.Photos // else more is known than was found again so far
	if t.page != s || t.counted && !searched {
		return
	}
	before := t.tally.Photos
	t.tally = library.Tally{Photos: photos, New: min(t.tally.New, photos), Line: s.cut}
	if !t.counted || before != photos {
		t.counted = true
		ts.list.update()
	}
}

// keepTally keeps how the search for a thing stands.
func (ts *things) keepTally(t *thing) {
	if !t.kept() || !t.counted {
		return
	}
	e, id, tally := ts.window.engine, t.id, t.tally
	ts.window.bridge.run(func() { _ = e.KeepTally(id, tally) }) // else it is counted anew
}

// sighted takes in that a photo that came shows a thing.
func (ts *things) sighted(s library.Sighted) {
	t := ts.find(s.Concept)
	if t == nil || t.fresh[s.Path] {
		return
	}
	if t.page == nil {
		ts.came(t, s.Path)
		return
	}
	page, b := t.page, ts.window.bridge
	start(page.ctx, b, func(context.Context) (*find, error) { return newFind(s.Finding, nil) }, func(f *find, err error) {
		if err == nil && page.ranking.add(f) {
			ts.came(t, s.Path)
			page.update()
		}
	})
}

// sought returns what photos that have come are searched for. It runs on the goroutine
// that scans, and waits for the pages that search: they come to most of these photos too,
// and what they have answered is not searched again.
func (ts *things) sought(ctx context.Context) []library.Answerer {
	b, e := ts.window.bridge, ts.window.opened.get()
	if e == nil {
		return nil
	}
	var stopped []library.ConceptID
	select {
	case stopped = <-ts.whenCalm():
	case <-ctx.Done():
		return nil
	}
	sought, err := e.Sought(ctx)
	sought = slices.DeleteFunc(sought, func(a library.Answerer) bool {
		about, _ := a.Answers()
		return slices.Contains(stopped, about)
	})
	if err != nil && ctx.Err() == nil {
		b.show(func() {
			ts.window.message.fail(failed(err, "new photos are not searched for all that was taught: {{.Reason}}"))
		})
	}
	return sought
}

// came counts a photo that came with a thing.
func (ts *things) came(t *thing, path string) {
	if t.fresh == nil {
		t.fresh = map[string]bool{}
	}
	t.fresh[path] = true
	t.tally.Photos++
	t.counted = true
	if t.page != nil && ts.window.current == screen(t.page) {
		t.page.tell(trn("Found in {{.Count}} new photos.", len(t.fresh)))
	} else {
		t.tally.New++
		ts.news.tell(t)
	}
	ts.keepTally(t)
	ts.list.update()
}

// rename gives a thing a name.
func (ts *things) rename(t *thing, name string) {
	unnamed := func(err error) error { return failed(err, "the name is not kept: {{.Reason}}") }
	ts.change(t, unnamed, func(r *library.ConceptRecord) error {
		name, err := library.ConceptName(name)
		r.Name = name
		return err
	}, ts.sort)
}

// change changes what is kept of a thing and then calls done. What fail makes of an
// error is told.
func (ts *things) change(t *thing, fail func(error) error, change func(*library.ConceptRecord) error, done func()) {
	if !t.kept() {
		ts.window.message.tell(tr("{{.Thing}} is not kept yet. Try again in a moment.", with{"Thing": t.called()}))
		return
	}
	ts.epoch++
	b, e, id := ts.window.bridge, ts.window.engine, t.id
	start(b.ctx, b, func(ctx context.Context) (facts, error) {
		return e.Change(context.WithoutCancel(ctx), id, change)
	}, func(f facts, err error) {
		ts.epoch++
		if err != nil {
			ts.window.message.fail(fail(err))
			return
		}
		t.update(f)
		done()
	})
}

// remove takes a thing out, which can be undone.
func (ts *things) remove(t *thing) {
	w := ts.window
	if !t.kept() {
		w.message.tell(tr("{{.Thing}} is not kept yet. Try again in a moment.", with{"Thing": t.called()}))
		return
	}
	ts.epoch++
	t.gone = true
	ts.all = slices.DeleteFunc(ts.all, func(o *thing) bool { return o == t })
	ts.news.forget(t)
	if t.page != nil && w.current == screen(t.page) {
		w.showPhotos()
	}
	ts.drop(t)
	if w.teach != nil && w.teach.thing == t {
		w.giveUpTeach()
	}
	ts.list.update()
	e, id := w.engine, t.id
	removing := make(chan struct{})
	start(w.bridge.ctx, w.bridge, func(ctx context.Context) (struct{}, error) {
		defer close(removing)
		return struct{}{}, errors.Join(w.scribe.wait(ctx), e.Remove(context.WithoutCancel(ctx), id))
	}, func(_ struct{}, err error) {
		if err != nil {
			w.message.fail(err)
		}
	})
	w.snack.offer(tr("{{.Thing}} was removed.", with{"Thing": t.called()}), func() { ts.putBack(t, removing) })
}

// putBack undoes the removal of a thing once that is done.
func (ts *things) putBack(t *thing, removing <-chan struct{}) {
	b, e, id := ts.window.bridge, ts.window.engine, t.id
	start(b.ctx, b, func(ctx context.Context) (facts, error) {
		<-removing
		return e.PutBack(context.WithoutCancel(ctx), id)
	}, func(f facts, err error) {
		if err != nil {
			ts.window.message.fail(failed(err, "{{.Thing}} could not be put back: {{.Reason}}", with{"Thing": t.called()}))
			return
		}
		t.gone = false
		ts.learnt(t, f)
		ts.open(t)
	})
}

// allPaths returns where things are looked for: in all folders of the library, and in
// more that are not in these.
func (w *window) allPaths(more []string) (paths []string) {
	for _, f := range w.side.folders {
		paths = append(paths, f.Path)
	}
	if len(paths) == 0 && len(more) == 0 && w.library != nil {
		return w.library.source.paths
	}
	for _, path := range more {
		if !lies(path, paths) {
			paths = append(paths, path)
		}
	}
	return paths
}

// showPhotos shows the photos of the library, or how to open some.
func (w *window) showPhotos() {
	if w.library == nil {
		w.show(w.welcome)
		return
	}
	w.show(w.library)
}
