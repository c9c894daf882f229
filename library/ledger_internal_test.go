package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"whereabouts/library/photo"
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
	read := func(at time.Time) *record {
		r := newRecord(path, info, at)
		return &r
	}
	seen := read(later)
	if !seen.still(info) {
		t.Error("a file that did not change is taken for changed")
	}
	if read(info.ModTime().Add(time.Second)).still(info) {
		t.Error("a file that was read within a second of its writing may have been written again")
	}
	if read(info.ModTime().Add(-time.Hour)).still(info) {
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
		number, degrees := rapid.Int64(), rapid.Float64Range(-180, 180)
		want := record{
			path: rapid.StringN(1, 40, 90).Draw(t, "path"), size: number.Draw(t, "size"),
			modified: number.Draw(t, "modified"), changed: number.Draw(t, "changed"), seen: number.Draw(t, "seen"),
			key: Key{9}, pixels: image.Pt(4000, 3000),
			details: details{
				taken: number.Draw(t, "taken"), zoned: rapid.Bool().Draw(t, "zoned"), placed: rapid.Bool().Draw(t, "placed"),
				place:  photo.Place{Latitude: degrees.Draw(t, "latitude"), Longitude: degrees.Draw(t, "longitude")},
				camera: rapid.String().Draw(t, "camera"), burst: "b", live: "l",
			},
		}
		if rapid.Bool().Draw(t, "refused") {
			want.refuse(fmt.Errorf("%w: cut", photo.ErrDamaged), [8]byte{1})
		}
		b, err := want.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var got record
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

func FuzzRecordOfAFile(f *testing.F) {
	r := record{path: "/photos/cat.jpg", key: Key{1}}
	r.refuse(photo.ErrDamaged, [8]byte{})
	stored, err := r.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stored[:len(stored)-4])
	f.Fuzz(func(t *testing.T, b []byte) {
		b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
		var r record
		if r.UnmarshalBinary(b) != nil {
			return
		}
		again, err := r.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var same record
		if err := same.UnmarshalBinary(again); err != nil {
			t.Error(err)
		}
	})
}

func TestReasonOfARefusalIsTheSameWhenItIsReadAgain(t *testing.T) {
	us, others := [8]byte{1}, [8]byte{2}
	for _, cause := range causes {
		var r record
		r.refuse(fmt.Errorf("%w: and more", cause), us)
		if err := r.err(); !errors.Is(err, cause) || err.Error() != cause.Error()+": and more" {
			t.Errorf("%v became %v", cause, err)
		}
		passing := errors.Is(cause, photo.ErrUnreadable) || errors.Is(cause, photo.ErrMissing)
		if r.lasting(us) == passing || r.lasting(others) {
			t.Errorf("%v lasts for us: %v, for others: %v", cause, r.lasting(us), r.lasting(others))
		}
	}
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
	r := newRecord(path, info, time.Now().Add(time.Hour))
	r.key = key
	if f.Catalogue, err = OpenCatalogue(t.Context(), f.Cache); err != nil {
		t.Fatal(err)
	}
	if err := f.Cache.keep(append(f.Catalogue.learn(&r), entry{indexKind, key, index})...); err != nil {
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

// lookFunc is a Looker.
type lookFunc func(ctx context.Context, s Scene) (Sighting, error)

func (l lookFunc) Look(ctx context.Context, s Scene) (Sighting, error) { return l(ctx, s) }

func TestKnownFileIsNotRead(t *testing.T) {
	f := &Finder{Cache: openTestCache(t)}
	path, content := filepath.Join(t.TempDir(), "photo.jpg"), picture(t, color.Black)
	knownPhoto(t, f, path, content, content)
	looked := 0
	look := lookFunc(func(ctx context.Context, in Scene) (Sighting, error) {
		s, ok := in.(*scene)
		if !ok || s.file != nil || s.photo != nil || s.size != image.Pt(32, 24) || s.key != sha256.Sum256(content) {
			t.Errorf("the scene is %+v", in)
		}
		looked++
		pixels, err := in.Pixels(ctx)
		if err == nil && pixels.Size() != image.Pt(32, 24) {
			t.Errorf("its pixels are %v", pixels.Size())
		}
		return Sighting{}, err
	})
	if err := f.Find(t.Context(), look, []string{path}, &quiet{t: t}); err != nil || looked != 1 {
		t.Errorf("it was looked at %d times: %v", looked, err)
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

func TestKnownFileThatGoesWhileItIsLookedAtIsMissing(t *testing.T) {
	f := &Finder{Cache: openTestCache(t)}
	path, content := filepath.Join(t.TempDir(), "photo.jpg"), picture(t, color.Black)
	knownPhoto(t, f, path, content, content)
	look := lookFunc(func(ctx context.Context, s Scene) (Sighting, error) {
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
		_, err := s.Pixels(ctx)
		if !errors.Is(err, photo.ErrMissing) {
			t.Errorf("the error is %v", err)
		}
		return Sighting{}, nil
	})
	if err := f.Find(t.Context(), look, []string{path}, &quiet{t: t}); err != nil {
		t.Fatal(err)
	}
}
