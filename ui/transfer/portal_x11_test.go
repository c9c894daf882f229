//go:build !windows && !darwin

package transfer

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// noBus is where no bus is.
const noBus = "unix:path=/nonexistent"

// openBus starts a bus for the test, with nothing on it.
func openBus(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Skip(`dbus-daemon is not installed; "make test" installs it`)
	}
	conf := filepath.Join(t.TempDir(), "bus.conf")
	if err := os.WriteFile(conf, []byte(`<busconfig><type>session</type><listen>unix:tmpdir=`+os.TempDir()+`</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
<limit name="max_message_unix_fds">16</limit></busconfig>`), 0o600); err != nil {
		t.Fatal(err)
	}
	daemon := exec.Command("dbus-daemon", "--config-file", conf, "--nofork", "--print-address")
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Signal(syscall.SIGTERM)
		_ = daemon.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("dbus-daemon did not start: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
}

// openPortal puts a portal onto the bus that does what its documentation says, for
// programs that are in no sandbox.
func openPortal(t *testing.T, how ...string) {
	t.Helper()
	if exec.Command(python, "-c", "import gi").Run() != nil {
		t.Skip(`GTK for Python is not installed; "make test" installs it`)
	}
	portal := exec.Command(python, append([]string{"testdata/portal.py"}, how...)...)
	out, err := portal.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	portal.Stderr = os.Stderr
	if err := portal.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = portal.Process.Kill()
		_ = portal.Wait()
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("the portal did not start: %q %v", line, err)
	}
}

// wantFiles checks that a list of names leads to what is in files.
func wantFiles(t *testing.T, names, files []string) {
	t.Helper()
	if len(names) != len(files) {
		t.Fatalf("%d files arrive in place of %d", len(names), len(files))
	}
	for i, f := range files {
		want, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		through, err := os.Open(names[i])
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(through); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes of %d of file %d arrive, or others: %v", len(got), len(want), i, err)
		}
		_ = through.Close()
	}
}

func TestProgramInASandboxPastesFilesByAKeyOfThePortal(t *testing.T) {
	c := openClipboard(t)
	openBus(t)
	openPortal(t)
	files := pictures(t, 40) // more than a bus lets through at once
	offer(t, c, Of([]byte("png"), files))
	for _, form := range []string{portalFormat, oldPortalFormat} {
		key, err := paste(t, form)
		if err != nil {
			t.Fatalf("%s: %v", form, err)
		}
		bus, err := dbus.ConnectSessionBus()
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		err = bus.Object(portalName, portalPath).
			Call("org.freedesktop.portal.FileTransfer.RetrieveFiles", 0, string(key), map[string]dbus.Variant{}).Store(&names)
		if err != nil {
			t.Fatal(err)
		}
		wantFiles(t, names, files)
		_ = bus.Close()
	}
}

func TestPortalIsToldThatFilesAreOnlyReadAndOnce(t *testing.T) {
	c := openClipboard(t)
	openBus(t)
	openPortal(t)
	offer(t, c, Of(nil, pictures(t, 1)))
	for n := range 2 { // whoever asks gets a key of its own
		key, err := paste(t, portalFormat)
		if want := fmt.Sprintf("key %d: autostop is True, writable is False", n); err != nil || string(key) != want {
			t.Errorf("the key is %q, not %q (%v)", key, want, err)
		}
	}
}

func TestKeysAreOfferedOnlyWhereThereIsAPortal(t *testing.T) {
	c := openClipboard(t)
	openBus(t)
	wantOffered := func(what string, want bool, o Offer) {
		t.Helper()
		offer(t, c, o)
		got, err := paste(t, "TARGETS")
		if err != nil || strings.Contains(string(got), portalFormat) != want || strings.Contains(string(got), oldPortalFormat) != want {
			t.Errorf("%s %q are offered (%v)", what, got, err)
		}
	}
	files := Of([]byte("png"), []string{"/a.png"})
	wantOffered("without a portal", false, files)
	openPortal(t)
	wantOffered("with a portal that has come since", true, files)
	wantOffered("of a picture", false, Of([]byte("png"), nil))
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", noBus)
	c.portal.close()
	wantOffered("without a bus", false, files)
}

func TestPortalThatHangsKeepsNobodyFromTheFiles(t *testing.T) {
	c := openClipboard(t)
	openBus(t)
	openPortal(t, "hang")
	offer(t, c, Of(nil, []string{"/a.png"}))
	if got, err := paste(t, portalFormat); err == nil {
		t.Errorf("a key arrives: %q", got)
	}
	if got, err := paste(t, listFormat); err != nil || string(got) != "file:///a.png\r\n" {
		t.Errorf("the list is %q (%v)", got, err)
	}
}

func TestBusThatSaysNothingKeepsNobodyWaiting(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "bus")
	silent, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+socket)
	var p portal
	if p.keys(t.Context()) != nil {
		t.Error("there is a portal")
	}
}

func TestFilesThatAreGoneAreRefused(t *testing.T) {
	c := openClipboard(t)
	openBus(t)
	openPortal(t)
	offer(t, c, Of(nil, []string{"/nowhere/a.png"}))
	if got, err := paste(t, portalFormat); err == nil {
		t.Errorf("a key arrives: %q", got)
	}
}

func TestKeysAreNotHandedOnToAClipboardManager(t *testing.T) {
	c := openClipboard(t)
	openBus(t)
	openPortal(t)
	offer(t, c, Of(nil, pictures(t, 1)))
	asked := manage(t, c)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c.handOn(ctx)
	forms := <-asked
	if !slices.Contains(forms, listFormat) || slices.Contains(forms, portalFormat) || slices.Contains(forms, oldPortalFormat) {
		t.Errorf("handed on are %q", forms)
	}
}

// manage is a clipboard manager that looks, when it is asked to keep the clipboard, what
// is on it.
func manage(t *testing.T, x *Exchange) <-chan []string {
	t.Helper()
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	window, err := xproto.NewWindowId(conn)
	if err != nil {
		t.Fatal(err)
	}
	xproto.CreateWindow(conn, 0, window, x.root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	if err := xproto.SetSelectionOwnerChecked(conn, window, x.server.atom("CLIPBOARD_MANAGER"), xproto.TimeCurrentTime).Check(); err != nil {
		t.Fatal(err)
	}
	forms := make(chan []string, 1)
	go func() {
		event, _ := conn.WaitForEvent()
		request, ok := event.(xproto.SelectionRequestEvent)
		if !ok {
			close(forms)
			return
		}
		out, _ := exec.Command("xclip", "-selection", "clipboard", "-target", "TARGETS", "-out").Output()
		forms <- strings.Fields(string(out))
		done := xproto.SelectionNotifyEvent{Requestor: request.Requestor, Selection: request.Selection, Target: request.Target, Property: request.Property}
		xproto.SendEvent(conn, false, request.Requestor, xproto.EventMaskNoEvent, string(done.Bytes()))
	}()
	return forms
}

// paths returns where the URLs lead that a target has written, one a line.
func paths(t *testing.T, file string) (names []string) {
	t.Helper()
	list, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		u, err := url.Parse(strings.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, u.Path)
	}
	return names
}

func TestGTKGetsDraggedFilesThroughThePortal(t *testing.T) {
	for _, form := range []string{portalFormat, oldPortalFormat} {
		t.Run(form, func(t *testing.T) {
			s := newStage(t)
			openBus(t)
			openPortal(t)
			file := filepath.Join(t.TempDir(), "arrived")
			s.start(python, "testdata/target.py", form, file, "files")
			s.place("Target")
			files := pictures(t, 20)
			if !s.drag(t.Context(), Of([]byte("png"), files), nil) {
				t.Error("nothing was dropped")
			}
			s.until("it has arrived", func() bool { _, err := os.Stat(file); return err == nil })
			wantFiles(t, paths(t, file), files)
		})
	}
}
