package photo_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"whereabouts/library/photo"
)

// displayP3 returns a profile of the colours of Apple's screens and cameras, as they
// write it: a matrix and sRGB's curve.
func displayP3() []byte {
	return matrixProfile([9]float64{0.5151, 0.2412, -0.0011, 0.2920, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841})
}

// srgb returns the profile of sRGB.
func srgb() []byte {
	return matrixProfile([9]float64{0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.71410})
}

// matrixProfile returns a profile with the colours red, green and blue in XYZ.
func matrixProfile(colours [9]float64) []byte {
	fixed := func(values ...float64) (b []byte) {
		for _, v := range values {
			b = binary.BigEndian.AppendUint32(b, uint32(int32(v*65536+0.5)))
		}
		return b
	}
	type entry struct {
		name string
		data []byte
	}
	xyz := func(v []float64) []byte { return append([]byte("XYZ \x00\x00\x00\x00"), fixed(v...)...) }
	curve := append([]byte("para\x00\x00\x00\x00\x00\x03\x00\x00"), fixed(2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)...)
	tags := []entry{
		{"wtpt", xyz([]float64{0.9642, 1, 0.8249})},
		{"rXYZ", xyz(colours[:3])}, {"gXYZ", xyz(colours[3:6])}, {"bXYZ", xyz(colours[6:])},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	head := make([]byte, 128)
	copy(head[8:], "\x04\x30\x00\x00mntrRGB XYZ ")
	copy(head[36:], "acspAPPL")
	copy(head[68:], fixed(0.9642, 1, 0.8249))
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	at := 128 + 4 + 12*len(tags)
	var data []byte
	for _, t := range tags {
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(at+len(data)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
		data = append(data, t.data...)
	}
	whole := append(append(head, table...), data...)
	binary.BigEndian.PutUint32(whole, uint32(len(whole)))
	return whole
}

func plainPicture() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 16, 16))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	return img
}

// jpegWith returns a JPEG with a profile in segments of a size.
func jpegWith(tb testing.TB, profile []byte, size int) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, plainPicture(), nil); err != nil {
		tb.Fatal(err)
	}
	out := bytes.Clone(b.Bytes()[:2])
	count := (len(profile) + size - 1) / size
	for n := range count {
		body := append([]byte("ICC_PROFILE\x00"), byte(n+1), byte(count))
		body = append(body, profile[n*size:min(len(profile), (n+1)*size)]...)
		out = append(out, 0xff, 0xe2)
		out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
		out = append(out, body...)
	}
	return append(out, b.Bytes()[2:]...)
}

func pngWith(tb testing.TB, profile []byte) []byte {
	tb.Helper()
	var b, packed bytes.Buffer
	if err := png.Encode(&b, plainPicture()); err != nil {
		tb.Fatal(err)
	}
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(profile)
	_ = z.Close()
	const head = 8 + 25 // the signature and IHDR
	body := append([]byte("p\x00\x00"), packed.Bytes()...)
	return append(append(bytes.Clone(b.Bytes()[:head]), pngChunk("iCCP", body)...), b.Bytes()[head:]...)
}

func webpWith(tb testing.TB, profile []byte) []byte {
	tb.Helper()
	file := fixture(tb, "lossless.webp")
	return append(append(bytes.Clone(file[:12]), chunk("ICCP", profile)...), file[12:]...)
}

func TestAProfileIsReadFromEveryFormat(t *testing.T) {
	for name, file := range map[string][]byte{
		"jpeg":                     jpegWith(t, displayP3(), 1<<14),
		"jpeg in several segments": jpegWith(t, displayP3(), 100),
		"png":                      pngWith(t, displayP3()),
		"webp":                     webpWith(t, displayP3()),
	} {
		p, err := photo.ReadProfile(file)
		if err != nil || p == nil {
			t.Errorf("%s: %v, %v", name, p, err)
			continue
		}
		img := image.NewNRGBA(image.Rect(0, 0, 4, 1))
		for x, c := range []color.NRGBA{{234, 51, 35, 255}, {255, 255, 255, 255}, {128, 128, 128, 77}, {234, 51, 35, 0}} {
			img.SetNRGBA(x, 0, c)
		}
		p.ToSRGB(img)
		for x, want := range []color.NRGBA{{255, 0, 0, 255}, {255, 255, 255, 255}, {128, 128, 128, 77}, {234, 51, 35, 0}} {
			if got := img.NRGBAAt(x, 0); !alike(got, want, 4) {
				t.Errorf("%s: colour %d is %v, not %v", name, x, got, want)
			}
		}
	}
}

func alike(a, b color.NRGBA, by int) bool {
	near := func(a, b uint8) bool { return int(a)-int(b) <= by && int(b)-int(a) <= by }
	return near(a.R, b.R) && near(a.G, b.G) && near(a.B, b.B) && a.A == b.A
}

// interop returns an EXIF block with the name of a DCF option and a colour space.
func interop(name string, space uint32) []byte {
	const exifIFD, colorSpace, interopIFD, index = 0x8769, 0xa001, 0xa005, 1
	b := []byte("II*\x00\x08\x00\x00\x00")
	for _, dir := range [][]tag{
		{{exifIFD, kindLong, 26}},
		{{colorSpace, kindShort, space}, {interopIFD, kindLong, 56}},
		{{index, kindASCII, binary.LittleEndian.Uint32([]byte(name + "\x00"))}},
	} {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(dir)))
		for _, t := range dir {
			b = append(b, t.entry()...)
		}
		b = append(b, 0, 0, 0, 0)
	}
	const count = 56 + 2 + 4 // of the name's letters
	binary.LittleEndian.PutUint32(b[count:], 4)
	return b
}

func TestAdobeRGBIsKnownByEXIFAlone(t *testing.T) {
	const uncalibrated, sRGB, adobe = 0xffff, 1, 2
	for name, c := range map[string]struct {
		exif []byte
		wide bool
	}{
		"a camera's":                {interop("R03", uncalibrated), true},
		"a colour space":            {interop("R98", adobe), true},
		"sRGB":                      {interop("R98", sRGB), false},
		"some other, nobody's name": {interop("R98", uncalibrated), false},
	} {
		p, err := photo.ReadProfile(withJPEG(jpegOf(t, plainPicture()), c.exif))
		if err != nil || (p != nil) != c.wide {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
	if p, err := photo.ReadProfile(withJPEG(jpegWith(t, srgb(), 1<<14), interop("R03", uncalibrated))); p != nil || err != nil {
		t.Errorf("a profile does not count more than EXIF: %v, %v", p, err)
	}
}

// The wanted colours are those that LittleCMS gives for Adobe's profile.
func TestAdobeRGBBecomesSRGB(t *testing.T) {
	p, err := photo.ReadProfile(withJPEG(jpegOf(t, plainPicture()), interop("R03", 0xffff)))
	if err != nil || p == nil {
		t.Fatal(p, err)
	}
	for from, want := range map[color.NRGBA]color.NRGBA{
		{0, 0, 0, 255}:       {0, 0, 0, 255},
		{255, 255, 255, 255}: {255, 255, 255, 255},
		{128, 128, 128, 77}:  {129, 129, 129, 77},
		{219, 0, 0, 255}:     {255, 0, 0, 255},
		{0, 255, 0, 255}:     {0, 255, 0, 255},
		{200, 150, 100, 255}: {217, 151, 97, 255},
		{60, 120, 180, 255}:  {0, 121, 184, 255},
	} {
		img := image.NewNRGBA(image.Rect(0, 0, 1, 1))
		img.SetNRGBA(0, 0, from)
		p.ToSRGB(img)
		if got := img.NRGBAAt(0, 0); !alike(got, want, 2) {
			t.Errorf("%v is %v, not %v", from, got, want)
		}
	}
}

func TestPhotosOfSRGBHaveNoProfile(t *testing.T) {
	for name, file := range map[string][]byte{
		"none": pngOf(t, rowOf(white, black)), "its own": jpegWith(t, srgb(), 1<<14),
	} {
		if p, err := photo.ReadProfile(file); p != nil || err != nil {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
}

func TestABrokenProfileIsSaidToBeOne(t *testing.T) {
	whole := displayP3()
	endless := bytes.Clone(whole)
	binary.BigEndian.PutUint32(endless[128:], 1<<31)
	far := bytes.Clone(whole)
	binary.BigEndian.PutUint32(far[136:], 1<<30)
	for name, profile := range map[string][]byte{
		"cut short": whole[:200], "of too many tags": endless, "with a tag beyond its end": far, "of letters": []byte("no profile"),
	} {
		if _, err := photo.ReadProfile(jpegWith(t, profile, 1<<14)); !errors.Is(err, photo.ErrProfile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadProfile(f *testing.F) {
	for _, profile := range [][]byte{displayP3(), srgb(), displayP3()[:150]} {
		f.Add(profile)
	}
	f.Fuzz(func(t *testing.T, profile []byte) {
		if len(profile) > 1<<15 {
			return
		}
		p, err := photo.ReadProfile(jpegWith(t, profile, 1<<14))
		if err != nil && !errors.Is(err, photo.ErrProfile) {
			t.Fatal(err)
		}
		if p != nil {
			img := image.NewNRGBA(image.Rect(0, 0, 3, 2))
			copy(img.Pix, "\x01\x80\xff\xff\x00\x10\xee\xff")
			p.ToSRGB(img)
		}
	})
}
