package transfer

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"
	"unicode/utf16"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	createEnum    = windows.NewLazySystemDLL("shell32.dll").NewProc("SHCreateStdEnumFmtEtc")
	kernel32      = windows.NewLazySystemDLL("kernel32.dll")
	globalAlloc   = kernel32.NewProc("GlobalAlloc")
	globalLock    = kernel32.NewProc("GlobalLock")
	globalUnlock  = kernel32.NewProc("GlobalUnlock")
	moveMemory    = kernel32.NewProc("RtlMoveMemory")
	errOutOfSpace = windows.ERROR_NOT_ENOUGH_MEMORY
)

const (
	filesFormat  = 15 // CF_HDROP
	contentOnly  = 1  // the aspect of a format
	wholeContent = -1 // the index of it
	inMemory     = 1  // the medium
	movable      = 2  // memory
)

// An oleFormat is a FORMATETC.
type oleFormat struct {
	format uint16
	device uintptr
	aspect uint32
	index  int32
	medium uint32
}

// An oleMedium is a STGMEDIUM with memory in it.
type oleMedium struct {
	medium uint32
	memory uintptr
	free   uintptr
}

// A dataObject is an offer as OLE asks for it. It begins as an IDataObject does.
type dataObject struct {
	table   *[12]uintptr
	formats []oleForm
}

// An oleForm is an offer in one of its forms.
type oleForm struct {
	format uint16
	make   func() ([]byte, error)
}

// oleFormats returns the forms of an offer, the richest first.
func (o Offer) oleFormats() (forms []oleForm) {
	if o.Picture != nil {
		forms = append(forms, oleForm{pngFormat(), o.Picture})
	}
	if o.Files != nil {
		forms = append(forms, oleForm{filesFormat, o.dropFiles})
	}
	return forms
}

// pngFormat is what the system calls the format of a PNG.
func pngFormat() uint16 {
	name, _ := windows.UTF16PtrFromString("PNG") // it has no zero in it
	format, _, _ := registerClipboardFormat.Call(uintptr(unsafe.Pointer(name)))
	return uint16(format)
}

// dropFiles returns the files as a DROPFILES.
func (o Offer) dropFiles() ([]byte, error) {
	files, err := o.Files()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	head := [5]uint32{20, 0, 0, 0, 1} // its size, a point, whether that counts, and that letters are wide
	_ = binary.Write(&b, binary.LittleEndian, head)
	for _, file := range files {
		_ = binary.Write(&b, binary.LittleEndian, append(utf16.Encode([]rune(file)), 0))
	}
	b.Write([]byte{0, 0})
	return b.Bytes(), nil
}

// find returns the form that is asked for.
func (d *dataObject) find(f *oleFormat) (form oleForm, ok bool) {
	at := slices.IndexFunc(d.formats, func(form oleForm) bool { return form.format == f.format })
	if at < 0 || f.aspect != contentOnly || f.medium&inMemory == 0 {
		return oleForm{}, false
	}
	return d.formats[at], true
}

// dataTable is the table of functions of all data objects. Such functions can be made a
// limited number of times in a process.
var dataTable = sync.OnceValue(func() *[12]uintptr {
	notDone := windows.NewCallback(func(*dataObject, uintptr, uintptr) uintptr { return oleNotDone })
	return &[12]uintptr{
		windows.NewCallback(func(d *dataObject, id *windows.GUID, out **dataObject) uintptr {
			*out = nil
			if !is(id, unknownID, dataID) {
				return oleNoInterface
			}
			*out = d
			return oleOK
		}),
		windows.NewCallback(keep[dataObject]), windows.NewCallback(keep[dataObject]),
		windows.NewCallback(func(d *dataObject, f *oleFormat, out *oleMedium) uintptr {
			form, ok := d.find(f)
			if !ok {
				return oleNoFormat
			}
			data, err := form.make()
			if err != nil {
				return oleFailed
			}
			memory, err := inGlobalMemory(data)
			if err != nil {
				return oleFailed
			}
			*out = oleMedium{medium: inMemory, memory: memory}
			return oleOK
		}),
		notDone, // into memory of theirs
		windows.NewCallback(func(d *dataObject, f *oleFormat) uintptr {
			if _, ok := d.find(f); !ok {
				return oleNoFormat
			}
			return oleOK
		}),
		notDone, // the same format by another name
		windows.NewCallback(func(*dataObject, *oleFormat, *oleMedium, uint32) uintptr { return oleNotDone }), // set
		windows.NewCallback(func(d *dataObject, direction uint32, out *uintptr) uintptr {
			*out = 0
			if direction != 1 || len(d.formats) == 0 { // to get
				return oleNotDone
			}
			formats := make([]oleFormat, len(d.formats))
			for i, form := range d.formats {
				formats[i] = oleFormat{format: form.format, aspect: contentOnly, index: wholeContent, medium: inMemory}
			}
			answer, _, _ := createEnum.Call(uintptr(len(formats)), uintptr(unsafe.Pointer(&formats[0])), uintptr(unsafe.Pointer(out)))
			return answer
		}),
		windows.NewCallback(func(*dataObject, *oleFormat, uint32, uintptr, *uint32) uintptr { return oleNotDone }), // be told of changes
		windows.NewCallback(func(*dataObject, uint32) uintptr { return oleNotDone }),
		windows.NewCallback(func(*dataObject, *uintptr) uintptr { return oleNotDone }),
	}
})

// inGlobalMemory returns memory with data in it that whoever asked for it frees.
func inGlobalMemory(data []byte) (uintptr, error) {
	memory, _, _ := globalAlloc.Call(movable, uintptr(max(1, len(data))))
	if memory == 0 {
		return 0, errOutOfSpace
	}
	at, _, _ := globalLock.Call(memory)
	if at == 0 {
		return 0, errOutOfSpace
	}
	if len(data) > 0 {
		_, _, _ = moveMemory.Call(at, uintptr(unsafe.Pointer(&data[0])), uintptr(len(data)))
	}
	_, _, _ = globalUnlock.Call(memory)
	return memory, nil
}
