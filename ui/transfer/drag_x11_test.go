//go:build !windows && !darwin

package transfer

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// python is Debian's, which is the one that GTK is installed for.
const python = "/usr/bin/python3"

// A stage is a screen with a window manager and a mouse.
type stage struct {
	t *testing.T
	x *Exchange
}

func newStage(t *testing.T) *stage {
	t.Helper()
	for _, tool := range []string{"openbox", "xdotool", "pcmanfm", python} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf(`%s is not installed; "make test" installs it`, tool)
		}
	}
	if exec.Command(python, "-c", "import gi; gi.require_version('Gtk', '3.0')").Run() != nil {
		t.Skip(`GTK for Python is not installed; "make test" installs it`)
	}
	s := &stage{t: t, x: openClipboard(t)}
	s.start("openbox")
	return s
}

// start starts a program and returns what ends it.
func (s *stage) start(name string, args ...string) (end func()) {
	s.t.Helper()
	home := s.t.TempDir()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home, "NO_AT_BRIDGE=1")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = time.Second // what it has started may hold its output
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	end = sync.OnceFunc(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
	s.t.Cleanup(func() {
		end()
		if s.t.Failed() {
			s.t.Logf("%s said: %s", name, said.String())
		}
	})
	return end
}

func (s *stage) mouse(args ...string) {
	s.t.Helper()
	if out, err := exec.Command("xdotool", args...).CombinedOutput(); err != nil {
		s.t.Fatalf("xdotool %v: %v: %s", args, err, out)
	}
}

// place waits for a window and puts it right on the screen. The window manager forgets
// windows that ask to be shown just as it starts, so they are asked for again.
func (s *stage) place(name string) {
	s.t.Helper()
	s.until("there is a window "+name, func() bool {
		if exec.Command("xdotool", "search", "--onlyvisible", "--name", name).Run() == nil {
			return true
		}
		_ = exec.Command("xdotool", "search", "--name", name, "windowmap").Run()
		return false
	})
	s.mouse("search", "--onlyvisible", "--name", name, "windowsize", "300", "300", "windowmove", "320", "60")
	time.Sleep(500 * time.Millisecond)
}

func (s *stage) until(what string, is func() bool) {
	s.t.Helper()
	for late := time.Now().Add(time.Minute); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			s.t.Fatalf("it never comes to pass that %s", what)
		}
	}
}

// drag presses the button, drags an offer to a point, lets it go unless hold is
// given, which is then called, and returns what came of it.
func (s *stage) drag(ctx context.Context, o Offer, hold func()) bool {
	s.t.Helper()
	s.mouse("mousemove", "50", "50", "mousedown", "1")
	type end struct {
		dropped bool
		err     error
	}
	ended := make(chan end, 1)
	go func() {
		dropped, err := s.x.Drag(ctx, o, image.NewNRGBA(image.Rect(0, 0, 64, 48)))
		ended <- end{dropped, err}
	}()
	for _, at := range []string{"100", "250", "430", "560", "580"} {
		s.mouse("mousemove", at, "220")
		time.Sleep(80 * time.Millisecond)
	}
	if hold != nil {
		hold()
	}
	s.mouse("mouseup", "1")
	select {
	case e := <-ended:
		if e.err != nil {
			s.t.Fatal(e.err)
		}
		return e.dropped
	case <-time.After(30 * time.Second):
		s.t.Fatal("the drag never ends")
		return false
	}
}

// pictures writes files with different contents.
func pictures(t *testing.T, n int) (files []string) {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		file := filepath.Join(dir, fmt.Sprintf("Mimi %d ü.png", i))
		if err := os.WriteFile(file, noise(1000+i), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

func TestFilesAreDraggedIntoAFileManagerByteForByte(t *testing.T) {
	for _, n := range []int{1, 20} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			s := newStage(t)
			folder := t.TempDir()
			s.start("dbus-run-session", "pcmanfm", folder)
			s.place(filepath.Base(folder))
			files := pictures(t, n)
			if !s.drag(t.Context(), Of(nil, files), nil) {
				t.Error("nothing was dropped")
			}
			s.until("all files are there", func() bool {
				for _, f := range files {
					want, err := os.ReadFile(f)
					got, _ := os.ReadFile(filepath.Join(folder, filepath.Base(f)))
					if err != nil || !bytes.Equal(got, want) {
						return false
					}
				}
				return true
			})
		})
	}
}

func TestTargetGetsTheFormThatItAsksFor(t *testing.T) {
	large := noise(100 << 20)
	for name, c := range map[string]struct {
		form string
		o    Offer
		want []byte
	}{
		"a picture":             {pictureFormat, Of([]byte("a picture"), []string{"/a.png"}), []byte("a picture")},
		"a list":                {listFormat, Of([]byte("a picture"), []string{"/a.png"}), []byte("file:///a.png\r\n")},
		"100 MB":                {pictureFormat, Of(large, nil), large},
		"what is still to make": {pictureFormat, slowly(time.Second), []byte("made late")},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			file := filepath.Join(t.TempDir(), "arrived")
			s.start(python, "testdata/target.py", c.form, file)
			s.place("Target")
			if !s.drag(t.Context(), c.o, nil) {
				t.Error("nothing was dropped")
			}
			s.until("it has arrived", func() bool { _, err := os.Stat(file); return err == nil })
			if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, c.want) {
				t.Errorf("%d bytes of %d arrived, or others: %v", len(got), len(c.want), err)
			}
		})
	}
}

// slowly offers a picture that takes a while to make.
func slowly(while time.Duration) Offer {
	return Offer{Picture: func() ([]byte, error) {
		time.Sleep(while)
		return []byte("made late"), nil
	}}
}

func TestTargetThatLooksFirstIsWaitedFor(t *testing.T) {
	s := newStage(t)
	file := filepath.Join(t.TempDir(), "arrived")
	s.start(python, "testdata/target.py", pictureFormat, file, "look")
	s.place("Target")
	if !s.drag(t.Context(), slowly(3*time.Second), nil) {
		t.Error("nothing was dropped")
	}
	s.until("it has arrived", func() bool { _, err := os.Stat(file); return err == nil })
}

func TestDragThatComesToNothingHarmsNobody(t *testing.T) {
	for name, how := range map[string]string{
		"refused": "refuse", "the target dies as it takes it": "die", "the target dies below it": "", "cancelled": "", "nothing below": "",
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			file := filepath.Join(t.TempDir(), "arrived")
			end := func() {}
			if name != "nothing below" {
				end = s.start(python, "testdata/target.py", pictureFormat, file, how)
				s.place("Target")
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			hold := map[string]func(){"cancelled": cancel, "the target dies below it": end}[name]
			if s.drag(ctx, Of([]byte("png"), nil), hold) {
				t.Error("something was dropped")
			}
			if _, err := os.Stat(file); err == nil {
				t.Error("it has arrived")
			}
			end()
			s.start(python, "testdata/target.py", pictureFormat, file)
			s.place("Target")
			if !s.drag(t.Context(), Of([]byte("png"), nil), nil) {
				t.Error("the next drag came to nothing")
			}
			s.until("the next one has arrived", func() bool { _, err := os.Stat(file); return err == nil })
		})
	}
}

func TestTargetThatDiesAsItTakesALargePictureLeavesNothingBehind(t *testing.T) {
	s := newStage(t)
	end := s.start(python, "testdata/target.py", pictureFormat, filepath.Join(t.TempDir(), "arrived"))
	s.place("Target")
	large := noise(100 << 20)
	o := Offer{Picture: func() ([]byte, error) {
		time.AfterFunc(10*time.Millisecond, end)
		return large, nil
	}}
	if s.drag(t.Context(), o, nil) {
		t.Error("it was taken")
	}
	s.until("nothing of it is kept to be sent", func() bool {
		s.x.mu.Lock()
		defer s.x.mu.Unlock()
		return len(s.x.sending) == 0
	})
}

// proxied makes a window at a place of the screen that has another window spoken to, as
// some desktops do, and returns what that is told.
func proxied(t *testing.T, x *Exchange, at image.Rectangle) <-chan string {
	t.Helper()
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	var windows [2]xproto.Window
	for i := range windows {
		if windows[i], err = xproto.NewWindowId(conn); err != nil {
			t.Fatal(err)
		}
		place := at.Add(image.Pt(i*2000, 0)) // the proxy is off the screen
		xproto.CreateWindow(conn, 0, windows[i], x.root, int16(place.Min.X), int16(place.Min.Y), uint16(at.Dx()), uint16(at.Dy()), 0,
			xproto.WindowClassInputOnly, 0, xproto.CwOverrideRedirect, []uint32{1})
		if err := xproto.MapWindowChecked(conn, windows[i]).Check(); err != nil {
			t.Fatal(err)
		}
	}
	a, shown, proxy := x.server.atom, windows[0], windows[1]
	for _, w := range windows {
		xproto.ChangeProperty(conn, xproto.PropModeReplace, w, a("XdndProxy"), xproto.AtomWindow, 32, 1, words(uint32(proxy)))
	}
	if err := xproto.ChangePropertyChecked(conn, xproto.PropModeReplace, proxy, a("XdndAware"), xproto.AtomAtom, 32, 1, words(dragVersion)).Check(); err != nil {
		t.Fatal(err)
	}
	told := make(chan string, 1000)
	go func() {
		for {
			event, err := conn.WaitForEvent()
			if event == nil && err == nil {
				return
			}
			said, ok := event.(xproto.ClientMessageEvent)
			if !ok {
				continue
			}
			name := x.server.nameOf(said.Type)
			if said.Window != shown {
				name += " of the wrong window"
			}
			told <- name
			answer := map[string]string{"XdndPosition": "XdndStatus", "XdndDrop": "XdndFinished"}[name]
			if answer == "" {
				continue
			}
			message := xproto.ClientMessageEvent{Format: 32, Window: xproto.Window(said.Data.Data32[0]), Type: a(answer),
				Data: xproto.ClientMessageDataUnionData32New([]uint32{uint32(shown), 1, 0, 0, 0})}
			xproto.SendEvent(conn, false, message.Window, xproto.EventMaskNoEvent, string(message.Bytes()))
		}
	}()
	return told
}

func TestWindowThatNamesAnotherIsSpokenToThroughThat(t *testing.T) {
	s := newStage(t)
	told := proxied(t, s.x, image.Rect(320, 60, 620, 360))
	if !s.drag(t.Context(), Of([]byte("png"), nil), nil) {
		t.Error("nothing was dropped")
	}
	for _, want := range []string{"XdndEnter", "XdndPosition", "XdndDrop"} {
		got := <-told
		for got == "XdndPosition" && want == "XdndDrop" {
			got = <-told
		}
		if got != want {
			t.Errorf("it was told %q in place of %q", got, want)
		}
	}
}

func TestPictureIsMadeOnlyWhereItIsTaken(t *testing.T) {
	s := newStage(t)
	var made atomic.Int32
	o := Offer{Picture: func() ([]byte, error) { made.Add(1); return []byte("png"), nil }}
	if s.drag(t.Context(), o, nil) || made.Load() != 0 {
		t.Errorf("it was made %d times for nobody", made.Load())
	}
}
