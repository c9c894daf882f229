//go:build !windows && !darwin

package transfer

import (
	"bufio"
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// openDisplay starts an X server for the test.
func openDisplay(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"Xvfb", "xclip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf(`%s is not installed; "make test" installs it`, tool)
		}
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = read.Close() }()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset")
	server.ExtraFiles = []*os.File{write}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
	})
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb did not start: %v", err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(number))
	t.Setenv("XAUTHORITY", "")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", noBus) // what runs on the machine's own is no part of a test
}

func openClipboard(t *testing.T) *Exchange {
	t.Helper()
	openDisplay(t)
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		c.Close(ctx) // a clipboard manager of the test may just be going
	})
	return c
}

func offer(t *testing.T, c *Exchange, o Offer) {
	t.Helper()
	if err := c.Put(t.Context(), o); err != nil {
		t.Fatal(err)
	}
}

// paste asks for the clipboard as another program does.
func paste(t *testing.T, target string) ([]byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return exec.CommandContext(ctx, "xclip", "-selection", "clipboard", "-target", target, "-out").Output()
}

// noise is data that shows where a byte is missing or out of place.
func noise(n int) []byte {
	random := rand.New(rand.NewPCG(uint64(n), 1))
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}

func TestPictureArrivesByteForByte(t *testing.T) {
	c := openClipboard(t)
	for _, size := range []int{1, 1000, pieceSize, pieceSize + 1, 3 * pieceSize, 20 << 20} {
		picture := noise(size)
		offer(t, c, Of(picture, nil))
		got, err := paste(t, "image/png")
		if err != nil || !bytes.Equal(got, picture) {
			t.Errorf("of %d bytes %d arrived, or others: %v", size, len(got), err)
		}
	}
}

func TestFilesArriveAsProgramsAskForThem(t *testing.T) {
	c := openClipboard(t)
	offer(t, c, Of([]byte("png"), []string{"/tmp/Mimi 1.png", "/tmp/50 % ü.png"}))
	for target, want := range map[string]string{
		"TARGETS":                      "TARGETS\nMULTIPLE\nTIMESTAMP\nSAVE_TARGETS\nimage/png\ntext/uri-list\nx-special/gnome-copied-files\n",
		"text/uri-list":                "file:///tmp/Mimi%201.png\r\nfile:///tmp/50%20%25%20%C3%BC.png\r\n",
		"x-special/gnome-copied-files": "copy\nfile:///tmp/Mimi%201.png\nfile:///tmp/50%20%25%20%C3%BC.png",
		"image/png":                    "png",
	} {
		if got, err := paste(t, target); err != nil || string(got) != want {
			t.Errorf("%s is %q (%v), not %q", target, got, err, want)
		}
	}
	if got, err := paste(t, "image/bmp"); err == nil {
		t.Errorf("what is not offered arrives as %q", got)
	}
}

func TestOtherProgramsTakeTheClipboardAndGiveItBack(t *testing.T) {
	c := openClipboard(t)
	offer(t, c, Of([]byte("ours"), nil))
	copyElsewhere(t, c, "UTF8_STRING", []byte("theirs"))
	if got, err := paste(t, "UTF8_STRING"); err != nil || string(got) != "theirs" {
		t.Errorf("the clipboard has %q (%v)", got, err)
	}
	for until := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if len(c.offered(c.server.atom("CLIPBOARD")).formats) == 0 {
			break
		}
		if time.Now().After(until) {
			t.Fatal("what nobody can ask for any more is kept")
		}
	}
	offer(t, c, Of([]byte("ours again"), nil))
	if got, err := paste(t, "image/png"); err != nil || string(got) != "ours again" {
		t.Errorf("the clipboard has %q (%v)", got, err)
	}
}

func TestProgramThatDiesWhileItTakesHarmsNobody(t *testing.T) {
	c := openClipboard(t)
	picture := noise(4 * pieceSize)
	offer(t, c, Of(picture, nil))
	for range 20 {
		conn, err := xgb.NewConn()
		if err != nil {
			t.Fatal(err)
		}
		window, err := xproto.NewWindowId(conn)
		if err != nil {
			t.Fatal(err)
		}
		screen := xproto.Setup(conn).DefaultScreen(conn)
		xproto.CreateWindow(conn, 0, window, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
		target := c.server.atom("image/png")
		if err := xproto.ConvertSelectionChecked(conn, window, c.server.atom("CLIPBOARD"), target, target, 0).Check(); err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	if got, err := paste(t, "image/png"); err != nil || !bytes.Equal(got, picture) {
		t.Errorf("%d bytes of %d arrived, or others: %v", len(got), len(picture), err)
	}
}

func TestSeveralTargetsAreGivenAtOnce(t *testing.T) {
	c := openClipboard(t)
	offer(t, c, Of([]byte("png"), nil))
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	window, err := xproto.NewWindowId(conn)
	if err != nil {
		t.Fatal(err)
	}
	screen := xproto.Setup(conn).DefaultScreen(conn)
	xproto.CreateWindow(conn, 0, window, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	a := c.server.atom
	pairs := words(uint32(a("image/png")), uint32(a("NULL")), uint32(a("text/uri-list")), uint32(a("INCR")))
	xproto.ChangeProperty(conn, xproto.PropModeReplace, window, a("ATOM_PAIR"), a("ATOM_PAIR"), 32, 4, pairs)
	xproto.ConvertSelection(conn, window, a("CLIPBOARD"), a("MULTIPLE"), a("ATOM_PAIR"), 0)
	event, xerr := conn.WaitForEvent()
	if e, ok := event.(xproto.SelectionNotifyEvent); xerr != nil || !ok || e.Property != a("ATOM_PAIR") {
		t.Fatalf("the answer is %v (%v)", event, xerr)
	}
	given, err := xproto.GetProperty(conn, false, window, a("NULL"), xproto.AtomAny, 0, 10).Reply()
	if err != nil || string(given.Value) != "png" {
		t.Errorf("the picture is %v (%v)", given, err)
	}
	left, err := xproto.GetProperty(conn, false, window, a("ATOM_PAIR"), xproto.AtomAny, 0, 10).Reply()
	if err != nil || !bytes.Equal(left.Value[8:], words(uint32(a("text/uri-list")), 0)) {
		t.Errorf("the pairs are %v (%v)", left, err)
	}
}

func TestWithoutAnXServerThereIsNoClipboard(t *testing.T) {
	t.Setenv("DISPLAY", ":2147483")
	if _, err := Open(); err == nil {
		t.Error("there is a clipboard")
	}
}
