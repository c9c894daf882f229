package library_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"whereabouts/library"
)

var noon = time.Date(2024, 6, 30, 12, 0, 0, 0, time.UTC)

// noted is a TIFF that names the camera and when a photo was taken, with the fields
// of a strip of JPEG where there is one and the mark of Canon's raw files.
func noted(at time.Time, strip []byte) []byte {
	type field struct {
		tag, kind uint16
		value     []byte
	}
	fields := []field{{0x10f, 2, []byte("Canon\x00")}, {0x132, 2, []byte(at.Format("2006:01:02 15:04:05") + "\x00")}}
	b := []byte("II*\x00\x10\x00\x00\x00CR\x02\x00\x00\x00\x00\x00")
	directory := 2 + 12*5 + 4
	long := func(v int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(v)) }
	if strip != nil {
		const beforeStrip = 64 // the texts
		fields = slices.Insert(fields, 0, field{0x103, 4, long(6)})
		fields = slices.Insert(fields, 2, field{0x111, 4, long(len(b) + directory + beforeStrip)})
		fields = slices.Insert(fields, 3, field{0x117, 4, long(len(strip))})
	}
	entries := binary.LittleEndian.AppendUint16(nil, uint16(len(fields)))
	var texts []byte
	for _, f := range fields {
		entries = binary.LittleEndian.AppendUint16(entries, f.tag)
		entries = binary.LittleEndian.AppendUint16(entries, f.kind)
		if f.kind == 4 {
			entries = append(binary.LittleEndian.AppendUint32(entries, 1), f.value...)
			continue
		}
		entries = binary.LittleEndian.AppendUint32(entries, uint32(len(f.value)))
		entries = binary.LittleEndian.AppendUint32(entries, uint32(len(b)+directory+len(texts)))
		texts = append(texts, f.value...)
	}
	entries = append(entries, make([]byte, directory-len(entries))...)
	b = append(append(b, entries...), append(texts, make([]byte, 64-len(texts))...)...)
	return append(b, strip...)
}

func colouredJPEG(t *testing.T, side int, c color.Color) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for i := range side * side {
		img.Set(i%side, i/side, c)
	}
	var b bytes.Buffer
	check(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

// shoot writes a photo as a camera does: a JPEG, or a raw file by the name of one.
func (w *world) shoot(name string, at time.Time, c color.Color) {
	w.t.Helper()
	check(w.t, os.MkdirAll(filepath.Dir(w.at(name)), 0o755))
	var file []byte
	if filepath.Ext(name) == ".CR2" {
		file = noted(at, colouredJPEG(w.t, 640, c))
	} else {
		exif := append([]byte("Exif\x00\x00"), noted(at, nil)...)
		file = binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(exif)+2))
		file = append(append(file, exif...), colouredJPEG(w.t, 64, c)[2:]...)
	}
	check(w.t, os.WriteFile(w.at(name), file, 0o644))
}

// pair writes a photo as a raw file and a JPEG.
func (w *world) pair(stem string, at time.Time, c color.Color) {
	w.t.Helper()
	w.shoot(stem+".JPG", at, c)
	w.shoot(stem+".CR2", at, c)
}

func TestOfARAWFileAndItsJPEGOneIsLookedAt(t *testing.T) {
	w := newWorld(t)
	w.pair("a/IMG_1", noon, color.RGBA{250, 0, 0, 255})
	w.shoot("a/IMG_2.CR2", noon, color.RGBA{0, 250, 0, 255})
	first := w.scan(w.dir)
	if got := slices.Sorted(maps.Keys(first.looked)); !slices.Equal(got, []string{w.at("a/IMG_1.JPG"), w.at("a/IMG_2.CR2")}) {
		t.Errorf("looked at %v", got)
	}
	if !maps.Equal(first.accompanied, map[string]string{w.at("a/IMG_1.CR2"): w.at("a/IMG_1.JPG")}) || len(first.skipped) > 0 {
		t.Errorf("companions are %v, skipped %v", first.accompanied, first.skipped)
	}
	if calls := w.identity.calls.Load(); calls != 2 || first.last.Done != 3 || first.last.Total != 3 {
		t.Errorf("the encoder looked %d times, and the scan ended with %+v", calls, first.last)
	}
	second := w.scan()
	if want := (library.Surveyed{Photos: 2, Companions: 1}); second.surveyed != want || len(second.looked)+len(second.accompanied) > 0 {
		t.Errorf("the second scan told %+v", second.surveyed)
	}
	files := w.files()
	if len(files) != 3 || files["a/IMG_1.CR2"].With != w.at("a/IMG_1.JPG") || files["a/IMG_1.JPG"].With != "" || files["a/IMG_2.CR2"].With != "" {
		t.Errorf("known are %+v", files)
	}
	s, _, end := w.open()
	defer end()
	if roots := s.Catalogue.Roots(); len(roots) != 1 || roots[0].Photos != 2 || roots[0].Companions != 1 {
		t.Errorf("the folders are %+v", roots)
	}
	if due, err := s.Due(t.Context()); err != nil || due != (library.Due{}) {
		t.Errorf("a scan would have to do %+v, %v", due, err)
	}
	l := &log{}
	s.Observe = l.observe
	check(t, s.Prepare(t.Context(), 1<<40))
	if len(l.prepared) != 2 {
		t.Errorf("prepared were %v", l.prepared)
	}
}

func TestSearchAnswersForOneOfARAWFileAndItsJPEG(t *testing.T) {
	for _, scanned := range []bool{false, true} {
		w := newWorld(t)
		w.pair("a/IMG_1", noon, color.RGBA{250, 0, 0, 255})
		w.pair("a/IMG_2", noon.Add(time.Hour), color.RGBA{0, 250, 0, 255})
		w.shoot("a/IMG_2.CR2", noon, color.RGBA{250, 9, 0, 255}) // of another moment
		w.shoot("b/IMG_1.CR2", noon, color.RGBA{240, 9, 0, 255})
		if scanned {
			w.scan(w.dir)
		}
		s, _, end := w.open()
		for range 2 {
			got := ask(t, s.Finder, newLikeRed(t), w.dir)
			want := []string{w.at("a/IMG_1.JPG"), w.at("a/IMG_2.CR2"), w.at("a/IMG_2.JPG"), w.at("b/IMG_1.CR2")}
			if paths := slices.Sorted(maps.Keys(got.answers())); !slices.Equal(paths, want) || len(got.all) != len(want) || len(got.skips) > 0 {
				t.Errorf("scanned %v: found %v, skipped %v", scanned, paths, got.skips)
			}
		}
		end()
	}
}

func TestRAWFileStandsForAJPEGThatIsDamagedOrGone(t *testing.T) {
	w := newWorld(t)
	w.pair("IMG_1", noon, color.RGBA{250, 0, 0, 255})
	whole, err := os.ReadFile(w.at("IMG_1.JPG"))
	check(t, err)
	check(t, os.WriteFile(w.at("IMG_1.JPG"), whole[:len(whole)-250], 0o644))
	if l := w.scan(w.dir); len(l.looked) != 1 || len(l.skipped) != 1 {
		t.Errorf("looked at %v, skipped %v", l.looked, l.skipped)
	}
	check(t, os.WriteFile(w.at("IMG_1.JPG"), whole, 0o644))
	if l := w.scan(); len(l.accompanied)+len(l.looked) != 2 || l.accompanied[w.at("IMG_1.CR2")] == "" {
		t.Errorf("looked at %v, companions %v", l.looked, l.accompanied)
	}
	s, _, end := w.open()
	if got := ask(t, s.Finder, newLikeRed(t), w.dir); len(got.all) != 1 {
		t.Errorf("found %v", got.answers())
	}
	end()
	check(t, os.Remove(w.at("IMG_1.JPG")))
	w.scan()
	s, _, end = w.open()
	defer end()
	if got := ask(t, s.Finder, newLikeRed(t), w.dir); len(got.all) != 1 || got.all[0].Path != w.at("IMG_1.CR2") {
		t.Errorf("found %v", got.answers())
	}
}

func TestOfflinePairIsAnsweredForOnce(t *testing.T) {
	w := newWorld(t)
	w.pair("drive/IMG_1", noon, color.RGBA{250, 0, 0, 255})
	w.scan(w.at("drive"))
	check(t, os.Rename(w.at("drive"), w.at("gone")))
	s, _, end := w.open()
	defer end()
	got := ask(t, s.Finder, lookerOf(func(ctx context.Context, s library.Scene) (library.Sighting, error) {
		_, err := s.Index(ctx)
		return library.Sighting{}, err
	}), w.at("drive"))
	if len(got.all) != 1 || len(got.skips) != 0 || got.all[0].Path != w.at("drive/IMG_1.JPG") {
		t.Errorf("found %v, skipped %v", got.answers(), got.skips)
	}
}

func TestEveryPhotoOfABurstIsSearched(t *testing.T) {
	w := newWorld(t)
	for i, c := range colours(4) {
		w.shoot(fmt.Sprintf("IMG_%d.JPG", i+1), noon.Add(time.Duration(i/2)*time.Second), c)
	}
	w.shoot("IMG_2.CR2", noon, colours(4)[1])
	w.shoot("IMG_7.JPG", noon.Add(time.Hour), colours(7)[6])
	w.scan(w.dir)
	s, _, end := w.open()
	defer end()
	bursts := s.Catalogue.Bursts()
	if want := []string{w.at("IMG_1.JPG"), w.at("IMG_2.JPG"), w.at("IMG_3.JPG"), w.at("IMG_4.JPG")}; len(bursts) != 1 || !slices.Equal(bursts[0], want) {
		t.Errorf("the bursts are %v", bursts)
	}
	if got := ask(t, s.Finder, newLikeRed(t), w.dir); len(got.all) != 5 {
		t.Errorf("found %v", got.answers())
	}
}

func TestEveryFileIsLookedAtOrGoesWithOneThatIs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		shots := rapid.MapOfN(
			rapid.Custom(func(rt *rapid.T) string {
				return fmt.Sprintf("%s/IMG_%d.%s", rapid.SampledFrom([]string{"a", "a/b"}).Draw(rt, "folder"),
					rapid.IntRange(1, 2).Draw(rt, "number"), rapid.SampledFrom([]string{"JPG", "CR2", "jpeg"}).Draw(rt, "kind"))
			}), rapid.IntRange(0, 3), 1, 6).Draw(rt, "shots")
		for name, seconds := range shots {
			w.shoot(name, noon.Add(2*time.Second*time.Duration(seconds)), colours(4)[seconds])
		}
		l := w.scan(w.dir)
		for name := range shots {
			_, looked := l.looked[w.at(name)]
			if with, ok := l.accompanied[w.at(name)]; ok == looked {
				rt.Fatalf("%s was looked at: %v, goes with %q", name, looked, with)
			} else if _, looked := l.looked[with]; ok && !looked {
				rt.Fatalf("%s goes with %s, which was not looked at", name, with)
			}
		}
		for name, f := range w.files() {
			if f.With != l.accompanied[w.at(name)] {
				rt.Fatalf("%s goes with %q and not %q", name, f.With, l.accompanied[w.at(name)])
			}
		}
		s, _, end := w.open()
		defer end()
		if got := ask(t, s.Finder, newLikeRed(t), w.dir); len(got.all) != len(l.looked) || len(got.skips) > 0 {
			rt.Fatalf("found %d and looked at %d, skipped %v", len(got.all), len(l.looked), got.skips)
		}
	})
}
