package ui

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"whereabouts/app/setup"
	"whereabouts/library"
	"whereabouts/segment"
)

// drag presses the mouse button at one place of an easel and lets it go at
// another.
func drag(e *easel, from, to fyne.Position) {
	down := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	down.Position = from
	e.MouseIn(down)
	e.MouseDown(down)
	e.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}})
	up := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	up.Position = to
	e.MouseUp(up)
	e.DragEnd()
	e.MouseOut()
}

func escape() *fyne.KeyEvent { return &fyne.KeyEvent{Name: fyne.KeyEscape} }
func enter() *fyne.KeyEvent  { return &fyne.KeyEvent{Name: fyne.KeyReturn} }

// finding3 finds the thing in the first two photos of a library and hardly in
// the third.
func finding3(dir string) *fakeEngine {
	return &fakeEngine{search: func(_ context.Context, _ query, o library.Observer) error {
		o.Counted(4)
		o.Skipped(filepath.Join(dir, "torn.jpg"), errors.New("the picture is damaged"))
		for i, score := range []float64{0.61, 0.2, 0.97} {
			if err := o.Found(finding(filepath.Join(dir, []string{"a.png", "b.png", "c.png"}[i]), score)); err != nil {
				return err
			}
		}
		return nil
	}}
}

// openResults goes through the window up to the end of a search.
func (d *desk) openResults(e *fakeEngine, dir string) *results {
	d.t.Helper()
	d.with(e)
	s := d.openPhoto(dir)
	d.paint(s)
	d.key(enter())
	r, ok := d.current.(*results)
	if !ok {
		d.t.Fatalf("the window shows %T", d.current)
	}
	d.until("the search has ended", func() bool { return r.ended })
	return r
}

func TestALibraryListsItsPhotosAndWhyOthersWereSkipped(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png", "b.png")
	if err := os.WriteFile(filepath.Join(dir, "cut.png"), []byte("\x89PNG\r\n\x1a\nand no more"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := d.openLibrary(dir)
	if len(s.listed.paths) != 3 {
		t.Errorf("listed %q", s.listed.paths)
	}
	d.until("the photo that is cut short is found out", func() bool { return len(s.listed.skips) == 2 })
	if s.footer.why.Text != "2 skipped (why?)" || s.footer.why.Hidden {
		t.Errorf("the button says %q, hidden %v", s.footer.why.Text, s.footer.why.Hidden)
	}
	test.Tap(s.footer.why)
	if s.footer.panel.Hidden {
		t.Error("the reasons are not shown")
	}
	s.footer.list.Select(0)
	if want := "torn.jpg: it is not a JPEG"; !strings.Contains(d.message.text.Text, want) {
		t.Errorf("%q does not say %q", d.message.text.Text, want)
	}
}

func TestAFolderWithoutPhotosSaysSo(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := t.TempDir()
	s := d.openLibrary(dir)
	if want := "There are no photos in " + filepath.Base(dir) + " and its folders."; s.empty.Hidden || s.reason.Text != want {
		t.Errorf("got %q, hidden %v", s.reason.Text, s.empty.Hidden)
	}
	s = d.openLibrary(filepath.Join(dir, "nowhere"))
	if want := "nowhere cannot be used: there is no such file or folder."; s.reason.Text != want {
		t.Errorf("got %q, want %q", s.reason.Text, want)
	}
}

func TestFoldersDroppedOnTheWindowAreOpened(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	one, two := album(t, "a.png"), album(t, "b.png")
	d.drop([]fyne.URI{storage.NewFileURI(one), storage.NewFileURI(two)})
	d.until("the folders are listed", func() bool { return d.library.listed.walked })
	if want := []string{filepath.Join(one, "a.png"), filepath.Join(two, "b.png")}; !slices.Equal(d.library.listed.paths, want) {
		t.Errorf("got %q, want %q", d.library.listed.paths, want)
	}
}

func TestAGalleryWaitsOnlyForThumbnailsInView(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	names := make([]string, 60)
	for i := range names {
		names[i] = string(rune('A'+i/26)) + string(rune('a'+i%26)) + ".png"
	}
	s := d.openLibrary(album(t, names...))
	d.settle(s.gallery)
	top := d.kept()
	if top == 0 || top > 30 {
		t.Errorf("%d thumbnails were made of %d photos", top, len(names))
	}
	s.gallery.ScrollToBottom()
	d.settle(s.gallery)
	for c, i := range s.gallery.shown {
		if i < 30 {
			t.Errorf("photo %d is out of view and still shown", i)
		}
		if c.image.Image == nil {
			t.Errorf("photo %d has no thumbnail", i)
		}
	}
	d.show(d.welcome)
	if len(s.gallery.shown) != 0 {
		t.Error("a gallery that is not on screen has cells")
	}
}

func (d *desk) kept() int {
	d.thumbs.mu.Lock()
	defer d.thumbs.mu.Unlock()
	return len(d.thumbs.kept.entries)
}

func TestFindIsPossibleOnlyWithAModelAndAMark(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png")
	s := d.openPhoto(dir)
	s.rune('b')
	if !s.find.Disabled() || s.hint.Text != "Paint over the thing you want to find." {
		t.Errorf("at first: disabled %v, %q", s.find.Disabled(), s.hint.Text)
	}
	d.paint(s)
	if !s.find.Disabled() || s.hint.Text != "Finding needs the model; see above." {
		t.Errorf("marked: disabled %v, %q", s.find.Disabled(), s.hint.Text)
	}
	d.with(finding3(dir))
	if s.find.Disabled() {
		t.Error("it stays disabled when the model is loaded")
	}
	s.do(undo)
	if !s.find.Disabled() || s.redo.Disabled() || !s.undo.Disabled() {
		t.Error("after undo there is nothing to find and something to redo")
	}
	s.do(redo)
	if s.find.Disabled() {
		t.Error("redo does not bring the mark back")
	}
	s.key(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if !s.find.Disabled() || !s.easel.painting.empty() {
		t.Error("clearing leaves something")
	}
}

func TestAStrokeFollowsTheMouse(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	s := d.openPhoto(album(t, "a.png"))
	screen := func(x, y float64) fyne.Position { return s.easel.lens.at(spot{x, y}) }
	s.rune('b')
	s.easel.radius = 5
	drag(s.easel, screen(100, 100), screen(200, 100))
	box := s.easel.painting.mask.Box()
	if box.Min.X < 94 || box.Min.X > 96 || box.Max.X < 204 || box.Max.X > 206 || box.Min.Y < 94 || box.Max.Y > 106 {
		t.Errorf("a stroke of radius 5 from 100, 100 to 200, 100 marks %v", box)
	}
	s.rune('e')
	drag(s.easel, screen(90, 100), screen(150, 100))
	if s.easel.painting.mask.Has(120, 100) || !s.easel.painting.mask.Has(190, 100) {
		t.Error("the eraser does not erase just what it passes")
	}
	before := s.easel.radius
	s.rune(']')
	if bigger := s.easel.radius; bigger <= before {
		t.Errorf("] makes the brush %v of %v", bigger, before)
	}
}

func TestAPhotoThatCannotBeOpenedIsToldAndLeadsBack(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png")
	s := d.openLibrary(dir)
	if err := os.Remove(filepath.Join(dir, "a.png")); err != nil {
		t.Fatal(err)
	}
	d.pick(s.listed.paths[0])
	d.until("the window is back at the library", func() bool { return d.current == s })
	if want := "A.png cannot be opened: there is no such file or folder."; d.message.text.Text != want {
		t.Errorf("got %q, want %q", d.message.text.Text, want)
	}
}

func TestASearchIsAskedForWhatWasPainted(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png")
	asked := make(chan query, 1)
	e := &fakeEngine{search: func(_ context.Context, q query, o library.Observer) error {
		asked <- q
		o.Counted(0)
		return library.ErrNoPhotos
	}}
	d.with(e)
	s := d.openPhoto(dir)
	d.paint(s)
	painted := bytes.Clone(s.easel.painting.mask.Pix)
	d.key(enter())
	q := receive(t, "the search to begin", asked)
	if kept := e.record(q.thing); !slices.Equal(q.paths, []string{dir}) || len(kept.References) != 1 || !bytes.Equal(kept.References[0].Mask.Pix, painted) {
		t.Errorf("asked in %q for what was marked in %d photos", q.paths, len(kept.References))
	}
	d.until("the error is told", func() bool { return !d.message.object.Hidden })
	if d.message.text.Text != "There are no photos." {
		t.Errorf("got %q", d.message.text.Text)
	}
}

func TestResultsAreBestFirstWithTheLessSureBehindASwitch(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png", "b.png", "c.png")
	r := d.openResults(finding3(dir), dir)
	if got := names(r.ranked.present); !slices.Equal(got, []string{"c.png", "a.png"}) {
		t.Errorf("present are %q", got)
	}
	if got := names(r.ranked.lessSure); !slices.Equal(got, []string{"b.png"}) {
		t.Errorf("less sure are %q", got)
	}
	if r.title.Text != "Found in 2 photos, best first" || !r.search.Hidden {
		t.Errorf("the title is %q, progress hidden %v", r.title.Text, r.search.Hidden)
	}
	if r.line.Hidden || !r.below.Hidden {
		t.Errorf("line hidden %v, less sure ones hidden %v", r.line.Hidden, r.below.Hidden)
	}
	d.rune('l')
	if r.below.Hidden {
		t.Error("the switch does not show the less sure ones")
	}
	if r.footer.why.Text != "1 skipped (why?)" {
		t.Errorf("the footer says %q", r.footer.why.Text)
	}
}

func names(finds []*find) []string {
	var all []string
	for _, f := range finds {
		all = append(all, f.name())
	}
	return all
}

func TestWhereNothingIsFoundTheWindowSaysWhatToDo(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png", "b.png")
	r := d.openResults(&fakeEngine{search: func(_ context.Context, _ query, o library.Observer) error {
		o.Counted(1)
		return o.Found(finding(filepath.Join(dir, "b.png"), 0.1))
	}}, dir)
	if r.empty.Hidden || !r.present.Hidden || !strings.Contains(r.reason.Text, "Go back and mark it more closely") {
		t.Errorf("empty state hidden %v: %q", r.empty.Hidden, r.reason.Text)
	}
	if !r.save.Disabled() {
		t.Error("there is something to save")
	}
	r.toggle(r.ranked.lessSure[0])
	if r.save.Disabled() {
		t.Error("a less sure find cannot be saved when it is chosen")
	}
}

func TestChosenFindsAreSavedOrElseAllPresentOnes(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png", "b.png", "c.png")
	r := d.openResults(finding3(dir), dir)
	if got := names(r.toSave()); !slices.Equal(got, []string{"c.png", "a.png"}) {
		t.Errorf("with none chosen, %q are saved", got)
	}
	r.toggle(r.ranked.lessSure[0])
	r.toggle(r.ranked.present[1])
	if got := names(r.toSave()); !slices.Equal(got, []string{"a.png", "b.png"}) {
		t.Errorf("with a and b chosen, %q are saved", got)
	}
	r.toggle(r.ranked.present[1])
	if got := names(r.toSave()); !slices.Equal(got, []string{"b.png"}) {
		t.Errorf("with b chosen, %q are saved", got)
	}
	r.do(chooseAll)
	r.do(chooseAll)
	if len(r.chosen) != 0 {
		t.Errorf("choosing all twice leaves %d chosen", len(r.chosen))
	}

	out := t.TempDir()
	r.saveTo(out, r.toSave())
	d.until("the cut-outs are saved", func() bool { return !r.saving })
	if want := "Saved 2 cut-outs in " + out + "."; r.footer.text.Text != want || !d.message.object.Hidden {
		t.Errorf("the footer says %q, want %q; the banner says %q", r.footer.text.Text, want, d.message.text.Text)
	}
	if files, err := os.ReadDir(out); err != nil || len(files) != 2 {
		t.Errorf("%v are saved, error %v", files, err)
	}
	var shown string
	d.openURL = func(u *url.URL) error {
		shown = u.Path
		return nil
	}
	d.accept()
	if shown != out || r.footer.act.Visible() {
		t.Errorf("the folder that is shown is %q; it is still offered: %v", shown, r.footer.act.Visible())
	}
}

func TestWhatCannotBeSavedIsTold(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png", "b.png", "c.png")
	e := finding3(dir)
	e.cutouts = func(path string, masks []*segment.Mask) ([][]byte, error) {
		if filepath.Base(path) == "a.png" {
			return nil, errors.New("the photo has changed")
		}
		return make([][]byte, len(masks)), nil
	}
	r := d.openResults(e, dir)
	out := t.TempDir()
	r.saveTo(out, r.toSave())
	d.until("the cut-outs are saved", func() bool { return !r.saving })
	if want := "A.png was not saved: the photo has changed."; d.message.text.Text != want {
		t.Errorf("the banner says %q, want %q", d.message.text.Text, want)
	}
	if want := "Saved 1 cut-out in " + out + "."; r.footer.text.Text != want {
		t.Errorf("the footer says %q, want %q", r.footer.text.Text, want)
	}
}

func TestStoppingKeepsWhatWasFound(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png", "b.png")
	d.with(&fakeEngine{search: func(ctx context.Context, _ query, o library.Observer) error {
		o.Counted(2)
		if err := o.Found(finding(filepath.Join(dir, "a.png"), 0.9)); err != nil {
			return err
		}
		<-ctx.Done()
		return ctx.Err()
	}})
	d.paint(d.openPhoto(dir))
	d.key(enter())
	r, ok := d.current.(*results)
	if !ok {
		t.Fatalf("the window shows %T", d.current)
	}
	d.until("one is found", func() bool { return len(r.ranked.present) == 1 })
	if r.ended || r.progress.Text != "1 of 2 photos" {
		t.Errorf("ended %v, progress %q", r.ended, r.progress.Text)
	}
	d.rune('s')
	d.until("the search has ended", func() bool { return r.ended })
	if len(r.ranked.present) != 1 || !d.message.object.Hidden || r.footer.text.Text != "Stopped after 1 of 2 photos. S goes on." {
		t.Errorf("%d finds, the footer says %q, the banner %q", len(r.ranked.present), r.footer.text.Text, d.message.text.Text)
	}
}

func TestGoingBackLetsTheSearchGoOnAndKeepsTheMark(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png")
	seenBack := make(chan struct{})
	d.with(&fakeEngine{search: func(_ context.Context, _ query, o library.Observer) error {
		receive(t, "going back", seenBack)
		o.Counted(1)
		return o.Found(finding(filepath.Join(dir, "a.png"), 0.9))
	}})
	s := d.openPhoto(dir)
	d.paint(s)
	d.key(enter())
	d.key(escape())
	close(seenBack)
	d.until("the search has ended", func() bool { return d.things.all[0].page.ended })
	if got := d.things.all[0].note(); got != "1" {
		t.Errorf("the sidebar says %q", got)
	}
	if d.current != s || s.easel.painting.empty() {
		t.Errorf("the window shows %T, the painting empty %v", d.current, s.easel.painting.empty())
	}
	d.key(escape())
	if d.current != d.library {
		t.Errorf("the window shows %T", d.current)
	}
	d.key(escape())
	if d.current != d.welcome {
		t.Errorf("the window shows %T", d.current)
	}
}

func TestClosingTheWindowEndsTheSearchAndFreesTheEngine(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png")
	searching := make(chan struct{})
	e := &fakeEngine{search: func(ctx context.Context, _ query, _ library.Observer) error {
		close(searching)
		<-ctx.Done()
		return ctx.Err()
	}}
	d.with(e)
	d.paint(d.openPhoto(dir))
	d.key(enter())
	receive(t, "the search to begin", searching)
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	if e.closed != 1 {
		t.Errorf("the engine was closed %d times", e.closed)
	}
	d.opened.set(nil) // so that the end of the test does not close it again
}

func TestNothingReachesTheWindowAfterItIsClosed(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	d.bridge.show(func() { t.Error("it was called") })
	d.bridge.close()
	d.bridge.show(func() { t.Error("it was called") })
	d.bridge.run(func() { t.Error("it was begun") })
	for len(d.queue) > 0 {
		(<-d.queue)()
	}
}

func TestTheWelcomeOffersToBringAMissingModel(t *testing.T) {
	offline := errors.New("npm could not fetch the model; check the network")
	brought := 0
	back := backend{
		load: func(context.Context) (engine, error) {
			if brought < 2 {
				return nil, setup.ErrNotSetUp
			}
			return &fakeEngine{notice: errors.New("the cache was damaged")}, nil
		},
		bring: func(_ context.Context, progress func(setup.Event)) error {
			if brought++; brought == 1 {
				return offline
			}
			progress(setup.Event{Stage: "Fetching the model", Done: 1, Total: 2})
			return nil
		},
	}
	d := newDesk(t, theme.VariantDark, Options{}, back)
	d.model.begin()
	d.until("it is offered", func() bool { return !d.model.object.Hidden })
	if !strings.Contains(d.model.text.Text, "needs a model") || !strings.HasPrefix(d.model.again.Text, "Bring the model") {
		t.Errorf("it says %q and offers %q", d.model.text.Text, d.model.again.Text)
	}
	test.Tap(d.model.again)
	d.until("the failure is told", func() bool { return d.model.again.Text == "Try again" })
	if d.model.text.Text != sentence(offline) {
		t.Errorf("it says %q", d.model.text.Text)
	}
	test.Tap(d.model.again)
	d.until("the model is loaded", func() bool { return d.engine != nil })
	if d.model.object.Hidden != true || d.message.text.Text != "The cache was damaged." {
		t.Errorf("the offer is hidden %v, the banner says %q", d.model.object.Hidden, d.message.text.Text)
	}
}

func TestBringingTheModelCanBeStopped(t *testing.T) {
	back := noBackend()
	back.load = func(context.Context) (engine, error) { return nil, setup.ErrNotSetUp }
	back.bring = func(ctx context.Context, progress func(setup.Event)) error {
		progress(setup.Event{Stage: "Fetching the model", Done: 1, Total: 4})
		<-ctx.Done()
		return ctx.Err()
	}
	d := newDesk(t, theme.VariantDark, Options{}, back)
	d.model.begin()
	d.until("it is offered", func() bool { return !d.model.object.Hidden })
	test.Tap(d.model.again)
	d.until("progress is shown", func() bool { return d.model.bar.Value == 0.25 })
	test.Tap(d.model.stop)
	d.until("it is offered again", func() bool { return d.model.again.Visible() })
	if !strings.Contains(d.model.text.Text, "was stopped") {
		t.Errorf("it says %q", d.model.text.Text)
	}
}

func TestTheSampleLibraryIsMadeAndOpened(t *testing.T) {
	dir := album(t, "a.png")
	fail := true
	d := newDesk(t, theme.VariantDark, Options{Sample: func(context.Context) (string, error) {
		if fail {
			return "", errors.New("the disk is full")
		}
		return dir, nil
	}}, noBackend())
	test.Tap(d.welcome.sample)
	d.until("the failure is told", func() bool { return !d.message.object.Hidden })
	if want := "The sample library cannot be made: the disk is full."; d.message.text.Text != want {
		t.Errorf("got %q, want %q", d.message.text.Text, want)
	}
	fail = false
	d.rune('s')
	d.until("the library is listed", func() bool { return d.library != nil && d.library.listed.walked })
	if d.library.source.name != "Sample library" || !d.message.object.Hidden {
		t.Errorf("it is called %q, banner hidden %v", d.library.source.name, d.message.object.Hidden)
	}
}
