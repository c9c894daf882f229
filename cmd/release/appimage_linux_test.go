package main

import (
	"bufio"
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// appRun is the program of small AppImages. It does what its first argument says.
const appRun = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
case $1 in
tell) for word; do echo "[$word]"; done; echo "$APPDIR $APPIMAGE $ARGV0 $OWD"; cat "$here/usr/file"; exit 7 ;;
leave) exec 3<&0; cd "$here" && (cat <&3; wc -c <usr/file >"$OWD/counted") & exit 7 ;;
wait) trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done ;;
esac`

// A smallAppImage is an AppImage of a few lines, and the folders that it may use.
type smallAppImage struct {
	file  string
	runs  string   // the folder that it is run in
	bases []string // what it leaves behind is here
	env   []string
}

// newSmallAppImage builds an AppImage for a processor as a release does.
func newSmallAppImage(t *testing.T, arch string) smallAppImage {
	t.Helper()
	if _, err := exec.LookPath("mksquashfs"); err != nil {
		t.Skip(`squashfs-tools is not installed; "make package-test" installs it`)
	}
	t.Chdir("../..")
	dir := t.TempDir()
	a := smallAppImage{file: filepath.Join(dir, "a small.AppImage"), runs: t.TempDir()}
	r := release{at: time.Unix(1_700_000_000, 0), work: filepath.Join(dir, "work"), version: "1.2.3"}
	p := platform{os: "linux", arch: arch}
	program, err := r.buildAppImageRuntime(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	begin, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if begin, err = asAppImageRuntime(begin); err != nil {
		t.Fatal(err)
	}
	files := tree{{path: "AppRun", mode: 0o755, data: []byte(appRun)}, {path: "usr/file", mode: 0o644, data: bytes.Repeat([]byte("content "), 100_000)}}
	if err := files.write(filepath.Join(dir, "AppDir"), r.at); err != nil {
		t.Fatal(err)
	}
	if err := r.joinAppImage(t.Context(), begin, filepath.Join(dir, "AppDir"), a.file); err != nil {
		t.Fatal(err)
	}
	a.env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "APPIMAGE_EXTRACT_AND_RUN=") })
	for _, name := range []string{"TMPDIR", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME"} {
		base := t.TempDir()
		a.bases = append(a.bases, base)
		a.env = append(a.env, name+"="+base)
	}
	return a
}

// command returns a command that runs it.
func (a smallAppImage) command(args ...string) *exec.Cmd {
	cmd := exec.Command(a.file, args...)
	cmd.Dir, cmd.Env = a.runs, a.env
	return cmd
}

// left lists the files and folders that are in the folders that it may use.
func (a smallAppImage) left(t *testing.T) (found []string) {
	t.Helper()
	for _, base := range a.bases {
		entries, err := filepath.Glob(filepath.Join(base, "*appimage*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		more, err := filepath.Glob(filepath.Join(base, "whereabouts", "appimage", "*"))
		if err != nil {
			t.Fatal(err)
		}
		found = append(append(found, entries...), more...)
	}
	return found
}

// isGone fails unless soon nothing is left behind, which is told by a process of its own.
func (a smallAppImage) isGone(t *testing.T) {
	t.Helper()
	eventually(t, func() bool { return len(a.left(t)) == 0 }, "files are left behind")
}

// eventually waits for something to come true.
func eventually(t *testing.T, is func() bool, otherwise string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(otherwise)
		}
	}
}

// begin starts it and returns when its program runs.
func (a smallAppImage) begin(t *testing.T) *exec.Cmd {
	t.Helper()
	cmd := a.command("wait")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = cmd.Process.Kill(), cmd.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("it says %q: %v", line, err)
	}
	return cmd
}

// eachWay runs a test with files that are mounted, where that can be done here, and with
// files that are extracted.
func (a smallAppImage) eachWay(t *testing.T, test func(t *testing.T, a smallAppImage)) {
	t.Helper()
	t.Run("mounted", func(t *testing.T) {
		canMount(t)
		test(t, a)
	})
	t.Run("extracted", func(t *testing.T) {
		a.env = append(slices.Clip(a.env), "APPIMAGE_EXTRACT_AND_RUN=1")
		test(t, a)
	})
}

// canMount skips a test where nothing can be mounted by FUSE.
func canMount(t *testing.T) {
	t.Helper()
	f, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("files cannot be mounted here: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// exitCode returns the exit code of a command that was run.
func exitCode(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("it ends with %v", err)
	}
	return exit.ExitCode()
}

func TestAnAppImageRunsItsProgramAndLeavesNothing(t *testing.T) {
	newSmallAppImage(t, runtime.GOARCH).eachWay(t, func(t *testing.T, a smallAppImage) {
		cmd := a.command("tell", "two words", "--appimage-help")
		out, err := cmd.Output()
		if code := exitCode(t, err); code != 7 {
			t.Fatalf("the exit code is %d", code)
		}
		said, content, _ := strings.Cut(string(out), "content")
		lines := strings.Split(said, "\n")
		if want := []string{"[tell]", "[two words]", "[--appimage-help]"}; !slices.Equal(lines[:3], want) {
			t.Errorf("its arguments are %q", lines[:3])
		}
		dir, told, _ := strings.Cut(lines[3], " ")
		if want := strings.Join([]string{a.file, a.file, a.runs}, " "); told != want || !strings.HasSuffix(dir, "/files") {
			t.Errorf("it is told of %q and %q, and not %q", dir, told, want)
		}
		if len(content) != 800_000-len("content") {
			t.Errorf("%d bytes of a file are there", len(content))
		}
		a.isGone(t)
	})
}

func TestASignalReachesTheProgram(t *testing.T) {
	newSmallAppImage(t, runtime.GOARCH).eachWay(t, func(t *testing.T, a smallAppImage) {
		cmd := a.begin(t)
		if len(a.left(t)) == 0 {
			t.Error("the files are not where they are looked for afterwards")
		}
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if code := exitCode(t, cmd.Wait()); code != 9 {
			t.Errorf("the exit code is %d", code)
		}
		a.isGone(t)
	})
}

func TestAProgramThatIsKilledLeavesNothing(t *testing.T) {
	newSmallAppImage(t, runtime.GOARCH).eachWay(t, func(t *testing.T, a smallAppImage) {
		cmd := a.begin(t)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		a.isGone(t)
	})
}

func TestWhatAKilledKeeperLeavesIsRemovedByTheNextStart(t *testing.T) {
	newSmallAppImage(t, runtime.GOARCH).eachWay(t, func(t *testing.T, a smallAppImage) {
		cmd := a.begin(t)
		if err := syscall.Kill(keeperOf(t, cmd.Process.Pid), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if len(a.left(t)) != 1 {
			t.Fatalf("there are %q", a.left(t))
		}
		if code := exitCode(t, a.command("tell").Run()); code != 7 {
			t.Errorf("the exit code is %d", code)
		}
		a.isGone(t)
	})
}

func TestMountedFilesStayWhileAChildOfTheProgramUsesThem(t *testing.T) {
	canMount(t)
	a := newSmallAppImage(t, runtime.GOARCH)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = write.Close() }()
	cmd := a.command("leave")
	cmd.Stdin = read
	if code := exitCode(t, errors.Join(cmd.Run(), read.Close())); code != 7 {
		t.Fatalf("the exit code is %d", code)
	}
	if len(a.left(t)) != 1 {
		t.Fatalf("there are %q", a.left(t))
	}
	if err := write.Close(); err != nil { // which ends the child
		t.Fatal(err)
	}
	a.isGone(t)
	if counted, err := os.ReadFile(filepath.Join(a.runs, "counted")); err != nil || string(counted) != "800000\n" {
		t.Errorf("of a file it read %q, %v", counted, err)
	}
}

// keeperOf returns the process that a program's first process started before it became the
// program.
func keeperOf(t *testing.T, pid int) int {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range stats {
		stat, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := bytes.Cut(stat, []byte(") ")) // behind its name
		line, err := os.ReadFile(filepath.Join(filepath.Dir(name), "cmdline"))
		if fields := strings.Fields(string(rest)); err != nil || fields[1] != strconv.Itoa(pid) || !bytes.HasPrefix(line, []byte("whereabouts-appimage-keeper\x00")) {
			continue
		}
		keeper, err := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if err != nil {
			t.Fatal(err)
		}
		return keeper
	}
	t.Fatal("it has no keeper")
	return 0
}

func TestAnAppImageMountsItsFilesUntilItIsStopped(t *testing.T) {
	canMount(t)
	a := newSmallAppImage(t, runtime.GOARCH)
	cmd := a.command("--appimage-mount")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }()
	dir, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(strings.TrimSpace(dir), "AppRun")
	if data, err := os.ReadFile(name); err != nil || string(data) != appRun {
		t.Errorf("AppRun is %q, %v", data, err)
	}
	if err := os.WriteFile(name, nil, 0o600); err == nil {
		t.Error("it can be written to")
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
	a.isGone(t)
}

func TestAnAppImageExtractsItsFiles(t *testing.T) {
	a := newSmallAppImage(t, runtime.GOARCH)
	for pattern, want := range map[string]string{"usr/f*": "squashfs-root/usr\nsquashfs-root/usr/file\n", "": "squashfs-root/AppRun\nsquashfs-root/usr\nsquashfs-root/usr/file\n"} {
		args := []string{"--appimage-extract"}
		if pattern != "" {
			args = append(args, pattern)
		}
		if out, err := a.command(args...).Output(); err != nil || string(out) != want {
			t.Errorf("%q: it says %q, %v", pattern, out, err)
		}
	}
	if data, err := os.ReadFile(filepath.Join(a.runs, "squashfs-root", "AppRun")); err != nil || string(data) != appRun {
		t.Errorf("AppRun is %q, %v", data, err)
	}
	a.isGone(t)
}

func TestOthersFindTheFilesOfAnAppImage(t *testing.T) {
	a := newSmallAppImage(t, runtime.GOARCH)
	f, err := os.Open(a.file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var h elf.Header64
	if err := binary.Read(f, binary.LittleEndian, &h); err != nil {
		t.Fatal(err)
	}
	if mark := string(h.Ident[8:11]); mark != "AI\x02" {
		t.Errorf("it is marked %q", mark)
	}
	// What libappimage and the runtimes of others compute: the end of the section headers, or
	// of the last section.
	var last elf.Section64
	end := int64(h.Shoff) + int64(h.Shnum)*int64(h.Shentsize)
	if err := binary.Read(io.NewSectionReader(f, end-int64(h.Shentsize), int64(h.Shentsize)), binary.LittleEndian, &last); err != nil {
		t.Fatal(err)
	}
	end = max(end, int64(last.Off+last.Size))
	if said := must(t, a.file, "--appimage-offset"); said != strconv.FormatInt(end, 10)+"\n" {
		t.Errorf("it says %q, and others find %d", said, end)
	}
	if said := must(t, "unsquashfs", "-o", strconv.FormatInt(end, 10), "-cat", a.file, "AppRun"); said != appRun {
		t.Errorf("AppRun is %q", said)
	}
	if said := must(t, a.file, "--appimage-version"); said != "Whereabouts 1.2.3\n" {
		t.Errorf("its version is %q", said)
	}
	if sections, err := elf.NewFile(f); err != nil || sections.Section(".text") == nil {
		t.Errorf("its sections cannot be read: %v", err)
	}
}

func TestAnAppImageForAnotherProcessorIsBuiltHere(t *testing.T) {
	const emulator = "qemu-aarch64-static"
	if _, err := exec.LookPath(emulator); err != nil {
		t.Skip("qemu-user-static is not installed")
	}
	a := newSmallAppImage(t, "arm64")
	said := must(t, emulator, a.file, "--appimage-offset")
	if content := must(t, "unsquashfs", "-o", strings.TrimSpace(said), "-cat", a.file, "AppRun"); content != appRun {
		t.Errorf("AppRun is %q", content)
	}
	if said := must(t, emulator, a.file, "--appimage-version"); said != "Whereabouts 1.2.3\n" {
		t.Errorf("its version is %q", said)
	}
	t.Chdir(a.runs)
	if said := must(t, emulator, a.file, "--appimage-extract", "AppRun"); said != "squashfs-root/AppRun\n" {
		t.Errorf("it extracts %q", said)
	}
}

func TestAnAppImageThatWasCutOffSaysSo(t *testing.T) {
	newSmallAppImage(t, runtime.GOARCH).eachWay(t, func(t *testing.T, a smallAppImage) {
		info, err := os.Stat(a.file)
		if err != nil {
			t.Fatal(err)
		}
		cut := filepath.Join(t.TempDir(), "cut.AppImage")
		must(t, "cp", a.file, cut)
		if err := os.Truncate(cut, info.Size()-5000); err != nil {
			t.Fatal(err)
		}
		a.file = cut
		out, err := a.command("tell").CombinedOutput()
		if code := exitCode(t, err); code != 3 || !strings.Contains(string(out), "download it again") {
			t.Errorf("the exit code is %d, and it says %q", code, out)
		}
		a.isGone(t)
	})
}

func TestAnAppImageThatCannotExtractLeavesNothing(t *testing.T) {
	a := newSmallAppImage(t, runtime.GOARCH)
	a.env = append(a.env, "APPIMAGE_EXTRACT_AND_RUN=1")
	cmd := exec.Command("sh", "-c", `ulimit -f 500; exec "$0" tell`, a.file) // which is less than its file
	cmd.Dir, cmd.Env = a.runs, a.env
	out, err := cmd.CombinedOutput()
	if code := exitCode(t, err); code != 3 || !strings.Contains(string(out), "usr/file") {
		t.Errorf("the exit code is %d, and it says %q", code, out)
	}
	a.isGone(t)
}
