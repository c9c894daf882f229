package ui

import (
	"context"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"whereabouts/library"
)

// keptAlbum is a library that is known before there is a model.
type keptAlbum struct {
	*fakeEngine
	notice error
}

func (k *keptAlbum) Notice() error { return k.notice }
func (k *keptAlbum) Close() error  { return nil }

func TestTheLibraryIsShownBeforeTheModelIsLoaded(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png")
	e := scanning([]string{dir})
	e.files = []library.File{taken(filepath.Join(dir, "a.png"), 2024, time.May, 3)}
	asked, resume := make(chan struct{}), make(chan struct{})
	d.model.load = func(ctx context.Context) (engine, error) {
		close(asked)
		select {
		case <-resume:
			return e, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	d.openKept = func(context.Context) keptLibrary { return &keptAlbum{fakeEngine: e} }
	d.begin()
	if !d.body.Hidden {
		t.Error("the welcome is shown before it is known whether there is a library")
	}
	d.until("the photo is listed", func() bool { return d.library != nil && len(d.library.shown) == 1 })
	receive(t, "the model to be asked for", asked)
	if d.body.Hidden || d.engine != nil || d.scan.stop != nil {
		t.Errorf("hidden %v, engine %v", d.body.Hidden, d.engine)
	}
	other := album(t, "b.png")
	d.openLibrary(other)
	d.until("the folder is added", func() bool { return len(e.Folders()) == 2 })
	close(resume)
	d.until("the scan has begun", func() bool { return d.scan.stop != nil })
}

func TestWhatIsToBeOpenedIsShownAndJoinsTheLibrary(t *testing.T) {
	dir := album(t, "new.png", "other.png")
	photo := filepath.Join(dir, "new.png")
	for name, c := range map[string]struct {
		open []string
		want int
	}{"a folder": {[]string{dir}, 2}, "a photo": {[]string{photo}, 1}} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, theme.VariantDark, Options{Open: c.open}, noBackend())
			known := album(t, "known.png")
			e := scanning([]string{known})
			e.files = []library.File{taken(filepath.Join(known, "known.png"), 2024, time.May, 3)}
			d.openKept = func(context.Context) keptLibrary { return &keptAlbum{fakeEngine: e} }
			d.begin()
			d.until("the library is there", func() bool { return !d.body.Hidden && d.library.listed.walked })
			d.until("the photos are shown", func() bool { return len(d.library.shown) == c.want })
			if folders := e.Folders(); len(folders) != 2 || folders[1].Path != c.open[0] {
				t.Errorf("the library's folders are %v", folders)
			}
		})
	}
}

func TestWhatTheSystemAsksForIsOpenedBeforeAndAfterTheStart(t *testing.T) {
	first, second := album(t, "first.png"), album(t, "second.png")
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	e := scanning([]string{album(t, "known.png")})
	d.openKept = func(context.Context) keptLibrary { return &keptAlbum{fakeEngine: e} }
	d.asked([]string{first})
	if d.library != nil {
		t.Error("photos are shown before the window is")
	}
	shows := func(photo string) func() bool {
		return func() bool {
			return !d.body.Hidden && d.library.listed.walked && slices.Equal(bases(d.library.shown), []string{photo})
		}
	}
	d.begin()
	d.until("what was asked for at the start is shown", shows("first.png"))
	d.asked([]string{second})
	d.until("what is asked for later is shown", shows("second.png"))
	d.until("both are in the library", func() bool { return len(e.Folders()) == 3 })
}

func TestWithoutFoldersTheWelcomeIsShownWhenThatIsKnown(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	d.openKept = func(context.Context) keptLibrary {
		return &keptAlbum{fakeEngine: scanning(nil), notice: library.ErrCacheInUse}
	}
	d.begin()
	d.until("the welcome is shown", func() bool { return !d.body.Hidden })
	if d.current != d.welcome || d.message.object.Hidden {
		t.Errorf("the window shows %T, a message hidden %v", d.current, d.message.object.Hidden)
	}
}

func TestWhatIsKnownIsListedAtOnceAndTheDiskCorrectsIt(t *testing.T) {
	dir := album(t, "a.png", "new.png")
	away := filepath.Join(dir, "usb", "away.png")
	l := listing{folders: []string{dir}}
	l.learn([]library.File{
		{Path: filepath.Join(dir, "a.png")},
		{Path: filepath.Join(dir, "gone.png")},
		{Path: away, Offline: true},
		{Path: filepath.Join(dir, "raw.dng"), With: filepath.Join(dir, "a.png")},
		{Path: filepath.Join(dir, "torn.jpg"), Skipped: library.ErrNoPhotos},
		{Path: "/elsewhere/a.png"},
	})
	if got := bases(l.now().paths); !slices.Equal(got, []string{"a.png", "gone.png", "away.png"}) {
		t.Errorf("at once %q are listed", got)
	}
	l.walk(t.Context(), func() {})
	if got := bases(l.now().paths); !slices.Equal(got, []string{"a.png", "away.png", "new.png"}) {
		t.Errorf("then %q are listed", got)
	}
	l.learn([]library.File{{Path: filepath.Join(dir, "new.png")}, {Path: filepath.Join(dir, "later.png")}})
	if got := bases(l.now().paths); !slices.Equal(got, []string{"new.png", "later.png"}) {
		t.Errorf("when it was looked at, %q are listed", got)
	}
}

func TestPhotosAreInSectionsByDayOrFolder(t *testing.T) {
	paths := []string{"/p/x/a.jpg", "/p/x/b.jpg", "/p/y/z/c.jpg"}
	known := filesByPath([]library.File{taken(paths[0], 2024, time.May, 3), taken(paths[2], 2024, time.May, 3)})
	for _, c := range []struct {
		order order
		want  []section
	}{
		{byFolder, []section{{filepath.Join("p", "x") + " · 2 photos", 0}, {filepath.Join("p", "y", "z") + " · 1 photo", 2}}},
		{newestFirst, []section{{"3 May 2024 · 2 photos", 0}, {"No date yet · 1 photo", 2}}},
		{oldestFirst, []section{{"3 May 2024 · 2 photos", 0}, {"No date yet · 1 photo", 2}}},
		{byName, nil},
	} {
		if got := (choice{order: c.order}).arrange(paths, []string{"/p"}, known, nil).sections; !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", orders()[c.order], got, c.want)
		}
	}
}

func TestWhatIsInViewStaysWherePhotosComeAndGoAbove(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t)
	var names []string
	for i := range 90 {
		names = append(names, filepath.Join(dir, fmt.Sprintf("m%02d.png", i)))
	}
	s := d.openLibrary(dir)
	s.listed.paths = names
	s.arrange()
	s.gallery.ScrollToOffset(s.gallery.plan.place(40).Y + 7)
	top := s.gallery.hold()
	path, y := s.shown[top.item], s.gallery.plan.place(top.item).Y-s.gallery.scroll.Offset.Y
	s.gallery.cursor = top.item + 1
	s.listed.paths = append([]string{filepath.Join(dir, "a.png"), filepath.Join(dir, "b.png"), filepath.Join(dir, "c.png")}, names[1:]...)
	s.arrange()
	now := slices.Index(s.shown, path)
	if got := s.gallery.plan.place(now).Y - s.gallery.scroll.Offset.Y; got < y-1 || got > y+1 {
		t.Errorf("%s was at %v and is at %v", path, y, got)
	}
	if s.gallery.cursor != now+1 {
		t.Errorf("the cursor is on %d, not %d", s.gallery.cursor, now+1)
	}
}

func TestHeadingsOfSectionsInViewAreDrawn(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png")
	if err := os.Mkdir(filepath.Join(dir, "trip"), 0o755); err != nil {
		t.Fatal(err)
	}
	writePhoto(t, filepath.Join(dir, "trip", "b.png"), testSize, color.NRGBA{B: 0x80, A: 0xff})
	d.win.Resize(fyne.NewSize(560, 700))
	s := d.openLibrary(dir)
	d.settle(s.gallery)
	var got []string
	for _, head := range s.gallery.heads {
		got = append(got, head.Text)
	}
	base := filepath.Base(dir)
	if want := []string{base + " · 1 photo", filepath.Join(base, "trip") + " · 1 photo"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
