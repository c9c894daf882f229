package library_test

import (
	"errors"
	"maps"
	"os"
	"strings"
	"syscall"
	"testing"
)

// plug mounts a drive at a folder. Its content stays when it is pulled out again.
func (w *world) plug(drive, folder string) (unplug func()) {
	w.t.Helper()
	check(w.t, os.MkdirAll(folder, 0o700))
	check(w.t, syscall.Mount(drive, folder, "", syscall.MS_BIND, ""))
	there := true
	unplug = func() {
		if there {
			there = false
			check(w.t, syscall.Unmount(folder, syscall.MNT_DETACH))
		}
	}
	w.t.Cleanup(unplug)
	return unplug
}

func TestDriveThatIsUnmountedInMidScanKeepsItsPhotos(t *testing.T) {
	w, drive := newWorld(t), t.TempDir()
	mountTmpfs(t, drive, "64m")
	w.fill("here", 2)
	unplug := w.plug(drive, w.at("drive"))
	w.fill("drive/dcim", 40)
	before, want := hashes(t, w.dir), w.undisturbed()
	l := w.disturbed(w.dir, unplug)
	if len(l.forgotten) != 0 || len(l.skipped) != 0 || len(l.away) != 1 || l.away[0] != w.at("drive") || len(l.looked) > 30 {
		t.Errorf("away %v, forgotten %v, skipped %v, looked at %d", l.away, l.forgotten, l.skipped, len(l.looked))
	}
	known := len(w.files())
	// The folder at which it was mounted is there, and empty.
	for range 2 {
		if l := w.scan(); len(l.forgotten) != 0 || len(w.files()) < known || l.surveyed.Photos != 2 {
			t.Errorf("while it is away: %+v, forgotten %v", l.surveyed, l.forgotten)
		}
	}
	w.plug(drive, w.at("drive"))
	w.scan()
	files := w.files()
	for name, f := range files {
		if f.Offline || f.Skipped != nil {
			t.Errorf("%s is %+v", name, f)
		}
	}
	if got := w.answers(); len(files) != 42 || !maps.Equal(got, want) || !maps.Equal(hashes(t, w.dir), before) {
		t.Errorf("%d files are known; the answers, or the photos, are not what they were", len(files))
	}
}

func TestRootThatIsADriveIsOfflineWhenItIsUnmounted(t *testing.T) {
	w, drive := newWorld(t), t.TempDir()
	mountTmpfs(t, drive, "64m")
	unplug := w.plug(drive, w.at("drive"))
	w.fill("drive", 5)
	w.scan(w.at("drive"))
	unplug()
	for _, paths := range [][]string{nil, {w.at("drive")}} {
		l := w.scan(paths...)
		if len(l.away) != 1 || len(l.forgotten) != 0 || l.surveyed.Offline != 5 {
			t.Errorf("away %v, forgotten %v, %+v", l.away, l.forgotten, l.surveyed)
		}
	}
	w.plug(drive, w.at("drive"))
	if l := w.scan(); len(l.looked) != 0 || l.surveyed.Photos != 5 || l.surveyed.Offline != 0 {
		t.Errorf("back again: %+v, looked at %v", l.surveyed, l.looked)
	}
}

func TestScanOntoAFullDiskTellsOfItOnceAndGoesOn(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 60)
	before, want := hashes(t, w.dir), w.undisturbed()
	mountTmpfs(t, w.cacheDir, "400k")
	l := w.scan(w.dir)
	if len(l.noticed) != 1 || !errors.Is(l.noticed[0], syscall.ENOSPC) || !strings.Contains(l.noticed[0].Error(), "cannot be remembered") {
		t.Errorf("noticed %v", l.noticed)
	}
	if len(l.looked) != 60 || len(l.skipped) != 0 {
		t.Errorf("looked at %d, skipped %v", len(l.looked), l.skipped)
	}
	check(t, syscall.Mount("tmpfs", w.cacheDir, "tmpfs", syscall.MS_REMOUNT, "size=64m"))
	again := w.scan(w.dir)
	if len(again.noticed) != 0 || len(again.skipped) != 0 || len(w.files()) != 60 {
		t.Errorf("with room, noticed %v", again.noticed)
	}
	if got := w.answers(); !maps.Equal(got, want) || !maps.Equal(hashes(t, w.dir), before) {
		t.Error("the answers, or the photos, are not what they were")
	}
	if l := w.scan(w.dir); len(l.looked) != 0 {
		t.Errorf("%d are looked at again", len(l.looked))
	}
}

func TestFolderThatCannotBeReadKeepsItsPhotos(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("this user may read whatever permissions say")
	}
	w := newWorld(t)
	w.fill("a/sealed", 3)
	w.fill("a", 1)
	w.scan(w.dir)
	check(t, os.Chmod(w.at("a/sealed"), 0))
	t.Cleanup(func() { _ = os.Chmod(w.at("a/sealed"), 0o700) })
	l := w.scan()
	if len(l.forgotten) != 0 || len(w.files()) != 5 { // the folder itself is listed too
		t.Errorf("forgotten are %v, known %v", l.forgotten, w.files())
	}
	check(t, os.Chmod(w.at("a/sealed"), 0o700))
	if l := w.scan(); len(l.looked) != 0 || len(w.files()) != 4 {
		t.Errorf("looked at %v, known are %v", l.looked, w.files())
	}
}
