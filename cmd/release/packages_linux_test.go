package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestPackages installs the packages in the folder WHEREABOUTS_PACKAGES, which
// "make package-test" builds, into a bare Debian without Go, npm or a network, uses them
// there and removes them.
func TestPackages(t *testing.T) {
	built := os.Getenv("WHEREABOUTS_PACKAGES")
	if built == "" {
		t.Skip(`"make package-test" builds the packages for this test`)
	}
	if os.Getuid() != 0 {
		t.Skip("only root may make a Debian of its own")
	}
	if err := exec.Command("unshare", "--mount", "--net", "true").Run(); err != nil {
		t.Skip("taking the network away is not permitted here")
	}
	deb, rpm, archive, image := only(t, built, "*/*.deb"), only(t, built, "*/*.rpm"), only(t, built, "*/*.tar.xz"), only(t, built, "*/*.AppImage")
	t.Run("what Debian and desktops want holds", func(t *testing.T) {
		share := filepath.Join(only(t, built, "work/linux-*/deb"), "root", "usr", "share")
		must(t, "lintian", "--fail-on", "error", "--allow-root", deb)
		must(t, "desktop-file-validate", only(t, share, "applications/*.desktop"))
		must(t, "appstreamcli", "validate", "--no-net", only(t, share, "metainfo/*.xml"))
		must(t, "sh", "-c", `cd "$0" && sha256sum --quiet --check SHA256SUMS`, filepath.Dir(deb))
	})
	d := newDebian(t)
	t.Run("deb", func(t *testing.T) {
		d.copy(t, deb, "/tmp/whereabouts.deb")
		must(t, "chroot", d.root, "apt-get", "-qq", "install", "--no-install-recommends", "/tmp/whereabouts.deb")
		d.works(t, "whereabouts", "/usr/lib/whereabouts")
		d.opens(t, "whereabouts")
		must(t, "chroot", d.root, "apt-get", "-qq", "remove", "whereabouts")
		d.leaves(t, "usr", "etc", "opt", "srv", "var/lib/dpkg/info")
		if out, err := exec.Command("chroot", d.root, "dpkg-query", "--show", "whereabouts").CombinedOutput(); err == nil {
			t.Errorf("a purge would find something to remove: %s", out)
		}
		if len(d.find(t, "settings.json", "home")) == 0 {
			t.Error("the user's settings are gone, too")
		}
	})
	t.Run("rpm", func(t *testing.T) {
		must(t, "sh", "-c", `rpm2cpio "$1" | (cd "$0" && cpio --quiet --no-absolute-filenames -id)`, d.root, rpm)
		d.works(t, "whereabouts", "/usr/lib/whereabouts")
		for _, path := range d.find(t, "whereabouts", "usr") {
			must(t, "rm", "-rf", path)
		}
	})
	t.Run("archive", func(t *testing.T) {
		must(t, "tar", "-xJf", archive, "-C", filepath.Join(d.root, "tmp"), "--one-top-level=archive", "--strip-components=1")
		for range 2 { // the second is an upgrade
			must(t, d.user("/tmp/archive/install.sh")...)
		}
		d.works(t, "/home/user/.local/bin/whereabouts", "/home/user/.local/lib/whereabouts")
		entry := filepath.Join(d.root, "home/user/.local/share/applications", appID+".desktop")
		must(t, "grep", "-qxF", `Exec="/home/user/.local/bin/whereabouts" %F`, entry)
		must(t, d.user("/home/user/.local/lib/whereabouts/uninstall.sh", "--keep")...)
		if kept := d.find(t, "settings.json", "home/user"); len(kept) == 0 || len(d.find(t, "features", "home/user")) > 0 {
			t.Errorf("after an uninstall that keeps, there are %q", d.find(t, "whereabouts", "home/user"))
		}
		must(t, d.user("/tmp/archive/install.sh")...)
		must(t, d.user("/home/user/.local/lib/whereabouts/uninstall.sh", "--all")...)
		if left := d.find(t, "whereabouts", "home/user"); len(left) > 0 {
			t.Errorf("after an uninstall of all, there are %q", left)
		}
	})
	t.Run("AppImage", func(t *testing.T) {
		const program = "/opt/Whereabouts.AppImage"
		d.copy(t, image, program)
		must(t, "chmod", "755", filepath.Join(d.root, program))
		t.Run("extracted on request", func(t *testing.T) {
			must(t, d.user("sh", "-c", "cd && exec "+program+" --appimage-extract")...)
			d.works(t, "/home/user/squashfs-root/AppRun", "/home/user/squashfs-root/usr/lib/whereabouts")
			must(t, "rm", "-r", filepath.Join(d.root, "home/user/squashfs-root"))
		})
		t.Run("where files cannot be mounted", func(t *testing.T) {
			if said := d.works(t, program, "/files/usr/lib/whereabouts"); !strings.Contains(said, " /home/user/.cache/whereabouts/appimage/") {
				t.Errorf("files are not extracted into the user's cache:\n%s", said)
			}
			d.opens(t, program)
			d.leavesNoLayout(t)
		})
		t.Run("where files can be mounted", func(t *testing.T) {
			if _, err := os.Stat("/dev/fuse"); err != nil {
				t.Skipf("files cannot be mounted here: %v", err)
			}
			must(t, "chroot", d.root, "apt-get", "-qq", "install", "--no-install-recommends", "fuse3")
			// Both are there wherever a Debian was started and not only unpacked.
			must(t, "sh", "-c", `rm -f "$0" && mknod --mode=666 "$0" c 10 229`, filepath.Join(d.root, "dev/fuse"))
			must(t, "ln", "-sf", "/proc/self/mounts", filepath.Join(d.root, "etc/mtab"))
			if said := d.works(t, program, "/files/usr/lib/whereabouts"); !strings.Contains(said, " /tmp/whereabouts-appimage-") {
				t.Errorf("files are not mounted:\n%s", said)
			}
			d.opens(t, program)
			d.leavesNoLayout(t)
		})
	})
}

// leavesNoLayout fails where an AppImage has left its files mounted or extracted, after the
// moment that it takes to remove them.
func (d debian) leavesNoLayout(t *testing.T) {
	t.Helper()
	eventually(t, func() bool { return len(d.find(t, "appimage", "tmp"))+len(d.find(t, "appimage", "home")) == 0 }, "files of the AppImage are left behind")
}

func TestAnAppImageIsItsRuntimeAndItsFilesAndDependsOnThemAlone(t *testing.T) {
	if _, err := exec.LookPath("unsquashfs"); err != nil {
		t.Skip(`squashfs-tools is not installed; "make package-test" installs it`)
	}
	r := release{at: time.Unix(1_700_000_000, 0)}
	runtime := bytes.Repeat([]byte("runtime"), 1000)
	var images [][]byte
	for range 2 {
		dir := t.TempDir()
		if err := (tree{{path: "usr/bin/program", mode: 0o755, data: []byte("hello")}}).write(filepath.Join(dir, "AppDir"), r.at); err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, "image")
		if err := r.joinAppImage(t.Context(), runtime, filepath.Join(dir, "AppDir"), to); err != nil {
			t.Fatal(err)
		}
		image, err := os.ReadFile(to)
		if err != nil {
			t.Fatal(err)
		}
		images = append(images, image)
		if said := must(t, "unsquashfs", "-o", strconv.Itoa(len(runtime)), "-cat", to, "usr/bin/program"); said != "hello" {
			t.Errorf("its file says %q", said)
		}
		if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o755 {
			t.Errorf("it may not be run: %v, %v", info, err)
		}
	}
	if !bytes.HasPrefix(images[0], runtime) {
		t.Error("it does not begin with the runtime")
	}
	if !bytes.Equal(images[0], images[1]) {
		t.Error("the same files made two images")
	}
}

// A debian is a bare Debian in a folder, with a user and two photos.
type debian struct{ root string }

func newDebian(t *testing.T) debian {
	t.Helper()
	d := debian{filepath.Join(t.TempDir(), "debian")}
	must(t, "debootstrap", "--variant=minbase", "stable", d.root)
	for from, to := range map[string]string{"/proc": "proc", "/tmp/.X11-unix": "tmp/.X11-unix"} {
		if err := os.MkdirAll(from, 0o1777); err != nil {
			t.Fatal(err)
		}
		to = filepath.Join(d.root, to)
		if err := errors.Join(os.MkdirAll(to, 0o755), unix.Mount(from, to, "", unix.MS_BIND, "")); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := unix.Unmount(to, unix.MNT_DETACH); err != nil {
				t.Error(err)
			}
		})
	}
	must(t, "chroot", d.root, "useradd", "--create-home", "user")
	for _, name := range []string{"IMG_0148", "garden/DSC_0181"} {
		d.copy(t, "../../assets/sample/photos/"+name+".jpg", "/home/user/photos/"+filepath.Base(name)+".jpg")
		d.copy(t, "../../assets/sample/masks/alarm-clock/"+name+".png", "/home/user/masks/"+filepath.Base(name)+".png")
	}
	d.copy(t, "testdata/settings.json", "/home/user/.local/share/whereabouts/settings.json")
	must(t, "chroot", d.root, "chown", "-R", "user:", "/home/user")
	return d
}

func (d debian) copy(t *testing.T, from, to string) {
	t.Helper()
	to = filepath.Join(d.root, to)
	data, err := os.ReadFile(from)
	if err == nil {
		err = errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, data, 0o644))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// user returns a command that runs another one as the user, without a network.
func (d debian) user(command ...string) []string {
	return append([]string{"unshare", "--net", "chroot", "--userspec=user", d.root,
		"env", "-i", "HOME=/home/user", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "LANGUAGE=en"}, command...)
}

// works fails where the program does not find its files in a folder or the clock in the
// photos. It returns what doctor says.
func (d debian) works(t *testing.T, program, files string) (doctor string) {
	t.Helper()
	doctor = must(t, d.user(program, "doctor", "--device", "cpu")...)
	for _, want := range []string{files + "/encoder.onnx", files + "/decoder.onnx", files + "/libonnxruntime.so.1"} {
		if !strings.Contains(doctor, want) {
			t.Errorf("doctor does not say %s:\n%s", want, doctor)
		}
	}
	if strings.Count(doctor, "installed with the program") != 2 {
		t.Errorf("doctor says that files come from elsewhere:\n%s", doctor)
	}
	said := must(t, d.user(program, "find", "--device", "cpu", "--photo", "/home/user/photos/IMG_0148.jpg", "--mask", "/home/user/masks/IMG_0148.png",
		"--masks", "/home/user/found", "/home/user/photos")...)
	if !strings.Contains(said, "DSC_0181.jpg") || len(d.find(t, "dsc_0181", "home/user/found")) != 1 {
		t.Errorf("the clock is not found:\n%s", said)
	}
	must(t, "rm", "-rf", filepath.Join(d.root, "home/user/found"))
	return doctor
}

// opens fails where the program opens no window.
func (d debian) opens(t *testing.T, program string) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = read.Close() }()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset")
	server.ExtraFiles = []*os.File{write}
	if err := errors.Join(server.Start(), write.Close()); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = server.Process.Kill(), server.Wait() }()
	number := make([]byte, 8)
	n, err := read.Read(number)
	if err != nil {
		t.Fatal(err)
	}
	display := "DISPLAY=:" + string(bytes.TrimSpace(number[:n]))

	var said bytes.Buffer
	command := d.user(display, program, "/home/user/photos")
	window := exec.Command(command[0], command[1:]...)
	window.Stdout, window.Stderr = &said, &said
	start := time.Now()
	if err := window.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = window.Process.Kill(), window.Wait() }()
	for {
		search := exec.Command("xdotool", "search", "--onlyvisible", "--name", "Whereabouts")
		search.Env = append(os.Environ(), display)
		if search.Run() == nil {
			t.Logf("the window is there %s after its start", time.Since(start).Round(100*time.Millisecond))
			return
		}
		if time.Since(start) > time.Minute {
			t.Fatalf("there is no window after a minute:\n%s", &said)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// leaves fails where a folder of the root has a file of ours.
func (d debian) leaves(t *testing.T, folders ...string) {
	t.Helper()
	for _, folder := range folders {
		if left := d.find(t, "whereabouts", folder); len(left) > 0 {
			t.Errorf("left behind are %q", left)
		}
	}
}

// find lists the topmost files and folders below one whose names have a part.
func (d debian) find(t *testing.T, part, folder string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(d.root, folder), func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case strings.Contains(strings.ToLower(e.Name()), part):
			found = append(found, path)
			if e.IsDir() {
				return filepath.SkipDir
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// only returns the one file of a pattern.
func only(t *testing.T, dir, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("of %s in %s there are %q: %v", pattern, dir, found, err)
	}
	return found[0]
}

// must runs a program, which has to end well, and returns what it says.
func must(t *testing.T, command ...string) string {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", command, err, out)
	}
	return string(out)
}
