package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"whereabouts/app/setup"
	"whereabouts/assets"
)

// clickClock opens the photo of the sample library with the clock on the window-sill, from
// the grid, and clicks the clock.
func (d *desktop) clickClock() {
	d.t.Helper()
	d.key("f")
	d.run("xdotool", "type", "IMG_0148")
	d.key("Return")
	d.settle(time.Second)
	d.click(318, 168)
	d.settle(4 * time.Second) // until the photo is ready for clicks
	d.click(350, 465)
}

// TestFirstVisit does in a real window what a newcomer does: open the sample
// library, click the clock, name it, find it, reject a find, save the cut-outs, leave. Where
// WHEREABOUTS_SCREENSHOTS names a folder, every screen's picture is put there,
// in light and dark.
func TestFirstVisit(t *testing.T) {
	needWindow(t)
	models := modelsFolder(t)
	themes := []string{"light"}
	if os.Getenv("WHEREABOUTS_SCREENSHOTS") != "" {
		themes = append(themes, "dark")
	}
	for _, theme := range themes {
		t.Run(theme, func(t *testing.T) {
			home := t.TempDir()
			d := newDesktop(t)
			program := d.start("whereabouts",
				"HOME="+home, "XDG_CONFIG_HOME="+home+"/.config", "XDG_DATA_HOME="+home+"/.data",
				"XDG_CACHE_HOME="+cacheWith(t, models), "FYNE_THEME="+theme, "FYNE_SCALE=1", "LANG=en_US.UTF-8", "LANGUAGE=en")
			d.findWindow("Whereabouts")
			d.settle(3 * time.Second)
			d.picture("welcome-" + theme)
			d.key("ctrl+comma")
			d.settle(time.Second)
			d.picture("settings-" + theme)
			d.key("a")
			d.settle(time.Second)
			d.picture("about-" + theme)
			d.key("Escape")
			d.key("Escape") // back to the welcome

			d.key("s")
			d.settle(2 * time.Second)
			d.picture("library-" + theme)

			d.clickClock()
			d.settle(4 * time.Second)
			d.key("b")
			d.stroke(340, 450, 360, 450, 360, 480)
			d.key("n")
			d.run("xdotool", "type", "Alarm clock")
			d.key("Return")
			d.settle(time.Second)
			d.picture("teach-" + theme)

			d.key("Return")
			d.settle(20 * time.Second) // until nothing arrives any more
			d.picture("results-" + theme)
			kept := waitForFiles(t, filepath.Join(home, ".data", "whereabouts", "concepts", "*.json"), 1)
			waitForText(t, kept[0], "Alarm clock")

			d.key("Right") // to the first find
			d.key("y")
			waitForText(t, kept[0], `"accepted":true`)
			d.key("Right")
			d.key("n")
			waitForText(t, kept[0], `"accepted":false`)
			d.key("Return")
			d.settle(time.Second)
			d.picture("find-" + theme)
			d.key("Escape") // back to the finds
			d.settle(time.Second)
			const notches = 9
			for range notches { // to where finds are unsure
				d.key("bracketright")
			}
			d.key("r")
			d.settle(2 * time.Second)
			d.picture("review-" + theme)
			d.key("Escape")
			for range notches {
				d.key("bracketleft")
			}
			d.settle(time.Second)

			d.key("ctrl+s")
			d.settle(time.Second)
			d.click(1033, 738) // Save here
			saved := waitForFiles(t, filepath.Join(home, "*.png"), 3)
			for _, file := range saved {
				checkCutout(t, file)
			}
			d.settle(time.Second)
			d.close(program)
			if left, err := filepath.Glob(filepath.Join(home, ".whereabouts-*")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}

// needWindow skips a test where no real window can be opened, or it takes too long.
func needWindow(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	for _, tool := range []string{"Xvfb", "openbox", "xdotool", "import"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf(`%s is not installed; "make test" installs it`, tool)
		}
	}
}

// modelsFolder returns where setup put the model, and skips where it is absent.
func modelsFolder(t *testing.T) string {
	t.Helper()
	manifest, err := assets.LoadManifest()
	if err != nil {
		t.Fatal(err)
	}
	found, err := setup.Locate(t.Context(), manifest, setup.Options{})
	if errors.Is(err, setup.ErrNotSetUp) {
		t.Skip(`the model is not on this machine; run "make setup" to bring it`)
	}
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(found.Encoder)
}

// cacheWith returns a cache folder of its own with the model in it.
func cacheWith(t *testing.T, models string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "whereabouts"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(models, filepath.Join(dir, "whereabouts", "models")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func waitForFiles(t *testing.T, pattern string, atLeast int) []string {
	t.Helper()
	for range 300 {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if len(files) >= atLeast {
			return files
		}
		time.Sleep(300 * time.Millisecond)
	}
	t.Fatalf("fewer than %d files %s were saved", atLeast, pattern)
	return nil
}

// waitForText waits until a file that is replaced now and then holds a text.
func waitForText(t *testing.T, path, text string) {
	t.Helper()
	var last []byte
	for range 300 {
		last, _ = os.ReadFile(path) // it may be between two versions
		if bytes.Contains(last, []byte(text)) {
			return
		}
		time.Sleep(300 * time.Millisecond)
	}
	t.Fatalf("%s does not come to hold %q: %.300s", path, text, last)
}

// checkCutout checks that a saved file is a picture with an object on a
// transparent background that reaches all four edges.
func checkCutout(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	opaque := image.Rectangle{}
	transparent := 0
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if _, _, _, a := img.At(x, y).RGBA(); a == 0 {
				transparent++
			} else {
				opaque = opaque.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if opaque != b || transparent == 0 {
		t.Errorf("%s: the object fills %v of %v, %d pixels are transparent", file, opaque, b, transparent)
	}
}

// desktop is a display without a screen, with a window manager and one window.
type desktop struct {
	t       *testing.T
	display string
	window  string
}

func newDesktop(t *testing.T) *desktop {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = read.Close() }()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1680x900x24", "-nolisten", "tcp", "-noreset")
	server.ExtraFiles = []*os.File{write}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM) // it removes its socket, which the next would stumble over
		_ = server.Wait()
	})
	// It writes the end of the line by itself, and ends where nobody reads that.
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb did not start: %v", err)
	}
	d := &desktop{t: t, display: ":" + strings.TrimSpace(number)}
	d.start("openbox")
	return d
}

// start starts a program on the desktop; it is killed when the test ends.
func (d *desktop) start(name string, environment ...string) *exec.Cmd {
	d.t.Helper()
	cmd := exec.Command(name)
	cmd.Env = append(os.Environ(), append(environment, "DISPLAY="+d.display)...)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if d.t.Failed() {
			d.t.Logf("%s said: %s", name, output.String())
		}
	})
	return cmd
}

func (d *desktop) run(name string, args ...string) []byte {
	d.t.Helper()
	out, err := d.try(name, args...)
	if err != nil {
		d.t.Fatalf("%s %v: %v", name, args, err)
	}
	return out
}

func (d *desktop) try(name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.display)
	return cmd.Output()
}

// findWindow waits for a window and gives it the size that the test's
// coordinates are for. The search fails where a window vanishes while it looks, and
// is then done again.
func (d *desktop) findWindow(title string) {
	d.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		out, err := d.try("xdotool", "search", "--onlyvisible", "--name", title)
		if windows := strings.Fields(string(out)); err == nil && len(windows) > 0 {
			d.window = windows[0]
			break
		}
		if time.Now().After(deadline) {
			d.t.Fatalf("there is no window %q: %v", title, err)
		}
	}
	d.run("xdotool", "windowsize", "--sync", d.window, "1080", "760")
	d.run("xdotool", "windowfocus", "--sync", d.window)
}

func (d *desktop) key(name string) {
	d.t.Helper()
	d.run("xdotool", "key", name)
}

func (d *desktop) click(x, y int) {
	d.t.Helper()
	d.move(x, y)
	d.run("xdotool", "click", "1")
}

func (d *desktop) move(x, y int) {
	d.t.Helper()
	d.run("xdotool", "mousemove", "--window", d.window, strconv.Itoa(x), strconv.Itoa(y))
}

// stroke drags the mouse along points, given as x, y pairs.
func (d *desktop) stroke(points ...int) {
	d.t.Helper()
	d.move(points[0], points[1])
	d.run("xdotool", "mousedown", "1")
	for i := 2; i < len(points); i += 2 {
		d.move(points[i], points[i+1])
		time.Sleep(50 * time.Millisecond)
	}
	d.run("xdotool", "mouseup", "1")
}

// close asks the window to close, as its button does, and waits for its program
// to end.
func (d *desktop) close(program *exec.Cmd) {
	d.t.Helper()
	d.key("alt+F4") // openbox's key for it
	late := time.AfterFunc(time.Minute, func() {
		d.t.Error("the program did not end a minute after its window was closed")
		_ = program.Process.Kill()
	})
	defer late.Stop()
	if err := program.Wait(); err != nil {
		d.t.Errorf("the program ended with %v", err)
	}
}

func (d *desktop) screenshot() *image.NRGBA {
	d.t.Helper()
	img, err := png.Decode(bytes.NewReader(d.run("import", "-window", d.window, "png:-")))
	if err != nil {
		d.t.Fatalf("reading a screenshot: %v", err)
	}
	out := image.NewNRGBA(img.Bounds())
	for y := out.Rect.Min.Y; y < out.Rect.Max.Y; y++ {
		for x := out.Rect.Min.X; x < out.Rect.Max.X; x++ {
			c, ok := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			if !ok {
				d.t.Fatal("a screenshot has no colours")
			}
			out.SetNRGBA(x, y, c)
		}
	}
	return out
}

// settle waits until the window has looked the same for a while.
func (d *desktop) settle(quiet time.Duration) {
	d.t.Helper()
	last, since := d.screenshot(), time.Now()
	for deadline := time.Now().Add(10 * time.Minute); time.Now().Before(deadline); {
		if time.Since(since) >= quiet {
			return
		}
		time.Sleep(200 * time.Millisecond)
		if next := d.screenshot(); !bytes.Equal(next.Pix, last.Pix) {
			last, since = next, time.Now()
		}
	}
	d.t.Fatal("the window never came to rest")
}

// picture saves a screenshot where screenshots are asked for.
func (d *desktop) picture(name string) {
	d.t.Helper()
	dir := os.Getenv("WHEREABOUTS_SCREENSHOTS")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		d.t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		d.t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, d.screenshot()), f.Close()); err != nil {
		d.t.Fatal(err)
	}
}
