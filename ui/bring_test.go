package ui

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"whereabouts/ui/transfer"
)

// cutoutFile writes a picture of which only the left half is opaque.
func cutoutFile(t *testing.T, path string) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 64, 48))
	for y := range 48 {
		for x := range 32 {
			img.SetNRGBA(x, y, color.NRGBA{R: 0xe0, G: 0x40, B: 0x20, A: 0xff})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// dropOn drops files on the window.
func (d *desk) dropOn(paths ...string) {
	d.t.Helper()
	var dropped []fyne.URI
	for _, path := range paths {
		dropped = append(dropped, storage.NewFileURI(path))
	}
	d.drop(dropped)
}

// taught waits until a picture with that name's end is taught from.
func (d *desk) taught(end string) *teach {
	d.t.Helper()
	d.until("it is taught from", func() bool {
		return d.teach != nil && d.current == screen(d.teach) && filepath.Base(d.teach.path) == end && d.teach.easel != nil
	})
	return d.teach
}

func TestPictureDroppedOnTeachIsTaughtFrom(t *testing.T) {
	d, s := albumOf4(t)
	d.pictures = t.TempDir()
	d.dropOn(s.shown[1])
	if d.current == screen(d.teach) {
		t.Fatal("a picture dropped on the photos is taught from")
	}
	d.until("it is listed", func() bool { return len(d.library.listed.paths) == 1 && d.library.listed.walked })
	d.pick(s.shown[0])
	d.taught("a.png")
	d.dropOn(s.shown[1])
	if at := d.taught("b.png"); at.path != s.shown[1] || !at.easel.painting.empty() {
		t.Error("it is not the photo as it is")
	}
	d.dropOn(filepath.Dir(s.shown[0]))
	d.until("a folder dropped there is opened", func() bool { return d.current == screen(d.library) })
}

func TestWhatIsDraggedOutAndDroppedOnTheWindowItselfChangesNothing(t *testing.T) {
	d, s := albumOf4(t)
	dir, err := d.hand.folder()
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, "Mimi.png")
	cutoutFile(t, own)
	d.dropOn(own)
	if d.library != s {
		t.Error("a cut-out is opened as a photo")
	}
	d.dropOn(own, s.shown[1])
	if d.library == s {
		t.Error("what came from elsewhere is left as well")
	}
	if got := d.library.source.paths; len(got) != 1 || got[0] != s.shown[1] {
		t.Errorf("opened are %q", got)
	}
}

func TestCutOutDroppedOnTeachMarksItself(t *testing.T) {
	d, s := albumOf4(t)
	d.pictures = t.TempDir()
	d.pick(s.shown[0])
	d.taught("a.png")
	cut := filepath.Join(t.TempDir(), "cut.png")
	cutoutFile(t, cut)
	d.dropOn(cut)
	d.until("it is marked", func() bool { return d.teach != nil && d.teach.easel != nil && !d.teach.easel.painting.empty() })
	if filepath.Dir(d.teach.path) != d.pictures {
		t.Errorf("%s may go away", d.teach.path)
	}
	m := d.teach.easel.painting.mask
	if box := m.Box(); box != image.Rect(0, 0, m.Size.X/2, m.Size.Y) {
		t.Errorf("marked is %v of %v", box, m.Size)
	}
	d.teach.do(undo)
	if !d.teach.easel.painting.empty() {
		t.Error("it cannot be undone")
	}
}

func TestPictureOnTheClipboardIsTaughtFrom(t *testing.T) {
	d, s := albumOf4(t)
	d.pictures = t.TempDir()
	data := cutoutFile(t, filepath.Join(t.TempDir(), "cut.png"))
	held := &heldExchange{paste: func() (transfer.Pasted, error) { return transfer.Pasted{Picture: data}, nil }}
	d.handsTo(held)
	d.win.Canvas().Unfocus()
	keys, ok := d.win.Canvas().(interface{ TypedShortcut(fyne.Shortcut) })
	if !ok {
		t.Fatal("the canvas knows no shortcuts")
	}
	keys.TypedShortcut(&fyne.ShortcutPaste{})
	d.until("it is marked", func() bool { return d.teach != nil && d.teach.easel != nil && !d.teach.easel.painting.empty() })
	if kept, err := os.ReadFile(d.teach.path); err != nil || !bytes.Equal(kept, data) {
		t.Errorf("%s is not the picture (%v)", d.teach.path, err)
	}

	held.paste = func() (transfer.Pasted, error) { return transfer.Pasted{Files: s.shown[2:3]}, nil }
	d.paste()
	d.taught("c.png")
	held.paste = func() (transfer.Pasted, error) { return transfer.Pasted{Files: s.shown[:2]}, nil }
	d.paste()
	d.until("several are opened", func() bool { return d.current == screen(d.library) })
}

func TestWithNoPictureOnTheClipboardTheUserIsTold(t *testing.T) {
	d, _ := albumOf4(t)
	d.handsTo(&heldExchange{})
	before := d.current
	d.paste()
	d.until("it is told", func() bool { return d.message.object.Visible() })
	if d.current != before {
		t.Error("another screen is shown")
	}
}

func TestPictureDroppedToAddToAThingIsAddedToThat(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.pictures = t.TempDir()
	r.thing.name = "Mimi"
	d.teachFrom(r.ranked.present[0].path, r.thing, nil)
	d.taught("c.png")
	d.dropOn(r.ranked.present[1].path)
	if at := d.taught("a.png"); at.thing != r.thing || !at.adds() {
		t.Error("it is a new thing")
	}
}
