package transfer

import (
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	openClipboard    = user32.NewProc("OpenClipboard")
	closeClipboard   = user32.NewProc("CloseClipboard")
	emptyClipboard   = user32.NewProc("EmptyClipboard")
	setClipboardData = user32.NewProc("SetClipboardData")
	getClipboardData = user32.NewProc("GetClipboardData")
	globalFree       = kernel32.NewProc("GlobalFree")
	globalSize       = kernel32.NewProc("GlobalSize")
	dragQueryFile    = windows.NewLazySystemDLL("shell32.dll").NewProc("DragQueryFileW")
)

// A content is one form of what is on the clipboard.
type content struct {
	format uint16
	data   []byte
}

const (
	// busyFor is how long another program is waited for that has opened the clipboard.
	busyFor = time.Second
	// mostFiles bounds the files that are taken from the clipboard.
	mostFiles = 1 << 16
)

// withClipboard calls do with the clipboard open, which it is to one program at a time, or
// returns [ErrNotTaken].
func withClipboard(do func() error) error {
	runtime.LockOSThread() // to which it is open
	defer runtime.UnlockOSThread()
	for late := time.Now().Add(busyFor); ; time.Sleep(10 * time.Millisecond) {
		if open, _, _ := openClipboard.Call(0); open != 0 {
			break
		}
		if time.Now().After(late) {
			return ErrNotTaken
		}
	}
	defer func() { _, _, _ = closeClipboard.Call() }()
	return do()
}

// putContents adds contents to what is on the clipboard, or puts them in its place.
func putContents(alone bool, contents []content) error {
	return withClipboard(func() error {
		if alone {
			_, _, _ = emptyClipboard.Call()
		}
		for _, c := range contents {
			memory, err := inGlobalMemory(c.data)
			if err != nil {
				return err
			}
			if taken, _, _ := setClipboardData.Call(uintptr(c.format), memory); taken == 0 {
				_, _, _ = globalFree.Call(memory)
				return ErrNotTaken
			}
		}
		return nil
	})
}

// readContents returns the files and the PNG on the clipboard, of which either may be
// missing.
func readContents() (files []string, picture []byte, err error) {
	err = withClipboard(func() error {
		if memory, _, _ := getClipboardData.Call(filesFormat); memory != 0 {
			files = droppedFiles(memory)
		}
		memory, _, _ := getClipboardData.Call(uintptr(pngFormat()))
		if memory == 0 {
			return nil
		}
		if size, _, _ := globalSize.Call(memory); size > MostPasted {
			return ErrTooLarge
		}
		picture = copyOfMemory(memory)
		return nil
	})
	return files, picture, err
}

// droppedFiles returns the files that a DROPFILES names.
func droppedFiles(memory uintptr) (files []string) {
	const all = 0xffffffff
	n, _, _ := dragQueryFile.Call(memory, all, 0, 0)
	for i := range min(n, mostFiles) {
		length, _, _ := dragQueryFile.Call(memory, i, 0, 0)
		name := make([]uint16, length+1)
		_, _, _ = dragQueryFile.Call(memory, i, uintptr(unsafe.Pointer(&name[0])), uintptr(len(name)))
		files = append(files, windows.UTF16ToString(name))
	}
	return files
}

// copyOfMemory returns what is in memory of the system's.
func copyOfMemory(memory uintptr) []byte {
	size, _, _ := globalSize.Call(memory)
	at, _, _ := globalLock.Call(memory)
	if at == 0 || size == 0 {
		return nil
	}
	data := make([]byte, size)
	_, _, _ = moveMemory.Call(uintptr(unsafe.Pointer(&data[0])), at, size)
	_, _, _ = globalUnlock.Call(memory)
	return data
}
