package transfer

import (
	"bytes"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ebitengine/purego/objc"
)

// provided gives the provider of the promise of the second of two files.
func provided(t *testing.T, f func(provider objc.ID, p *promise)) {
	t.Helper()
	m, err := newPromiser()
	if err != nil {
		t.Fatal(err)
	}
	o := Of(smallPNG(t), ownFiles(t, smallPNG(t)))
	inPool(func() {
		p := o.promises(new(atomic.Bool))[1]
		f(send(m.provider(p), "autorelease"), p)
	})
}

func TestAPromiseThatNobodyHoldsIsForgotten(t *testing.T) {
	var held objc.ID
	provided(t, func(provider objc.ID, _ *promise) { held = provider })
	m, err := newPromiser()
	if err != nil {
		t.Fatal(err)
	}
	if m.known.get(held) != nil {
		t.Error("it is still known")
	}
}

func TestAPromiseIsKeptAndTold(t *testing.T) {
	provided(t, func(provider objc.ID, p *promise) {
		name := textOf(send(provider, "filePromiseProvider:fileNameForType:", provider, text(pngType)))
		if name != p.name() {
			t.Errorf("it is called %q", name)
		}
		to := filepath.Join(t.TempDir(), name)
		for n, fails := range []bool{false, true} { // the second time it is there
			told := make(chan bool, 1)
			done := objc.NewBlock(func(_ objc.Block, failure objc.ID) { told <- failure != 0 })
			send(provider, "filePromiseProvider:writePromiseToURL:completionHandler:", provider, fileURL(to), done)
			select {
			case got := <-told:
				if got != fails {
					t.Errorf("time %d fails: %v", n, got)
				}
			case <-time.After(time.Minute):
				t.Fatal("it is not told")
			}
			done.Release()
		}
		if got, _ := os.ReadFile(to); !bytes.Equal(got, smallPNG(t)) {
			t.Errorf("the file has %d bytes", len(got))
		}
	})
}

func TestWhatIsPromisedIsOfferedAsAFileAndAPictureToo(t *testing.T) {
	provided(t, func(provider objc.ID, p *promise) {
		ownBoard(t, func(board objc.ID) {
			ask[int](board, "clearContents")
			if !ask[bool](board, "writeObjects:", array(provider)) {
				t.Fatal("it was not put on the pasteboard")
			}
			got, err := pastedFrom(board)
			if want, _ := p.path(); err != nil || !same(got.Files, []string{want}) {
				t.Errorf("pasted %q: %v", got.Files, err)
			}
			if !bytes.Equal(dataOf(send(board, "dataForType:", text(pngType))), smallPNG(t)) {
				t.Error("the picture is not there")
			}
			receivers := send(board, "readObjectsForClasses:options:", array(class("NSFilePromiseReceiver")), objc.ID(0))
			if n := ask[uint](receivers, "count"); n != 1 {
				t.Errorf("%d promises are there", n)
			}
		})
	})
}

func TestADragTellsItsOutcomeOnce(t *testing.T) {
	made, err := newDragger()
	if err != nil {
		t.Fatal(err)
	}
	for operation, dropped := range map[uint]bool{dragNothing: false, dragCopy: true} {
		inPool(func() {
			d := &drag{ended: make(chan outcome, 1)}
			source := send(send(objc.ID(made.class), "alloc"), "init")
			made.known.set(source, d)
			const within = 1
			for where, want := range map[int]uint{outside: dragCopy, within: dragNothing} {
				if got := ask[uint](source, "draggingSession:sourceOperationMaskForDraggingContext:", objc.ID(0), where); got != want {
					t.Errorf("in context %d %d is allowed", where, got)
				}
			}
			for range 2 {
				send(source, "draggingSession:endedAtPoint:operation:", objc.ID(0), cgPoint{3, 4}, operation)
			}
			if got := <-d.ended; got.dropped != dropped || got.err != nil {
				t.Errorf("after operation %d it is %v", operation, got)
			}
			d.void.Store(true)
			if d.allowed(outside) != dragNothing {
				t.Error("a drag that was cancelled is taken")
			}
		})
	}
}
