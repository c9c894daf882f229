package sample_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/disintegration/imaging"

	"whereabouts/assets/sample"
	"whereabouts/assets/sample/album"
)

func TestEveryPhotoOfTheAlbumIsThereUprightAndInItsSize(t *testing.T) {
	var want []string
	portraits, turned := 0, 0
	for _, s := range album.Shots() {
		want = append(want, s.Name)
		upright := photo(t, s.Name)
		width, height := s.Size()
		if got := upright.Bounds().Size(); got != image.Pt(width, height) {
			t.Errorf("%s is %v upright, want %d x %d", s.Name, got, width, height)
		}
		if height > width {
			portraits++
		}
		stored, err := jpeg.Decode(bytes.NewReader(read(t, s.Name)))
		if err != nil {
			t.Fatal(err)
		}
		isTurned := stored.Bounds().Dx() != upright.Bounds().Dx()
		if isTurned != (s.Orientation != 0) {
			t.Errorf("%s is stored turned: %v, with orientation %d", s.Name, isTurned, s.Orientation)
		}
		if isTurned {
			turned++
		}
	}
	slices.Sort(want)
	if got := stored(t); !slices.Equal(got, want) {
		t.Errorf("the photos are %v, want %v", got, want)
	}
	if len(want) < 48 || portraits < 5 || turned < 3 {
		t.Errorf("%d photos, %d portraits, %d stored turned; want at least 48, 5 and 3", len(want), portraits, turned)
	}
}

func TestThePhotosStayBelowFiveMegabytes(t *testing.T) {
	total := 0
	for _, name := range stored(t) {
		total += len(read(t, name))
	}
	if total > 5e6 {
		t.Errorf("the photos take %d bytes", total)
	}
}

func TestEveryListedPhotoHasAnExactMask(t *testing.T) {
	small, large := 1.0, 0.0
	for _, o := range sample.Objects() {
		if !slices.Contains(o.Photos, o.Reference) {
			t.Errorf("%s: the reference %s is not among its photos", o.Slug, o.Reference)
		}
		if len(o.Photos) < 9 {
			t.Errorf("%s is in %d photos, want 9 or more", o.Slug, len(o.Photos))
		}
		for _, name := range o.Photos {
			m, err := sample.Mask(o.Slug, name)
			if err != nil {
				t.Error(err)
				continue
			}
			if got, want := m.Bounds(), photo(t, name).Bounds(); got != want {
				t.Errorf("the mask of %s in %s is %v, the photo %v", o.Slug, name, got, want)
			}
			g, ok := m.(*image.Gray)
			if !ok {
				t.Errorf("the mask of %s in %s is a %T", o.Slug, name, m)
				continue
			}
			share, side := cover(t, g)
			if share < 0.002 || share > 0.6 {
				t.Errorf("%s covers %.4f of %s", o.Slug, share, name)
			}
			small, large = min(small, side), max(large, side)
		}
	}
	if small > 0.14 || large < 0.5 {
		t.Errorf("the objects span %.2f to %.2f of the photos' side, want from 0.14 to 0.5", small, large)
	}
}

// cover is the share of the mask that is white, and the longer side of the
// box around it as a share of the longer side of the mask.
func cover(t *testing.T, m *image.Gray) (share, side float64) {
	t.Helper()
	var box image.Rectangle
	n := 0
	for i, v := range m.Pix {
		switch v {
		case 0:
		case 255:
			n++
			x, y := i%m.Stride, i/m.Stride
			box = box.Union(image.Rect(x, y, x+1, y+1))
		default:
			t.Fatalf("a mask has a pixel of %d", v)
		}
	}
	long := max(m.Rect.Dx(), m.Rect.Dy())
	return float64(n) / float64(len(m.Pix)), float64(max(box.Dx(), box.Dy())) / float64(long)
}

func TestObjectsAppearTogetherBesideLookalikesAndNotAtAll(t *testing.T) {
	none, together, confusing := 0, 0, 0
	for _, s := range album.Shots() {
		var shown []string
		for _, o := range sample.Objects() {
			if slices.Contains(o.Photos, s.Name) {
				shown = append(shown, o.Slug)
			}
		}
		if !slices.Equal(shown, s.Objects()) {
			t.Errorf("%s shows %v, the index says %v", s.Name, s.Objects(), shown)
		}
		like := s.Lookalikes()
		switch {
		case len(shown) > 1:
			together++
		case len(shown) == 0 && len(like) == 0:
			none++
		}
		if slices.ContainsFunc(like, func(slug string) bool { return !slices.Contains(shown, slug) }) {
			confusing++
		}
	}
	if none < 8 || together < 5 || confusing < 8 {
		t.Errorf("%d photos without any object, %d with several, %d with a look-alike alone; want at least 8, 5 and 8", none, together, confusing)
	}
}

func TestTheAlarmClockIsAmongTheObjects(t *testing.T) {
	if !slices.ContainsFunc(sample.Objects(), func(o sample.Object) bool { return o.Slug == "alarm-clock" && o.Name == "Alarm clock" }) {
		t.Errorf("the objects are %v", sample.Objects())
	}
}

func TestAMaskOfSomethingNotInThePhotoIsRefused(t *testing.T) {
	for _, c := range []struct{ slug, photo string }{
		{"toy-car", "home/IMG_0042.jpg"}, {"alarm-clock", "nowhere.jpg"}, {"sock", "home/IMG_0042.jpg"}, {"..", "../objects"},
	} {
		if m, err := sample.Mask(c.slug, c.photo); !errors.Is(err, sample.ErrNoMask) {
			t.Errorf("Mask(%q, %q) = %v, %v", c.slug, c.photo, m, err)
		}
	}
}

func TestExtractWritesThePhotosAndNothingElse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sample")
	if err := sample.Extract(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if got, want := walk(t, os.DirFS(dir)), stored(t); !slices.Equal(got, want) {
		t.Errorf("the folder has %v, want %v", got, want)
	}
	for _, name := range stored(t) {
		got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, read(t, name)) {
			t.Errorf("%s differs from the built-in photo", name)
		}
	}
}

func TestExtractRepairsWhatDiffersAndLeavesTheRest(t *testing.T) {
	dir := t.TempDir()
	if err := sample.Extract(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	names := stored(t)
	broken, whole, own := filepath.Join(dir, names[0]), filepath.Join(dir, names[1]), filepath.Join(dir, "mine.jpg")
	before := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for _, path := range []string{broken, own} {
		if err := os.WriteFile(path, []byte("half a ph"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(whole, before, before); err != nil {
		t.Fatal(err)
	}
	if err := sample.Extract(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(broken); err != nil || !bytes.Equal(got, read(t, names[0])) {
		t.Errorf("the broken photo was not repaired (%v)", err)
	}
	if info, err := os.Stat(whole); err != nil || !info.ModTime().Equal(before) {
		t.Errorf("the whole photo was written again (%v)", err)
	}
	if got, err := os.ReadFile(own); err != nil || string(got) != "half a ph" {
		t.Errorf("someone's own file is now %q (%v)", got, err)
	}
}

func TestExtractStopsWhenCancelled(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sample.Extract(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("Extract = %v", err)
	}
	if got := walk(t, os.DirFS(dir)); len(got) != 0 {
		t.Errorf("the cancelled Extract left %v", got)
	}
}

func TestExtractTellsWhichFolderItCouldNotMake(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := sample.Extract(t.Context(), filepath.Join(file, "photos"))
	if err == nil || !bytes.Contains([]byte(err.Error()), []byte(file)) {
		t.Errorf("Extract into a file = %v", err)
	}
}

// photo decodes a photo and turns it upright.
func photo(t *testing.T, name string) image.Image {
	t.Helper()
	img, err := imaging.Decode(bytes.NewReader(read(t, name)), imaging.AutoOrientation(true))
	if err != nil {
		t.Fatalf("decoding %s: %v", name, err)
	}
	return img
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := fs.ReadFile(sample.Photos(), name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// stored are the names of the built-in photos.
func stored(t *testing.T) []string {
	t.Helper()
	return walk(t, sample.Photos())
}

func walk(t *testing.T, fsys fs.FS) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}
