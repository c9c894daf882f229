package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"whereabouts/segment"
)

// fileInfo writes a file and returns what the system says of it.
func fileInfo(t *testing.T, path string, content []byte) os.FileInfo {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestFileIsKnownOnlyWhileItIsAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "photo.jpg")
	info := fileInfo(t, path, []byte("first"))
	later := info.ModTime().Add(time.Minute)
	seen := newSeenFile(info, later, Key{1})
	if !seen.still(info) {
		t.Error("a file that did not change is taken for changed")
	}
	if newSeenFile(info, info.ModTime().Add(time.Second), Key{1}).still(info) {
		t.Error("a file that was read within a second of its writing may have been written again")
	}
	if newSeenFile(info, info.ModTime().Add(-time.Hour), Key{1}).still(info) {
		t.Error("a file that is newer than its reading is taken for unchanged: the clock was set back")
	}
	if seen.still(fileInfo(t, path, []byte("longer than first"))) {
		t.Error("a file of another size is taken for unchanged")
	}
	if err := os.Chtimes(path, time.Time{}, info.ModTime().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if seen.still(fileInfo(t, path, []byte("first"))) {
		t.Error("a file with another time is taken for unchanged")
	}
}

func TestRecordOfAFileComesBackOrIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Int64()
		want := seenFile{number.Draw(t, "size"), number.Draw(t, "modified"), number.Draw(t, "changed"), number.Draw(t, "seen"), Key{9}}
		b, err := want.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var got seenFile
		if err := got.UnmarshalBinary(b); err != nil || got != want {
			t.Errorf("%+v became %+v: %v", want, got, err)
		}
		b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if err := got.UnmarshalBinary(b); err == nil {
			t.Error("a changed record is read")
		}
		if err := got.UnmarshalBinary(b[:rapid.IntRange(0, len(b)-1).Draw(t, "length")]); err == nil {
			t.Error("a short record is read")
		}
	})
}

// knownPhoto writes a photo that the finder's cache knows under the key of known:
// its index, and a record that says that it was read long after it was written.
func knownPhoto(t *testing.T, f *Finder, path string, content, known []byte) {
	t.Helper()
	info := fileInfo(t, path, content)
	key := Key(sha256.Sum256(known))
	index, err := (&segment.Index{Photo: image.Pt(32, 24)}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	record, err := newSeenFile(info, time.Now().Add(time.Hour), key).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	at, err := pathKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Cache.keep(entry{fileKind, at, record}, entry{indexKind, key, index}); err != nil {
		t.Fatal(err)
	}
}

func picture(t *testing.T, c color.Color) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 32, 24))
	for i := range 32 * 24 {
		img.Set(i%32, i/32, c)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestKnownFileIsNotRead(t *testing.T) {
	f := &Finder{Cache: openTestCache(t)}
	path, content := filepath.Join(t.TempDir(), "photo.jpg"), picture(t, color.Black)
	knownPhoto(t, f, path, content, content)
	s, err := f.open(t.Context(), path)
	if err != nil || s.data != nil || s.photo != nil || s.size != image.Pt(32, 24) || s.key != sha256.Sum256(content) {
		t.Fatalf("the scene is %+v: %v", s, err)
	}
	if pixels, err := s.Pixels(t.Context()); err != nil || pixels.Size() != image.Pt(32, 24) {
		t.Errorf("its pixels: %v", err)
	}
}

// pixelLooker asks for the pixels of a photo and remembers as what it saw it.
type pixelLooker struct{ seen []Key }

func (l *pixelLooker) Look(ctx context.Context, s Scene) (Sighting, error) {
	_, err := s.Pixels(ctx)
	if err == nil {
		l.seen = append(l.seen, s.Key())
	}
	return Sighting{}, err
}

type quiet struct {
	t     *testing.T
	found []Finding
}

func (*quiet) Counted(int)                 {}
func (q *quiet) Found(f Finding) error     { q.found = append(q.found, f); return nil }
func (q *quiet) Skipped(p string, e error) { q.t.Errorf("%s is skipped: %v", p, e) }
func (q *quiet) Notice(e error)            { q.t.Error(e) }

func TestFileThatIsNotWhatItsTimesSayIsReadAgain(t *testing.T) {
	f := &Finder{Cache: openTestCache(t)}
	path, content := filepath.Join(t.TempDir(), "photo.jpg"), picture(t, color.White)
	knownPhoto(t, f, path, content, picture(t, color.Black))
	// The index of what it is; otherwise a network would be asked.
	index, err := (&segment.Index{Photo: image.Pt(32, 24)}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Cache.keep(entry{indexKind, sha256.Sum256(content), index}); err != nil {
		t.Fatal(err)
	}
	looker, observer := &pixelLooker{}, &quiet{t: t}
	if err := f.Find(t.Context(), looker, []string{path}, observer); err != nil {
		t.Fatal(err)
	}
	want := Key(sha256.Sum256(content))
	if len(looker.seen) != 1 || looker.seen[0] != want || len(observer.found) != 1 || observer.found[0].Key != want {
		t.Errorf("it was seen as %x and found as %+v", looker.seen, observer.found)
	}
}

func TestKnownFileThatIsGoneIsMissing(t *testing.T) {
	f := &Finder{Cache: openTestCache(t)}
	path, content := filepath.Join(t.TempDir(), "photo.jpg"), picture(t, color.Black)
	knownPhoto(t, f, path, content, content)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := f.open(t.Context(), path); err == nil || errors.Is(err, errChanged) {
		t.Errorf("the error is %v", err)
	}
}
