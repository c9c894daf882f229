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

// Put offers a picture and files in place of what was on the clipboard. All of it is made
// at once. A picture is there as a bitmap, too, for programs that know no PNG.
func (x *Exchange) Put(_ context.Context, o Offer) error {
	var put []content
	for _, form := range o.oleFormats() {
		data, err := form.make()
		if err != nil {
			return err
		}
		if form.format != filesFormat && clipboard.Write(clipboard.FmtImage, data) == nil {
			return ErrNotTaken
		}
		put = append(put, content{form.format, data})
	}
	return putContents(o.Picture == nil, put)
}

// Paste returns what is on the clipboard, or [ErrNothing].
func (x *Exchange) Paste(context.Context) (Pasted, error) {
	files, picture, err := readContents()
	if err != nil || len(files) > 0 {
		return Pasted{Files: files}, err
	}
	if len(picture) == 0 {
		picture = clipboard.Read(clipboard.FmtImage)
	}
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
