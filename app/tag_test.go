package app_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// exampleOf returns an example that follows from n, with n descriptors of the
// whole.
func exampleOf(n int) segment.Example {
	random := rand.New(rand.NewPCG(uint64(n), 0))
	descriptor := func() segment.Descriptor {
		d := make(segment.Descriptor, segment.IdentityDimensions)
		for i := range d {
			d[i] = float32(random.NormFloat64())
		}
		return d
	}
	e := segment.Example{Alone: descriptor()}
	for range n {
		e.Whole = append(e.Whole, descriptor())
	}
	return e
}

// cosine compares descriptors of any length.
func cosine(a, b segment.Descriptor) float64 {
	return a.Cosine(b) / math.Sqrt(a.Cosine(a)*b.Cosine(b))
}

// taggedMask is a find's mask with its tag.
func taggedMask(tb testing.TB, e segment.Example) []byte {
	tb.Helper()
	mask := segment.NewMask(image.Pt(9, 7))
	mask.Pix[20], mask.Pix[21] = segment.Object, segment.Object
	b, err := app.EncodeFind(mask, app.FindTag{Photo: library.Key{1, 2, 3}, Example: e})
	check(tb, err)
	return b
}

func writeFile(tb testing.TB, b []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "mask.png")
	check(tb, os.WriteFile(path, b, 0o600))
	return path
}

func TestFindComesBackFromItsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mask.png")
	rapid.Check(t, func(t *rapid.T) {
		m := segment.NewMask(image.Pt(rapid.IntRange(1, 40).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height")))
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(m.Pix)-1), 1, -1).Draw(t, "marked") {
			m.Pix[i] = segment.Object
		}
		var tag app.FindTag
		copy(tag.Photo[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key"))
		if n := rapid.IntRange(-1, 5).Draw(t, "sizes"); n >= 0 {
			tag.Example = exampleOf(n)
		}
		b, err := app.EncodeFind(m, tag)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := app.ReadFind(context.Background(), path, photo.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got.Photo != tag.Photo || got.Mask.Size != m.Size || !bytes.Equal(got.Mask.Pix, m.Pix) {
			t.Fatalf("%v became %v", m, got)
		}
		same := func(a, b segment.Descriptor) bool { return len(a) == len(b) && (len(a) == 0 || cosine(a, b) > 0.999) }
		if !same(got.Example.Alone, tag.Example.Alone) || !slices.EqualFunc(got.Example.Whole, tag.Example.Whole, same) {
			t.Fatal("the example has changed")
		}
		for _, accepted := range []bool{true, false} {
			if j := got.Judgement(accepted); j.Accepted != accepted || j.Photo != tag.Photo || j.Mask != got.Mask {
				t.Fatalf("judged as %v", j)
			}
		}
	})
}

func TestTaggedMaskIsAPictureLikeAnyMask(t *testing.T) {
	mask := segment.NewMask(image.Pt(9, 7))
	mask.Pix[20], mask.Pix[21] = segment.Object, segment.Object
	plain, err := app.EncodeMask(mask)
	check(t, err)
	tagged := taggedMask(t, exampleOf(3))
	got, err := app.DecodeMask(tagged)
	check(t, err)
	if !bytes.Equal(got.Pix, mask.Pix) {
		t.Error("it is another mask")
	}
	if !bytes.HasPrefix(tagged, plain[:len(plain)-12]) || !bytes.HasSuffix(tagged, plain[len(plain)-12:]) {
		t.Error("it differs from the plain mask in more than one chunk before the end")
	}
	if again := taggedMask(t, exampleOf(3)); !bytes.Equal(again, tagged) {
		t.Error("the same find is written differently")
	}
}

// chunkAt returns where the tag's chunk begins.
func chunkAt(tb testing.TB, b []byte) int {
	tb.Helper()
	at := bytes.Index(b, []byte("whFD")) - 4
	if at < 0 {
		tb.Fatal("there is no tag")
	}
	return at
}

// retag replaces the data of the tag, under a checksum that is right.
func retag(tb testing.TB, b, data []byte) []byte {
	tb.Helper()
	at := chunkAt(tb, b)
	size := int(binary.BigEndian.Uint32(b[at:]))
	out := binary.BigEndian.AppendUint32(bytes.Clone(b[:at]), uint32(len(data)))
	out = append(append(out, "whFD"...), data...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[at+4:]))
	return append(out, b[at+12+size:]...)
}

func TestFileThatIsNoFindIsRefusedWithTheReason(t *testing.T) {
	whole := taggedMask(t, exampleOf(2))
	at := chunkAt(t, whole)
	size := int(binary.BigEndian.Uint32(whole[at:]))
	data := whole[at+8 : at+8+size]
	img, err := png.Decode(bytes.NewReader(whole))
	check(t, err)
	var saved bytes.Buffer
	check(t, png.Encode(&saved, img))
	changed := func(i int) []byte {
		b := bytes.Clone(data)
		b[i] ^= 1
		return b
	}
	broken := bytes.Clone(whole)
	broken[at+20] ^= 1
	newer := bytes.Clone(data)
	newer[0] = 2
	black, err := app.EncodeFind(segment.NewMask(image.Pt(9, 7)), app.FindTag{})
	check(t, err)
	for name, test := range map[string]struct {
		file []byte
		says string
	}{
		"saved again":       {saved.Bytes(), "saved again by another program"},
		"a photo":           {photoBytes(t, 1), "not written by whereabouts find --masks"},
		"broken tag":        {broken, "damaged"},
		"short tag":         {retag(t, whole, data[:20]), "damaged; find the thing again"},
		"empty tag":         {retag(t, whole, nil), "damaged; find the thing again"},
		"version 0":         {retag(t, whole, append([]byte{0}, data[1:]...)), "damaged; find the thing again"},
		"newer version":     {retag(t, whole, newer), "newer Whereabouts"},
		"changed example":   {retag(t, whole, changed(100)), "damaged; find the thing again"},
		"cut example":       {retag(t, whole, data[:60]), "damaged; find the thing again"},
		"huge tag":          {retag(t, whole, make([]byte, 70_000)), "damaged; find the thing again"},
		"cut short":         {whole[:at], "damaged"},
		"nothing":           {nil, "empty"},
		"a text":            {[]byte("text"), "it is not a JPEG"},
		"a mask of nothing": {black, "the mask is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			path := writeFile(t, test.file)
			_, err := app.ReadFind(t.Context(), path, photo.Options{})
			if !errors.Is(err, app.ErrFind) || !strings.Contains(err.Error(), path+": ") || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want ErrFind that says %q", err, test.says)
			}
			if untagged := strings.Contains(test.says, "--masks") || strings.Contains(test.says, "again by"); errors.Is(err, app.ErrNoTag) != untagged {
				t.Errorf("is %v ErrNoTag? %t", err, !untagged)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := app.ReadFind(ctx, "mask.png", photo.Options{}); !errors.Is(err, context.Canceled) || errors.Is(err, app.ErrFind) {
		t.Errorf("got %v, want context.Canceled alone", err)
	}
}

func FuzzFindIsReadOrRefused(f *testing.F) {
	whole := taggedMask(f, exampleOf(2))
	f.Add(whole)
	f.Add(taggedMask(f, segment.Example{}))
	f.Add(whole[:len(whole)-30])
	at := chunkAt(f, whole)
	for _, size := range []uint32{0, 1, 1 << 31, 1<<32 - 1, 1<<32 - 12} {
		b := bytes.Clone(whole)
		binary.BigEndian.PutUint32(b[at:], size)
		f.Add(b)
	}
	path := filepath.Join(f.TempDir(), "mask.png")
	f.Fuzz(func(t *testing.T, b []byte) {
		check(t, os.WriteFile(path, b, 0o600))
		got, err := app.ReadFind(t.Context(), path, photo.Options{MaxPixels: 1e6})
		if err != nil {
			if !errors.Is(err, app.ErrFind) {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		if got.Mask.Area() == 0 {
			t.Fatal("a find of nothing")
		}
		if _, err := app.EncodeFind(got.Mask, got.FindTag); err != nil {
			t.Fatalf("it cannot be written again: %v", err)
		}
	})
}
