package export_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/disintegration/imaging"

	"whereabouts/app/export"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// timed returns how long something takes.
func timed(tb testing.TB, do func() error) time.Duration {
	tb.Helper()
	begun := time.Now()
	check(tb, do())
	return time.Since(begun)
}

// drawn returns the mask of the pixels for which inside holds.
func drawn(width, height int, inside func(x, y int) bool) *segment.Mask {
	m := segment.NewMask(image.Pt(width, height))
	for y := range height {
		for x := range width {
			if inside(x, y) {
				m.Pix[y*width+x] = segment.Object
			}
		}
	}
	return m
}

// hoop is a disc with a hole.
func hoop(width, height, cx, cy, outer, inner int) *segment.Mask {
	return drawn(width, height, func(x, y int) bool {
		d := (x-cx)*(x-cx) + (y-cy)*(y-cy)
		return d < outer*outer && d >= inner*inner
	})
}

// blot is a slanted patch, a bar apart from it that reaches the lower right corner of
// the photo, and a pixel that touches the patch at a corner.
func blot(width, height int) *segment.Mask {
	return drawn(width, height, func(x, y int) bool {
		patch := x > width/2 && x < width/2+60 && y > 20+x/8 && y < 80+x/9
		bar := x >= width-40 && y >= height-25
		return patch || bar
	})
}

// red is the colour of what masks mark in photos; the rest is green.
var red = color.NRGBA{R: 220, G: 20, B: 20, A: 255}

// paint draws the photo of masks.
func paint(all ...*segment.Mask) *image.NRGBA {
	img := image.NewNRGBA(image.Rectangle{Max: all[0].Size})
	for i := range all[0].Pix {
		c := color.NRGBA{R: 30, G: 160, B: 40, A: 255}
		for _, m := range all {
			if m.Pix[i] == segment.Object {
				c = red
			}
		}
		img.SetNRGBA(i%all[0].Size.X, i/all[0].Size.X, c)
	}
	return img
}

// isRed reports whether a colour is that of a find, though it was a JPEG's.
func isRed(c color.Color) bool {
	r, g, _, _ := c.RGBA()
	return r > 0x9000 && g < 0x7000
}

// jpegOf encodes a picture as a JPEG that stands upright when it is turned as EXIF's
// orientation says.
func jpegOf(tb testing.TB, img image.Image, orientation int) []byte {
	tb.Helper()
	turn := map[int]func(image.Image) *image.NRGBA{1: imaging.Clone, 3: imaging.Rotate180, 6: imaging.Rotate90, 7: imaging.Transverse}[orientation]
	var b bytes.Buffer
	check(tb, jpeg.Encode(&b, turn(img), &jpeg.Options{Quality: 95}))
	exif := []byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	binary.BigEndian.PutUint16(exif[28:], uint16(orientation))
	return append(append(bytes.Clone(b.Bytes()[:2]), exif...), b.Bytes()[2:]...)
}

func pngOf(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	check(tb, png.Encode(&b, img))
	return b.Bytes()
}

// a shot is a photo that is exported, with the masks of its finds.
type shot struct {
	export.Photo
	masks  []*segment.Mask
	turned bool // it is not stored upright
}

func takeShot(tb testing.TB, path string, file []byte, turned bool, masks ...*segment.Mask) shot {
	tb.Helper()
	check(tb, os.MkdirAll(filepath.Dir(path), 0o755))
	check(tb, os.WriteFile(path, file, 0o644))
	_, key, err := photo.Read(tb.Context(), path)
	check(tb, err)
	s := shot{Photo: export.Photo{Path: path, Key: key}, masks: masks, turned: turned}
	for i, m := range masks {
		s.Finds = append(s.Finds, export.Find{Mask: export.RLEOf(m).Mask, Score: 0.9 - float64(i)/10, Accepted: i == 0})
	}
	return s
}

// album is photos of all kinds: stored upright and turned, JPEG and PNG, with holes and
// parts.
func album(tb testing.TB) []shot {
	tb.Helper()
	dir := tb.TempDir()
	var shots []shot
	for _, p := range []struct {
		name        string
		orientation int
		masks       []*segment.Mask
	}{
		{"IMG_1.JPG", 1, []*segment.Mask{hoop(320, 240, 80, 100, 60, 25), blot(320, 240)}},
		{"turned/IMG_1.jpg", 6, []*segment.Mask{hoop(200, 310, 50, 150, 45, 20), blot(200, 310)}},
		{"turned/over.jpg", 3, []*segment.Mask{hoop(151, 97, 40, 40, 33, 0)}},
		{"mirrored.jpg", 7, []*segment.Mask{blot(260, 190)}},
		{"a picture.png", 0, []*segment.Mask{hoop(120, 130, 0, 0, 90, 30)}},
	} {
		img := paint(p.masks...)
		file := pngOf(tb, img)
		if p.orientation > 0 {
			file = jpegOf(tb, img, p.orientation)
		}
		shots = append(shots, takeShot(tb, filepath.Join(dir, filepath.FromSlash(p.name)), file, p.orientation > 1, p.masks...))
	}
	return shots
}

func photosOf(shots []shot) (photos []export.Photo) {
	for _, s := range shots {
		photos = append(photos, s.Photo)
	}
	return photos
}

// exported runs a format, and fails where anything was skipped.
func exported(tb testing.TB, format string, shots []shot, change func(*export.Job)) (dir string) {
	tb.Helper()
	dir = filepath.Join(tb.TempDir(), "out")
	j := export.Job{Dir: dir, Concept: "Mimi", Photos: photosOf(shots)}
	if change != nil {
		change(&j)
	}
	f, err := export.Lookup(format)
	check(tb, err)
	outcome, err := export.Run(tb.Context(), f, j, nil)
	check(tb, err)
	if outcome.Photos != len(shots) || outcome.Skipped != 0 {
		tb.Fatalf("of %d photos the outcome is %+v", len(shots), outcome)
	}
	return dir
}
