package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fileManagerLeft is where the file manager begins on the screen, beside the window.
const fileManagerLeft = 1100

// openFileManager shows a folder beside the window.
func (d *desktop) openFileManager(folder string) {
	d.t.Helper()
	home := d.t.TempDir()
	cmd := exec.Command("dbus-run-session", "pcmanfm", folder)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.display, "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home, "NO_AT_BRIDGE=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
	for late := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if _, err := d.try("xdotool", "search", "--onlyvisible", "--name", filepath.Base(folder)); err == nil {
			break
		}
		if time.Now().After(late) {
			d.t.Fatal("the file manager shows no window")
		}
	}
	d.run("xdotool", "search", "--onlyvisible", "--name", filepath.Base(folder), "windowsize", "560", "600",
		"windowmove", strconv.Itoa(fileManagerLeft), "100")
}

// dragOut drags what is at a place of the window over the file manager, calls over, and
// lets it go.
func (d *desktop) dragOut(x, y int, over func()) {
	d.t.Helper()
	d.move(x, y)
	d.run("xdotool", "mousedown", "1")
	for _, at := range []int{20, 40, 80} {
		d.move(x+at, y)
		time.Sleep(100 * time.Millisecond)
	}
	for _, at := range []int{100, 400, 420} {
		d.run("xdotool", "mousemove", strconv.Itoa(fileManagerLeft+at), "450")
		time.Sleep(200 * time.Millisecond)
	}
	over()
	d.run("xdotool", "mouseup", "1")
}

// drag drags what is at a point of the screen along others.
func (d *desktop) drag(points ...[2]int) {
	d.t.Helper()
	for i, p := range points {
		d.run("xdotool", "mousemove", strconv.Itoa(p[0]), strconv.Itoa(p[1]))
		if i == 0 {
			d.run("xdotool", "mousedown", "1")
		}
		time.Sleep(300 * time.Millisecond)
	}
	d.run("xdotool", "mouseup", "1")
}

func TestWhatIsDraggedBetweenTheWindowAndAFileManagerArrives(t *testing.T) {
	needWindow(t)
	for _, tool := range []string{"pcmanfm", "dbus-run-session"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf(`%s is not installed; "make test" installs it`, tool)
		}
	}
	models := modelsFolder(t)
	home, cache, folder := t.TempDir(), cacheWith(t, models), filepath.Join(t.TempDir(), "taken")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	d := newDesktop(t)
	program := d.start("whereabouts",
		"HOME="+home, "XDG_CONFIG_HOME="+home+"/.config", "XDG_DATA_HOME="+home+"/.data",
		"XDG_CACHE_HOME="+cache, "FYNE_THEME=light", "FYNE_SCALE=1", "LANG=en_US.UTF-8", "LANGUAGE=en")
	d.findWindow("Whereabouts")
	d.run("xdotool", "windowmove", "--sync", d.window, "0", "0")
	d.openFileManager(folder)
	d.run("xdotool", "windowfocus", "--sync", d.window)
	d.settle(3 * time.Second)
	d.key("s")
	d.settle(2 * time.Second)

	const photoX, photoY = 318, 260 // of the first one, as long as something is chosen
	d.key("space")
	d.settle(time.Second)
	d.dragOut(photoX, photoY, func() { d.key("Escape") })
	time.Sleep(time.Second)
	if files, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(files) > 0 {
		t.Fatalf("a drag that was cancelled brings %q (%v)", files, err)
	}
	d.dragOut(photoX, photoY, func() {})
	for _, got := range waitForFiles(t, filepath.Join(folder, "*.jpg"), 1) {
		waitForSame(t, got, filepath.Join(home, ".data", "whereabouts", "sample", filepath.Base(got)))
	}

	d.key("Escape") // none is chosen any more
	d.settle(time.Second)
	d.clickClock()
	d.settle(4 * time.Second)
	d.key("n")
	d.run("xdotool", "type", "Alarm clock")
	d.key("Return")
	d.key("Return")
	waitForFiles(t, filepath.Join(home, ".data", "whereabouts", "concepts", "*.json"), 1)
	var arrived []string
	for range 10 { // the first find may not be there yet, or is just giving way to a better one
		d.settle(10 * time.Second)
		d.dragOut(318, 320, func() {})
		for late := time.Now().Add(20 * time.Second); len(arrived) == 0 && time.Now().Before(late); time.Sleep(300 * time.Millisecond) {
			arrived, _ = filepath.Glob(filepath.Join(folder, "*.png")) // the pattern is good
		}
		if len(arrived) > 0 {
			break
		}
	}
	if len(arrived) == 0 {
		t.Fatal("no find is ever dropped")
	}
	cut := arrived[0]
	if !strings.HasPrefix(filepath.Base(cut), "Alarm clock ") {
		t.Errorf("it is named %q", filepath.Base(cut))
	}
	waitForSame(t, cut, waitForFiles(t, filepath.Join(cache, "whereabouts", "handed-over", "*", "*.png"), 1)[0])
	checkCutout(t, cut)

	d.key("Right") // to the first find
	d.key("t")
	d.settle(3 * time.Second)
	d.drag([2]int{fileManagerLeft + 207, 217}, [2]int{fileManagerLeft + 180, 300}, [2]int{700, 400}, [2]int{600, 410}) // the first file
	kept := waitForFiles(t, filepath.Join(home, ".data", "whereabouts", "pictures", "*"), 1)[0]
	if given := waitForFiles(t, filepath.Join(folder, "*"), 2); !slices.ContainsFunc(given, func(file string) bool { return isSame(t, file, kept) }) {
		t.Errorf("%s is none of the files that were there to be dragged", kept)
	}
	d.run("xdotool", "windowfocus", "--sync", d.window)
	d.settle(time.Second)
	d.close(program)
}

func isSame(t *testing.T, a, b string) bool {
	t.Helper()
	one, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(b)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(one, other)
}

// waitForSame waits until a file has what another has.
func waitForSame(t *testing.T, path, as string) {
	t.Helper()
	want, err := os.ReadFile(as)
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if got, _ := os.ReadFile(path); bytes.Equal(got, want) { // it may not be there whole
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s is not what %s is", path, as)
}
