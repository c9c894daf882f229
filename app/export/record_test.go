package export_test

import (
	"bytes"
	"encoding/json"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"whereabouts/app"
	"whereabouts/segment"
)

// python returns a Python with the readers that testdata/record.py needs.
func python(tb testing.TB) string {
	tb.Helper()
	program, err := filepath.Abs(filepath.FromSlash("../../build/readers/bin/python"))
	check(tb, err)
	if _, err := os.Stat(program); err != nil {
		tb.Skip(`pycocotools, supervision and labelme are not there; "make test" brings them`)
	}
	return program
}

// readRecord returns the masks that a format's own readers see, by the name of the photo.
func readRecord(tb testing.TB, format, dir string) map[string][]*segment.Mask {
	tb.Helper()
	c := exec.CommandContext(tb.Context(), python(tb), filepath.Join("testdata", "record.py"), format, dir)
	var problems bytes.Buffer
	c.Stderr = &problems
	out, err := c.Output()
	if err != nil {
		tb.Fatalf("reading %s: %v\n%s", format, err, problems.String())
	}
	var packed map[string][]struct {
		Height, Width int
		Runs          []int
	}
	check(tb, json.Unmarshal(out, &packed))
	masks := map[string][]*segment.Mask{}
	for name, all := range packed {
		for _, p := range all {
			m := segment.NewMask(image.Pt(p.Width, p.Height))
			at := 0
			for i, n := range p.Runs {
				for range n {
					m.Pix[at] = uint8(i%2) * segment.Object
					at++
				}
			}
			masks[name] = append(masks[name], m)
		}
	}
	return masks
}

func TestReadersOfRecordSeeTheMasks(t *testing.T) {
	shots := album(t)
	for _, c := range []struct {
		format string
		iou    float64
	}{
		{"coco", 1},
		{"coco-polygons", 0.99},
		{"labelme", 0.99},
		{"yolo", 0.9}, // its reader paints a pixel more all around
	} {
		t.Run(c.format, func(t *testing.T) {
			seen := readRecord(t, c.format, exported(t, c.format, shots, nil))
			for _, s := range shots {
				wantMasks(t, s, seen[app.PhotoName(s.Path)], c.iou)
			}
		})
	}
}

func TestAReaderOfRecordSeesTheBoxesOfPascalVOC(t *testing.T) {
	shots := album(t)
	seen := readRecord(t, "voc", exported(t, "voc", shots, nil))
	for _, s := range shots {
		boxes := seen[app.PhotoName(s.Path)]
		if len(boxes) != len(s.masks) {
			t.Fatalf("%s has %d boxes and should have %d", s.Path, len(boxes), len(s.masks))
		}
		for n, m := range s.masks {
			if got := boxes[n].Box(); got != m.Box() {
				t.Errorf("box %d of %s is %v and should be %v", n, s.Path, got, m.Box())
			}
		}
	}
}
