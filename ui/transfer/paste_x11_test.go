//go:build !windows && !darwin

package transfer

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// copyElsewhere has another program put something onto the clipboard, and waits until it
// is there: the program does so in the background.
func copyElsewhere(t *testing.T, x *Exchange, target string, data []byte) {
	t.Helper()
	owner := func() xproto.Window {
		reply, err := xproto.GetSelectionOwner(x.server.Conn, x.server.atom("CLIPBOARD")).Reply()
		if err != nil {
			t.Fatal(err)
		}
		return reply.Owner
	}
	before := owner()
	cmd := exec.Command("xclip", "-selection", "clipboard", "-target", target, "-in")
	cmd.Stdin = bytes.NewReader(data)
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(time.Minute); owner() == before || owner() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("the other program never takes the clipboard")
		}
	}
}

func TestPictureOfAnotherProgramIsPastedByteForByte(t *testing.T) {
	x := openClipboard(t)
	for _, size := range []int{1, 1000, 20 << 20} {
		picture := noise(size)
		copyElsewhere(t, x, pictureFormat, picture)
		got, err := x.Paste(t.Context())
		if err != nil || !bytes.Equal(got.Picture, picture) || got.Files != nil {
			t.Errorf("of %d bytes %d are pasted, or others, and %q: %v", size, len(got.Picture), got.Files, err)
		}
	}
}

func TestFilesOfAnotherProgramArePastedRatherThanAPicture(t *testing.T) {
	x := openClipboard(t)
	copyElsewhere(t, x, listFormat, []byte("# a comment\r\nfile:///tmp/Mimi%201%20%C3%BC.png\r\nhttps://example.org/a.png\r\nfile://elsewhere/a.png\r\nfile://localhost/b.png\r\n"))
	if got, err := x.Paste(t.Context()); err != nil || !slices.Equal(got.Files, []string{"/tmp/Mimi 1 ü.png", "/b.png"}) {
		t.Errorf("pasted is %q: %v", got.Files, err)
	}
	files := []string{"/tmp/a b.png"}
	offer(t, x, Of([]byte("png"), files)) // what this program has copied itself
	if got, err := x.Paste(t.Context()); err != nil || !slices.Equal(got.Files, files) || got.Picture != nil {
		t.Errorf("pasted is %q and a picture of %d bytes: %v", got.Files, len(got.Picture), err)
	}
}

func TestWithNoPictureOnTheClipboardNothingIsPasted(t *testing.T) {
	x := openClipboard(t)
	if got, err := x.Paste(t.Context()); !errors.Is(err, ErrNothing) {
		t.Errorf("of an empty clipboard %v is pasted (%v)", got, err)
	}
	copyElsewhere(t, x, "UTF8_STRING", []byte("words"))
	if got, err := x.Paste(t.Context()); !errors.Is(err, ErrNothing) {
		t.Errorf("of words %v is pasted (%v)", got, err)
	}
	copyElsewhere(t, x, listFormat, []byte("https://example.org/a.png\r\n"))
	if got, err := x.Paste(t.Context()); !errors.Is(err, ErrNothing) {
		t.Errorf("of a page %v is pasted (%v)", got, err)
	}
}

func TestProgramThatNeverGivesItsClipboardIsWaitedForNoLongerThanAsked(t *testing.T) {
	x := openClipboard(t)
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	window, err := xproto.NewWindowId(conn)
	if err != nil {
		t.Fatal(err)
	}
	xproto.CreateWindow(conn, 0, window, x.root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	if err := xproto.SetSelectionOwnerChecked(conn, window, x.server.atom("CLIPBOARD"), xproto.TimeCurrentTime).Check(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if got, err := x.Paste(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("pasted is %v (%v)", got, err)
	}
}
