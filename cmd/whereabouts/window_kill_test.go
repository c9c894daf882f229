package main

import (
	"crypto/sha256"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestKilledProgramGoesOnWhereItWas kills the program in the middle of its scan and in
// the middle of a search, and opens it again.
func TestKilledProgramGoesOnWhereItWas(t *testing.T) {
	needWindow(t)
	home, models := t.TempDir(), modelsFolder(t)
	cache := cacheWith(t, models)
	environment := []string{
		"HOME=" + home, "XDG_CONFIG_HOME=" + home + "/.config", "XDG_DATA_HOME=" + home + "/.data",
		"XDG_CACHE_HOME=" + cache, "FYNE_THEME=dark", "FYNE_SCALE=1", "LANG=en_US.UTF-8", "LANGUAGE=en",
	}
	data := filepath.Join(home, ".data", "whereabouts")
	index := filepath.Join(cache, "whereabouts", "features", "index.db")
	d := newDesktop(t)

	program := d.start("whereabouts", environment...)
	d.findWindow("Whereabouts")
	d.settle(time.Second)
	d.key("s")
	waitForSize(t, index, 250<<10) // into the scan
	kill(t, program)
	photos := digests(t, filepath.Join(data, "sample"))
	before := remembered(t, environment)
	if len(photos) == 0 || before == 0 {
		t.Fatalf("of %d photos %d are known when the program is killed", len(photos), before)
	}
	t.Logf("killed when %d of %d photos were known", before, len(photos))

	program = d.start("whereabouts", environment...)
	d.findWindow("Whereabouts")
	d.settle(5 * time.Second) // the library is there by itself, and its scan has ended
	d.clickClock()
	d.settle(2 * time.Second)
	d.key("Return")
	kept := waitForFiles(t, filepath.Join(data, "concepts", "*.json"), 1)
	time.Sleep(3 * time.Second) // into the search
	kill(t, program)
	if after := remembered(t, environment); after != len(photos) {
		t.Errorf("of %d photos %d are known after the scan went on", len(photos), after)
	}

	program = d.start("whereabouts", environment...)
	d.findWindow("Whereabouts")
	d.settle(5 * time.Second)
	d.key("ctrl+1") // what was taught
	d.settle(10 * time.Second)
	d.key("Right")
	d.key("y")
	waitForText(t, kept[0], `"accepted":true`)
	d.close(program)
	if now := digests(t, filepath.Join(data, "sample")); !maps.Equal(now, photos) {
		t.Error("photos have changed")
	}
}

// waitForSize waits until a file has grown to so many bytes.
func waitForSize(t *testing.T, path string, bytes int64) {
	t.Helper()
	for range 3000 {
		if info, err := os.Stat(path); err == nil && info.Size() >= bytes {
			return
		}
		time.Sleep(30 * time.Millisecond)
	}
	t.Fatalf("%s does not grow to %d bytes", path, bytes)
}

// kill ends a program as if the power went.
func kill(t *testing.T, program *exec.Cmd) {
	t.Helper()
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait()
}

// remembered returns the number of photos whose index is kept.
func remembered(t *testing.T, environment []string) int {
	t.Helper()
	cmd := exec.Command("whereabouts", "status", "--json")
	cmd.Env = append(os.Environ(), environment...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var status struct{ Photos int }
	if err := json.Unmarshal(out, &status); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return status.Photos
}

// digests returns the SHA-256 of all files of a folder.
func digests(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	all := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all[path] = sha256.Sum256(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
