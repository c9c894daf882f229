package ui

import (
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"whereabouts/library"
)

// chineseFont is a font with the letters of Chinese, on Debian in fonts-droid-fallback.
const chineseFont = "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"

// A letteredTheme is a theme that writes with one font, so that pictures are alike on
// every machine.
type letteredTheme struct {
	fixedTheme
	font fyne.Resource
}

func (l *letteredTheme) Font(style fyne.TextStyle) fyne.Resource {
	if style.Symbol || style.Monospace {
		return l.Theme.Font(style)
	}
	return l.font
}

// newForeignDesk returns a desk that speaks a language.
func newForeignDesk(t *testing.T, tag string, variant fyne.ThemeVariant) *desk {
	t.Helper()
	speakFor(t, tag)
	d := newDesk(t, variant, Options{Version: "1.2.3"}, noBackend())
	if tag == "zh" {
		font, err := os.ReadFile(chineseFont)
		if err != nil {
			t.Skipf(`there are no Chinese letters on this machine: %v; "make test" installs them`, err)
		}
		test.ApplyTheme(t, &letteredTheme{fixedTheme{newTheme(), variant}, fyne.NewStaticResource("chinese.ttf", font)})
	}
	return d
}

func TestScreensLookAsTheyDidInOtherLanguages(t *testing.T) {
	for _, tag := range []string{"de", "zh"} {
		for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
			picture := "-" + tag + "-" + name
			t.Run("welcome"+picture, func(t *testing.T) {
				newForeignDesk(t, tag, variant).looksLike("welcome" + picture)
			})
			t.Run("scanning"+picture, func(t *testing.T) {
				d := newForeignDesk(t, tag, variant)
				d.win.Resize(fyne.NewSize(800, 500))
				d.with(scanning([]string{album(t, "a.png", "b.png")},
					library.Advanced{Done: 3120, Total: 12431, Left: 9 * time.Minute}))
				d.until("progress is shown", func() bool { return d.scan.bar.Value == 3120 && d.library.listed.walked })
				d.library.source.name = "Pictures"
				d.library.update()
				d.side.show([]library.Root{{Path: "Pictures", Photos: 12431}, {Path: "USB", Away: true}})
				d.settle(d.library.gallery)
				d.looksLike("scanning" + picture)
			})
			t.Run("teach"+picture, func(t *testing.T) {
				d := newForeignDesk(t, tag, variant)
				d.win.Resize(fyne.NewSize(800, 500))
				dir := album(t, "a.png")
				d.with(finding3(dir))
				s := d.openPhoto(dir)
				d.until("the photo is ready for clicks", func() bool { return s.pointing.pointer != nil })
				pointAt(s.easel, spot{160, 120}, desktop.MouseButtonPrimary, 0)
				d.until("the preview is shown", s.preview.image.Visible)
				d.looksLike("teach" + picture)
			})
			t.Run("results"+picture, func(t *testing.T) {
				d := newForeignDesk(t, tag, variant)
				d.win.Resize(fyne.NewSize(800, 500))
				dir := album(t, "a.png", "b.png", "c.png", "d.png")
				r := d.openResults(finder(dir, map[string]float64{"a.png": 0.9, "b.png": 0.8, "c.png": 0.6, "d.png": 0.3}), dir)
				r.judge(accepted, r.ranked.present[0])
				r.judge(rejected, r.ranked.present[2])
				d.settle(r.present)
				d.covers()
				d.looksLike("results" + picture)
			})
			t.Run("review"+picture, func(t *testing.T) {
				d := newForeignDesk(t, tag, variant)
				dir := album(t, "a.png", "b.png")
				r := d.openResults(finder(dir, map[string]float64{"a.png": 0.6, "b.png": 0.4}), dir)
				r.startReview()
				d.shown(r)
				d.looksLike("review" + picture)
			})
		}
	}
}

// narrow is the width in which every screen has room, in steps.
const narrow = 160

func TestNoLanguageMakesAScreenTooWideForANarrowWindow(t *testing.T) {
	for _, tag := range languages {
		t.Run(tag.String(), func(t *testing.T) {
			speakFor(t, tag.String())
			d := newDesk(t, theme.VariantLight, Options{}, noBackend())
			dir := album(t, "a.png", "b.png")
			least := map[string]float32{"welcome": d.welcome.root.MinSize().Width, "frame": d.win.Content().MinSize().Width}
			r := d.openResults(finder(dir, map[string]float64{"a.png": 0.6, "b.png": 0.4}), dir)
			least["results"] = r.root.MinSize().Width
			r.startReview()
			least["review"] = r.root.MinSize().Width
			r.closeLayer()
			least["teach"] = d.teach.root.MinSize().Width
			least["library"] = d.library.root.MinSize().Width
			for _, screen := range slices.Sorted(maps.Keys(least)) {
				t.Logf("%s: %.0f steps", screen, least[screen]/steps(1))
				if least[screen] > steps(narrow) {
					t.Errorf("%s needs %.0f steps", screen, least[screen]/steps(1))
				}
			}
		})
	}
}
