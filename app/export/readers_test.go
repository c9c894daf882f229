package export_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"image"
	_ "image/jpeg" // readers of what is exported
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"whereabouts/app"
	"whereabouts/segment"
)

// The readers below read the formats by their documentation, and share nothing with
// what writes them. Each returns the masks of the finds in one photo.

// unpackRLE reads COCO's compressed run lengths.
func unpackRLE(tb testing.TB, text string, size image.Point) *segment.Mask {
	tb.Helper()
	var counts []int
	for at := 0; at < len(text); {
		value, shift, more := 0, 0, true
		for more {
			c := int(text[at]) - 48
			value |= (c & 0x1f) << shift
			more = c&0x20 != 0
			at++
			shift += 5
			if !more && c&0x10 != 0 {
				value |= -1 << shift
			}
		}
		if len(counts) > 2 {
			value += counts[len(counts)-2]
		}
		counts = append(counts, value)
	}
	m := segment.NewMask(size)
	at := 0
	for i, n := range counts {
		if n < 0 || at+n > len(m.Pix) {
			tb.Fatalf("the run lengths %q are not those of %v", text, size)
		}
		for ; n > 0; n-- {
			if i%2 == 1 {
				m.Pix[at%size.Y*size.X+at/size.Y] = segment.Object
			}
			at++
		}
	}
	if at != len(m.Pix) {
		tb.Fatalf("the run lengths %q are of %d pixels and not of %d", text, at, len(m.Pix))
	}
	return m
}

// fillPolygon marks the pixels whose centres are in a polygon: those that a line to the
// left leaves through an odd number of edges.
func fillPolygon(m *segment.Mask, xy []float64) {
	n := len(xy) / 2
	for y := range m.Size.Y {
		cy := float64(y) + 0.5
		var crossings []float64
		for i := range n {
			x1, y1, x2, y2 := xy[2*i], xy[2*i+1], xy[2*((i+1)%n)], xy[2*((i+1)%n)+1]
			if (y1 > cy) != (y2 > cy) {
				crossings = append(crossings, x1+(cy-y1)/(y2-y1)*(x2-x1))
			}
		}
		slices.Sort(crossings)
		for x := range m.Size.X {
			left := 0
			for _, c := range crossings {
				if c <= float64(x)+0.5 {
					left++
				}
			}
			if left%2 == 1 {
				m.Pix[y*m.Size.X+x] = segment.Object
			}
		}
	}
}

func readJSON(tb testing.TB, path string, into any) {
	tb.Helper()
	text, err := os.ReadFile(path)
	check(tb, err)
	check(tb, json.Unmarshal(text, into))
}

func readPNG(tb testing.TB, path string) image.Image {
	tb.Helper()
	f, err := os.Open(path)
	check(tb, err)
	defer func() { _ = f.Close() }()
	img, err := png.Decode(f)
	check(tb, err)
	return img
}

// plainly decodes a picture as it is stored, as readers do that know no orientation.
func plainly(tb testing.TB, path string) image.Image {
	tb.Helper()
	f, err := os.Open(path)
	check(tb, err)
	defer func() { _ = f.Close() }()
	img, _, err := image.Decode(f)
	check(tb, err)
	return img
}

func readMasks(tb testing.TB, dir string, s shot) (all []*segment.Mask) {
	tb.Helper()
	for n := range s.masks {
		gray, ok := readPNG(tb, filepath.Join(dir, app.InstanceName(s.Path, n))).(*image.Gray)
		if !ok {
			tb.Fatal("a mask is not grey")
		}
		all = append(all, segment.MaskOf(gray))
	}
	return all
}

// cocoSet is COCO's format of instances.
type cocoSet struct {
	Images []struct {
		ID       int    `json:"id"`
		Width    int    `json:"width"`
		Height   int    `json:"height"`
		FileName string `json:"file_name"`
	} `json:"images"`
	Annotations []struct {
		ID           int             `json:"id"`
		ImageID      int             `json:"image_id"`
		CategoryID   int             `json:"category_id"`
		Segmentation json.RawMessage `json:"segmentation"`
		Area         int             `json:"area"`
		Box          [4]int          `json:"bbox"`
		Crowd        *int            `json:"iscrowd"`
	} `json:"annotations"`
	Categories []struct {
		ID   int    `json:"id"`
		Name string `json:"name"`
	} `json:"categories"`
}

func readCOCO(tb testing.TB, dir string, s shot) (all []*segment.Mask) {
	tb.Helper()
	var set cocoSet
	readJSON(tb, filepath.Join(dir, "annotations.json"), &set)
	for _, in := range set.Images {
		if !strings.Contains(in.FileName, app.PhotoName(s.Path)) && in.FileName != filepath.ToSlash(s.Path) {
			continue
		}
		for _, a := range set.Annotations {
			if a.ImageID != in.ID {
				continue
			}
			size := image.Pt(in.Width, in.Height)
			m := segment.NewMask(size)
			var packed struct {
				Size   [2]int `json:"size"`
				Counts string `json:"counts"`
			}
			var polygons [][]float64
			if json.Unmarshal(a.Segmentation, &packed) == nil {
				if packed.Size != [2]int{in.Height, in.Width} {
					tb.Errorf("run lengths of %v in a photo of %v", packed.Size, size)
				}
				m = unpackRLE(tb, packed.Counts, size)
			} else {
				check(tb, json.Unmarshal(a.Segmentation, &polygons))
				for _, xy := range polygons {
					fillPolygon(m, xy)
				}
			}
			all = append(all, m)
		}
	}
	return all
}

func readYOLO(tb testing.TB, dir string, s shot) (all []*segment.Mask) {
	tb.Helper()
	var set struct {
		Path  string         `yaml:"path"`
		Train string         `yaml:"train"`
		Val   string         `yaml:"val"`
		Names map[int]string `yaml:"names"`
	}
	text, err := os.ReadFile(filepath.Join(dir, "data.yaml"))
	check(tb, err)
	check(tb, yaml.Unmarshal(text, &set))
	if set.Path != "" || set.Train != set.Val || len(set.Names) != 1 {
		tb.Errorf("data.yaml is %+v", set)
	}
	img := copyOf(tb, filepath.Join(dir, filepath.FromSlash(set.Train)), s)
	labels := strings.Replace(set.Train, "images", "labels", 1)
	text, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(labels), app.PhotoName(s.Path)+".txt"))
	check(tb, err)
	size := img.Bounds().Size()
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if words[0] != "0" || len(words) < 7 || len(words)%2 != 1 {
			tb.Fatalf("a label is %q", line)
		}
		var xy []float64
		for i, word := range words[1:] {
			v, err := strconv.ParseFloat(word, 64)
			check(tb, err)
			if v < 0 || v > 1 {
				tb.Fatalf("a label has %v", v)
			}
			xy = append(xy, v*float64([2]int{size.X, size.Y}[i%2]))
		}
		m := segment.NewMask(size)
		fillPolygon(m, xy)
		all = append(all, m)
	}
	return all
}

// copyOf returns the copy of a photo in a folder, as it is stored.
func copyOf(tb testing.TB, dir string, s shot) image.Image {
	tb.Helper()
	for _, extension := range []string{".jpg", ".png"} {
		path := filepath.Join(dir, app.PhotoName(s.Path)+extension)
		if _, err := os.Stat(path); err == nil {
			return plainly(tb, path)
		}
	}
	tb.Fatalf("%s has no copy in %s", s.Path, dir)
	return nil
}

func readVOC(tb testing.TB, dir string, s shot) (all []*segment.Mask) {
	tb.Helper()
	name := app.PhotoName(s.Path)
	var a struct {
		File    string `xml:"filename"`
		Width   int    `xml:"size>width"`
		Height  int    `xml:"size>height"`
		Objects []struct {
			Name   string `xml:"name"`
			Left   int    `xml:"bndbox>xmin"`
			Top    int    `xml:"bndbox>ymin"`
			Right  int    `xml:"bndbox>xmax"`
			Bottom int    `xml:"bndbox>ymax"`
		} `xml:"object"`
	}
	text, err := os.ReadFile(filepath.Join(dir, "Annotations", name+".xml"))
	check(tb, err)
	check(tb, xml.Unmarshal(text, &a))
	list, err := os.ReadFile(filepath.Join(dir, "ImageSets", "Segmentation", "train.txt"))
	check(tb, err)
	if a.File != name+".jpg" || !slices.Contains(strings.Split(string(list), "\n"), name) {
		tb.Errorf("%s is called %s, and the list is %q", name, a.File, list)
	}
	objects, ok := readPNG(tb, filepath.Join(dir, "SegmentationObject", name+".png")).(*image.Paletted)
	classes, ok2 := readPNG(tb, filepath.Join(dir, "SegmentationClass", name+".png")).(*image.Paletted)
	if !ok || !ok2 {
		tb.Fatal("the masks have no palette")
	}
	if size := image.Pt(a.Width, a.Height); objects.Rect.Size() != size || classes.Rect.Size() != size {
		tb.Errorf("the photo has %v, the masks %v and %v", size, objects.Rect.Size(), classes.Rect.Size())
	}
	for n, o := range a.Objects {
		m := drawn(a.Width, a.Height, func(x, y int) bool { return int(objects.ColorIndexAt(x, y)) == n+1 })
		if box := m.Box(); box != image.Rect(o.Left-1, o.Top-1, o.Right, o.Bottom) {
			tb.Errorf("an object's box is %+v, its mask's %v", o, box)
		}
		for i, v := range m.Pix {
			if v == segment.Object && classes.Pix[i] != 1 {
				tb.Fatal("an object's pixel is of no class")
			}
		}
		all = append(all, m)
	}
	return all
}

func readLabelMe(tb testing.TB, dir string, s shot) (all []*segment.Mask) {
	tb.Helper()
	var f struct {
		Version   string          `json:"version"`
		Flags     map[string]bool `json:"flags"`
		ImagePath string          `json:"imagePath"`
		ImageData *string         `json:"imageData"`
		Height    int             `json:"imageHeight"`
		Width     int             `json:"imageWidth"`
		Shapes    []struct {
			Label  string       `json:"label"`
			Points [][2]float64 `json:"points"`
			Group  int          `json:"group_id"`
			Type   string       `json:"shape_type"`
		} `json:"shapes"`
	}
	readJSON(tb, filepath.Join(dir, app.PhotoName(s.Path)+".json"), &f)
	if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(f.ImagePath))); err != nil || f.ImageData != nil || f.Version == "" {
		tb.Errorf("LabelMe finds no picture at %s: %v", f.ImagePath, err)
	}
	for _, shape := range f.Shapes {
		for len(all) < shape.Group {
			all = append(all, segment.NewMask(image.Pt(f.Width, f.Height)))
		}
		var xy []float64
		for _, p := range shape.Points {
			xy = append(xy, p[0], p[1])
		}
		if shape.Type != "polygon" || len(shape.Points) < 3 {
			tb.Errorf("a shape is %+v", shape)
		}
		fillPolygon(all[shape.Group-1], xy)
	}
	return all
}

func readCSV(tb testing.TB, dir string, s shot) (all []*segment.Mask) {
	tb.Helper()
	f, err := os.Open(filepath.Join(dir, "finds.csv"))
	check(tb, err)
	defer func() { _ = f.Close() }()
	lines, err := csv.NewReader(f).ReadAll()
	check(tb, err)
	column := func(line []string, name string) string { return line[slices.Index(lines[0], name)] }
	number := func(line []string, name string) int {
		n, err := strconv.Atoi(column(line, name))
		check(tb, err)
		return n
	}
	for _, line := range lines[1:] {
		if column(line, "photo") != filepath.ToSlash(s.Path) {
			continue
		}
		m := unpackRLE(tb, column(line, "rle"), image.Pt(number(line, "photo_width"), number(line, "photo_height")))
		box := image.Rect(0, 0, number(line, "width"), number(line, "height")).Add(image.Pt(number(line, "x"), number(line, "y")))
		if m.Box() != box || m.Area() != number(line, "area") {
			tb.Errorf("the line %q has another mask: %v and %d", line, m.Box(), m.Area())
		}
		all = append(all, m)
	}
	return all
}

// wantMasks fails unless masks are those of a photo's finds, by their intersection over
// union.
func wantMasks(tb testing.TB, s shot, got []*segment.Mask, atLeast float64) {
	tb.Helper()
	if len(got) != len(s.masks) {
		tb.Fatalf("%s has %d masks and should have %d", s.Path, len(got), len(s.masks))
	}
	for n, m := range got {
		if m.Size != s.masks[n].Size {
			tb.Fatalf("mask %d of %s has %v and should have %v", n, s.Path, m.Size, s.masks[n].Size)
		}
		if iou := m.IoU(s.masks[n]); iou < atLeast || math.IsNaN(iou) {
			tb.Errorf("mask %d of %s has an intersection over union of %v", n, s.Path, iou)
		}
	}
}
