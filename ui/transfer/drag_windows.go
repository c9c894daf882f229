package transfer

import (
	"context"
	"fmt"
	"image"
	"runtime"
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	ole32                   = windows.NewLazySystemDLL("ole32.dll")
	oleInitialize           = ole32.NewProc("OleInitialize")
	oleUninitialize         = ole32.NewProc("OleUninitialize")
	doDragDrop              = ole32.NewProc("DoDragDrop")
	user32                  = windows.NewLazySystemDLL("user32.dll")
	attachThreadInput       = user32.NewProc("AttachThreadInput")
	registerClipboardFormat = user32.NewProc("RegisterClipboardFormatW")
	postMessage             = user32.NewProc("PostMessageW")
	keyStateNow             = user32.NewProc("GetAsyncKeyState")
	setKeyboardState        = user32.NewProc("SetKeyboardState")
)

// What OLE answers and is answered.
const (
	oleOK             = 0
	oleDrop           = 0x00040100
	oleCancel         = 0x00040101
	oleDefaultCursors = 0x00040102
	oleNotDone        = 0x80004001
	oleNoInterface    = 0x80004002
	oleNoFormat       = 0x80040064
	oleFailed         = 0x80004005
)

const (
	effectCopy   = 1
	mouseButtons = 1 | 2   // of the state of keys: left and right
	buttonUp     = 0x0202  // the message that the left button was let go
	failedBit    = 1 << 31 // of an answer
	unknownID    = "{00000000-0000-0000-C000-000000000046}"
	sourceID     = "{00000121-0000-0000-C000-000000000046}"
	dataID       = "{0000010E-0000-0000-C000-000000000046}"
)

// A dropSource is asked by OLE whether a drag goes on. It begins as an IDropSource does.
type dropSource struct {
	table *[5]uintptr
	ctx   context.Context
}

// sourceTable is the table of functions of all drop sources. Such functions can be made a
// limited number of times in a process.
var sourceTable = sync.OnceValue(func() *[5]uintptr {
	return &[5]uintptr{
		windows.NewCallback(func(s *dropSource, id *windows.GUID, out **dropSource) uintptr {
			*out = nil
			if !is(id, unknownID, sourceID) {
				return oleNoInterface
			}
			*out = s
			return oleOK
		}),
		windows.NewCallback(keep[dropSource]), windows.NewCallback(keep[dropSource]),
		windows.NewCallback(func(s *dropSource, escape, keys uint32) uintptr {
			switch {
			case escape != 0 || s.ctx.Err() != nil:
				return oleCancel
			case keys&mouseButtons == 0:
				return oleDrop
			}
			return oleOK
		}),
		windows.NewCallback(func(*dropSource, uint32) uintptr { return oleDefaultCursors }),
	}
})

// keep counts a reference more or less. An object lives as long as its drag, after which
// OLE lets nobody have it any more, so it counts none.
func keep[T any](*T) uintptr { return 1 }

// is reports whether an identity is one of some.
func is(id *windows.GUID, some ...string) bool {
	for _, one := range some {
		if id.String() == one {
			return true
		}
	}
	return false
}

// Drag lets an offer be dropped on another program, from now until the mouse button is let
// go, and reports whether one has taken it. No picture goes with the pointer. It ends
// early, with nothing dropped, when the context is done. Another drag begins when this one
// has ended.
func (x *Exchange) Drag(ctx context.Context, o Offer, _ image.Image) (dropped bool, err error) {
	x.dragging.Lock()
	defer x.dragging.Unlock()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	data := &dataObject{table: dataTable(), formats: o.oleFormats()}
	source := &dropSource{table: sourceTable(), ctx: ctx}
	var pins runtime.Pinner
	defer pins.Unpin() // OLE has let go of them by then
	pins.Pin(data)
	pins.Pin(source)
	if answer, _, _ := oleInitialize.Call(0); answer&failedBit != 0 {
		return false, fmt.Errorf("%w: OleInitialize answers %#x", ErrNoDrag, answer)
	}
	defer func() { _, _, _ = oleUninitialize.Call() }()
	defer shareInput()()
	var effect uint32
	answer, _, _ := doDragDrop.Call(uintptr(unsafe.Pointer(data)), uintptr(unsafe.Pointer(source)), effectCopy, uintptr(unsafe.Pointer(&effect)))
	if answer&failedBit != 0 {
		return false, fmt.Errorf("dragging: DoDragDrop answers %#x", answer)
	}
	return answer == oleDrop && effect&effectCopy != 0, nil
}

// shareInput lets this thread know of the keys and buttons that the window's thread is told
// of, as a drag needs it. The function that it returns ends that, and tells the window that
// the button was let go, which nobody else does.
func shareInput() (end func()) {
	window := windows.GetForegroundWindow()
	var process uint32
	thread, err := windows.GetWindowThreadProcessId(window, &process)
	if err != nil || process != windows.GetCurrentProcessId() {
		return func() {}
	}
	info := windows.GUIThreadInfo{Size: uint32(unsafe.Sizeof(windows.GUIThreadInfo{}))}
	if windows.GetGUIThreadInfo(thread, &info) == nil && info.Capture != 0 {
		window = info.Capture
	}
	own := windows.GetCurrentThreadId()
	_, _, _ = attachThreadInput.Call(uintptr(own), uintptr(thread), 1)
	learnKeys()
	return func() {
		_, _, _ = attachThreadInput.Call(uintptr(own), uintptr(thread), 0)
		_, _, _ = postMessage.Call(uintptr(window), buttonUp, 0, 0)
	}
}

// learnKeys has this thread know which keys and buttons are down. When threads begin to
// share their input, none is.
func learnKeys() {
	const down = 0x80
	var keys [256]byte
	for key := range keys {
		if state, _, _ := keyStateNow.Call(uintptr(key)); state&0x8000 != 0 {
			keys[key] = down
		}
	}
	_, _, _ = setKeyboardState.Call(uintptr(unsafe.Pointer(&keys[0])))
}
