//go:build nodynamic

package photo

import (
	"context"
	"errors"
	"os"
	"testing"
)

func TestGuestHasNoMoreMemoryThanItIsGiven(t *testing.T) {
	err := heicGuest.run(t.Context(), 1<<20, func(v *visit) error {
		v.alloc(8 << 20)
		return v.err
	})
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
}

func TestGuestGivesItsMemoryBack(t *testing.T) {
	m := &guestMemory{limit: 1 << 20}
	if got := m.Reallocate(1 << 16); len(got) != 1<<16 {
		t.Fatalf("%d bytes", len(got))
	}
	if m.Reallocate(1<<20+1) != nil || !m.exhausted {
		t.Error("it grew above the limit")
	}
	m.Free()
	if m.pages != nil {
		t.Error("it kept its pages")
	}
	m.Free()
}

// A guest whose picture ends in an error lets the next one in.
func TestGuestsWaitForOneAnother(t *testing.T) {
	started, leave, left := make(chan struct{}), make(chan struct{}), make(chan struct{})
	failure := errors.New("failed")
	go func() {
		defer close(left)
		err := heicGuest.run(t.Context(), 1<<22, func(*visit) error {
			close(started)
			<-leave
			return failure
		})
		if !errors.Is(err, failure) {
			t.Errorf("got %v", err)
		}
	}()
	<-started
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := avifGuest.run(ctx, 1<<22, func(*visit) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v while another one runs, want context.Canceled", err)
	}
	close(leave)
	<-left
	if err := avifGuest.run(t.Context(), 1<<22, func(*visit) error { return nil }); err != nil {
		t.Error(err)
	}
}

func TestGuestThatPanicsLetsTheNextOneIn(t *testing.T) {
	func() {
		defer func() { _ = recover() }()
		_ = heicGuest.run(t.Context(), 1<<22, func(*visit) error { panic("index out of range") })
	}()
	if err := heicGuest.run(t.Context(), 1<<22, func(*visit) error { return nil }); err != nil {
		t.Error(err)
	}
}

func TestReadingTheContainerOfCutFilesEnds(t *testing.T) {
	for _, name := range []string{"corners.heic", "turned-5.avif"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for n := range data {
			if h, err := readHEIF(data[:n]); err == nil && (h.size.X != 64 || h.size.Y != 32) {
				t.Errorf("%s cut at %d: %v", name, n, h.size)
			}
		}
	}
}
