package transfer

import (
	"context"
	"fmt"
	"sync"

	"golang.design/x/clipboard"
)

// An Exchange hands offers over to other programs. Its methods may be called by several
// goroutines.
type Exchange struct {
	dragging sync.Mutex // held during a drag
}

// Open returns an exchange, or [ErrNoClipboard].
func Open() (*Exchange, error) {
	if err := clipboard.Init(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoClipboard, err)
	}
	return &Exchange{}, nil
}

// Put offers a picture in place of what was on the clipboard. Files alone are
// [ErrNoFiles].
func (x *Exchange) Put(_ context.Context, o Offer) error {
	if o.Picture == nil {
		return ErrNoFiles
	}
	picture, err := o.Picture()
	if err != nil {
		return err
	}
	if clipboard.Write(clipboard.FmtImage, picture) == nil {
		return ErrNotTaken
	}
	return nil
}

// Paste returns what is on the clipboard, or [ErrNothing].
func (x *Exchange) Paste(context.Context) (Pasted, error) {
	picture := clipboard.Read(clipboard.FmtImage)
	switch {
	case len(picture) == 0:
		return Pasted{}, ErrNothing
	case len(picture) > MostPasted:
		return Pasted{}, ErrTooLarge
	}
	return Pasted{Picture: picture}, nil
}

// Close leaves what is on the clipboard to the system.
func (x *Exchange) Close(context.Context) {}
