package transfer

import (
	"fmt"

	"github.com/ebitengine/purego/objc"
)

// OnAsked has a function told of photos and folders, by their full paths, that the system
// asks the running program to open: "Open with" and what is dropped on the program's icon.
// It is called on the thread of the window, which has to call this, once, before it shows
// the window; what was asked for as the program was started is told while that is shown.
// On macOS alone a program is asked so, elsewhere by its arguments.
func OnAsked(open func(paths []string)) error {
	if err := loadAppKit(); err != nil {
		return fmt.Errorf("%w: %w", ErrNotAsked, err)
	}
	var err error
	inPool(func() {
		app := send(class("NSApplication"), "sharedApplication")
		delegate := send(app, "delegate")
		if delegate == 0 {
			err = ErrNotAsked
			return
		}
		err = answer(delegate.Class(), open)
		send(app, "setDelegate:", delegate) // AppKit may have looked already at what it answers
	})
	return err
}

// answer adds to the class of a program's delegate what AppKit tells of files to open.
func answer(delegate objc.Class, open func(paths []string)) error {
	m := method("application:openURLs:", func(_ objc.ID, _ objc.SEL, _, urls objc.ID) {
		if paths := pathsOf(urls); len(paths) > 0 {
			open(paths)
		}
	})
	if !delegate.AddMethod(m.Cmd, objc.NewIMP(m.Fn), "v@:@@") {
		return ErrNotAsked
	}
	return nil
}
