package ui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"whereabouts/app"
	"whereabouts/ui/transfer"
)

// An exchange hands offers over to other programs, as [transfer.Exchange] does.
type exchange interface {
	Put(ctx context.Context, o transfer.Offer) error
	Drag(ctx context.Context, o transfer.Offer, picture image.Image) (dropped bool, err error)
	Paste(ctx context.Context) (transfer.Pasted, error)
	Close(ctx context.Context)
}

// openExchange opens what the system has for handing over.
func openExchange() (exchange, error) {
	x, err := transfer.Open()
	if err != nil {
		return nil, err
	}
	return x, nil
}

// A handover gives files to other programs, and one picture also as that. They are
// copies of its own, which it keeps for a day. Its methods are called by goroutines.
type handover struct {
	open func() (exchange, error)
	dir  string // of the files

	turn     sync.Mutex // held while something is put onto the clipboard
	mu       sync.Mutex
	exchange exchange // nil until something is handed over
}

// A maker makes what is handed over into files in a folder.
type maker func(ctx context.Context, dir string) (saving, error)

// Goods are what is dragged out of the window.
type goods struct {
	count  int
	make   maker
	png    bool               // it is one PNG
	shadow func() image.Image // goes with the pointer; may return nil
}

// keptFor is how long files that were handed over are kept: a program may read one
// long after it was pasted.
const keptFor = 24 * time.Hour

func newHandover(open func() (exchange, error)) *handover {
	return &handover{open: open, dir: app.HandedOverDir()}
}

// opened returns the exchange, which it opens if that was not done yet.
func (h *handover) opened() (exchange, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.exchange == nil {
		x, err := h.open()
		if err != nil {
			return nil, err
		}
		h.exchange = x
	}
	return h.exchange, nil
}

// put has files made and offers them on the clipboard.
func (h *handover) put(ctx context.Context, fill maker) (saving, error) {
	h.turn.Lock()
	defer h.turn.Unlock()
	x, err := h.opened()
	if err != nil {
		return saving{}, err
	}
	dir, err := h.folder()
	if err != nil {
		return saving{}, err
	}
	made, err := fill(ctx, dir)
	if err != nil || made.saved == 0 {
		return made, err
	}
	o, err := offerOf(dir)
	if err != nil {
		return made, err
	}
	return made, x.Put(ctx, o)
}

// drag lets goods be dropped on another program, and reports whether they were. They are
// made while they are dragged.
func (h *handover) drag(ctx context.Context, g goods) (made saving, dropped bool, err error) {
	x, err := h.opened()
	if err != nil {
		return saving{}, false, err
	}
	dir, err := h.folder()
	if err != nil {
		return saving{}, false, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	once := sync.OnceValues(func() (saving, error) { return g.make(ctx, dir) })
	var work sync.WaitGroup
	work.Go(func() { _, _ = once() }) // whoever asks for it is told
	var asked atomic.Bool
	dropped, err = x.Drag(ctx, g.offer(once, dir, &asked), g.shadow())
	if dropped {
		made, err = once()
		return made, true, err
	}
	stop()
	work.Wait()
	if asked.Load() { // whoever has asked may have kept the names
		return saving{}, false, err
	}
	return saving{}, false, errors.Join(err, os.RemoveAll(dir))
}

// offer offers goods that are still being made.
func (g goods) offer(once func() (saving, error), dir string, asked *atomic.Bool) transfer.Offer {
	files := func() ([]string, error) {
		asked.Store(true)
		if _, err := once(); err != nil {
			return nil, err
		}
		made, err := filesIn(dir)
		if err == nil && len(made) == 0 {
			err = errNothingMade
		}
		return made, err
	}
	o := transfer.Offer{Files: files, Count: g.count}
	if g.png {
		o.Picture = func() ([]byte, error) {
			made, err := files()
			if err != nil {
				return nil, err
			}
			return os.ReadFile(made[0])
		}
	}
	return o
}

// errNothingMade says that none of what is dragged could be made into a file.
var errNothingMade = errors.New("there is nothing to hand over")

// folder makes a folder for what is handed over next, and removes what was handed over
// long ago.
func (h *handover) folder() (string, error) {
	if err := h.sweep(); err != nil {
		return "", fmt.Errorf("removing what was handed over before: %w", err)
	}
	dir, err := os.MkdirTemp(h.dir, "")
	if err != nil {
		return "", fmt.Errorf("making a folder for what is handed over: %w", err)
	}
	return dir, nil
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

// filesIn returns the paths of the files in a folder.
func filesIn(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := make([]string, len(entries))
	for i, f := range entries {
		files[i] = filepath.Join(dir, f.Name())
	}
	return files, nil
}

// offerOf offers the files of a folder, and where there is one only also as a picture.
func offerOf(dir string) (transfer.Offer, error) {
	files, err := filesIn(dir)
	if err != nil {
		return transfer.Offer{}, err
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
