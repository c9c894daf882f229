//go:build windows || darwin

package transfer

import (
	"context"
	"fmt"

	"golang.design/x/clipboard"
)

// A Clipboard is a place where other programs find an offer.
type Clipboard struct{}

// Open returns the system's clipboard, or [ErrNoClipboard].
func Open() (*Clipboard, error) {
	if err := clipboard.Init(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoClipboard, err)
	}
	return &Clipboard{}, nil
}

// Put offers a picture in place of what was on the clipboard. Files alone are
// [ErrNoFiles].
func (c *Clipboard) Put(_ context.Context, o Offer) error {
	if len(o.Picture) == 0 {
		return ErrNoFiles
	}
	if clipboard.Write(clipboard.FmtImage, o.Picture) == nil {
		return ErrNotTaken
	}
	return nil
}

// Close leaves what is on the clipboard to the system.
func (c *Clipboard) Close(context.Context) {}
