package ui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func square(side int) *image.RGBA { return image.NewRGBA(image.Rect(0, 0, side, side)) }

func TestTheThumbnailsUsedLongestAgoMakeRoom(t *testing.T) {
	l := newLRU(3 * 4 * 10 * 10)
	l.put("a", square(10))
	l.put("b", square(10))
	l.put("c", square(10))
	l.get("a")
	l.put("d", square(10))
	if l.get("b") != nil {
		t.Error("b was used longest ago and is still kept")
	}
	for _, key := range []string{"a", "c", "d"} {
		if l.get(key) == nil {
			t.Errorf("%s is gone", key)
		}
	}
	l.put("a", square(5))
	if want := 4 * (10*10*2 + 5*5); l.used != want {
		t.Errorf("%d bytes are counted, want %d", l.used, want)
	}
	l.put("huge", square(100))
	if l.used != 0 || len(l.entries) != 0 {
		t.Errorf("a picture larger than all room is kept: %d bytes, %d entries", l.used, len(l.entries))
	}
}

// bench is thumbs with a queue in place of the main goroutine.
func bench(t *testing.T) (*thumbs, chan func()) {
	t.Helper()
	queue := make(chan func(), 1000)
	b := newBridge(t.Context())
	b.post = func(f func()) { queue <- f }
	t.Cleanup(func() {
		b.close()
		if !b.wait(20 * time.Second) {
			t.Error("thumbnails are still being made after the end")
		}
	})
	return newThumbs(b), queue
}

func TestThumbnailsAreMadeFewAtATimeAndTheLastWishFirst(t *testing.T) {
	th, queue := bench(t)
	gate := make(chan struct{})
	var atWork, most atomic.Int32
	var made []string
	wish := func(key string) {
		th.want(picture{key: key, make: func(context.Context) (*image.RGBA, error) {
			most.Store(max(most.Load(), atWork.Add(1)))
			<-gate
			atWork.Add(-1)
			return square(1), nil
		}}, func(*image.RGBA, error) { made = append(made, key) })
	}
	for i := range thumbMakers {
		wish(fmt.Sprint("first ", i))
	}
	for atWork.Load() < thumbMakers {
		time.Sleep(time.Millisecond)
	}
	wish("older")
	wish("newer")
	for range thumbMakers {
		gate <- struct{}{}
		receive(t, "a thumbnail", queue)()
	}
	close(gate)
	for range 2 {
		receive(t, "a thumbnail", queue)()
	}
	if got := most.Load(); got > thumbMakers {
		t.Errorf("%d were made at a time, want at most %d", got, thumbMakers)
	}
	if len(made) != thumbMakers+2 || !slices.ContainsFunc(made[:thumbMakers], func(s string) bool { return strings.HasPrefix(s, "first") }) {
		t.Errorf("made %q", made)
	}
}

func TestTheWishMadeLastIsTakenUpFirst(t *testing.T) {
	th, _ := bench(t)
	th.makers = thumbMakers // as if all were at work
	for _, key := range []string{"a", "b", "c"} {
		th.want(picture{key: key}, nil)
	}
	for _, want := range []string{"c", "b", "a"} {
		if got := th.next().picture.key; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestADroppedWishIsNotMade(t *testing.T) {
	th, queue := bench(t)
	gate, begun := make(chan struct{}), make(chan struct{})
	blocked := picture{key: "blocked", make: func(context.Context) (*image.RGBA, error) {
		begun <- struct{}{}
		<-gate
		return square(1), nil
	}}
	told, toldOfDropped := 0, false
	for range thumbMakers {
		th.want(blocked, func(*image.RGBA, error) { told++ })
		<-begun
	}
	w := th.want(picture{key: "dropped", make: func(context.Context) (*image.RGBA, error) {
		t.Error("it was made")
		return square(1), nil
	}}, func(*image.RGBA, error) { toldOfDropped = true })
	th.drop(w)
	close(gate)
	for range thumbMakers {
		receive(t, "a thumbnail", queue)()
	}
	th.bridge.wait(20 * time.Second)
	if toldOfDropped || told != thumbMakers {
		t.Errorf("told of %d and of the dropped one %v", told, toldOfDropped)
	}
}

func TestAThumbnailThatCannotBeMadeTellsWhyAndIsNotKept(t *testing.T) {
	th, queue := bench(t)
	torn := errors.New("torn")
	var got error
	th.want(picture{key: "x", make: func(context.Context) (*image.RGBA, error) { return nil, torn }},
		func(_ *image.RGBA, err error) { got = err })
	receive(t, "a thumbnail", queue)()
	if !errors.Is(got, torn) || th.get("x") != nil {
		t.Errorf("got %v, kept %v", got, th.get("x"))
	}
}
