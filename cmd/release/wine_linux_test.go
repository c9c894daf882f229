package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestDraggingUnderWine runs the tests of OLE, which need a Windows, under wine. It is
// asked for by WHEREABOUTS_WINE, as "make windows" does.
func TestDraggingUnderWine(t *testing.T) {
	if os.Getenv("WHEREABOUTS_WINE") == "" {
		t.Skip(`"make windows" runs this test`)
	}
	w := newWine(t)
	tests := filepath.Join(t.TempDir(), "transfer.exe")
	build := exec.Command("go", "test", "-c", "-o", tests, "./ui/transfer")
	build.Dir = filepath.Join("..", "..")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	said := w.run(t, tests, "-test.v", "-test.run", "OLE|Clipboard")
	for _, test := range []string{"TestFilesAndPictureAreDroppedByOLE", "TestFilesAndPictureGoThroughTheClipboard"} {
		if !strings.Contains(said, "--- PASS: "+test) {
			t.Errorf("%s was not tried:\n%s", test, said)
		}
	}
}

// TestSetupUnderWine has the setup program in the folder WHEREABOUTS_PACKAGES, which
// "make windows-test" builds, install without a question, uses what it has installed, and
// removes it.
func TestSetupUnderWine(t *testing.T) {
	built := os.Getenv("WHEREABOUTS_PACKAGES")
	if built == "" {
		t.Skip(`"make windows-test" builds the setup program for this test`)
	}
	setups, err := filepath.Glob(filepath.Join(built, "*", "*-setup.exe"))
	if err != nil || len(setups) == 0 {
		t.Skip(`there is no setup program; "make windows-test" builds it`)
	}
	w := newWine(t)
	for _, name := range []string{"IMG_0148", "garden/DSC_0181"} {
		w.copy(t, "../../assets/sample/photos/"+name+".jpg", "photos/"+filepath.Base(name)+".jpg")
	}
	w.copy(t, "../../assets/sample/masks/alarm-clock/IMG_0148.png", "mask.png")

	w.run(t, setups[0], "/S", "/CurrentUser", `/D=C:\Whereabouts`)
	const program = `C:\Whereabouts\whereabouts.exe`
	said := w.run(t, program, "doctor", "--device", "cpu")
	for _, want := range []string{`C:\Whereabouts\encoder.onnx`, `C:\Whereabouts\decoder.onnx`, `C:\Whereabouts\onnxruntime.dll`} {
		if !strings.Contains(said, want) {
			t.Errorf("doctor does not say %s:\n%s", want, said)
		}
	}
	said = w.run(t, program, "find", "--device", "cpu", "--photo", `C:\photos\IMG_0148.jpg`, "--mask", `C:\mask.png`, `C:\photos`)
	if !strings.Contains(said, "DSC_0181.jpg") {
		t.Errorf("the clock is not found:\n%s", said)
	}

	w.run(t, `C:\Whereabouts\uninstall.exe`, "/S", "/ALL")
	if left := w.find(t); len(left) > 0 {
		t.Errorf("left behind are %q", left)
	}
	w.stop()
	for _, name := range []string{"user.reg", "system.reg"} {
		keys, err := os.ReadFile(filepath.Join(w.prefix, name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(keys)) {
			if strings.Contains(strings.ToLower(line), "whereabouts") {
				t.Errorf("left behind in %s is %s", name, line)
			}
		}
	}
}

// A wine is a Windows of its own in a folder.
type wine struct{ prefix string }

// newWine makes one, and gives it what programs in Go need and wine 8 lacks.
func newWine(t *testing.T) wine {
	t.Helper()
	for _, name := range []string{"wine", "wineserver", "xvfb-run", "x86_64-w64-mingw32-gcc"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf(`%s is not installed; "make windows" installs it`, name)
		}
	}
	w := wine{filepath.Join(t.TempDir(), "wine")}
	t.Cleanup(w.stop)
	w.run(t, "wineboot", "--init")
	const lacking = "bcryptprimitives.dll"
	system := filepath.Join(w.prefix, "drive_c", "windows", "system32")
	if _, err := os.Stat(filepath.Join(system, lacking)); errors.Is(err, fs.ErrNotExist) {
		must(t, "x86_64-w64-mingw32-gcc", "-shared", "-o", filepath.Join(system, lacking), filepath.Join("testdata", "bcryptprimitives.c"), "-ladvapi32")
	}
	return w
}

// command returns a command that is run as in that Windows.
func (w wine) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "WINEPREFIX="+w.prefix, "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml,winemenubuilder.exe=", "LANG=en_US.UTF-8")
	return cmd
}

// run runs a program for Windows, which has to end well, and returns what it says. What it
// has started has ended, too: the uninstaller goes on as a copy of itself.
func (w wine) run(t *testing.T, program ...string) string {
	t.Helper()
	start := time.Now()
	const all = `wine "$@"; code=$?; wineserver -w; exit $code`
	out, err := w.command("xvfb-run", append([]string{"-a", "sh", "-c", all, "sh"}, program...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", program, err, out)
	}
	t.Logf("%s, %s", filepath.Base(program[0]), time.Since(start).Round(100*time.Millisecond))
	return string(out)
}

// stop ends all that runs in it and has it write its registry.
func (w wine) stop() { _ = w.command("wineserver", "-k", "-w").Run() }

func (w wine) copy(t *testing.T, from, to string) {
	t.Helper()
	to = filepath.Join(w.prefix, "drive_c", to)
	data, err := os.ReadFile(from)
	if err == nil {
		err = errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, data, 0o644))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// find lists the files and folders whose names say that they are ours.
func (w wine) find(t *testing.T) (found []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(w.prefix, "drive_c"), func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case strings.Contains(strings.ToLower(e.Name()), "whereabouts"):
			found = append(found, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
