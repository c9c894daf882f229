package ui

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"whereabouts/library"
)

// withFolders returns a desk whose window shows a library of two folders.
func withFolders(t *testing.T, one, two string) (*desk, *fakeEngine) {
	t.Helper()
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	d.win.Resize(fyne.NewSize(800, 500))
	e := scanning([]string{one, two})
	d.with(e)
	d.until("the library is listed", func() bool { return d.library != nil && d.library.listed.walked })
	return d, e
}

func TestTheSidebarShowsAllPhotosOrThoseOfAFolder(t *testing.T) {
	one, two := album(t, "a.png"), album(t, "b.png")
	d, _ := withFolders(t, one, two)
	if d.side.chosen != 0 || !d.side.object.Visible() || !d.side.remove.Disabled() {
		t.Errorf("row %d is marked, visible %v", d.side.chosen, d.side.object.Visible())
	}
	d.side.list.Select(2)
	d.until("the folder is listed", func() bool { return d.library.listed.walked })
	if got := bases(d.library.shown); !slices.Equal(got, []string{"b.png"}) || d.side.chosen != 2 {
		t.Errorf("%q are shown, row %d is marked", got, d.side.chosen)
	}
	d.side.list.Select(0)
	d.until("all is listed", func() bool { return d.library.listed.walked })
	if got := bases(d.library.shown); !slices.Equal(got, []string{"a.png", "b.png"}) {
		t.Errorf("%q are shown", got)
	}
}

func TestAFolderIsRemovedAndPutBack(t *testing.T) {
	one, two := album(t, "a.png"), album(t, "b.png")
	d, e := withFolders(t, one, two)
	d.side.list.Select(2)
	d.rune('r')
	d.until("the folder is out of the library", func() bool { return len(e.Folders()) == 1 && len(d.side.folders) == 1 })
	if d.side.undo.Hidden {
		t.Fatal("it cannot be undone")
	}
	d.current.do(undo)
	d.until("the folder is back", func() bool { return len(d.side.folders) == 2 })
	if !d.side.undo.Hidden || e.Folders()[1].Path != two {
		t.Errorf("the folders are %v", e.Folders())
	}
}

func TestTheScanIsStoppedBeforeAFolderIsRemoved(t *testing.T) {
	one, two := album(t, "a.png"), album(t, "b.png")
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	ending, goOn := make(chan struct{}), make(chan struct{})
	var first sync.Once
	e := &fakeEngine{fakeShelf: fakeShelf{folders: []string{one, two}, scan: func(ctx context.Context, _ *fakeShelf, _ func(library.Event)) error {
		<-ctx.Done()
		first.Do(func() {
			close(ending)
			<-goOn
		})
		return ctx.Err()
	}}}
	d.with(e)
	d.until("the scan is under way", func() bool { return d.scan.stop != nil })
	d.side.list.Select(2)
	d.rune('r')
	receive(t, "the scan to be stopped", ending)
	if n := len(e.Folders()); n != 2 {
		t.Errorf("%d folders are left while the scan is under way", n)
	}
	close(goOn)
	d.until("the folder is out and another scan begins", func() bool { return len(e.Folders()) == 1 && d.scan.stop != nil })
}

func TestPhotosThatAreDroppedOneByOneAreLookedAt(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png", "b.png")
	early, late := filepath.Join(dir, "a.png"), filepath.Join(dir, "b.png")
	d.drop([]fyne.URI{storage.NewFileURI(early)}) // before the model is loaded
	e := scanning(nil)
	d.with(e)
	scanned := func() []string {
		e.shelfMu.Lock()
		defer e.shelfMu.Unlock()
		return slices.Clone(e.scanned)
	}
	d.until("the first is looked at", func() bool { return slices.Equal(scanned(), []string{early}) })
	d.drop([]fyne.URI{storage.NewFileURI(late), storage.NewFileURI(dir)})
	d.until("the other is looked at", func() bool { return slices.Equal(scanned(), []string{early, late}) })
}

func TestWithoutItsLastFolderTheLibraryIsTheWelcome(t *testing.T) {
	dir := album(t, "a.png")
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	e := scanning([]string{dir})
	d.with(e)
	d.until("the scan has begun", func() bool { return d.scan.stop != nil })
	test.Tap(d.side.remove)
	d.until("the scan has ended and the folder is out", func() bool { return d.scan.stop == nil && d.scan.object.Hidden })
	if d.current != d.welcome || !d.scan.object.Hidden {
		t.Errorf("the window shows %T", d.current)
	}
}

func TestAFolderThatIsAwayIsShownAsSuch(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	d.side.show([]library.Root{{Path: filepath.Join("media", "USB"), Away: true, Photos: 3}, {Path: "Pictures", Photos: 1200}})
	for i, want := range [][2]string{{"All photos", "1,203"}, {"USB", "away"}, {"Pictures", "1,200"}} {
		if name, note := d.side.row(i); [2]string{name, note} != want {
			t.Errorf("row %d says %q, %q", i, name, note)
		}
	}
}
