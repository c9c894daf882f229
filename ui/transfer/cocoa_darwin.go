package transfer

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
	"github.com/ebitengine/purego/objc"
)

// A cgPoint is a CGPoint. Here, as in the other two, fields are exported so that they may
// be read by reflection.
type cgPoint struct{ X, Y float64 }

type cgSize struct{ Width, Height float64 }

type cgRect struct {
	Origin cgPoint
	Size   cgSize
}

// Types of what is on a pasteboard.
const (
	fileURLType = "public.file-url"
	pngType     = "public.png"
	tiffType    = "public.tiff"
	imageType   = "public.image" // all of them
)

// loadAppKit has the classes of AppKit there, which the toolkit has loaded, but a test has
// not.
var loadAppKit = sync.OnceValue(func() error {
	_, err := purego.Dlopen("/System/Library/Frameworks/AppKit.framework/AppKit", purego.RTLD_LAZY|purego.RTLD_GLOBAL)
	return err
})

// send sends a message whose answer is an object, or nothing.
func send(to objc.ID, selector string, args ...any) objc.ID {
	return to.Send(objc.RegisterName(selector), args...)
}

// ask sends a message whose answer is no object.
func ask[T any](of objc.ID, selector string, args ...any) T {
	return objc.Send[T](of, objc.RegisterName(selector), args...)
}

// class returns a class as an object that messages are sent to.
func class(name string) objc.ID { return objc.ID(objc.GetClass(name)) }

// method is a method of a class of ours. How AppKit is told of its types follows from the
// function's: object, bool, int, uint and cgPoint are what they are in the system's own.
func method(selector string, function any) objc.MethodDef {
	return objc.MethodDef{Cmd: objc.RegisterName(selector), Fn: function}
}

// newClass makes a class of ours. Protocols that the system keeps no record of need not be
// named: what a class answers is what counts.
func newClass(name, super string, protocols []string, methods ...objc.MethodDef) (objc.Class, error) {
	var known []*objc.Protocol
	for _, protocol := range protocols {
		if p := objc.GetProtocol(protocol); p != nil {
			known = append(known, p)
		}
	}
	made, err := objc.RegisterClass(name, objc.GetClass(super), known, nil, methods)
	if err != nil {
		return 0, fmt.Errorf("making the class %s: %w", name, err)
	}
	return made, nil
}

// inPool runs f on one thread, and lets go of what it leaves behind there.
func inPool(f func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	pool := send(send(class("NSAutoreleasePool"), "alloc"), "init")
	defer send(pool, "drain")
	f()
}

// text returns a string as an NSString, which there is none of what is no UTF-8.
func text(s string) objc.ID {
	return send(class("NSString"), "stringWithUTF8String:", strings.ToValidUTF8(s, "\ufffd"))
}

// textOf returns an NSString as a string. That of nothing is empty.
func textOf(s objc.ID) string { return ask[string](s, "UTF8String") }

// data returns bytes as an NSData, which copies them.
func data(b []byte) objc.ID { return send(class("NSData"), "dataWithBytes:length:", b, uint(len(b))) }

// dataOf returns a copy of an NSData's bytes.
func dataOf(d objc.ID) []byte {
	size := ask[uint](d, "length")
	if size == 0 {
		return nil
	}
	return bytes.Clone(unsafe.Slice(ask[*byte](d, "bytes"), size))
}

// array returns objects as an NSArray.
func array(objects ...objc.ID) objc.ID {
	made := send(class("NSMutableArray"), "array")
	for _, object := range objects {
		send(made, "addObject:", object)
	}
	return made
}

// objectsOf returns the objects of an NSArray.
func objectsOf(array objc.ID) (objects []objc.ID) {
	for i := range ask[uint](array, "count") {
		objects = append(objects, send(array, "objectAtIndex:", i))
	}
	return objects
}

// fileURL returns the NSURL of a file.
func fileURL(path string) objc.ID { return send(class("NSURL"), "fileURLWithPath:", text(path)) }

// pathsOf returns the paths of those of some NSURLs that are files'. One that names a file
// by its number, as the Finder does, is looked up.
func pathsOf(urls objc.ID) (paths []string) {
	for _, url := range objectsOf(urls) {
		if path := textOf(send(send(url, "filePathURL"), "path")); path != "" {
			paths = append(paths, path)
		}
	}
	return paths
}

// failure returns an error as an NSError, and none as none.
func failure(err error) objc.ID {
	if err == nil {
		return 0
	}
	const cannotWrite = 512 // NSFileWriteUnknownError
	said := send(class("NSDictionary"), "dictionaryWithObject:forKey:", text(err.Error()), text("NSLocalizedDescription"))
	return send(class("NSError"), "errorWithDomain:code:userInfo:", text("NSCocoaErrorDomain"), cannotWrite, said)
}

// A handler is how a block begins that was made by another.
type handler struct {
	_      uintptr // its class
	_      [2]uint32
	invoke uintptr
}

// finish calls a completion handler.
func finish(done objc.Block, err error) {
	block := *(**handler)(unsafe.Pointer(&done)) // the memory is not Go's
	_, _, _ = purego.SyscallN(block.invoke, uintptr(done), uintptr(failure(err)))
}

// A cast is what Go knows of the objects of a class of ours: they hold nothing of Go's
// themselves.
type cast[T any] struct {
	mu sync.Mutex
	of map[objc.ID]*T
}

func (c *cast[T]) set(object objc.ID, known *T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[objc.ID]*T{}
	}
	c.of[object] = known
}

func (c *cast[T]) get(object objc.ID) *T {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.of[object]
}

// goes is the method that is called last of an object, when nobody holds it any more.
func (c *cast[T]) goes() objc.MethodDef {
	return method("dealloc", func(object objc.ID, dealloc objc.SEL) {
		c.mu.Lock()
		delete(c.of, object)
		c.mu.Unlock()
		object.SendSuper(dealloc)
	})
}
