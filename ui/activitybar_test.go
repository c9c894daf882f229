package ui

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"whereabouts/library"
)

// scanning returns an engine whose scans tell of events and then wait to be stopped.
func scanning(folders []string, events ...library.Event) *fakeEngine {
	return &fakeEngine{fakeShelf: fakeShelf{folders: folders, scan: func(ctx context.Context, _ *fakeShelf, tell func(library.Event)) error {
		for _, e := range events {
			tell(e)
		}
		<-ctx.Done()
		return ctx.Err()
	}}}
}

func TestTheWindowOpensOnTheLibraryOfTheLastTime(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	one, two := album(t, "a.png"), album(t, "b.png")
	d.with(scanning([]string{one, two}))
	d.until("the library is listed", func() bool { return d.library != nil && d.library.listed.walked })
	if d.current != d.library || len(d.library.listed.paths) != 2 {
		t.Errorf("the window shows %T with %q", d.current, d.library.listed.paths)
	}
}

func TestWithoutALibraryTheWindowOpensOnTheWelcome(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	d.with(scanning(nil))
	dir := album(t, "a.png")
	d.openLibrary(dir)
	d.until("a scan has begun", func() bool { return d.scan.stop != nil })
	if d.scan.object.Hidden {
		t.Error("nothing is shown of the scan")
	}
}

func TestAFolderThatIsOpenedBecomesPartOfTheLibraryAndIsScanned(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	early, late := album(t, "a.png"), album(t, "b.png")
	d.openLibrary(early) // before the model is loaded
	scanned := make(chan []string, 4)
	e := &fakeEngine{fakeShelf: fakeShelf{scan: func(ctx context.Context, s *fakeShelf, tell func(library.Event)) error {
		var paths []string
		for _, r := range s.Folders() {
			paths = append(paths, r.Path)
		}
		scanned <- paths
		tell(library.Rested{})
		<-ctx.Done()
		return ctx.Err()
	}}}
	d.with(e)
	d.until("the scan begins", func() bool { return len(scanned) == 1 })
	if got := <-scanned; !slices.Equal(got, []string{early}) {
		t.Errorf("%q are scanned", got)
	}
	d.openLibrary(late)
	d.until("another scan begins", func() bool { return len(scanned) == 1 })
	if got := <-scanned; !slices.Equal(got, []string{early, late}) {
		t.Errorf("%q are scanned", got)
	}
}

func TestTheActivityBarSaysHowFarTheScanIs(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	e := scanning([]string{album(t, "a.png")},
		library.Surveyed{Photos: 20000, Fresh: 12431},
		library.Skipped{Path: "torn.jpg", Reason: errors.New("it is not a JPEG")},
		library.Advanced{Done: 3120, Total: 12431, Left: 9 * time.Minute})
	d.with(e)
	d.until("progress is shown", func() bool { return d.scan.bar.Value == 3120 })
	if want := "Looking at new photos: 3,120 of 12,431, about 9 minutes left"; d.scan.footer.text.Text != want {
		t.Errorf("it says %q, want %q", d.scan.footer.text.Text, want)
	}
	if d.scan.footer.why.Text != "1 skipped, why? ("+chord("K")+")" {
		t.Errorf("the button says %q", d.scan.footer.why.Text)
	}
	d.scan.toggleSkips()
	if d.scan.footer.panel.Hidden {
		t.Error("the reasons are not shown")
	}
	test.Tap(d.scan.pause)
	if want := "Paused: 3,120 of 12,431 new photos are looked at"; !e.isPaused() || d.scan.footer.text.Text != want {
		t.Errorf("paused %v, it says %q", e.isPaused(), d.scan.footer.text.Text)
	}
	test.Tap(d.scan.pause)
	if e.isPaused() {
		t.Error("the scan does not go on")
	}
}

func TestClosingTheWindowEndsTheScan(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	ended := make(chan struct{})
	d.with(&fakeEngine{fakeShelf: fakeShelf{folders: []string{album(t, "a.png")},
		scan: func(ctx context.Context, _ *fakeShelf, _ func(library.Event)) error {
			<-ctx.Done()
			close(ended)
			return ctx.Err()
		}}})
	d.until("the scan has begun", func() bool { return d.scan.stop != nil })
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	receive(t, "the end of the scan", ended)
	d.opened.set(nil) // so that the end of the test does not close it again
}

func TestManyEventsOfAScanAreFewUpdates(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	d.bridge.moment = 50 * time.Millisecond
	told := make(chan struct{})
	d.with(&fakeEngine{fakeShelf: fakeShelf{folders: []string{album(t, "a.png")},
		scan: func(ctx context.Context, _ *fakeShelf, tell func(library.Event)) error {
			for i := range 10000 {
				tell(library.Advanced{Done: i, Total: 20000})
			}
			close(told)
			<-ctx.Done()
			return ctx.Err()
		}}})
	d.until("the last event is shown", func() bool { return d.scan.bar.Value == 9999 })
	receive(t, "all events to be told", told)
	if n := len(d.queue); n > 100 {
		t.Errorf("%d calls wait for the main goroutine", n)
	}
}

func TestWhereNothingIsRememberedNothingIsScanned(t *testing.T) {
	if (&loadedEngine{stock: &stock{}}).Scanner(nil) != nil {
		t.Error("there is a scanner")
	}
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	d.with(&fakeEngine{notice: library.ErrCacheInUse})
	d.openLibrary(album(t, "a.png"))
	if d.scan.stop != nil || !d.scan.object.Hidden {
		t.Error("a scan is shown")
	}
}

func TestAScanForgetsWhyAPhotoWasSkippedWhenItIsSound(t *testing.T) {
	a := newActivity()
	a.observe(library.Skipped{Path: "a", Reason: errors.New("torn")})
	a.observe(library.Skipped{Path: "b", Reason: errors.New("torn")})
	a.observe(library.Skipped{Path: "c", Reason: errors.New("torn")})
	a.observe(library.Looked{Path: "a"})
	a.observe(library.Forgotten{Path: "b"})
	if s := a.now(); len(s.skips) != 1 || s.skips[0].path != "c" {
		t.Errorf("skipped are %v", s.skips)
	}
	a.observe(library.Surveyed{Photos: 1, Offline: 1})
	a.observe(library.Away{Root: "/media/USB"})
	a.observe(library.Rested{})
	if got, want := a.now().sentence(false), "All 2 photos are looked at; USB is away"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatAScanNoticesIsTold(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	d.with(scanning([]string{album(t, "a.png")}, library.Noticed{Err: errors.New("the disk is full")}))
	d.until("it is told", func() bool { return !d.message.object.Hidden })
	if d.message.text.Text != "The disk is full." {
		t.Errorf("the banner says %q", d.message.text.Text)
	}
	d.message.clear()
	d.scan.update()
	if !d.message.object.Hidden {
		t.Error("it is told twice")
	}
}

func TestFoldersAreCountedWhileTheScanRuns(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	now := time.Now()
	d.clock = func() time.Time { return now }
	e := scanning([]string{album(t, "a.png")}, library.Surveyed{Photos: 2, Fresh: 2})
	d.with(e)
	d.until("the folder is listed", func() bool { return len(d.side.folders) == 1 })
	s, _ := d.openSettings()
	e.setPhotos(1)
	now = now.Add(countEvery)
	d.scan.update()
	d.until("the sidebar counts it", func() bool { return d.side.folders[0].Photos == 1 })
	if s.folders[0].Photos != 1 {
		t.Errorf("the settings count %d photos", s.folders[0].Photos)
	}
	counted := d.scan.counted
	now = now.Add(countEvery / 2)
	d.scan.update()
	if d.scan.counted != counted {
		t.Error("it is counted again at once")
	}
}

func TestWhatTheScanSkippedIsListedOnce(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png")
	torn := filepath.Join(dir, "torn.jpg")
	s := d.openLibrary(dir)
	if len(s.footer.skips) != 1 {
		t.Fatalf("without a scan the library lists %v", s.footer.skips)
	}
	d.with(scanning([]string{dir}, library.Surveyed{Photos: 2}, library.Skipped{Path: torn, Reason: errors.New("it is not a photo")}))
	d.until("the scan tells of it", func() bool { return len(d.scan.footer.skips) == 1 })
	if len(s.footer.skips) != 0 || s.footer.why.Visible() {
		t.Errorf("the library lists %v as well", s.footer.skips)
	}
}

func TestTheScanWaitsWhileTheLibraryIsScrolled(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	e := scanning([]string{album(t, "a.png")})
	d.with(e)
	d.until("the scan is under way", func() bool { return d.scan.stop != nil })
	d.scan.makeWay()
	d.scan.makeWay()
	if !e.isPaused() || d.scan.paused {
		t.Error("the scan does not wait, or the user is told that it was paused")
	}
	d.until("it goes on", func() bool { return d.scan.yielding == nil })
	if e.isPaused() {
		t.Error("it does not go on")
	}
	s := d.openPhoto(e.folders[0])
	s.easel.MouseMoved(&desktop.MouseEvent{})
	if !e.isPaused() {
		t.Error("it does not wait for the pointer over the photo that is taught from")
	}
	d.until("it goes on", func() bool { return d.scan.yielding == nil })
	d.scan.makeWay()
	d.scan.togglePause()
	d.until("scrolling has ended", func() bool { return d.scan.yielding == nil })
	if !e.isPaused() {
		t.Error("what the user paused goes on")
	}
}
