package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"whereabouts/app"
	"whereabouts/segment"
)

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func TestMaskComesBackFromItsPNG(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := segment.NewMask(image.Pt(rapid.IntRange(1, 40).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height")))
		for _, i := range rapid.SliceOf(rapid.IntRange(0, len(m.Pix)-1)).Draw(t, "marked") {
			m.Pix[i] = segment.Object
		}
		b, err := app.EncodeMask(m)
		if err != nil {
			t.Fatal(err)
		}
		got, err := app.DecodeMask(b)
		if err != nil {
			t.Fatal(err)
		}
		if got.Size != m.Size || !bytes.Equal(got.Pix, m.Pix) {
			t.Fatalf("%v became %v", m, got)
		}
	})
}

func TestWhatIsNoStoredMaskIsRefused(t *testing.T) {
	whole, err := app.EncodeMask(segment.NewMask(image.Pt(9, 9)))
	check(t, err)
	coloured, err := app.EncodePNG(image.NewNRGBA(image.Rect(0, 0, 9, 9)))
	check(t, err)
	for name, b := range map[string][]byte{
		"nothing": nil, "garbage": []byte("garbage"), "cut short": whole[:len(whole)-20], "a coloured picture": coloured,
	} {
		if m, err := app.DecodeMask(b); err == nil {
			t.Errorf("%s became %v", name, m)
		}
	}
}

func TestPNGKeepsEveryPixel(t *testing.T) {
	want := image.NewNRGBA(image.Rect(0, 0, 5, 3))
	for i := range want.Pix {
		want.Pix[i] = uint8(17 * i)
	}
	want.SetNRGBA(2, 1, color.NRGBA{})
	b, err := app.EncodePNG(want)
	check(t, err)
	got, err := png.Decode(bytes.NewReader(b))
	check(t, err)
	if got, ok := got.(*image.NRGBA); !ok || !bytes.Equal(got.Pix, want.Pix) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// wantSafeName fails unless a name can be a file's in any folder of any system.
func wantSafeName(tb interface {
	Helper()
	Errorf(format string, args ...any)
}, name string) {
	tb.Helper()
	switch base := strings.TrimSpace(strings.ToUpper(strings.SplitN(name, ".", 2)[0])); {
	case name != filepath.Base(name), strings.ContainsAny(name, `/\<>:"|?*`), strings.Contains(name, ".."):
		tb.Errorf("%q leaves its folder", name)
	case len(name) > 255:
		tb.Errorf("%q has %d bytes", name, len(name))
	case !utf8.ValidString(name):
		tb.Errorf("%q is not UTF-8", name)
	case strings.IndexFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) >= 0:
		tb.Errorf("%q has control characters", name)
	case name[0] == '.' || name[0] == ' ' || !strings.HasSuffix(name, ".png"):
		tb.Errorf("%q is hidden, or no PNG's name", name)
	case slices.Contains([]string{"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}, base):
		tb.Errorf("%q is a device", name)
	}
}

var hostileNames = []string{
	"", ".", "..", "/", "//", "../..", "../../etc/passwd", `..\..\windows`, `C:\photo.jpg`, "a/../b.jpg",
	"NUL", "con.jpg", "COM1.png", "LPT9", "aux.tar.gz", "a\x00b.jpg", "a\nb\r.jpg", "\xff\xfe.jpg", ".jpg", "...jpg",
	".hidden.jpg", " space .jpg", "dot..jpg", "name.", "name ", "-rf.jpg", "?*<>|\".jpg", "\u202egpj.exe", "\ufffd.jpg",
	strings.Repeat("x", 300) + ".jpg", strings.Repeat("🦆", 100) + ".jpg", strings.Repeat("é", 119) + "x.jpg",
	"x." + strings.Repeat("y", 300), strings.Repeat(".", 300), strings.Repeat("\xff", 300), "👩‍👩‍👧.jpg",
}

func TestNameOfAnInstanceIsSafe(t *testing.T) {
	for _, path := range hostileNames {
		for _, n := range []int{0, 1 << 40} {
			wantSafeName(t, app.InstanceName(path, n))
			wantSafeName(t, app.InstanceName("/photos/"+path, n))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.OneOf(rapid.String(), rapid.Custom(func(t *rapid.T) string {
			return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		})).Draw(t, "path")
		wantSafeName(t, app.InstanceName(path, rapid.IntRange(0, 1<<40).Draw(t, "n")))
	})
}

func FuzzNameOfAnInstance(f *testing.F) {
	for _, path := range hostileNames {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) { wantSafeName(t, app.InstanceName(path, 0)) })
}

func TestNameOfAnInstanceTellsPhotosApart(t *testing.T) {
	dir := t.TempDir()
	names := map[string]string{}
	for _, path := range []string{"a/photo.jpg", "b/photo.jpg", "a/photo.png", "a/b/photo.jpg", "a/Photo.jpg", "a/photo"} {
		for n := range 3 {
			name := app.InstanceName(filepath.Join(dir, path), n)
			what := fmt.Sprint(path, " ", n)
			if other, taken := names[strings.ToLower(name)]; taken {
				t.Errorf("%s and %s are both %s", what, other, name)
			}
			names[strings.ToLower(name)] = what
		}
	}
}

func TestNameOfAnInstanceIsTheSameEachTime(t *testing.T) {
	t.Chdir(t.TempDir())
	working, err := os.Getwd()
	check(t, err)
	want := app.InstanceName(filepath.Join(working, "photo.jpg"), 2)
	for _, path := range []string{"photo.jpg", "./photo.jpg", "folder/../photo.jpg"} {
		if got := app.InstanceName(path, 2); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if !strings.HasPrefix(want, "photo-") || !strings.HasSuffix(want, "-3.png") {
		t.Errorf("%s does not tell the photo and the third instance", want)
	}
}

func TestCutoutsAreOfThePhotoAsItIs(t *testing.T) {
	file, mask := disc(t)
	path := filepath.Join(t.TempDir(), "photo.png")
	check(t, os.WriteFile(path, file, 0o600))

	var e app.Engine
	pictures, err := e.EncodeCutouts(t.Context(), path, []*segment.Mask{mask, mask}, app.CutoutOptions{})
	check(t, err)
	if len(pictures) != 2 || !bytes.Equal(pictures[0], pictures[1]) {
		t.Fatalf("%d pictures for 2 equal masks", len(pictures))
	}
	got, err := png.Decode(bytes.NewReader(pictures[1]))
	check(t, err)
	size := got.Bounds().Size()
	if size.X < 98 || size.X > 106 || size.Y < 98 || size.Y > 106 {
		t.Fatalf("the cut-out of a disc of 100 pixels has %v", size)
	}
	if c := got.At(size.X/2, size.Y/2); c != red {
		t.Errorf("its middle is %v", c)
	}
	if _, _, _, a := got.At(0, 0).RGBA(); a != 0 {
		t.Errorf("its corner is not transparent: %v", got.At(0, 0))
	}

	_, err = e.EncodeCutouts(t.Context(), path, []*segment.Mask{segment.NewMask(image.Pt(6, 8))}, app.CutoutOptions{})
	if err == nil || !strings.Contains(err.Error(), "has changed") {
		t.Errorf("a mask of another photo: %v", err)
	}
	check(t, os.Remove(path))
	if _, err := e.EncodeCutouts(t.Context(), path, []*segment.Mask{mask}, app.CutoutOptions{}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a photo that is gone: %v", err)
	}
}

func TestMethodsAreKnownByTheirNames(t *testing.T) {
	for _, m := range app.Methods() {
		if got, err := app.ParseMethod(string(m)); err != nil || got != m {
			t.Errorf("%s is %v: %v", m, got, err)
		}
	}
	for _, name := range []string{"", "AUTO", "persam-g", " persam"} {
		_, err := app.ParseMethod(name)
		if !errors.Is(err, app.ErrMethod) || !strings.Contains(err.Error(), "choose auto, persam or persam-f") {
			t.Errorf("%q: got %v, want ErrMethod with the methods there are", name, err)
		}
	}
}
