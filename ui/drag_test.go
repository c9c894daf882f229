package ui

import (
	"bytes"
	"context"
	"errors"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"whereabouts/segment"
	"whereabouts/ui/transfer"
)

// dragCell takes an item of a gallery with the mouse and moves it so far.
func dragCell(g *gallery, i int, far float32) {
	at := g.plan.place(i).AddXY(20, 20)
	for range 2 {
		at = at.AddXY(far/2, 0)
		g.board.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}, Dragged: fyne.NewDelta(far/2, 0)})
	}
}

// taking is an exchange whose drags end in a program that takes what is offered. What it
// took is told by the channel.
func taking() (*heldExchange, <-chan given) {
	taken := make(chan given, 10)
	return &heldExchange{drag: func(_ context.Context, o transfer.Offer, picture image.Image) (bool, error) {
		g, err := take(o)
		if picture == nil {
			err = errors.New("no picture goes with the pointer")
		}
		taken <- g
		return true, err
	}}, taken
}

// waiting is an exchange whose drags end when they are cancelled.
func waiting() *heldExchange {
	return &heldExchange{drag: func(ctx context.Context, _ transfer.Offer, _ image.Image) (bool, error) {
		<-ctx.Done()
		return false, nil
	}}
}

func TestFindIsDraggedOutAsAPictureAndAFileWithItsName(t *testing.T) {
	d, r, _ := threeFinds(t)
	r.thing.name = "Mimi"
	d.settle(r.present)
	held, taken := taking()
	d.handsTo(held)
	dragCell(r.present, 0, steps(8))
	if want := "Dragging 1 file: let go over another program. Esc cancels."; r.status != want {
		t.Errorf("the footer says %q, not %q", r.status, want)
	}
	d.until("it is dropped", func() bool { return d.outing == nil })
	r.present.board.DragEnd()
	g := receive(t, "what was dropped", taken)
	if len(g.Files) != 1 || filepath.Base(g.Files[0]) != "Mimi c.png" || string(g.Picture) != "c.png" {
		t.Fatalf("dropped are %q and the picture %q", g.Files, g.Picture)
	}
	if onDisk, err := os.ReadFile(g.Files[0]); err != nil || !bytes.Equal(onDisk, g.Picture) {
		t.Errorf("the file is not the picture: %v", err)
	}
	if r.status != "Dropped 1 file." {
		t.Errorf("the footer says %q", r.status)
	}
	if r.cursor != nil || len(r.chosen) > 0 {
		t.Error("the drag is taken for a click")
	}
}

func TestAllChosenFindsAreDraggedByOneOfThem(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.settle(r.present)
	held, taken := taking()
	d.handsTo(held)
	for _, f := range r.ranked.present {
		r.toggle(f)
	}
	dragCell(r.present, 1, steps(8))
	d.until("they are dropped", func() bool { return d.outing == nil })
	if g := receive(t, "what was dropped", taken); !slices.Equal(bases(g.Files), []string{"a.png", "c.png"}) || g.Picture != nil {
		t.Errorf("dropped are %q and a picture of %d bytes", g.Files, len(g.Picture))
	}
}

func TestEscapeCancelsADragAndNothingElse(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.handsTo(waiting())
	dragCell(r.present, 0, steps(8))
	d.press(fyne.KeyEscape)
	d.until("it is cancelled", func() bool { return d.outing == nil })
	if r.status != "Nothing was dropped." {
		t.Errorf("the footer says %q", r.status)
	}
	if d.current != r {
		t.Error("the page is left")
	}
	if left, err := os.ReadDir(d.hand.dir); err != nil || len(left) > 0 {
		t.Errorf("%d folders are left (%v)", len(left), err)
	}
	r.present.board.DragEnd()
	held, taken := taking()
	d.handsTo(held)
	dragCell(r.present, 0, steps(8))
	receive(t, "the next drag", taken)
}

func TestDragBeginsAtOnceAndOnceOnly(t *testing.T) {
	d, r, e := threeFinds(t)
	gate := make(chan struct{})
	e.cutouts = func(string, []*segment.Mask) ([][]byte, error) {
		<-gate
		return [][]byte{[]byte("late")}, nil
	}
	begun := make(chan struct{}, 10)
	d.handsTo(&heldExchange{drag: func(_ context.Context, o transfer.Offer, _ image.Image) (bool, error) {
		begun <- struct{}{}
		g, err := take(o)
		return string(g.Picture) == "late", err
	}})
	dragCell(r.present, 0, steps(1))
	if d.outing != nil {
		t.Fatal("a click with an unsteady hand is taken for a drag")
	}
	r.present.board.DragEnd()
	dragCell(r.present, 0, steps(8))
	dragCell(r.present, 0, steps(8))
	receive(t, "the drag", begun)
	close(gate)
	d.until("it is dropped", func() bool { return d.outing == nil })
	if r.status != "Dropped 1 file." || len(begun) > 0 {
		t.Errorf("the footer says %q, and %d drags more have begun", r.status, len(begun))
	}
}

func TestFindThatIsShownLargeIsDraggedByItsPhoto(t *testing.T) {
	d, r, _ := threeFinds(t)
	held, taken := taking()
	d.handsTo(held)
	f := r.ranked.present[1]
	r.toggle(r.ranked.present[0])
	r.openFind(f)
	d.shown(r)
	v, ok := r.layer.(*viewer)
	if !ok {
		t.Fatal("it is not shown large")
	}
	grip, ok := v.stage.object.Objects[0].(*handle)
	if !ok {
		t.Fatal("it has no handle")
	}
	for range 10 {
		grip.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, steps(1))})
	}
	d.until("it is dropped", func() bool { return d.outing == nil })
	if g := receive(t, "what was dropped", taken); !slices.Equal(bases(g.Files), []string{"a.png"}) || len(taken) > 0 {
		t.Errorf("dropped are %q, and %d times more", g.Files, len(taken))
	}
}

func TestNextDragEndsOneWhoseProgramTakesItsTime(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.handsTo(waiting())
	dragCell(r.present, 0, steps(8))
	r.present.board.DragEnd()
	held, taken := taking()
	d.handsTo(held)
	d.settle(r.present)
	dragCell(r.present, 1, steps(8))
	if g := receive(t, "the next drag", taken); !slices.Equal(bases(g.Files), []string{"a.png"}) {
		t.Errorf("dropped are %q", g.Files)
	}
	d.until("both have ended", func() bool { return d.outing == nil })
	if r.status != "Dropped 1 file." {
		t.Errorf("the footer says %q", r.status)
	}
}

func TestWhyAFindCannotBeDroppedIsTold(t *testing.T) {
	d, r, e := threeFinds(t)
	e.cutouts = func(string, []*segment.Mask) ([][]byte, error) { return nil, errNoBackend }
	d.handsTo(&heldExchange{drag: func(_ context.Context, o transfer.Offer, _ image.Image) (bool, error) {
		if _, err := take(o); err == nil {
			t.Error("something is offered")
		}
		return true, nil
	}})
	dragCell(r.present, 0, steps(8))
	d.until("it is told", func() bool { return d.message.object.Visible() && d.outing == nil })
	if r.status != "" {
		t.Errorf("the footer says %q", r.status)
	}
}

func TestWhereNothingCanBeDraggedSavingAndCopyingAreOffered(t *testing.T) {
	d, r, _ := threeFinds(t)
	held := &heldExchange{}
	d.handsTo(held)
	dragCell(r.present, 0, steps(8))
	d.until("it is offered", func() bool { return d.snack.object.Visible() })
	if got := len(d.snack.ways.Objects); got != 2 || d.snack.back.Visible() {
		t.Fatalf("%d ways are offered, and undoing: %v", got, d.snack.back.Visible())
	}
	if f := r.ranked.present[0]; len(r.chosen) != 1 || !r.chosen[f] {
		t.Error("the keys are not for what was to be dragged")
	}
	tap, ok := d.snack.ways.Objects[1].(fyne.Tappable)
	if !ok {
		t.Fatal("a way cannot be taken")
	}
	test.Tap(tap)
	d.until("it is copied", func() bool { return len(held.all()) == 1 })
	if d.snack.object.Visible() {
		t.Error("it is still offered")
	}
	d.snack.offer("done", func() {})
	if len(d.snack.ways.Objects) > 0 || !d.snack.back.Visible() {
		t.Error("what was offered before is in the way of undoing")
	}
}

func TestChosenPhotosAreDraggedOutAsCopies(t *testing.T) {
	d, s := albumOf4(t)
	held, taken := taking()
	d.handsTo(held)
	s.chosen.extend([]int{0, 2})
	dragCell(s.gallery, 2, steps(8))
	d.until("they are dropped", func() bool { return d.outing == nil })
	g := receive(t, "what was dropped", taken)
	if !slices.Equal(bases(g.Files), []string{"a.png", "c.png"}) || g.Picture != nil {
		t.Fatalf("dropped are %q and a picture of %d bytes", g.Files, len(g.Picture))
	}
	if g.Files[0] == s.shown[0] {
		t.Error("the photo itself is given away")
	}
	if s.footer.text.Text != "Dropped 2 files." {
		t.Errorf("the footer says %q", s.footer.text.Text)
	}
	s.gallery.board.DragEnd()
	dragCell(s.gallery, 1, steps(8)) // it is not chosen
	if d.outing != nil || s.gallery.board.band.Hidden {
		t.Error("from a photo that is not chosen no band is drawn")
	}
}
