package transfer

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"runtime"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	registerClass    = user32.NewProc("RegisterClassExW")
	createWindow     = user32.NewProc("CreateWindowExW")
	defaultProcedure = user32.NewProc("DefWindowProcW")
	getMessage       = user32.NewProc("GetMessageW")
	dispatchMessage  = user32.NewProc("DispatchMessageW")
	setCapture       = user32.NewProc("SetCapture")
	releaseCapture   = user32.NewProc("ReleaseCapture")
	foreground       = user32.NewProc("SetForegroundWindow")
	setCursor        = user32.NewProc("SetCursorPos")
	mouseEvent       = user32.NewProc("mouse_event")
	postQuitMessage  = user32.NewProc("PostQuitMessage")
	registerDragDrop = ole32.NewProc("RegisterDragDrop")
	releaseMedium    = ole32.NewProc("ReleaseStgMedium")
)

// comObject is an object of OLE, or of the test's, with its table of functions.
type comObject[Table any] struct{ table *Table }

// A dropTarget takes what is dropped on its window. It begins as an IDropTarget does.
type dropTarget struct {
	table   *[7]uintptr
	refuses bool
	over    atomic.Int32 // how often something was above it
	taken   chan arrived
}

type arrived struct {
	files   []string
	picture []byte
}

func effectOf(t *dropTarget) uint32 {
	if t.refuses {
		return 0
	}
	return effectCopy
}

func newDropTarget(refuses bool) *dropTarget {
	return &dropTarget{refuses: refuses, taken: make(chan arrived, 1), table: &[7]uintptr{
		windows.NewCallback(func(t *dropTarget, _ *windows.GUID, out **dropTarget) uintptr { *out = t; return oleOK }),
		windows.NewCallback(keep[dropTarget]), windows.NewCallback(keep[dropTarget]),
		windows.NewCallback(func(t *dropTarget, _ *comObject[[12]uintptr], _ uint32, _ uint64, effect *uint32) uintptr {
			*effect = effectOf(t)
			return oleOK
		}),
		windows.NewCallback(func(t *dropTarget, _ uint32, _ uint64, effect *uint32) uintptr {
			t.over.Add(1)
			*effect = effectOf(t)
			return oleOK
		}),
		windows.NewCallback(func(*dropTarget) uintptr { return oleOK }),
		windows.NewCallback(func(t *dropTarget, data *comObject[[12]uintptr], _ uint32, _ uint64, effect *uint32) uintptr {
			*effect = effectOf(t)
			t.taken <- arrived{filesIn(data), pictureIn(data)}
			return oleOK
		}),
	}}
}

// get asks for what is dropped in a format.
func get(data *comObject[[12]uintptr], format uint16) (m oleMedium, ok bool) {
	asked := oleFormat{format: format, aspect: contentOnly, index: wholeContent, medium: inMemory}
	answer, _, _ := syscall.SyscallN(data.table[3], uintptr(unsafe.Pointer(data)), uintptr(unsafe.Pointer(&asked)), uintptr(unsafe.Pointer(&m)))
	return m, answer == oleOK
}

func filesIn(data *comObject[[12]uintptr]) (files []string) {
	m, ok := get(data, filesFormat)
	if !ok {
		return nil
	}
	files = droppedFiles(m.memory)
	_, _, _ = releaseMedium.Call(uintptr(unsafe.Pointer(&m)))
	return files
}

func pictureIn(data *comObject[[12]uintptr]) []byte {
	m, ok := get(data, pngFormat())
	if !ok {
		return nil
	}
	picture := copyOfMemory(m.memory)
	_, _, _ = releaseMedium.Call(uintptr(unsafe.Pointer(&m)))
	return picture
}

// A windowClass is a WNDCLASSEXW.
type windowClass struct {
	size, style                        uint32
	procedure                          uintptr
	classExtra, windowExtra            int32
	instance, icon, cursor, background uintptr
	menu, name                         *uint16
	smallIcon                          uintptr
}

const visiblePopup = 0x90000000

// open shows a window at a place, on a thread of its own, and calls made there. Messages
// are told to heard before they are dealt with.
func open(t *testing.T, name string, at image.Rectangle, made func(window uintptr), heard func(window uintptr, message uint32)) {
	t.Helper()
	ready := make(chan struct{})
	go func() {
		runtime.LockOSThread()
		_, _, _ = oleInitialize.Call(0)
		title, _ := windows.UTF16PtrFromString(fmt.Sprintf("%s %p", name, ready)) // no two are of one class
		class := windowClass{name: title, procedure: windows.NewCallback(func(w uintptr, message uint32, a, b uintptr) uintptr {
			if message == 2 { // it is destroyed
				_, _, _ = postQuitMessage.Call(0)
			}
			heard(w, message)
			answer, _, _ := defaultProcedure.Call(w, uintptr(message), a, b)
			return answer
		})}
		class.size = uint32(unsafe.Sizeof(class))
		_, _, _ = registerClass.Call(uintptr(unsafe.Pointer(&class)))
		w, _, err := createWindow.Call(0, uintptr(unsafe.Pointer(title)), uintptr(unsafe.Pointer(title)), visiblePopup,
			uintptr(at.Min.X), uintptr(at.Min.Y), uintptr(at.Dx()), uintptr(at.Dy()), 0, 0, 0, 0)
		if w == 0 {
			t.Errorf("no window: %v", err)
		}
		made(w)
		t.Cleanup(func() { _, _, _ = postMessage.Call(w, 0x0010, 0, 0) }) // close it
		close(ready)
		var message [8]uintptr
		for {
			more, _, _ := getMessage.Call(uintptr(unsafe.Pointer(&message[0])), 0, 0, 0)
			if int32(more) <= 0 {
				return
			}
			_, _, _ = dispatchMessage.Call(uintptr(unsafe.Pointer(&message[0])))
		}
	}()
	select {
	case <-ready:
	case <-time.After(30 * time.Second):
		t.Fatalf("the window %s is never there", name)
	}
}

const (
	leftDown = 2
	leftUp   = 4
)

// dragTo drags an offer from a window of the test to a target, and calls hold before it
// lets it go. It reports whether the window is told that the button is up.
func dragTo(ctx context.Context, t *testing.T, target *dropTarget, o Offer, hold func()) (dropped, told bool) {
	t.Helper()
	if testing.Short() {
		t.Skip("the mouse is needed for a while")
	}
	open(t, t.Name()+" target", image.Rect(300, 100, 500, 300), func(w uintptr) {
		if answer, _, _ := registerDragDrop.Call(w, uintptr(unsafe.Pointer(target))); answer != oleOK {
			t.Errorf("RegisterDragDrop answers %#x", answer)
		}
	}, func(uintptr, uint32) {})
	down, up := make(chan struct{}, 10), make(chan struct{}, 10)
	open(t, t.Name()+" source", image.Rect(0, 0, 200, 200), func(w uintptr) { _, _, _ = foreground.Call(w) }, func(w uintptr, message uint32) {
		switch message {
		case 0x0201:
			_, _, _ = setCapture.Call(w) // as the toolkit does
			down <- struct{}{}
		case buttonUp:
			_, _, _ = releaseCapture.Call()
			up <- struct{}{}
		}
	})
	x := &Exchange{}
	_, _, _ = setCursor.Call(50, 50)
	time.Sleep(300 * time.Millisecond)
	_, _, _ = mouseEvent.Call(leftDown, 0, 0, 0, 0)
	select {
	case <-down:
	case <-time.After(20 * time.Second):
		t.Fatal("the button never goes down")
	}
	type end struct {
		dropped bool
		err     error
	}
	ended := make(chan end, 1)
	go func() {
		dropped, err := x.Drag(ctx, o, nil)
		ended <- end{dropped, err}
	}()
	for _, at := range []uintptr{100, 250, 350, 400, 410, 420} {
		time.Sleep(200 * time.Millisecond)
		_, _, _ = setCursor.Call(at, 200)
	}
	time.Sleep(time.Second)
	hold()
	_, _, _ = mouseEvent.Call(leftUp, 0, 0, 0, 0)
	select {
	case e := <-ended:
		if e.err != nil {
			t.Fatal(e.err)
		}
		dropped = e.dropped
	case <-time.After(30 * time.Second):
		t.Fatal("the drag never ends")
	}
	select {
	case <-up:
		told = true
	case <-time.After(5 * time.Second):
	}
	return dropped, told
}

func TestFilesAndPictureAreDroppedByOLE(t *testing.T) {
	files := []string{`C:\photos\Mimi 1 ü.png`, `C:\photos\Mimi 2 🐈.png`}
	picture := bytes.Repeat([]byte("picture"), 1<<20)
	target := newDropTarget(false)
	dropped, told := dragTo(t.Context(), t, target, Of(picture, files), func() {})
	if !dropped || !told {
		t.Fatalf("dropped: %v; the window is told that the button is up: %v; it was over the target %d times", dropped, told, target.over.Load())
	}
	got := <-target.taken
	if !slices.Equal(got.files, files) || !bytes.HasPrefix(got.picture, picture) {
		t.Errorf("arrived are %q and a picture of %d bytes", got.files, len(got.picture))
	}
}

func TestOLEDragThatIsRefusedOrCancelledDropsNothing(t *testing.T) {
	t.Run("refused", func(t *testing.T) {
		target := newDropTarget(true)
		if dropped, told := dragTo(t.Context(), t, target, Of([]byte("png"), nil), func() {}); dropped || !told || target.over.Load() == 0 {
			t.Errorf("dropped: %v; the window is told that the button is up: %v", dropped, told)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		target := newDropTarget(false)
		if dropped, told := dragTo(ctx, t, target, Of([]byte("png"), nil), func() {
			cancel()
			time.Sleep(time.Second)
		}); dropped || !told || len(target.taken) > 0 || target.over.Load() == 0 {
			t.Errorf("dropped: %v; the window is told that the button is up: %v", dropped, told)
		}
	})
}
