package photo_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"whereabouts/library/photo"
)

// notedBy is an EXIF block as cameras write them.
func notedBy(o order, magic string, main, sub, gps []func(*container) field) []byte {
	c := newContainer(o, magic)
	build := func(all []func(*container) field) (fields []field) {
		for _, f := range all {
			fields = append(fields, f(c))
		}
		return fields
	}
	fields := build(main)
	fields = append(fields, c.long(0x8769, c.dir(0, build(sub)...)), c.long(0x8825, c.dir(0, build(gps)...)))
	return c.file(c.dir(0, fields...))
}

func says(tag uint16, s string) func(*container) field {
	return func(*container) field { return text(tag, s) }
}

func ratios(tag uint16, values ...uint32) func(*container) field {
	return func(c *container) field { return c.ratio(tag, values...) }
}

var (
	nikon = []func(*container) field{says(0x10f, "NIKON CORPORATION"), says(0x110, "NIKON D850")}
	noon  = []func(*container) field{says(0x9003, "2024:06:30 12:34:56"), says(0x9011, "+02:00")}
	bern  = []func(*container) field{
		says(1, "N"), ratios(2, 46, 1, 57, 1, 0, 1), says(3, "E"), ratios(4, 7, 1, 27, 1, 0, 1),
	}
	sydney = []func(*container) field{
		says(1, "S"), ratios(2, 33, 1, 52, 1, 0, 1), says(3, "E"), ratios(4, 151, 1, 12, 1, 0, 1),
	}
)

func TestDetailsOfEveryFormatThatHasThem(t *testing.T) {
	block := notedBy(binary.LittleEndian, "II*\x00", nikon, noon, bern)
	plain := everyFormat(t)
	raw := intel("II*\x00")
	exifDir := raw.dir(0, text(0x9003, "2024:06:30 12:34:56"), text(0x9011, "+02:00"))
	gps := raw.dir(0, text(1, "N"), raw.ratio(2, 46, 1, 57, 1, 0, 1), text(3, "E"), raw.ratio(4, 7, 1, 27, 1, 0, 1))
	jpeg := preview(t, 800, 600)
	dng := raw.file(raw.dir(0, text(0x10f, "NIKON CORPORATION"), text(0x110, "NIKON D850"),
		raw.long(0x8769, exifDir), raw.long(0x8825, gps), raw.long(0xc612, 0x0401),
		raw.long(0x201, raw.add(jpeg)), raw.long(0x202, uint32(len(jpeg)))))
	orf := bytes.Clone(dng)
	copy(orf, "IIRO")
	for name, data := range map[string][]byte{
		"jpeg":       withJPEG(plain["jpeg"], block),
		"png":        withPNG(plain["png"], block),
		"webp":       withWebP(plain["webp"], block, image.Pt(32, 16)),
		"big-endian": withJPEG(plain["jpeg"], notedBy(binary.BigEndian, "MM\x00*", nikon, noon, bern)),
		"dng":        dng,
		"orf":        orf,
		"cr3":        cr3(block, jpeg, jpeg, jpeg),
	} {
		t.Run(name, func(t *testing.T) {
			d := photo.ReadDetails(data)
			if want := time.Date(2024, 6, 30, 10, 34, 56, 0, time.UTC); !d.Taken.Equal(want) || !d.Zoned {
				t.Errorf("taken %v, zoned %v", d.Taken, d.Zoned)
			}
			if d.Camera != "NIKON D850" {
				t.Errorf("camera %q", d.Camera)
			}
			wantPlace(t, d, 46.95, 7.45)
		})
	}
}

func wantPlace(t *testing.T, d photo.Details, latitude, longitude float64) {
	t.Helper()
	if !d.HasPlace || math.Abs(d.Place.Latitude-latitude) > 1e-6 || math.Abs(d.Place.Longitude-longitude) > 1e-6 {
		t.Errorf("place %v (%v), want %v, %v", d.Place, d.HasPlace, latitude, longitude)
	}
}

// detailsOf reads the details of a JPEG with the given EXIF block.
func detailsOf(t *testing.T, main, sub, gps []func(*container) field) photo.Details {
	t.Helper()
	return photo.ReadDetails(withJPEG(jpegOf(t, corners(8, 8)), notedBy(binary.LittleEndian, "II*\x00", main, sub, gps)))
}

func TestTimeWithoutZoneIsTheCamerasClock(t *testing.T) {
	d := detailsOf(t, nil, noon[:1], nil)
	if d.Zoned || !d.Taken.Equal(time.Date(2024, 6, 30, 12, 34, 56, 0, time.UTC)) {
		t.Errorf("taken %v, zoned %v", d.Taken, d.Zoned)
	}
}

func TestTimeOfExposureComesFirst(t *testing.T) {
	changed := says(0x132, "2025:01:01 00:00:00")
	d := detailsOf(t, []func(*container) field{changed}, noon, nil)
	if d.Taken.Year() != 2024 {
		t.Errorf("taken %v", d.Taken)
	}
	if d = detailsOf(t, []func(*container) field{changed}, nil, nil); d.Taken.Year() != 2025 {
		t.Errorf("without an exposure's: taken %v", d.Taken)
	}
}

func TestSouthAndWestAreNegative(t *testing.T) {
	wantPlace(t, detailsOf(t, nil, nil, sydney), -(33 + 52/60.), 151.2)
}

func TestCameraIsMakerAndModel(t *testing.T) {
	for want, names := range map[string][2]string{
		"Apple iPhone 15": {"Apple", "iPhone 15"},
		"Canon EOS R5":    {"Canon", "Canon EOS R5"},
		"SONY ILCE-7M4":   {" SONY  ", "ILCE-7M4\x00\x00"},
		"OM-1":            {"OM Digital Solutions", "OM-1"},
		"Kodak[31m":       {"Kodak\x07\x1b[31m", ""},
		"":                {"", ""},
	} {
		d := detailsOf(t, []func(*container) field{says(0x10f, names[0]), says(0x110, names[1])}, nil, nil)
		if d.Camera != want {
			t.Errorf("%q: camera %q, want %q", names, d.Camera, want)
		}
	}
}

func TestDetailsThatCannotBeTrueAreLeftOut(t *testing.T) {
	long := strings.Repeat("long ", 500)
	impossible := []func(*container) field{says(1, "N"), ratios(2, 95, 1, 0, 1, 0, 1), says(3, "E"), ratios(4, 7, 1, 0, 1, 0, 1)}
	nowhere := []func(*container) field{says(1, "N"), ratios(2, 0, 1, 0, 1, 0, 1), says(3, "E"), ratios(4, 0, 1, 0, 1, 0, 1)}
	divided := []func(*container) field{says(1, "N"), ratios(2, 46, 0, 0, 0, 0, 0), says(3, "E"), ratios(4, 7, 0, 0, 0, 0, 0)}
	for name, gps := range map[string][]func(*container) field{"beyond the pole": impossible, "zero": nowhere, "divided by zero": divided, "half": bern[:2]} {
		if d := detailsOf(t, nil, nil, gps); d.HasPlace {
			t.Errorf("%s: place %v", name, d.Place)
		}
	}
	for _, at := range []string{"0000:00:00 00:00:00", "    :  :     :  :  ", "9999:12:31 00:00:00", "2024:13:40 12:00:00", long} {
		if d := detailsOf(t, nil, []func(*container) field{says(0x9003, at)}, nil); !d.Taken.IsZero() {
			t.Errorf("%.20q: taken %v", at, d.Taken)
		}
	}
	if d := detailsOf(t, []func(*container) field{says(0x110, long)}, nil, nil); len(d.Camera) > 64 {
		t.Errorf("a camera of %d bytes", len(d.Camera))
	}
}

func TestXMPFillsInWhatEXIFLeavesOut(t *testing.T) {
	const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"` +
		` photoshop:DateCreated="2019-03-02T08:00:00-05:00" exif:GPSLatitude="40,42.0N" exif:GPSLongitude="74,0.0W" tiff:Model="Scanner"/></rdf:RDF></x:xmpmeta>`
	data := jpegOf(t, corners(8, 8))
	segment := append([]byte("http://ns.adobe.com/xap/1.0/\x00"), xmp...)
	with := append([]byte{0xff, 0xd8, 0xff, 0xe1}, byte((len(segment)+2)>>8), byte(len(segment)+2))
	with = append(append(with, segment...), data[2:]...)
	d := photo.ReadDetails(with)
	if !d.Zoned || !d.Taken.Equal(time.Date(2019, 3, 2, 13, 0, 0, 0, time.UTC)) || d.Camera != "Scanner" {
		t.Errorf("got %+v", d)
	}
	wantPlace(t, d, 40.7, -74)
}

func TestApplesNamesAreRead(t *testing.T) {
	const burst, live = "11111111-2222-3333-4444-555555555555", "AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE"
	const head = "Apple iOS\x00\x00\x01MM"
	note := &container{order: binary.BigEndian, data: []byte(head)}
	note.data = append(note.data, make([]byte, 2+2*12+4)...)
	fields := []field{
		{0x0b, 2, uint32(len(burst) + 1), append([]byte(burst), 0)},
		{0x11, 2, uint32(len(live) + 1), append([]byte(live), 0)},
	}
	dir := binary.BigEndian.AppendUint16(nil, 2)
	for _, f := range fields {
		dir = binary.BigEndian.AppendUint16(dir, f.tag)
		dir = binary.BigEndian.AppendUint16(dir, f.kind)
		dir = binary.BigEndian.AppendUint32(dir, f.count)
		dir = binary.BigEndian.AppendUint32(dir, note.add(f.value))
	}
	copy(note.data[len(head):], dir)
	d := detailsOf(t, nil, []func(*container) field{func(*container) field { return blob(0x927c, note.data) }}, nil)
	if d.Burst != burst || d.Live != live {
		t.Errorf("burst %q, live %q", d.Burst, d.Live)
	}
}

func TestFilesWithoutDetailsHaveNone(t *testing.T) {
	for name, data := range map[string][]byte{"nothing": nil, "text": []byte("a shopping list"), "film": []byte("\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ")} {
		if d := photo.ReadDetails(data); d != (photo.Details{}) {
			t.Errorf("%s: %+v", name, d)
		}
	}
	for name, data := range everyFormat(t) {
		d := photo.ReadDetails(data)
		d.Size = photo.Details{}.Size
		if d != (photo.Details{}) {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

// wantPlausible fails where details cannot be true.
func wantPlausible(t interface{ Errorf(string, ...any) }, d photo.Details) {
	if !d.Taken.IsZero() && (d.Taken.Year() < 1825 || d.Taken.Year() > 2200) {
		t.Errorf("taken %v", d.Taken)
	}
	if d.HasPlace && !(math.Abs(d.Place.Latitude) <= 90 && math.Abs(d.Place.Longitude) <= 180) {
		t.Errorf("place %v", d.Place)
	}
	for _, s := range []string{d.Camera, d.Burst, d.Live} {
		if len([]rune(s)) > 129 || strings.ContainsAny(s, "\x00\x1b\n") {
			t.Errorf("the name %q", s)
		}
	}
}

func TestDetailsOfChangedBytesStayPlausible(t *testing.T) {
	whole := withJPEG(jpegOf(t, corners(8, 8)), notedBy(binary.LittleEndian, "II*\x00", nikon, noon, sydney))
	rapid.Check(t, func(rt *rapid.T) {
		data := bytes.Clone(whole)
		for range rapid.IntRange(1, 8).Draw(rt, "changes") {
			data[rapid.IntRange(2, min(len(data), 500)-1).Draw(rt, "at")] = rapid.Byte().Draw(rt, "byte")
		}
		wantPlausible(rt, photo.ReadDetails(data))
	})
}

func FuzzDetails(f *testing.F) {
	f.Add(withJPEG(jpegOf(f, corners(8, 8)), notedBy(binary.LittleEndian, "II*\x00", nikon, noon, sydney)))
	f.Add(withPNG(pngOf(f, corners(8, 8)), notedBy(binary.BigEndian, "MM\x00*", nikon, noon, bern)))
	f.Add(fixture(f, "exif-turned.heic"))
	for _, data := range rawFiles(f) {
		f.Add(data[:min(len(data), head)])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		wantPlausible(t, photo.ReadDetails(data))
		if cost := photo.Cost(data, photo.Options{MaxPixels: fuzzPixels}); cost < 0 || cost > 1<<31 {
			t.Errorf("a cost of %d bytes", cost)
		}
	})
}
