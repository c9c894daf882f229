package ui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"whereabouts/app"
	"whereabouts/ui/transfer"
)

// An exchange hands offers over to other programs, as [transfer.Exchange] does.
type exchange interface {
	Put(ctx context.Context, o transfer.Offer) error
	Close(ctx context.Context)
}

// openExchange opens the system's clipboard.
func openExchange() (exchange, error) {
	c, err := transfer.Open()
	if err != nil {
		return nil, err
	}
	return c, nil
}

// A handover gives cut-outs to other programs: as a picture where it is one, and as
// files, which are kept for a day.
type handover struct {
	open func() (exchange, error)
	dir  string // of the files

	mu       sync.Mutex
	exchange exchange // nil until something is handed over
}

// keptFor is how long files that were handed over are kept: a program may read one
// long after it was pasted.
const keptFor = 24 * time.Hour

// put cuts finds out and offers them to other programs.
func (h *handover) put(ctx context.Context, e engine, finds []*find) (saving, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.exchange == nil {
		opened, err := h.open()
		if err != nil {
			return saving{}, err
		}
		h.exchange = opened
	}
	if err := h.sweep(); err != nil {
		return saving{}, fmt.Errorf("removing what was handed over before: %w", err)
	}
	dir, err := os.MkdirTemp(h.dir, "")
	if err != nil {
		return saving{}, fmt.Errorf("making a folder for what is handed over: %w", err)
	}
	made, err := saveCutouts(ctx, e, finds, dir, func(int) {})
	if err != nil || made.saved == 0 {
		return made, err
	}
	o, err := offerOf(dir)
	if err != nil {
		return made, err
	}
	return made, h.exchange.Put(ctx, o)
}

// sweep removes files that were handed over long ago.
func (h *handover) sweep() error {
	if err := os.MkdirAll(h.dir, 0o700); err != nil {
		return err
	}
	old, err := os.ReadDir(h.dir)
	if err != nil {
		return err
	}
	for _, entry := range old {
		info, err := entry.Info()
		if err != nil || time.Since(info.ModTime()) < keptFor {
			continue
		}
		if err := os.RemoveAll(filepath.Join(h.dir, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// offerOf offers the files of a folder, and where there is one only also as a picture.
func offerOf(dir string) (transfer.Offer, error) {
	made, err := os.ReadDir(dir)
	if err != nil {
		return transfer.Offer{}, err
	}
	files := make([]string, len(made))
	for i, f := range made {
		files[i] = filepath.Join(dir, f.Name())
	}
	if len(files) != 1 {
		return transfer.Of(nil, files), nil
	}
	picture, err := os.ReadFile(files[0])
	return transfer.Of(picture, files), err
}

// close leaves what was copied to the system.
func (h *handover) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.exchange == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	h.exchange.Close(ctx)
	h.exchange = nil
}

func newHandover(open func() (exchange, error)) *handover {
	return &handover{open: open, dir: app.HandedOverDir()}
}

// copyCutouts puts the cut-outs of the chosen finds, or else of the one that the keys
// are for, onto the clipboard.
func (s *results) copyCutouts() {
	s.copyOut(withoutRejected(s.chosenOrMeant()))
}

// copyOut puts the cut-outs of finds onto the clipboard.
func (s *results) copyOut(finds []*find) {
	if len(finds) == 0 {
		return
	}
	s.tell(tr("Cutting out for the clipboard…"))
	e, hand := s.window.engine, s.window.hand
	start(s.ctx, s.window.bridge, func(ctx context.Context) (saving, error) {
		return hand.put(ctx, e, finds)
	}, func(made saving, err error) {
		for _, f := range made.failed {
			s.window.message.fail(failed(f.reason, "{{.Name}} was not copied: {{.Reason}}", with{"Name": filepath.Base(f.path)}))
		}
		switch {
		case err != nil:
			s.window.message.fail(err)
			s.tell("")
		case made.saved == 0:
			s.tell("")
		default:
			s.tell(trn("Copied {{.Count}} cut-outs. Paste them into another program.", made.saved))
		}
	})
}
