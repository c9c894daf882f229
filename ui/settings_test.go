package ui

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/app"
	"whereabouts/library"
)

// openSettings opens the settings over a desk's screen; what is saved comes out of the
// channel.
func (d *desk) openSettings() (*settings, chan app.Settings) {
	d.t.Helper()
	saved := make(chan app.Settings, 100)
	d.preferences.load = func() (app.Settings, error) { return app.Settings{CacheBudget: 20e9}, nil }
	d.preferences.save = func(s app.Settings) error {
		saved <- s
		return nil
	}
	d.window.openSettings()
	s, ok := d.current.(*settings)
	if !ok {
		d.t.Fatalf("the window shows %T", d.current)
	}
	return s, saved
}

func TestSettingsLieOverAScreenThatGoesOn(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png")
	d.with(finding3(dir))
	s := d.openPhoto(dir)
	_, _ = d.openSettings()
	d.window.openSettings() // once more is nothing
	d.press(fyne.KeyEscape)
	if d.current != s || d.covered != nil || s.ctx.Err() != nil {
		t.Errorf("the window shows %T, %v", d.current, s.ctx.Err())
	}
	d.window.openSettings()
	d.show(d.welcome) // by what goes on meanwhile
	if d.current != d.welcome || d.covered != nil {
		t.Errorf("the window shows %T over %T", d.current, d.covered)
	}
}

func TestWhatIsChosenIsKept(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	e := finding3(t.TempDir())
	e.budgets = make(chan int64, 10)
	d.with(e)
	s, saved := d.openSettings()
	d.rune('l')
	if got := receive(t, "the language", saved); got.Language != "en" || got.CacheBudget != 20e9 {
		t.Errorf("%+v is kept", got)
	}
	if !strings.Contains(s.later.Text, "next start") {
		t.Errorf("it says %q", s.later.Text)
	}
	d.rune('p')
	if got := receive(t, "the threads", saved); got.Threads != 1 || got.Language != "en" {
		t.Errorf("%+v is kept", got)
	}
	d.rune('e')
	d.rune('e')
	receive(t, "the processor", saved)
	if got := receive(t, "the device", saved); got.Device != "webgpu" {
		t.Errorf("%+v is kept; a device that does not work is not offered", got)
	}
	d.rune('d')
	if got := receive(t, "the budget", saved); got.CacheBudget != 50e9 || receive(t, "the cache", e.budgets) != 50e9 {
		t.Errorf("%+v is kept", got)
	}
	d.preferences.save = func(app.Settings) error { return errors.New("the disk is full") }
	d.rune('p')
	d.until("it is told", func() bool { return strings.Contains(d.message.text.Text, "disk is full") })
}

func TestHowCutOutsAreMadeIsKept(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	_, saved := d.openSettings()
	for _, press := range []struct {
		key  rune
		want app.CutoutOptions
	}{
		{'b', app.CutoutOptions{Background: "#ffffff"}},
		{'s', app.CutoutOptions{Background: "#ffffff", Shadow: true}},
		{'n', app.CutoutOptions{Background: "#ffffff", Shadow: true, Padding: 5}},
		{'x', app.CutoutOptions{Background: "#ffffff", Shadow: true, Padding: 5, MaxSide: 512}},
		{'i', app.CutoutOptions{Background: "#ffffff", Shadow: true, Padding: 5, MaxSide: 512, Metadata: app.MetadataCamera}},
		{'s', app.CutoutOptions{Background: "#ffffff", Padding: 5, MaxSide: 512, Metadata: app.MetadataCamera}},
	} {
		d.rune(press.key)
		got := receive(t, "how cut-outs are made", saved).Cutouts
		if got != press.want || got.Check() != nil {
			t.Errorf("after %c they are %+v", press.key, got)
		}
	}
}

func TestACutOutsOwnColourAndRoomStayOnOffer(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	s, _ := d.openSettings()
	d.preferences.now.Cutouts = app.CutoutOptions{Background: "#123456", Padding: 7}
	s.buildCutouts()
	if got := s.choices['b'].Selected; got != "#123456" {
		t.Errorf("the background is %q", got)
	}
	if got := s.choices['n'].Selected; !strings.HasPrefix(got, "7 %") {
		t.Errorf("the room is %q", got)
	}
}

func TestTheThemeIsChangedAtOnce(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	_, saved := d.openSettings()
	d.rune('t')
	if got := receive(t, "the theme", saved); got.Theme != app.ThemeLight {
		t.Errorf("%+v is kept", got)
	}
	if r, _, _, _ := themeColor(theme.ColorNameBackground).RGBA(); r < 0xf000 {
		t.Errorf("the background is %x", r)
	}
	d.rune('t')
	receive(t, "the theme", saved)
	if r, _, _, _ := themeColor(theme.ColorNameBackground).RGBA(); r > 0x3000 {
		t.Errorf("the background is %x", r)
	}
}

func TestFoldersAreRemovedAndPutBackInTheSettings(t *testing.T) {
	one, two := album(t, "a.png"), album(t, "b.png")
	d, e := withFolders(t, one, two)
	s, _ := d.openSettings()
	d.press(fyne.KeyDown)
	d.press(fyne.KeyDown)
	d.rune('r')
	d.until("the folder is out of the library", func() bool { return len(e.Folders()) == 1 })
	if len(s.folders) != 1 || !s.undo.Visible() {
		t.Errorf("the folders are %v", s.folders)
	}
	s.do(undo)
	d.until("the folder is back", func() bool { return len(e.Folders()) == 2 && len(d.side.folders) == 2 })
	d.press(fyne.KeyDown)
	d.rune('r')
	d.until("the folder is out of the library", func() bool { return len(e.Folders()) == 1 && len(d.side.folders) == 1 })
	d.press(fyne.KeyEscape)
	d.until("the rest is listed", func() bool { return d.library.listed.walked })
	if got := d.library.source.paths; d.current != d.library || len(got) != 1 || got[0] != two {
		t.Errorf("%T shows %q", d.current, got)
	}
}

func TestSpaceIsGivenBackAndSpeedMeasured(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	e := finding3(t.TempDir())
	d.with(e)
	s, _ := d.openSettings()
	d.until("what is remembered is shown", func() bool { return strings.Contains(s.space.Text, "12,431 photos are remembered in 3.2 GB") })
	if !strings.Contains(s.devices.Text, "webgpu looks at a photo in 21 ms") || !strings.Contains(s.devices.Text, "cuda does not work here: it is not there.") {
		t.Errorf("it says %q", s.devices.Text)
	}
	test.Tap(s.compact)
	d.until("it is given back", func() bool { return d.message.text.Text == "1.1 GB given back to the disk." })
	d.rune('m')
	d.until("it is measured", func() bool { return e.measured.Load() && !s.measure.Disabled() })
}

func TestSettingsAreTakenUpUnlessTheCommandLineSaysOtherwise(t *testing.T) {
	chosen := app.Settings{Threads: 2, Device: "cpu"}
	if got := heed(app.EngineOptions{Device: app.DeviceAuto}, chosen); got.Threads != 2 || got.Device != "cpu" {
		t.Errorf("%+v", got)
	}
	if got := heed(app.EngineOptions{Device: "webgpu", Threads: 1}, chosen); got.Threads != 1 || got.Device != "webgpu" {
		t.Errorf("%+v", got)
	}
}

func TestAboutNamesVersionAndLicencesAndOpensPagesOnlyWhenAsked(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{Version: "1.2.3 (commit 0123456789ab)"}, noBackend())
	var opened *url.URL
	d.openURL = func(u *url.URL) error {
		opened = u
		return nil
	}
	s, _ := d.openSettings()
	d.rune('a')
	a, ok := d.current.(*about)
	if !ok {
		t.Fatalf("the window shows %T", d.current)
	}
	var said strings.Builder
	var links []*widget.HyperlinkSegment
	for _, segment := range a.segments() {
		said.WriteString(segment.Textual() + "\n")
		if link, ok := segment.(*widget.HyperlinkSegment); ok {
			links = append(links, link)
		}
	}
	text := said.String()
	for _, part := range []string{"1.2.3 (commit 0123456789ab)", "MobileSAM", "Apache-2.0", "ONNX Runtime", "fyne.io/fyne/v2", "LGPL-3.0"} {
		if !strings.Contains(text, part) {
			t.Errorf("it does not say %q", part)
		}
	}
	if strings.Contains(text, "|--") || strings.Contains(text, "##") || opened != nil {
		t.Errorf("it says %.300q, opened %v", text, opened)
	}
	d.rune('l')
	if a.lines == nil || a.lines.Length() < 100 {
		t.Error("the licence is not shown")
	}
	links[0].OnTapped()
	if opened == nil || opened.String() != "https://github.com/facebookresearch/segment-anything" {
		t.Errorf("opened %v", opened)
	}
	d.rune('u')
	if opened.String() != "https://github.com/whereabouts/whereabouts/releases" {
		t.Errorf("to check for updates, %v is opened", opened)
	}
	d.press(fyne.KeyEscape)
	if d.current != s {
		t.Errorf("the window shows %T", d.current)
	}
	d.press(fyne.KeyEscape)
	if d.current != d.welcome {
		t.Errorf("the window shows %T", d.current)
	}
}

func TestACrashIsToldOnce(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir, p := t.TempDir(), fyne.CurrentApp().Preferences()
	d.offerCrash(dir, p)
	if !d.message.object.Hidden {
		t.Fatalf("without a crash it says %q", d.message.text.Text)
	}
	report := filepath.Join(dir, "2026-01-01.txt")
	if err := os.WriteFile(report, []byte("Whereabouts\npanic: no\n\ngoroutine 1 [running]:\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var opened *url.URL
	d.openURL = func(u *url.URL) error {
		opened = u
		return nil
	}
	d.offerCrash(dir, p)
	d.message.clear() // as screens do that come and go
	if d.message.object.Hidden || !d.message.act.Visible() {
		t.Fatal("it is not offered")
	}
	d.message.accept()
	if opened == nil || opened.Path != filepath.ToSlash(report) || !d.message.object.Hidden {
		t.Errorf("opened %v", opened)
	}
	d.offerCrash(dir, p)
	if !d.message.object.Hidden {
		t.Error("it is told twice")
	}
	p.SetString(crashKey, "")
	d.offerCrash(dir, p)
	d.message.dismiss()
	d.offerCrash(dir, p)
	if !d.message.object.Hidden {
		t.Error("it is told after it was dismissed")
	}
}

func TestSettingsAndAboutLookAsTheyDid(t *testing.T) {
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		for _, tag := range []string{"en", "de", "zh"} {
			picture := "-" + name
			if tag != "en" {
				picture = "-" + tag + picture
			}
			t.Run("settings"+picture, func(t *testing.T) {
				d := newForeignDesk(t, tag, variant)
				d.win.Resize(fyne.NewSize(800, 700))
				d.with(scanning([]string{album(t, "a.png")}, library.Advanced{Done: 3120, Total: 12431, Left: 9 * time.Minute}))
				d.until("progress is shown", func() bool { return d.scan.bar.Value == 3120 && d.library.listed.walked })
				d.side.show([]library.Root{{Path: "Pictures", Photos: 12431}, {Path: "USB", Away: true}})
				s, _ := d.openSettings()
				d.until("what is remembered is shown", func() bool { return !s.compact.Disabled() })
				d.looksLike("settings" + picture)
			})
			t.Run("about"+picture, func(t *testing.T) {
				d := newForeignDesk(t, tag, variant)
				d.win.Resize(fyne.NewSize(800, 560))
				d.openAbout()
				if a, ok := d.current.(*about); ok { // the rest changes with what is used
					text := widget.NewRichText(a.segments()[:10]...)
					text.Wrapping = fyne.TextWrapWord
					a.scroll.Content = text
					a.scroll.Refresh()
				}
				d.looksLike("about" + picture)
			})
		}
	}
}
