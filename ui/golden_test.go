package ui

import (
	"errors"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"whereabouts/library"
)

var update = flag.Bool("update", false, "write the pictures of the screens under testdata anew")

func TestScreensLookAsTheyDid(t *testing.T) {
	long := "a name that is far too long for its cell.png"
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		t.Run("welcome "+name, func(t *testing.T) {
			d := newDesk(t, variant, Options{Version: "1.2.3"}, noBackend())
			d.model.offer("To find things, Whereabouts needs a model that is not on this machine yet.")
			d.looksLike("welcome-" + name)
		})
		t.Run("library "+name, func(t *testing.T) {
			d := newDesk(t, variant, Options{}, noBackend())
			s := d.openLibrary(album(t, "a.png", "b.png", long))
			s.source.name = "Pictures"
			s.update()
			d.settle(s.gallery)
			d.looksLike("library-" + name)
		})
		t.Run("chosen "+name, func(t *testing.T) {
			d := newDesk(t, variant, Options{}, noBackend())
			d.win.Resize(fyne.NewSize(800, 560))
			dir := filepath.Join(album(t), "Pictures")
			for n, file := range []string{"2023/a.png", "2023/b.png", "2024/c.png", "2024/d.png", "2024/e.png"} {
				path := filepath.Join(dir, filepath.FromSlash(file))
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				writePhoto(t, path, testSize, color.NRGBA{R: uint8(40 * n), G: 0x60, B: 0x90, A: 0xff})
			}
			s := d.openLibrary(dir)
			s.chosen.extend([]int{1, 2})
			d.settle(s.gallery)
			d.looksLike("chosen-" + name)
		})
		t.Run("scanning "+name, func(t *testing.T) {
			d := newDesk(t, variant, Options{}, noBackend())
			d.win.Resize(fyne.NewSize(800, 500))
			e := scanning([]string{album(t, "a.png", "b.png")},
				library.Advanced{Done: 3120, Total: 12431, Left: 9 * time.Minute})
			d.with(e)
			d.until("progress is shown", func() bool { return d.scan.bar.Value == 3120 && d.library.listed.walked })
			d.library.source.name = "Pictures"
			d.library.update()
			d.side.show([]library.Root{{Path: "Pictures", Photos: 12431}, {Path: "USB", Away: true}})
			d.settle(d.library.gallery)
			d.looksLike("scanning-" + name)
		})
		t.Run("teach "+name, func(t *testing.T) {
			d := newDesk(t, variant, Options{}, noBackend())
			dir := album(t, "a.png")
			d.with(finding3(dir))
			s := d.openPhoto(dir)
			d.until("the photo is ready for clicks", func() bool { return s.pointing.pointer != nil })
			d.looksLike("teach-empty-" + name)
			pointAt(s.easel, spot{160, 120}, desktop.MouseButtonPrimary, 0)
			d.until("the preview is shown", s.preview.image.Visible)
			d.looksLike("teach-" + name)
			s.rune('+')
			s.rune('+')
			s.rune('b')
			s.easel.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(90, 90)}})
			d.looksLike("teach-zoomed-" + name)
		})
		t.Run("results "+name, func(t *testing.T) {
			d := newDesk(t, variant, Options{}, noBackend())
			dir := album(t, "a.png", "b.png", "c.png")
			r := d.openResults(finding3(dir), dir)
			r.toggle(r.ranked.present[0])
			d.settle(r.present)
			d.covers()
			d.looksLike("results-" + name)
		})
		t.Run("judged "+name, func(t *testing.T) {
			d := newDesk(t, variant, Options{}, noBackend())
			dir := album(t, "a.png", "b.png", "c.png", "d.png")
			r := d.openResults(finder(dir, map[string]float64{"a.png": 0.9, "b.png": 0.8, "c.png": 0.6, "d.png": 0.3}), dir)
			r.judge(accepted, r.ranked.present[0])
			r.judge(rejected, r.ranked.present[2])
			d.press(fyne.KeyRight)
			d.rune('x')
			d.settle(r.present)
			d.settle(r.below)
			d.covers()
			d.looksLike("judged-" + name)
		})
		t.Run("things "+name, func(t *testing.T) {
			r := newRoomIn(t, variant, "a.png", "b.png", "c.png", "d.png")
			r.win.Resize(fyne.NewSize(900, 520))
			r.side.show([]library.Root{{Path: r.dir, Photos: 12431}})
			r.side.folders[0].Path = "Pictures"
			r.side.list.Refresh()
			r.library.source.name = "Pictures"
			r.library.update()
			r.told(library.Sighted{Concept: r.ape, Finding: finding(filepath.Join(r.dir, "c.png"), 0.7)})
			r.until("it is told", func() bool { return len(r.things.news.of) == 1 })
			r.settle(r.library.gallery)
			r.covers()
			r.looksLike("things-" + name)
		})
		t.Run("taught "+name, func(t *testing.T) {
			r := newRoomIn(t, variant, "a.png", "b.png", "c.png", "d.png")
			r.win.Resize(fyne.NewSize(900, 520))
			if _, _, err := r.e.Keep(t.Context(), query{thing: r.mimi, photo: filepath.Join(r.dir, "c.png"), mask: disc(testSize)}, library.ConceptID{}, ""); err != nil {
				t.Fatal(err)
			}
			r.things.load()
			r.until("it has two references", func() bool { return len(r.things.find(r.mimi).references) == 2 })
			page := r.open(r.mimi)
			r.side.show([]library.Root{{Path: r.dir, Photos: 12431}})
			r.side.folders[0].Path = "Pictures"
			r.side.list.Refresh()
			r.rune('2')
			r.settle(page.present)
			r.covers()
			r.looksLike("taught-" + name)
		})
		t.Run("find "+name, func(t *testing.T) {
			d := newDesk(t, variant, Options{}, noBackend())
			dir := album(t, "a.png", "b.png")
			r := d.openResults(finder(dir, map[string]float64{"a.png": 0.9, "b.png": 0.8}), dir)
			r.openFind(r.ranked.present[0])
			d.shown(r)
			d.looksLike("find-" + name)
		})
		t.Run("review "+name, func(t *testing.T) {
			d := newDesk(t, variant, Options{}, noBackend())
			dir := album(t, "a.png", "b.png")
			r := d.openResults(finder(dir, map[string]float64{"a.png": 0.6, "b.png": 0.4}), dir)
			r.startReview()
			d.shown(r)
			d.looksLike("review-" + name)
		})
	}
}

// looksLike compares the window with a picture of it under testdata.
func (d *desk) looksLike(name string) {
	d.t.Helper()
	// Unlike a real window, this one lays out anew only when its size changes,
	// and wrapped text needs the width to tell its height.
	size := d.win.Canvas().Size()
	for _, more := range []fyne.Size{{Width: 200, Height: 200}, {}, {Height: 100}, {}} {
		d.win.Resize(size.Add(more))
	}
	got := d.win.Canvas().Capture()
	path := filepath.Join("testdata", name+".png")
	if *update {
		writePicture(d.t, path, got)
		return
	}
	f, err := os.Open(path)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	want, err := png.Decode(f)
	if err != nil {
		d.t.Fatal(err)
	}
	if n := difference(got, want); n > 0 {
		failed := filepath.Join(os.TempDir(), "whereabouts-ui-"+name+".png")
		writePicture(d.t, failed, got)
		d.t.Errorf("%d pixels differ from %s; what was drawn is in %s", n, path, failed)
	}
}

// difference counts the pixels that an eye could tell apart. Processors round
// the edges of letters differently.
func difference(a, b image.Image) (pixels int) {
	const tolerance = 0x1800
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx() * a.Bounds().Dy()
	}
	apart := func(v, w uint32) bool { return max(v, w)-min(v, w) > tolerance }
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if apart(r1, r2) || apart(g1, g2) || apart(b1, b2) {
				pixels++
			}
		}
	}
	return pixels
}

func writePicture(t *testing.T, path string, img image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, img), f.Close()); err != nil {
		t.Fatal(err)
	}
}
