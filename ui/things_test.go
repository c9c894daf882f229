package ui

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"whereabouts/library"
	"whereabouts/segment"
)

// room is a desk whose library has two things.
type room struct {
	*desk
	e         *fakeEngine
	dir       string
	mimi, ape library.ConceptID

	mu     sync.Mutex
	scores map[library.ConceptID]map[string]float64
	gates  map[library.ConceptID]chan struct{} // a search ends when its gate is closed
	asked  map[library.ConceptID]int
	told   func(library.Event)
}

func newRoom(t *testing.T, names ...string) *room {
	t.Helper()
	return newRoomIn(t, theme.VariantDark, names...)
}

func newRoomIn(t *testing.T, variant fyne.ThemeVariant, names ...string) *room {
	t.Helper()
	r := &room{
		desk: newDesk(t, variant, Options{}, noBackend()), dir: album(t, names...),
		gates: map[library.ConceptID]chan struct{}{}, asked: map[library.ConceptID]int{},
	}
	r.win.Resize(fyne.NewSize(900, 600))
	r.lull = 0
	r.e = scanning([]string{r.dir})
	scan := r.e.scan
	told := make(chan func(library.Event), 1)
	r.e.scan = func(ctx context.Context, s *fakeShelf, tell func(library.Event)) error {
		told <- tell
		return scan(ctx, s, tell)
	}
	r.mimi = r.e.teaches("Mimi", filepath.Join(r.dir, names[0]), disc(testSize))
	r.ape = r.e.teaches("ape", filepath.Join(r.dir, names[1]), disc(testSize))
	r.scores = map[library.ConceptID]map[string]float64{
		r.mimi: {names[0]: 0.9, names[1]: 0.3}, r.ape: {names[1]: 0.8},
	}
	r.e.search = r.search
	r.with(r.e)
	r.until("the scan has begun", func() bool { return len(told) > 0 })
	r.told = <-told
	r.until("the library and the things are there", func() bool {
		return r.library != nil && r.library.listed.walked && len(r.things.all) == 2
	})
	return r
}

func (r *room) search(ctx context.Context, q query, o library.Observer) error {
	r.mu.Lock()
	r.asked[q.thing]++
	scores, gate := r.scores[q.thing], r.gates[q.thing]
	r.mu.Unlock()
	o.Counted(len(scores))
	for name, score := range scores {
		if err := o.Found(finding(filepath.Join(r.dir, name), score)); err != nil {
			return err
		}
	}
	if gate == nil {
		return nil
	}
	select {
	case <-gate:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *room) askedFor(id library.ConceptID) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked[id]
}

// open chooses a thing in the sidebar and waits until its search has ended.
func (r *room) open(id library.ConceptID) *results {
	r.t.Helper()
	r.choose(id)
	page := r.things.find(id).page
	r.until("the search has ended", func() bool { return page.ended })
	return page
}

func (r *room) choose(id library.ConceptID) {
	r.t.Helper()
	row := slices.IndexFunc(r.things.all, func(t *thing) bool { return t.id == id })
	r.things.list.list.Select(row)
	if page := r.things.all[row].page; page == nil || r.current != screen(page) {
		r.t.Fatalf("the window shows %T", r.current)
	}
}

func TestThingsAreListedByNameWithTheirCounts(t *testing.T) {
	r := newRoom(t, "a.png", "b.png")
	if r.things.all[0].called() != "ape" || r.things.all[1].called() != "Mimi" || r.things.all[1].note() != "" {
		t.Fatalf("listed are %q and %q", r.things.all[0].called(), r.things.all[1].called())
	}
	page := r.open(r.mimi)
	if got := names(page.ranked.present); !slices.Equal(got, []string{"a.png"}) || page.title.Text != "Mimi: Found in 1 photo" {
		t.Errorf("%q are found, the title is %q", got, page.title.Text)
	}
	if r.things.all[1].note() != "1" || r.things.list.chosen != 1 || r.side.chosen != -1 {
		t.Errorf("it says %q, rows %d and %d are marked", r.things.all[1].note(), r.things.list.chosen, r.side.chosen)
	}
	r.until("the count is kept", func() bool { return r.e.tally(r.mimi).Photos == 1 })
}

func TestCountsAreKnownWithoutASearch(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	e := scanning([]string{album(t, "a.png")})
	id := e.teaches("", "a.png", disc(testSize))
	if err := e.KeepTally(id, library.Tally{Photos: 142, New: 3, Line: 0.2}); err != nil {
		t.Fatal(err)
	}
	e.search = func(context.Context, query, library.Observer) error { return nil }
	d.with(e)
	d.until("the thing is listed", func() bool { return len(d.things.all) == 1 && d.library != nil })
	thing := d.things.all[0]
	if thing.called() != "Unnamed thing" || thing.note() != "142" || thing.tally.New != 3 {
		t.Errorf("it says %q, %q and %d new", thing.called(), thing.note(), thing.tally.New)
	}
	d.things.open(thing)
	if thing.page.cut != 0.2 || thing.page.sieve.slider.Value != 80 || thing.tally.New != 0 {
		t.Errorf("the line is at %v, the slider at %v, %d are new", thing.page.cut, thing.page.sieve.slider.Value, thing.tally.New)
	}
}

func TestAPageComesBackAsItWasLeft(t *testing.T) {
	r := newRoom(t, "a.png", "b.png")
	page := r.open(r.mimi)
	page.sieve.slider.SetValue(80)
	line := page.cut
	r.press(fyne.KeyRight)
	cursor := page.cursor
	r.open(r.ape)
	r.choose(r.mimi)
	if r.things.find(r.mimi).page != page || page.cut != line || page.cursor != cursor || len(page.ranked.present) != 2 {
		t.Errorf("the line is at %v, %d are shown", page.cut, len(page.ranked.present))
	}
	if r.askedFor(r.mimi) != 1 {
		t.Errorf("it was searched for %d times", r.askedFor(r.mimi))
	}
	r.things.drop(r.things.find(r.mimi)) // as for want of room
	r.open(r.ape)
	if again := r.open(r.mimi); again == page || again.cut != page.cut {
		t.Errorf("the line of another page is at %v", again.cut)
	}
}

func TestThingsAreSearchedForSideBySideAndOthersWait(t *testing.T) {
	r := newRoom(t, "a.png", "b.png")
	elsewhere := disc(testSize)
	elsewhere.Pix[0] = segment.Object
	third := r.e.teaches("Zoe", filepath.Join(r.dir, "a.png"), elsewhere)
	r.things.load()
	r.until("three are listed", func() bool { return len(r.things.all) == 3 })
	r.scores[third] = map[string]float64{"a.png": 0.7}
	for _, id := range []library.ConceptID{r.mimi, r.ape, third} {
		r.gates[id] = make(chan struct{})
		r.choose(id)
		r.until("it is found", func() bool { return r.things.find(id).tally.Photos == 1 })
	}
	first := r.things.find(r.mimi).page
	r.until("the first makes room", func() bool { return first.halted })
	if !first.waits || first.ended || r.things.find(r.ape).page.waits || r.things.find(r.mimi).note() != "1…" {
		t.Errorf("waits %v, ended %v, %q", first.waits, first.ended, r.things.find(r.mimi).note())
	}
	close(r.gates[r.ape])
	r.until("the first goes on", func() bool { return !first.waits })
	close(r.gates[r.mimi])
	close(r.gates[third])
	r.until("all have ended", func() bool {
		return !slices.ContainsFunc(r.things.all, func(t *thing) bool { return !t.page.ended })
	})
	if first.ranked.looked() != 2 {
		t.Errorf("%d photos are known", first.ranked.looked())
	}
}

func TestAThingIsNamedAndRemovedAndPutBack(t *testing.T) {
	r := newRoom(t, "a.png", "b.png")
	page := r.open(r.ape)
	r.press(fyne.KeyF2)
	if r.win.Canvas().Focused() != page.name || page.name.Text != "ape" {
		t.Fatal("the name is not typed into")
	}
	page.name.SetText("Zebra")
	page.name.TypedKey(enter())
	r.until("it is called so", func() bool { return r.things.all[1].name == "Zebra" })
	if page.title.Text != "Zebra: Found in 1 photo" || r.e.record(r.ape).Name != "Zebra" {
		t.Errorf("the title is %q, it is kept as %q", page.title.Text, r.e.record(r.ape).Name)
	}
	r.press(fyne.KeyDelete)
	r.until("it is removed", func() bool { return r.e.record(r.ape).Name == "" })
	if len(r.things.all) != 1 || r.current != r.library || r.snack.object.Hidden {
		t.Errorf("%d are listed, the window shows %T", len(r.things.all), r.current)
	}
	if !r.snack.takeBack() {
		t.Fatal("it cannot be undone")
	}
	r.until("it is back", func() bool { return len(r.things.all) == 2 && r.current != r.library })
	if s, ok := r.current.(*results); !ok || s.thing.name != "Zebra" || r.e.record(r.ape).Name != "Zebra" {
		t.Errorf("the window shows %T", r.current)
	}
	r.until("its search has ended", func() bool { return r.things.all[1].page.ended })
}

func TestAThingIsTaughtFromSeveralPhotos(t *testing.T) {
	r := newRoom(t, "a.png", "b.png")
	r.open(r.mimi)
	r.rune('+')
	if r.current != r.library || r.library.title.Text != "Pick another photo that shows Mimi well" {
		t.Fatalf("the window shows %T", r.current)
	}
	r.pick(filepath.Join(r.dir, "b.png"))
	r.until("the photo is open", func() bool { return r.teach.easel != nil })
	if r.teach.thing.id != r.mimi || r.teach.find.Text != "Teach it from this too (Enter)" {
		t.Fatalf("the button says %q", r.teach.find.Text)
	}
	r.paint(r.teach)
	r.key(enter())
	r.until("it is kept", func() bool { return len(r.e.record(r.mimi).References) == 2 })
	thing := r.things.find(r.mimi)
	r.until("its page shows both", func() bool { return thing.page.ended && len(thing.references) == 2 })
	if len(r.things.all) != 2 || len(thing.page.taught.portraits.Objects) != 2 {
		t.Errorf("%d are listed, %d references are shown", len(r.things.all), len(thing.page.taught.portraits.Objects))
	}

	r.rune('2')
	r.rune('v')
	r.until("it is the cover", func() bool { return thing.cover == 1 })
	before := r.askedFor(r.mimi)
	r.rune('1')
	r.press(fyne.KeyBackspace)
	r.until("it is searched for anew", func() bool { return r.askedFor(r.mimi) > before && thing.page.ended })
	if now := r.e.record(r.mimi); len(now.References) != 1 || now.Cover != 0 {
		t.Errorf("%d references are left, the cover is %d", len(now.References), now.Cover)
	}
	r.rune('1')
	if !thing.page.taught.remove.Disabled() {
		t.Error("the last reference can be removed")
	}
	r.snack.takeBack()
	r.until("it is back", func() bool { return len(r.e.record(r.mimi).References) == 2 && len(thing.references) == 2 })
	if now := r.e.record(r.mimi); now.References[now.Cover].Photo != now.References[0].Photo {
		t.Error("another one is the cover")
	}
}

func TestAThingIsTaughtFromAFindToo(t *testing.T) {
	r := newRoom(t, "a.png", "b.png")
	r.open(r.ape)
	r.press(fyne.KeyRight)
	r.rune('t')
	r.until("what was found is marked", func() bool { return r.teach.easel != nil && !r.teach.easel.painting.empty() })
	if got, want := r.teach.easel.painting.mask, disc(testSize); got.IoU(want) < 0.99 || r.teach.thing.id != r.ape {
		t.Error("something else is marked")
	}
	r.key(escape())
	if r.current != r.library || r.adding == nil {
		t.Fatalf("the window shows %T", r.current)
	}
	r.key(escape())
	if s, ok := r.current.(*results); !ok || s.thing.id != r.ape {
		t.Errorf("the window shows %T", r.current)
	}
}

func TestMarkingAnewTakesThePlaceOfWhatWasMarkedBefore(t *testing.T) {
	r := newRoom(t, "a.png", "b.png")
	r.pick(filepath.Join(r.dir, "b.png"))
	r.until("the photo is open", func() bool { return r.teach.easel != nil })
	r.paint(r.teach)
	r.key(enter())
	r.until("it is kept", func() bool { return len(r.things.all) == 3 && r.things.all[2].kept() })
	id := r.things.all[2].id
	r.key(escape())
	size := r.teach.easel.Size()
	drag(r.teach.easel, fyne.NewPos(size.Width*0.5, size.Height*0.3), fyne.NewPos(size.Width*0.6, size.Height*0.3))
	marked := r.teach.query().mask
	r.key(enter())
	r.until("the other mark is kept", func() bool {
		now := r.e.record(id)
		return len(now.References) == 1 && now.References[0].Mask.IoU(marked) == 1
	})
	if len(r.things.all) != 3 {
		t.Errorf("%d things are listed", len(r.things.all))
	}
}

func TestAPhotoThatCameIsAnnounced(t *testing.T) {
	r := newRoom(t, "a.png", "b.png", "new.png", "newer.png")
	page := r.open(r.mimi)
	r.show(r.library)
	for _, name := range []string{"new.png", "newer.png", "new.png"} {
		r.told(library.Sighted{Concept: r.mimi, Finding: finding(filepath.Join(r.dir, name), 0.7)})
	}
	r.told(library.Sighted{Concept: r.ape, Finding: finding(filepath.Join(r.dir, "new.png"), 0.7)})
	r.until("all is told", func() bool { return len(r.things.news.of) == 2 && r.things.find(r.mimi).tally.New == 2 })
	told := r.things.news.text.Text
	if told != "Mimi was found in 2 new photos, ape in 1." && told != "ape was found in 1 new photo, Mimi in 2." {
		t.Errorf("it tells %q", told)
	}
	if mimi := r.things.find(r.mimi); mimi.note() != "3" || r.things.find(r.ape).note() != "1" {
		t.Errorf("the sidebar says %q and %q", mimi.note(), r.things.find(r.ape).note())
	}
	r.things.open(r.things.find(r.mimi))
	if got := names(page.ranked.present); !slices.Equal(got, []string{"a.png", "new.png", "newer.png"}) {
		t.Errorf("%q are shown", got)
	}
	if page.item(page.ranked.present[1]).note != "New, 70 %" || r.things.find(r.mimi).tally.New != 0 {
		t.Errorf("the note is %q", page.item(page.ranked.present[1]).note)
	}
	r.things.news.open()
	if s, ok := r.current.(*results); !ok || s.thing.id != r.ape || r.things.news.object.Visible() {
		t.Errorf("the window shows %T", r.current)
	}
	r.until("its search has ended", func() bool { return r.things.find(r.ape).page.ended })
}

func TestPhotosThatCameAreSearchedOnceThePagesHaveEnded(t *testing.T) {
	r := newRoom(t, "a.png", "b.png")
	r.gates[r.mimi] = make(chan struct{})
	r.choose(r.mimi)
	r.until("it is found", func() bool { return r.things.find(r.mimi).tally.Photos == 1 })
	sought := r.sought()
	r.until("the scan waits", func() bool { return len(r.things.calm) > 0 })
	if len(sought) > 0 {
		t.Error("the photos are searched by two at once")
	}
	close(r.gates[r.mimi])
	r.until("they are searched", func() bool { return len(sought) > 0 })
	if got := <-sought; !slices.Equal(got, []library.ConceptID{r.mimi, r.ape}) {
		t.Errorf("%x are sought", got)
	}
}

func TestPhotosThatCameAreNotSearchedForWhatTheUserStopped(t *testing.T) {
	r := newRoom(t, "a.png", "b.png")
	r.gates[r.mimi] = make(chan struct{})
	r.choose(r.mimi)
	r.until("it is found", func() bool { return r.things.find(r.mimi).tally.Photos == 1 })
	page := r.things.find(r.mimi).page
	page.stopSearch()
	r.until("it has stopped", func() bool { return page.ended })
	sought := r.sought()
	r.until("others are searched for", func() bool { return len(sought) > 0 })
	if got := <-sought; !slices.Equal(got, []library.ConceptID{r.ape}) {
		t.Errorf("%x are sought", got)
	}
}

// sought asks, as a scan does, what photos that came are searched for.
func (r *room) sought() <-chan []library.ConceptID {
	sought := make(chan []library.ConceptID, 1)
	r.bridge.run(func() {
		var ids []library.ConceptID
		for _, a := range r.things.sought(r.bridge.ctx) {
			id, _ := a.Answers()
			ids = append(ids, id)
		}
		sought <- ids
	})
	return sought
}

func TestAsManyPagesAreKeptAsThereIsRoomFor(t *testing.T) {
	r := newRoom(t, "a.png", "b.png")
	for n := range maxPages + 2 {
		m := disc(testSize)
		m.Pix[n] = segment.Object
		r.e.teaches("thing", filepath.Join(r.dir, "a.png"), m)
	}
	r.things.load()
	r.until("all are listed", func() bool { return len(r.things.all) == maxPages+4 })
	for _, t := range r.things.all {
		r.open(t.id)
	}
	if len(r.things.pages) != maxPages || r.things.all[0].page != nil || r.things.all[maxPages+3].page == nil {
		t.Errorf("%d pages are kept", len(r.things.pages))
	}
}
