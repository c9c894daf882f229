package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"whereabouts/app/export"
)

func TestNothingIsReplacedUnlessAsked(t *testing.T) {
	shots := album(t)
	for _, f := range export.Formats() {
		dir := exported(t, f.Name(), shots, nil)
		j := export.Job{Dir: dir, Concept: "Mimi", Photos: photosOf(shots)}
		if outcome, err := export.Run(t.Context(), f, j, nil); !errors.Is(err, export.ErrExists) || outcome.Files != 0 {
			t.Errorf("%s: %+v and %v", f.Name(), outcome, err)
		}
		j.Overwrite = true
		if _, err := export.Run(t.Context(), f, j, nil); err != nil {
			t.Errorf("%s: %v", f.Name(), err)
		}
	}
}

func TestStoppedExportLeavesNoHalfFile(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, f := range export.Formats() {
		dir := t.TempDir()
		_, err := export.Run(ctx, f, export.Job{Dir: dir, Photos: photosOf(album(t))}, nil)
		left, _ := os.ReadDir(dir)
		if !errors.Is(err, context.Canceled) || len(left) > 0 {
			t.Errorf("%s: %v, and %d files", f.Name(), err, len(left))
		}
	}
}

// stopper stops an export when a number of photos is done.
type stopper struct {
	at   int
	stop func()
}

func (s stopper) Advanced(done, _ int) {
	if done == s.at {
		s.stop()
	}
}

func (s stopper) Skipped(string, error) {}

func TestExportStoppedHalfwayLeavesWholeFilesAndCanBeginAnew(t *testing.T) {
	shots := album(t)
	for _, f := range export.Formats() {
		whole := filesIn(t, exported(t, f.Name(), shots, nil))
		ctx, stop := context.WithCancel(t.Context())
		j := export.Job{Dir: filepath.Join(t.TempDir(), "out"), Concept: "Mimi", Photos: photosOf(shots)}
		_, err := export.Run(ctx, f, j, stopper{2, stop})
		stop()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", f.Name(), err)
		}
		left := filesIn(t, j.Dir)
		if len(left) >= len(whole) {
			t.Errorf("%s: it was not stopped: there are %d files of %d", f.Name(), len(left), len(whole))
		}
		for name, data := range left {
			if want, there := whole[name]; !there || !bytes.Equal(data, want) {
				t.Errorf("%s: %s is not what it is at the end, or is not to be there", f.Name(), name)
			}
		}
		j.Overwrite = true
		if _, err := export.Run(t.Context(), f, j, nil); err != nil {
			t.Errorf("%s, anew: %v", f.Name(), err)
		}
	}
}

// filesIn returns all files below a folder.
func filesIn(tb testing.TB, dir string) map[string][]byte {
	tb.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		check(tb, err)
		files[name], err = os.ReadFile(path)
		return err
	})
	check(tb, err)
	return files
}

func TestHostileNamesStayInTheFolder(t *testing.T) {
	shots := album(t)[:1]
	for _, concept := range []string{"../../Mimi", "/etc/passwd", "..", "CON", "a\nb", "\u202egpj", strings.Repeat("名", 300), "🐈‍⬛", "=1+2", ""} {
		for _, f := range export.Formats() {
			around := t.TempDir()
			j := export.Job{Dir: filepath.Join(around, "in", "out"), Concept: concept, Photos: photosOf(shots)}
			if _, err := export.Run(t.Context(), f, j, nil); err != nil {
				t.Errorf("%s of %q: %v", f.Name(), concept, err)
			}
			for name := range filesIn(t, around) {
				if !strings.HasPrefix(name, filepath.Join("in", "out")+string(filepath.Separator)) {
					t.Errorf("%s of %q writes %s", f.Name(), concept, name)
				}
			}
		}
	}
}

func TestSidecarOfAnotherProgramStays(t *testing.T) {
	shots := album(t)[:1]
	dir := filepath.Dir(shots[0].Path)
	sidecar := shots[0].Path + ".xmp"
	check(t, os.WriteFile(sidecar, []byte("work"), 0o644))
	f, err := export.Lookup("xmp")
	check(t, err)
	_, err = export.Run(t.Context(), f, export.Job{Dir: dir, Photos: photosOf(shots), Overwrite: true}, nil)
	got, _ := os.ReadFile(sidecar)
	if !errors.Is(err, export.ErrForeign) || !bytes.Equal(got, []byte("work")) {
		t.Errorf("%v, and the sidecar is %q", err, got)
	}
}

func TestExiftoolReadsRegionsOfTheStoredPicture(t *testing.T) {
	program, err := exec.LookPath("exiftool")
	if err != nil {
		t.Skip("exiftool is not installed; Debian has it in libimage-exiftool-perl")
	}
	shots := album(t)
	for i := range shots {
		shots[i].Finds, shots[i].masks = shots[i].Finds[:1], shots[i].masks[:1]
	}
	const name = `Mimi <&"'> 🐈`
	dir := exported(t, "xmp", shots, func(j *export.Job) { j.Concept = name })
	for _, s := range shots {
		way, err := filepath.Rel(filepath.Dir(shots[0].Path), s.Path)
		check(t, err)
		out, err := exec.Command(program, "-j", "-struct", "-n", "-RegionInfo", "-Subject", filepath.Join(dir, way)+".xmp").Output()
		check(t, err)
		var read []struct {
			RegionInfo struct {
				AppliedToDimensions struct{ W, H int }
				RegionList          []struct {
					Name string
					Area struct{ X, Y, W, H float64 }
				}
			}
		}
		check(t, json.Unmarshal(out, &read))
		size := plainly(t, s.Path).Bounds().Size()
		info := read[0].RegionInfo
		if info.AppliedToDimensions.W != size.X || info.AppliedToDimensions.H != size.Y || len(info.RegionList) != 1 || info.RegionList[0].Name != name {
			t.Fatalf("%s is stored as %v and has the regions %s", s.Path, size, strings.TrimSpace(string(out)))
		}
		area, box := info.RegionList[0].Area, s.masks[0].Box()
		left, top := (area.X-area.W/2)*float64(size.X), (area.Y-area.H/2)*float64(size.Y)
		red := 0
		img := plainly(t, s.Path)
		for y := int(top + 0.5); y < int(top+area.H*float64(size.Y)+0.5); y++ {
			for x := int(left + 0.5); x < int(left+area.W*float64(size.X)+0.5); x++ {
				if isRed(img.At(x, y)) {
					red++
				}
			}
		}
		if want := s.masks[0].Area(); red*10 < want*9 || box.Empty() {
			t.Errorf("the region of %s holds %d of the find's %d pixels", s.Path, red, want)
		}
	}
}
