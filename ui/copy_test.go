package ui

import (
	"bytes"
	"context"
	"image"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"whereabouts/ui/transfer"
)

// given is what an offer turned out to be.
type given struct {
	Picture []byte
	Files   []string
}

// take makes what is offered.
func take(o transfer.Offer) (g given, err error) {
	if o.Picture != nil {
		if g.Picture, err = o.Picture(); err != nil {
			return g, err
		}
	}
	if o.Files != nil {
		g.Files, err = o.Files()
	}
	return g, err
}

// heldExchange remembers what was offered.
type heldExchange struct {
	mu     sync.Mutex
	offers []given
	closed bool

	drag  func(context.Context, transfer.Offer, image.Image) (bool, error) // nil where there is none
	paste func() (transfer.Pasted, error)                                  // likewise
}

func (h *heldExchange) Drag(ctx context.Context, o transfer.Offer, picture image.Image) (bool, error) {
	if h.drag == nil {
		return false, transfer.ErrNoDrag
	}
	return h.drag(ctx, o, picture)
}

func (h *heldExchange) Paste(context.Context) (transfer.Pasted, error) {
	if h.paste == nil {
		return transfer.Pasted{}, transfer.ErrNothing
	}
	return h.paste()
}

func (h *heldExchange) Put(_ context.Context, o transfer.Offer) error {
	g, err := take(o)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.offers = append(h.offers, g)
	return err
}

// all returns what was put so far, the oldest first.
func (h *heldExchange) all() []given {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.offers)
}

func (h *heldExchange) Close(context.Context) { h.closed = true }

// handsTo has the window hand over to an exchange.
func (d *desk) handsTo(x exchange) {
	d.t.Helper()
	d.hand = &handover{dir: filepath.Join(d.t.TempDir(), "handed-over"), open: func() (exchange, error) { return x, nil }}
}

func TestCutOutIsCopiedAsAPictureAndSeveralAsFiles(t *testing.T) {
	d, r, _ := threeFinds(t)
	held := &heldExchange{}
	d.handsTo(held)
	r.moveTo(r.ranked.present[0])
	d.rune('c')
	d.until("one is copied", func() bool { return r.status == "Copied 1 cut-out. Paste it into another program." })
	one := held.all()[0]
	if len(one.Files) != 1 || len(one.Picture) == 0 {
		t.Fatalf("offered are %d files and a picture of %d bytes", len(one.Files), len(one.Picture))
	}
	if onDisk, err := os.ReadFile(one.Files[0]); err != nil || !bytes.Equal(onDisk, one.Picture) {
		t.Errorf("the file is not the picture: %v", err)
	}

	for _, f := range r.ranked.present {
		r.toggle(f)
	}
	n := len(r.chosen)
	r.do(copyOut)
	d.until("several are copied", func() bool { return len(held.all()) == 2 && r.status != "Cutting out for the clipboard…" })
	if several := held.all()[1]; len(several.Files) != n || n < 2 || several.Picture != nil {
		t.Errorf("of %d finds %d files are offered, and a picture of %d bytes", n, len(several.Files), len(several.Picture))
	}
	if _, err := os.Stat(one.Files[0]); err != nil {
		t.Errorf("what was copied before is gone: %v", err)
	}
	d.hand.close()
	if !held.closed {
		t.Error("the clipboard is not closed")
	}
}

func TestWhatWasHandedOverLongAgoIsRemoved(t *testing.T) {
	dir := t.TempDir()
	old, young := filepath.Join(dir, "old"), filepath.Join(dir, "young")
	for _, folder := range []string{old, young} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	then := time.Now().Add(-keptFor - time.Hour)
	if err := os.Chtimes(old, then, then); err != nil {
		t.Fatal(err)
	}
	if err := (&handover{dir: dir}).sweep(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); err == nil {
		t.Error("the old one is still there")
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("the young one: %v", err)
	}
}

func TestWithoutAClipboardTheUserIsTold(t *testing.T) {
	d, r, _ := threeFinds(t)
	d.hand = &handover{dir: t.TempDir(), open: func() (exchange, error) { return nil, transfer.ErrNoClipboard }}
	d.rune('c')
	d.until("it is told", func() bool { return d.message.object.Visible() })
	if r.status != "" {
		t.Errorf("the footer says %q", r.status)
	}
}
