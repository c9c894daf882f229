package ui

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"whereabouts/library"
	"whereabouts/segment"
)

// finder finds the thing in photos of a folder with these scores, as a finder with
// a memory for what was said does.
func finder(dir string, scores map[string]float64) *fakeEngine {
	return &fakeEngine{search: func(_ context.Context, q query, o library.Observer) error {
		o.Counted(len(scores))
		for name, score := range scores {
			f := finding(filepath.Join(dir, name), score)
			f.Sighting = q.judged.Apply(f.Key, f.Sighting)
			if err := o.Found(f); err != nil {
				return err
			}
		}
		return nil
	}}
}

// threeFinds opens the results of a search that finds c, a, and hardly b.
func threeFinds(t *testing.T) (*desk, *results, *fakeEngine) {
	t.Helper()
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	d.lull = 0
	dir := album(t, "a.png", "b.png", "c.png")
	e := finder(dir, map[string]float64{"a.png": 0.61, "b.png": 0.3, "c.png": 0.97})
	return d, d.openResults(e, dir), e
}

func press(names ...fyne.KeyName) (events []*fyne.KeyEvent) {
	for _, name := range names {
		events = append(events, &fyne.KeyEvent{Name: name})
	}
	return events
}

func (d *desk) press(names ...fyne.KeyName) {
	for _, e := range press(names...) {
		d.key(e)
	}
}

// shown waits until all of the layer over the finds is drawn.
func (d *desk) shown(r *results) {
	d.t.Helper()
	d.until("the find is drawn", func() bool {
		switch v := r.layer.(type) {
		case *viewer:
			return v.stage.drawn
		case *review:
			return v.stage.drawn && v.cutout.Image != nil && v.marked.Image != nil
		}
		return false
	})
}

// written waits until all that was said is written and looked for again.
func (d *desk) written(r *results) {
	d.t.Helper()
	d.until("all that was said is known to a search", func() bool { return !r.again.due })
}

func TestARejectedFindIsApartAndDoesNotComeBack(t *testing.T) {
	d, r, e := threeFinds(t)
	d.press(fyne.KeyRight)
	if r.cursor.name() != "c.png" {
		t.Fatalf("the cursor is on %s", r.cursor.name())
	}
	d.rune('n')
	if got := names(r.ranked.present); !slices.Equal(got, []string{"a.png"}) {
		t.Errorf("after no to c, present are %q", got)
	}
	if got := names(r.ranked.rejected); !slices.Equal(got, []string{"c.png"}) || r.cursor.name() != "a.png" {
		t.Errorf("rejected are %q, the cursor is on %s", got, r.cursor.name())
	}
	d.written(r)
	if _, no := e.kept.Count(); no != 1 || e.asked != 2 {
		t.Errorf("%d are rejected, it was looked %d times", no, e.asked)
	}
	if got := names(r.ranked.rejected); !slices.Equal(got, []string{"c.png"}) {
		t.Errorf("after looking again rejected are %q", got)
	}
	if !r.below.Hidden {
		t.Error("rejected ones are shown without being asked for")
	}
	d.rune('x')
	if r.below.Hidden || !slices.Equal(names(r.lower()), []string{"c.png"}) {
		t.Errorf("the switch shows %q, hidden %v", names(r.lower()), r.below.Hidden)
	}

	d.key(escape())
	d.paint(d.teach)
	d.key(enter())
	again, ok := d.current.(*results)
	if !ok {
		t.Fatalf("the window shows %T", d.current)
	}
	d.until("the search has ended", func() bool { return again.ended })
	if got := names(again.ranked.present); !slices.Equal(got, []string{"a.png"}) {
		t.Errorf("a new search finds %q", got)
	}
	if got := names(again.ranked.rejected); !slices.Equal(got, []string{"c.png"}) {
		t.Errorf("a new search knows that %q are rejected", got)
	}
}

func TestAnAcceptedFindIsSureAndUndoIsForEverything(t *testing.T) {
	d, r, e := threeFinds(t)
	d.rune('l')
	d.press(fyne.KeyEnd)
	d.rune('y')
	if got := names(r.ranked.present); !slices.Equal(got, []string{"c.png", "a.png", "b.png"}) {
		t.Errorf("after yes to b, present are %q", got)
	}
	d.press(fyne.KeyHome)
	d.rune('n')
	r.do(undo)
	r.do(undo)
	if got := names(r.ranked.present); !slices.Equal(got, []string{"c.png", "a.png"}) || len(r.ranked.rejected) != 0 {
		t.Errorf("after undo, present are %q and rejected %q", got, names(r.ranked.rejected))
	}
	r.do(redo)
	d.written(r)
	if yes, no := e.kept.Count(); yes != 1 || no != 0 {
		t.Errorf("%d yes and %d no are kept", yes, no)
	}
	r.do(undo)
	d.written(r)
	if yes, no := e.kept.Count(); yes != 0 || no != 0 {
		t.Errorf("after undo %d yes and %d no are kept", yes, no)
	}
}

func TestLookingAgainKeepsTheCursorAndWhatWasTakenBack(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.press(fyne.KeyRight, fyne.KeyRight)
	d.rune('n')
	d.written(r)
	r.do(undo)
	d.written(r)
	if got := names(r.ranked.present); !slices.Equal(got, []string{"c.png", "a.png"}) {
		t.Fatalf("present are %q", got)
	}
	for _, f := range r.ranked.present {
		if len(f.instances) != 1 {
			t.Errorf("%s has %d instances", f.name(), len(f.instances))
		}
	}
	r.do(redo)
	if got := names(r.ranked.rejected); !slices.Equal(got, []string{"a.png"}) {
		t.Errorf("after redo rejected are %q", got)
	}
}

func TestTheSliderMovesTheLineAndCounts(t *testing.T) {
	_, r, _ := threeFinds(t)
	for _, step := range []struct {
		at    float64
		count string
	}{{50, "2 photos"}, {30, "1 photo"}, {80, "3 photos"}, {0, "0 photos"}} {
		r.sieve.slider.SetValue(step.at)
		if r.sieve.count.Text != step.count {
			t.Errorf("at %v it counts %q, want %q", step.at, r.sieve.count.Text, step.count)
		}
	}
	r.sieve.slider.SetValue(50)
	r.rune('[')
	r.rune('[')
	r.rune('[')
	if r.sieve.count.Text != "1 photo" {
		t.Errorf("three steps to the sure side leave %q", r.sieve.count.Text)
	}
}

func TestAllAboveTheLineAreAcceptedInOneStep(t *testing.T) {
	_, r, _ := threeFinds(t)
	test.Tap(r.all)
	for _, f := range r.ranked.present {
		if f.verdict() != accepted {
			t.Errorf("%s is not accepted", f.name())
		}
	}
	if !r.all.Disabled() || r.ranked.lessSure[0].verdict() != undecided {
		t.Error("it is offered again, or what is below the line was accepted")
	}
	r.do(undo)
	if left := open(r.ranked.present); len(left) != 2 {
		t.Errorf("after one undo %d are open", len(left))
	}
}

func TestAFindIsJudgedByTheButtonsOnIt(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.settle(r.present)
	var over *cell
	for c, i := range r.present.shown {
		if i == 0 {
			over = c
		}
	}
	if !over.ballot.buttons.Hidden {
		t.Error("the buttons are there before the pointer is")
	}
	over.ballot.MouseIn(nil)
	if over.ballot.buttons.Hidden {
		t.Error("the buttons are not there under the pointer")
	}
	test.Tap(over.ballot.no)
	if got := names(r.ranked.rejected); !slices.Equal(got, []string{"c.png"}) {
		t.Errorf("rejected are %q", got)
	}
}

func TestEachInstanceOfAPhotoIsJudgedByItself(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	d.lull = 0
	dir := album(t, "a.png", "b.png")
	left, right := segment.NewMask(testSize), segment.NewMask(testSize)
	for y := range 60 {
		for x := range 60 {
			left.Pix[(y+20)*testSize.X+x+20] = segment.Object
			right.Pix[(y+120)*testSize.X+x+200] = segment.Object
		}
	}
	e := &fakeEngine{search: func(_ context.Context, q query, o library.Observer) error {
		for name, score := range map[string]float64{"a.png": 0.9, "b.png": 0.8} {
			f := finding(filepath.Join(dir, name), score)
			f.Instances = []library.Instance{{Mask: left, Score: score}, {Mask: right, Score: score / 2}}
			f.Sighting = q.judged.Apply(f.Key, f.Sighting)
			if err := o.Found(f); err != nil {
				return err
			}
		}
		return nil
	}}
	r := d.openResults(e, dir)
	d.press(fyne.KeyRight, fyne.KeyReturn)
	v, ok := r.layer.(*viewer)
	if !ok {
		t.Fatalf("Enter shows %T", r.layer)
	}
	d.until("the photo is there", func() bool { return v.stage.prop != nil })
	if len(v.stage.votes) != 2 {
		t.Fatalf("there are votes for %d instances", len(v.stage.votes))
	}
	d.press(fyne.KeyDown)
	d.rune('n')
	f := v.stage.find
	if f.instances[0].verdict != undecided || f.instances[1].verdict != rejected || v.stage.current != 0 {
		t.Errorf("said are %v and %v, the keys are for %d", f.instances[0].verdict, f.instances[1].verdict, v.stage.current)
	}
	if got := len(f.left()); got != 1 {
		t.Errorf("%d instances are left", got)
	}
	d.written(r)
	d.until("the photo is there again", func() bool { return v.stage.prop != nil })
	if len(f.instances) != 2 {
		t.Errorf("after looking again there are %d instances", len(f.instances))
	}
	test.Tap(v.stage.votes[0].yes)
	if f.verdict() != accepted {
		t.Error("the button does not accept")
	}
	d.rune('z')
	if f.verdict() != undecided {
		t.Error("Z does not take it back")
	}
	d.press(fyne.KeyRight)
	if v.stage.find.name() != "b.png" || !v.next.Disabled() || v.before.Disabled() {
		t.Errorf("the right arrow shows %s", v.stage.find.name())
	}
	d.press(fyne.KeyEscape)
	if r.layer != nil || r.cursor.name() != "b.png" || d.current != screen(r) {
		t.Errorf("after Escape there is %T, the cursor is on %s", r.layer, r.cursor.name())
	}
}

func TestAPhotoThatIsGoneIsToldWhereItWouldBeShown(t *testing.T) {
	d, r, _ := threeFinds(t)
	if err := os.Remove(r.ranked.present[0].path); err != nil {
		t.Fatal(err)
	}
	d.press(fyne.KeyRight, fyne.KeyReturn)
	v, ok := r.layer.(*viewer)
	if !ok {
		t.Fatalf("Enter shows %T", r.layer)
	}
	d.until("the reason is told", func() bool { return v.stage.wait.Text == "C.png cannot be opened: there is no such file or folder." })
}

func TestAReviewAsksOfEachUnsureFindUntilNoneIsLeft(t *testing.T) {
	d, r, e := threeFinds(t)
	if r.review.Text != "Review 2 unsure (R)" {
		t.Errorf("the button says %q", r.review.Text)
	}
	d.rune('r')
	v, ok := r.layer.(*review)
	if !ok {
		t.Fatalf("R shows %T", r.layer)
	}
	d.until("photo, cut-out and reference are there", func() bool {
		return v.stage.prop != nil && v.cutout.Image != nil && v.marked.Image != nil
	})
	if v.title.Text != "2 left: a.png, 61 %" {
		t.Errorf("the title is %q", v.title.Text)
	}
	d.rune('y')
	if v.title.Text != "1 left: b.png, 30 %" {
		t.Errorf("after yes the title is %q", v.title.Text)
	}
	d.rune('n')
	if v.title.Text != "0 left" || v.done.Hidden || !v.asking.Hidden {
		t.Errorf("at the end the title is %q, done hidden %v", v.title.Text, v.done.Hidden)
	}
	d.rune('z')
	if v.title.Text != "1 left: b.png, 30 %" || !v.done.Hidden {
		t.Errorf("after Z the title is %q", v.title.Text)
	}
	d.rune('n')
	d.press(fyne.KeyEscape)
	if r.layer != nil || !r.review.Disabled() {
		t.Error("the review is not over")
	}
	d.written(r)
	if yes, no := e.kept.Count(); yes != 1 || no != 1 {
		t.Errorf("%d yes and %d no are kept", yes, no)
	}
}

func TestTheNextPhotoIsReadAhead(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.press(fyne.KeyRight, fyne.KeyReturn)
	v, ok := r.layer.(*viewer)
	if !ok {
		t.Fatalf("Enter shows %T", r.layer)
	}
	d.until("the next photo is there", func() bool { return v.stage.next.prop != nil })
	next := v.stage.next.prop
	d.press(fyne.KeyRight)
	if v.stage.prop != next || v.stage.wait.Visible() {
		t.Error("the photo that was read ahead is not shown at once")
	}
}

func TestASwitchLeavesTheKeysWithTheFinds(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.win.Canvas().Focus(r.more)
	r.more.SetChecked(true)
	if d.win.Canvas().Focused() != nil || r.below.Hidden {
		t.Errorf("the focus is on %T", d.win.Canvas().Focused())
	}
}

func TestAReviewMaySkipAndGoBack(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.rune('r')
	v, ok := r.layer.(*review)
	if !ok {
		t.Fatalf("R shows %T", r.layer)
	}
	d.press(fyne.KeyRight)
	if v.stage.find.name() != "b.png" || len(v.left()) != 2 {
		t.Errorf("the right arrow shows %s", v.stage.find.name())
	}
	d.press(fyne.KeyLeft)
	if v.stage.find.name() != "a.png" {
		t.Errorf("the left arrow shows %s", v.stage.find.name())
	}
}

func TestTheLineOfTheLastSightingOpensIt(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png", "c.png")
	e := finder(dir, map[string]float64{"a.png": 0.6, "c.png": 0.9})
	e.newest = seen{path: filepath.Join(dir, "a.png"), taken: time.Date(2024, 5, 3, 0, 0, 0, 0, time.UTC), noted: true, hasPlace: true}
	e.newest.place.Latitude, e.newest.place.Longitude = 38.7223, -9.1393
	r := d.openResults(e, dir)
	d.until("it is told", func() bool { return r.lastSeen.object.Visible() })
	if want := "Last seen 3 May 2024, near Lisbon, Portugal, in a.png."; r.lastSeen.text.Text != want {
		t.Errorf("got %q, want %q", r.lastSeen.text.Text, want)
	}
	d.rune('w')
	if v, ok := r.layer.(*viewer); !ok || v.stage.find.name() != "a.png" {
		t.Errorf("it opens %T", r.layer)
	}
	d.press(fyne.KeyEscape)
	d.rune('n')
	d.until("a rejected find is not the last one seen", func() bool { return r.lastSeen.object.Hidden })
}

func TestAClickPutsTheCursorOnAFindAndASecondOpensIt(t *testing.T) {
	d, r, _ := threeFinds(t)
	now := time.Now()
	d.clock = func() time.Time { return now }
	first, second := r.ranked.present[0], r.ranked.present[1]
	r.click(first)
	now = now.Add(time.Hour)
	r.click(first)
	r.click(second)
	if r.layer != nil || r.cursor != second || len(r.chosen) != 0 {
		t.Errorf("after three slow clicks there is %T, the cursor is on %s", r.layer, r.cursor.name())
	}
	r.click(second)
	if v, ok := r.layer.(*viewer); !ok || v.stage.find != second {
		t.Errorf("a double click opens %T", r.layer)
	}
}

func TestAllChosenFindsAreJudgedTogether(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.press(fyne.KeyRight, fyne.KeySpace, fyne.KeyRight, fyne.KeySpace)
	d.rune('n')
	if got := names(r.ranked.rejected); !slices.Equal(got, []string{"c.png", "a.png"}) {
		t.Errorf("rejected are %q", got)
	}
	if len(r.chosen) != 0 {
		t.Error("rejected finds are chosen to be saved")
	}
}

func TestSayingTheSameTwiceTakesItBack(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.press(fyne.KeyRight)
	d.rune('y')
	d.press(fyne.KeyLeft)
	if r.cursor.verdict() != accepted {
		t.Fatal("it is not accepted")
	}
	d.rune('y')
	if r.cursor.verdict() != undecided || r.cursor != r.ranked.present[0] {
		t.Errorf("after a second yes the verdict is %v", r.cursor.verdict())
	}
}

func TestTheCursorGoesWhereTheArrowsPoint(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	scores := map[string]float64{}
	var all []string
	for i := range 11 {
		name := string(rune('a'+i)) + ".png"
		scores[name], all = 0.95-float64(i)/100, append(all, name)
	}
	scores["z.png"] = 0.2
	dir := album(t, append(all, "z.png")...)
	r := d.openResults(finder(dir, scores), dir)
	d.rune('l')
	columns := r.present.ColumnCount()
	if columns < 2 {
		t.Fatalf("the grid has %d columns", columns)
	}
	at := func(want int) {
		t.Helper()
		if got := r.order()[want]; r.cursor != got {
			t.Fatalf("the cursor is on %s and should be on %s", r.cursor.name(), got.name())
		}
	}
	d.press(fyne.KeyDown)
	at(0)
	d.press(fyne.KeyDown)
	at(columns)
	d.press(fyne.KeyLeft)
	at(columns - 1)
	d.press(fyne.KeyUp)
	at(columns - 1)
	d.press(fyne.KeyEnd)
	at(11)
	d.press(fyne.KeyUp)
	at(10 / columns * columns)
	d.press(fyne.KeyDown)
	at(11)
	d.press(fyne.KeyHome)
	at(0)
}

func TestARejectedInstanceIsNotSaved(t *testing.T) {
	f := found(t, "a.jpg", 0.9)
	f.instances[0].verdict = rejected
	if left := withoutRejected([]*find{f}); len(left) != 1 || len(left[0].instances) != 0 {
		t.Errorf("%d instances are left", len(left[0].instances))
	}
}

func TestFindThatWasGlimpsedIsTakenOverByTheWholeAnswer(t *testing.T) {
	whole := finding("a.png", 0.9)
	rough := finding("a.png", 0.7)
	for name, said := range map[string]bool{"nothing was said": false, "something was said": true} {
		t.Run(name, func(t *testing.T) {
			r := &ranking{changed: func() {}}
			r.Glimpsed(rough)
			first := r.now(0.5).present
			if len(first) != 1 || first[0].score != 0.7 {
				t.Fatalf("after a glimpse there are %v", first)
			}
			if said {
				first[0].instances[0].verdict, first[0].instances[0].touched = accepted, true
			}
			if err := r.Found(whole); err != nil {
				t.Fatal(err)
			}
			if err := r.Found(finding("b.png", 0.8)); err != nil {
				t.Fatal(err)
			}
			now := r.now(0.5).present
			if len(now) != 2 || !slices.Contains(now, first[0]) {
				t.Fatalf("after the whole answer there are %v", now)
			}
			if want := map[bool]float64{false: 0.9, true: 0.7}[said]; first[0].score != want {
				t.Errorf("its score is %v, and should be %v", first[0].score, want)
			}
			if first[0].version == 0 && !said {
				t.Error("its thumbnail is not drawn anew")
			}
		})
	}
}
