//go:build nodynamic

package photo_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"strconv"
	"strings"
	"sync"
	"testing"

	"whereabouts/library/photo"
)

// turns are the properties irot and imir that stand for an EXIF orientation.
var turns = map[uint32][][]byte{
	1: nil,
	2: {imir(1)},
	3: {irot(2)},
	4: {imir(0)},
	5: {irot(1), imir(0)},
	6: {irot(3)},
	7: {irot(3), imir(0)},
	8: {irot(1)},
}

func irot(quarters byte) []byte { return append([]byte("\x00\x00\x00\x09irot"), quarters) }
func imir(axis byte) []byte     { return append([]byte("\x00\x00\x00\x09imir"), axis) }

// withProperties gives properties to the picture of a HEIC fixture, which is the
// last item that has any.
func withProperties(tb testing.TB, data []byte, properties ...[]byte) []byte {
	tb.Helper()
	added := len(properties) // bytes in ipma
	for _, p := range properties {
		added += len(p)
	}
	grow := func(box string, n int) int {
		at := bytes.Index(data, []byte(box)) - 4
		size := binary.BigEndian.Uint32(data[at:])
		binary.BigEndian.PutUint32(data[at:], size+uint32(n))
		return at + int(size)
	}
	insert := func(at int, b []byte) { data = append(data[:at:at], append(bytes.Clone(b), data[at:]...)...) }

	data = bytes.Clone(data)
	grow("meta", added)
	grow("iprp", added)
	for _, p := range properties {
		insert(grow("ipco", len(p)), p)
	}
	end := grow("ipma", len(properties))
	data[end-3] += byte(len(properties))
	for i := range properties {
		insert(end+i, []byte{byte(5 + i)})
	}
	iloc := bytes.Index(data, []byte("iloc")) + 4
	items := data[iloc+8:]
	for range binary.BigEndian.Uint16(data[iloc+6:]) {
		const inFile, length = 0, 20
		if binary.BigEndian.Uint16(items[2:]) == inFile {
			binary.BigEndian.PutUint32(items[6:], binary.BigEndian.Uint32(items[6:])+uint32(added))
		}
		items = items[length:]
	}
	return data
}

// wantTurned fails unless a photo of corners(64, 32) stands as the orientation says.
func wantTurned(t *testing.T, p *photo.Photo, o uint32) {
	t.Helper()
	size, reduced := image.Pt(64, 32), image.Pt(32, 16)
	if o >= 5 {
		size, reduced = image.Pt(32, 64), image.Pt(16, 32)
	}
	stored, want := [4]color.NRGBA{red, green, blue, yellow}, [4]color.NRGBA{}
	for i := range want {
		want[i] = stored[turned[o][i]]
	}
	if p.Size() != size {
		t.Errorf("Size is %v, want %v", p.Size(), size)
	}
	if got := p.Reduced(32).Rect.Max; got != reduced {
		t.Errorf("Reduced is %v, want %v", got, reduced)
	}
	wantCorners(t, p.Upright(), want)
	wantCorners(t, p.Reduced(32), want)
}

func TestHEICAndAVIFAreDecoded(t *testing.T) {
	for name, format := range map[string]string{"corners.heic": "heic", "corners.avif": "avif", "corners-10bit.avif": "avif"} {
		t.Run(name, func(t *testing.T) {
			p := decode(t, fixture(t, name))
			if p.Format() != format {
				t.Errorf("the format is %s", p.Format())
			}
			wantTurned(t, p, 1)
		})
	}
}

// The EXIF block of the fixture says 6 whatever its container says.
func TestHEICIsTurnedOnceAndByItsContainer(t *testing.T) {
	for o, properties := range turns {
		t.Run(strconv.FormatUint(uint64(o), 10), func(t *testing.T) {
			wantTurned(t, decode(t, withProperties(t, fixture(t, "exif-turned.heic"), properties...)), o)
		})
	}
}

func TestAVIFIsTurnedOnceAndByItsContainer(t *testing.T) {
	for o := range turns {
		t.Run(strconv.FormatUint(uint64(o), 10), func(t *testing.T) {
			wantTurned(t, decode(t, fixture(t, fmt.Sprintf("turned-%d.avif", o))), o)
		})
	}
}

func TestHEICOfAGeneralBrandIsDecoded(t *testing.T) {
	data := fixture(t, "corners.heic")
	copy(data[8:], "mif1")
	wantTurned(t, decode(t, data), 1)
}

func TestHEICUsesItsFullRange(t *testing.T) {
	img := decode(t, fixture(t, "limited.heic")).Upright()
	for i, want := range []color.NRGBA{red, green, blue, yellow} {
		got := img.NRGBAAt(16+32*(i%2), 8+16*(i/2))
		if max(got.R, want.R)-min(got.R, want.R) > 6 || max(got.G, want.G)-min(got.G, want.G) > 6 {
			t.Errorf("quarter %d is %v, want %v", i, got, want)
		}
	}
}

func TestHEICAndAVIFCutAnywhereAreDamaged(t *testing.T) {
	for _, name := range []string{"corners.heic", "turned-6.avif"} {
		data := fixture(t, name)
		for n := range data {
			_, err := photo.Decode(t.Context(), data[:n], photo.Options{})
			if n < 12 {
				if err == nil {
					t.Errorf("%s cut at %d is decoded", name, n)
				}
			} else if !errors.Is(err, photo.ErrDamaged) {
				t.Errorf("%s cut at %d: got %v, want ErrDamaged", name, n, err)
			}
		}
	}
}

func TestHEICAndAVIFBombsAreRefused(t *testing.T) {
	for _, name := range []string{"corners.heic", "corners.avif"} {
		data := fixture(t, name)
		binary.BigEndian.PutUint32(ispe(data), 60000)
		binary.BigEndian.PutUint32(ispe(data)[4:], 60000)
		if _, err := photo.Decode(t.Context(), data, photo.Options{}); !errors.Is(err, photo.ErrTooLarge) {
			t.Errorf("%s: got %v, want ErrTooLarge", name, err)
		}
		// A picture that declares less than it holds is no larger than that.
		data = fixture(t, name)
		binary.BigEndian.PutUint32(ispe(data), 8)
		p, err := photo.Decode(t.Context(), data, photo.Options{})
		if err == nil && p.Size() != image.Pt(8, 32) || err != nil && !errors.Is(err, photo.ErrDamaged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestHEIFOfUnknownKindIsUnsupported(t *testing.T) {
	data := bytes.ReplaceAll(fixture(t, "corners.avif"), []byte("av01"), []byte("j2k1"))
	_, err := photo.Decode(t.Context(), data, photo.Options{})
	if !errors.Is(err, photo.ErrUnsupported) || !strings.HasSuffix(err.Error(), "save it as JPEG or PNG") {
		t.Errorf("got %v", err)
	}
}

func TestHEICWaitsForItsTurnWhileTheContextLasts(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			_, err := photo.Decode(ctx, fixture(t, "corners.heic"), photo.Options{})
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			cancel()
		})
	}
	wg.Wait()
	wantTurned(t, decode(t, fixture(t, "corners.heic")), 1)
}

func FuzzDecodeHEIF(f *testing.F) {
	for _, name := range []string{"corners.heic", "exif-turned.heic", "corners.avif", "turned-7.avif"} {
		f.Add(fixture(f, name))
		decode(f, fixture(f, name)) // compiles the decoder, which takes longer than a fuzzer waits
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := photo.Decode(t.Context(), data, photo.Options{MaxPixels: fuzzPixels})
		if err != nil {
			wantReason(t, err)
			return
		}
		if size := p.Size(); size.X*size.Y > fuzzPixels || p.Upright().Rect.Max != size {
			t.Errorf("size %v", size)
		}
	})
}

func TestHEICTellsItsProfile(t *testing.T) {
	profile := displayP3()
	colr := binary.BigEndian.AppendUint32(nil, uint32(12+len(profile)))
	colr = append(append(colr, "colrprof"...), profile...)
	p, err := photo.ReadProfile(withProperties(t, fixture(t, "corners.heic"), colr))
	if err != nil || p == nil {
		t.Errorf("%v, %v", p, err)
	}
	if p, err := photo.ReadProfile(fixture(t, "corners.heic")); err != nil || p != nil {
		t.Errorf("without one: %v, %v", p, err)
	}
}
