package app_test

import (
	"bytes"
	"encoding/json"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/image/webp"

	"whereabouts/app"
	"whereabouts/library/photo"
)

// told is a photo of a disc whose file tells of a camera, a time and a place.
func told(t *testing.T, camera string) (file []byte, cut func(app.Metadata) (asPNG *image.NRGBA, asWebP []byte)) {
	t.Helper()
	img, mask := disc(t)
	file = app.DescribePNG(img, app.ExifOf(photo.Details{
		Camera: camera, Taken: taken, Zoned: true, Place: photo.Place{Latitude: -33.8568, Longitude: 151.2153}, HasPlace: true,
	}, true))
	return file, func(may app.Metadata) (*image.NRGBA, []byte) {
		cutter, err := app.NewCutter(t.Context(), file, photo.Options{}, app.CutoutOptions{Metadata: may})
		check(t, err)
		cut, err := cutter.Cut(t.Context(), mask)
		check(t, err)
		b, err := cutter.WebP(cut)
		check(t, err)
		return cut, b
	}
}

func TestAWebPTellsOnlyWhatItMay(t *testing.T) {
	for _, camera := range []string{"NIKON D850", "Pixel 8 of no even length"} {
		_, cut := told(t, camera)
		for may, want := range map[app.Metadata][2]bool{
			app.MetadataNone: {false, false}, app.MetadataCamera: {true, false}, app.MetadataPlace: {true, true},
		} {
			picture, file := cut(may)
			d := photo.ReadDetails(file)
			if got := [2]bool{d.Camera == camera && d.Taken.Equal(taken), d.HasPlace}; got != want {
				t.Errorf("%q: it tells %+v", may, d)
			}
			if d.HasPlace && (d.Place.Latitude > -33.8567 || d.Place.Latitude < -33.8569 || d.Place.Longitude < 151.2152 || d.Place.Longitude > 151.2154) {
				t.Errorf("%q: the place is %v", may, d.Place)
			}
			if may == app.MetadataNone && bytes.Contains(file, []byte("EXIF")) {
				t.Error("there is EXIF that tells nothing")
			}
			wantPixels(t, file, picture)
		}
	}
}

// wantPixels checks that others decode a WebP to a picture.
func wantPixels(t *testing.T, file []byte, want *image.NRGBA) {
	t.Helper()
	got, err := webp.Decode(bytes.NewReader(file))
	check(t, err)
	if got.Bounds() != want.Bounds() {
		t.Fatalf("it has %v, not %v", got.Bounds(), want.Bounds())
	}
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			r1, g1, b1, a1 := got.At(x, y).RGBA()
			r2, g2, b2, a2 := want.At(x, y).RGBA()
			if r1 != r2 || g1 != g2 || b1 != b2 || a1 != a2 {
				t.Fatalf("pixel %d,%d is %v, not %v", x, y, got.At(x, y), want.At(x, y))
			}
		}
	}
}

func TestExiftoolReadsWhatAWebPTells(t *testing.T) {
	program, err := exec.LookPath("exiftool")
	if err != nil {
		t.Skip("exiftool is not installed; Debian has it in libimage-exiftool-perl")
	}
	for may, want := range map[app.Metadata]map[string]any{
		app.MetadataNone:   {},
		app.MetadataCamera: {"Model": "Pixel 8", "DateTimeOriginal": "2024:05:03 14:07:09", "OffsetTimeOriginal": "+02:00"},
		app.MetadataPlace: {
			"Model": "Pixel 8", "DateTimeOriginal": "2024:05:03 14:07:09", "OffsetTimeOriginal": "+02:00",
			"GPSLatitude": 33.8568, "GPSLongitude": 151.2153, "GPSLatitudeRef": "S", "GPSLongitudeRef": "E",
		},
	} {
		_, cut := told(t, "Pixel 8")
		_, file := cut(may)
		path := filepath.Join(t.TempDir(), "cut.webp")
		check(t, os.WriteFile(path, file, 0o600))
		out, err := exec.CommandContext(t.Context(), program, "-j", "-n", "-EXIF:all", "-validate", "-warning", path).Output()
		check(t, err)
		var read []map[string]any
		check(t, json.Unmarshal(out, &read))
		delete(read[0], "SourceFile")
		delete(read[0], "Validate") // counts warnings, which would be here too
		if len(read[0]) != len(want) {
			t.Errorf("%q: it tells %s", may, out)
		}
		for tag, value := range want {
			if read[0][tag] != value {
				t.Errorf("%q: %s is %v, not %v", may, tag, read[0][tag], value)
			}
		}
	}
}
