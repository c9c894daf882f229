package export_test

import (
	"bytes"
	"encoding/json"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/webp"

	"whereabouts/app"
	"whereabouts/app/export"
	"whereabouts/library"
	"whereabouts/segment"
)

func TestMasksComeBackFromEveryFormat(t *testing.T) {
	shots := album(t)
	for _, c := range []struct {
		format string
		read   func(testing.TB, string, shot) []*segment.Mask
		iou    float64
		copies string // the folder of the photos' copies
	}{
		{"masks", readMasks, 1, ""},
		{"coco", readCOCO, 1, "images"},
		{"coco-polygons", readCOCO, 0.99, "images"},
		{"yolo", readYOLO, 0.99, "images/train"},
		{"voc", readVOC, 1, "JPEGImages"},
		{"labelme", readLabelMe, 0.99, "."},
		{"csv", readCSV, 1, ""},
	} {
		t.Run(c.format, func(t *testing.T) {
			dir := exported(t, c.format, shots, nil)
			for _, s := range shots {
				wantMasks(t, s, c.read(t, dir, s), c.iou)
				if c.copies != "" {
					wantUpright(t, copyOf(t, filepath.Join(dir, filepath.FromSlash(c.copies)), s), s)
				}
			}
		})
	}
}

// wantUpright fails unless a picture shows what the masks mark where they mark it.
func wantUpright(tb testing.TB, img image.Image, s shot) {
	tb.Helper()
	if size := img.Bounds().Size(); size != s.masks[0].Size {
		tb.Fatalf("the copy of %s has %v and its annotations are of %v", s.Path, size, s.masks[0].Size)
	}
	wrong := 0
	for i := range s.masks[0].Pix {
		marked := false
		for _, m := range s.masks {
			marked = marked || m.Pix[i] == segment.Object
		}
		if isRed(img.At(i%s.masks[0].Size.X, i/s.masks[0].Size.X)) != marked {
			wrong++
		}
	}
	if wrong*20 > len(s.masks[0].Pix) { // a JPEG's colours run
		tb.Errorf("the copy of %s differs from its annotations in %d pixels", s.Path, wrong)
	}
}

func TestUprightPhotosAreCopiedAsTheyAre(t *testing.T) {
	shots := album(t)
	for format, folder := range map[string]string{"coco": "images", "yolo": "images/train", "labelme": ".", "dreambooth": "images"} {
		dir := exported(t, format, shots, nil)
		for _, s := range shots {
			name := app.PhotoName(s.Path) + strings.ToLower(filepath.Ext(s.Path))
			copied, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(folder), name))
			check(t, err)
			original, err := os.ReadFile(s.Path)
			check(t, err)
			if bytes.Equal(copied, original) == s.turned {
				t.Errorf("%s: is the copy of %s the file itself? %t", format, s.Path, !s.turned)
			}
		}
	}
}

func TestPhotosStayWhereTheyAre(t *testing.T) {
	shots := album(t)
	for _, format := range []string{"coco", "coco-polygons", "labelme"} {
		dir := exported(t, format, shots, func(j *export.Job) { j.InPlace = true })
		read := readCOCO
		if format == "labelme" {
			read = readLabelMe
		}
		for _, s := range shots {
			wantMasks(t, s, read(t, dir, s), 0.99)
		}
		check(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
			if filepath.Ext(path) == ".jpg" || filepath.Ext(path) == ".png" {
				t.Errorf("%s: there is a copy, %s", format, path)
			}
			return err
		}))
	}
}

func TestCutoutsShowTheFindAlone(t *testing.T) {
	shots := album(t)
	asPNG, asWebP := exported(t, "cutouts", shots, nil), exported(t, "webp", shots, nil)
	for _, s := range shots {
		for n, m := range s.masks {
			name := app.InstanceName(s.Path, n)
			cutout := readPNG(t, filepath.Join(asPNG, name))
			f, err := os.Open(filepath.Join(asWebP, strings.TrimSuffix(name, ".png")+".webp"))
			check(t, err)
			same, err := webp.Decode(f)
			check(t, err)
			check(t, f.Close())
			size := cutout.Bounds().Size()
			off := size.Sub(m.Box().Size()) // since the edge follows the photo's
			if max(off.X, -off.X, off.Y, -off.Y) > 6 || same.Bounds() != cutout.Bounds() {
				t.Fatalf("%s has %v and %v, and the box %v", name, cutout.Bounds(), same.Bounds(), m.Box())
			}
			for y := range size.Y {
				for x := range size.X {
					wantSamePixel(t, cutout, same, x, y)
				}
			}
			middle := size.Div(2)
			inside := m.Has(m.Box().Min.X+middle.X, m.Box().Min.Y+middle.Y)
			if _, _, _, alpha := cutout.At(middle.X, middle.Y).RGBA(); inside != (alpha == 0xffff) {
				t.Errorf("%s has the opacity %d in its middle", name, alpha)
			}
		}
	}
}

func wantSamePixel(tb testing.TB, a, b image.Image, x, y int) {
	tb.Helper()
	r1, g1, b1, a1 := a.At(x, y).RGBA()
	r2, g2, b2, a2 := b.At(x, y).RGBA()
	if r1 != r2 || g1 != g2 || b1 != b2 || a1 != a2 {
		tb.Fatalf("PNG and WebP differ at %d,%d: %v and %v", x, y, a.At(x, y), b.At(x, y))
	}
}

func TestTrainingFolderHasAMaskAndACaptionForEachPhoto(t *testing.T) {
	shots := album(t)
	dir := exported(t, "dreambooth", shots, nil)
	listed, err := os.ReadFile(filepath.Join(dir, "images", "metadata.jsonl"))
	check(t, err)
	names := map[string]bool{}
	for line := range strings.Lines(string(listed)) {
		var entry struct {
			File string `json:"file_name"`
			Text string `json:"text"`
		}
		check(t, json.Unmarshal([]byte(line), &entry))
		if entry.Text != "a photo of Mimi" {
			t.Errorf("the caption is %q", entry.Text)
		}
		names[entry.File] = true
	}
	for _, s := range shots {
		name := app.PhotoName(s.Path)
		wantUpright(t, copyOf(t, filepath.Join(dir, "images"), s), s)
		caption, err := os.ReadFile(filepath.Join(dir, "images", name+".txt"))
		check(t, err)
		if string(caption) != "a photo of Mimi\n" || !names[name+strings.ToLower(filepath.Ext(s.Path))] {
			t.Errorf("%s has the caption %q, and listed are %v", name, caption, names)
		}
		gray, ok := readPNG(t, filepath.Join(dir, "masks", name+".png")).(*image.Gray)
		if !ok {
			t.Fatal("a mask is not grey")
		}
		all := segment.NewMask(s.masks[0].Size)
		for _, m := range s.masks {
			for i, v := range m.Pix {
				all.Pix[i] |= v
			}
		}
		if segment.MaskOf(gray).IoU(all) != 1 {
			t.Errorf("the mask of %s is not that of all finds", name)
		}
	}
}

func TestAlbumHoldsTheOriginalsUnderTheirNames(t *testing.T) {
	shots := album(t)
	raw := filepath.Join(filepath.Dir(shots[0].Path), "IMG_1.CR2")
	check(t, os.WriteFile(raw, []byte("raw"), 0o644))
	shots[0].With = []string{raw}
	for _, format := range []string{"originals", "links"} {
		dir := exported(t, format, shots, nil)
		for name, original := range map[string]string{
			"IMG_1.JPG": shots[0].Path, "IMG_1.CR2": raw, "IMG_1 (2).jpg": shots[1].Path, "a picture.png": shots[4].Path,
		} {
			got, err := os.ReadFile(filepath.Join(dir, name))
			check(t, err)
			want, err := os.ReadFile(original)
			check(t, err)
			if !bytes.Equal(got, want) {
				t.Errorf("%s: %s is not %s", format, name, original)
			}
			link, err := os.Readlink(filepath.Join(dir, name))
			if (format == "links") != (err == nil) || err == nil && link != original {
				t.Errorf("%s: %s leads to %q: %v", format, name, link, err)
			}
		}
	}
}

func TestOfOverlappingFindsVOCGivesThePixelsToTheSurer(t *testing.T) {
	sure, other := hoop(100, 100, 40, 50, 30, 0), hoop(100, 100, 60, 50, 30, 0)
	s := takeShot(t, filepath.Join(t.TempDir(), "a.jpg"), jpegOf(t, paint(sure, other), 1), false, sure, other)
	dir := exported(t, "voc", []shot{s}, nil)
	objects, ok := readPNG(t, filepath.Join(dir, "SegmentationObject", app.PhotoName(s.Path)+".png")).(*image.Paletted)
	if !ok || objects.ColorIndexAt(50, 50) != 1 || objects.ColorIndexAt(85, 50) != 2 || objects.ColorIndexAt(2, 2) != 0 {
		t.Error("the pixels are not the surer find's")
	}
	if r, g, b, _ := objects.Palette[1].RGBA(); r != 0x8080 || g != 0 || b != 0 {
		t.Errorf("VOC's first colour is %v", objects.Palette[1])
	}
}

func TestWhatIsKnownIsGathered(t *testing.T) {
	found, unlikely, said := hoop(90, 80, 20, 20, 15, 0), hoop(90, 80, 60, 20, 15, 0), hoop(90, 80, 45, 60, 15, 0)
	judged := &library.Judgements{}
	judged.Accept(library.Judgement{Photo: library.Key{1}, Mask: found})
	judged.Accept(library.Judgement{Photo: library.Key{1}, Mask: said})
	judged.Accept(library.Judgement{Photo: library.Key{2}, Mask: said})
	judged.Accept(library.Judgement{Photo: library.Key{3}, Mask: said})
	judged.Reject(library.Judgement{Photo: library.Key{4}, Mask: said})
	files := []library.File{
		{Path: "b.jpg", Key: library.Key{1}}, {Path: "b.cr2", Key: library.Key{9}, With: "b.jpg"}, {Path: "a.jpg", Key: library.Key{2}},
	}
	k := export.NewKnown(0.5)
	k.Add(library.Finding{Path: "b.jpg", Key: library.Key{1}, Sighting: library.Sighting{Score: 0.9, Instances: []library.Instance{
		{Mask: found, Score: 0.9}, {Mask: unlikely, Score: 0.3},
	}}}, judged)
	if lost := k.AddAccepted(judged, files); lost != 1 {
		t.Errorf("%d accepted finds are lost, and should be the one of a photo in no folder", lost)
	}
	photos := k.Photos(files)
	if len(photos) != 2 || photos[0].Path != "a.jpg" || photos[1].Path != "b.jpg" {
		t.Fatalf("the photos are %+v", photos)
	}
	if with := photos[1].With; len(with) != 1 || with[0] != "b.cr2" {
		t.Errorf("with b.jpg goes %q", with)
	}
	if len(photos[0].Finds) != 1 || len(photos[1].Finds) != 2 {
		t.Fatalf("the finds are %d and %d", len(photos[0].Finds), len(photos[1].Finds))
	}
	for i, want := range []*segment.Mask{said, found} {
		f := photos[1].Finds[i]
		if m, err := f.Mask(); err != nil || m.IoU(want) != 1 || !f.Accepted {
			t.Errorf("find %d is another, or not accepted: %v", i, err)
		}
	}
}
