package transfer

import (
	"context"
	"fmt"
	"sync"

	"github.com/ebitengine/purego/objc"
)

// An Exchange hands offers over to other programs. Its methods may be called by several
// goroutines.
type Exchange struct {
	dragging sync.Mutex // held during a drag
}

// Open returns an exchange, or [ErrNoClipboard].
func Open() (*Exchange, error) {
	if err := loadAppKit(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoClipboard, err)
	}
	return &Exchange{}, nil
}

// Put offers a picture and files in place of what was on the clipboard. Both are asked for
// at once, and the picture is another form of the first file.
func (x *Exchange) Put(_ context.Context, o Offer) (err error) {
	var picture []byte
	var files []string
	if o.Picture != nil {
		if picture, err = o.Picture(); err != nil {
			return err
		}
	}
	if o.Files != nil {
		if files, err = o.Files(); err != nil {
			return err
		}
	}
	inPool(func() { err = putOn(send(class("NSPasteboard"), "generalPasteboard"), picture, files) })
	return err
}

// putOn puts a picture and files onto a pasteboard.
func putOn(board objc.ID, picture []byte, files []string) error {
	items := make([]objc.ID, max(1, len(files)))
	for i := range items {
		items[i] = send(send(send(class("NSPasteboardItem"), "alloc"), "init"), "autorelease")
	}
	for i, file := range files {
		ask[bool](items[i], "setString:forType:", send(fileURL(file), "absoluteString"), text(fileURLType))
	}
	if len(picture) > 0 {
		ask[bool](items[0], "setData:forType:", data(picture), text(pngType))
	}
	ask[int](board, "clearContents")
	if !ask[bool](board, "writeObjects:", array(items...)) {
		return ErrNotTaken
	}
	return nil
}

// Paste returns what is on the clipboard, or [ErrNothing].
func (x *Exchange) Paste(context.Context) (p Pasted, err error) {
	inPool(func() { p, err = pastedFrom(send(class("NSPasteboard"), "generalPasteboard")) })
	return p, err
}

// pastedFrom returns the files on a pasteboard, which may have their icons on it as well,
// or else its picture.
func pastedFrom(board objc.ID) (Pasted, error) {
	urls := send(board, "readObjectsForClasses:options:", array(class("NSURL")), objc.ID(0))
	if files := pathsOf(urls); len(files) > 0 {
		return Pasted{Files: files}, nil
	}
	picture := send(board, "dataForType:", text(pngType))
	if picture == 0 {
		picture = send(board, "dataForType:", text(tiffType))
		if ask[uint](picture, "length") <= MostPasted {
			picture = asPNG(picture)
		}
	}
	switch size := ask[uint](picture, "length"); {
	case size == 0:
		return Pasted{}, ErrNothing
	case size > MostPasted:
		return Pasted{}, ErrTooLarge
	}
	return Pasted{Picture: dataOf(picture)}, nil
}

// asPNG returns a picture in another format as a PNG, or nothing where it is none.
func asPNG(picture objc.ID) objc.ID {
	if picture == 0 {
		return 0
	}
	const png = 4
	bitmap := send(class("NSBitmapImageRep"), "imageRepWithData:", picture)
	return send(bitmap, "representationUsingType:properties:", png, send(class("NSDictionary"), "dictionary"))
}

// Close leaves what is on the clipboard to the system.
func (x *Exchange) Close(context.Context) {}
