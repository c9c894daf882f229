package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/library/photo"
)

// An order is the byte order in which a container is built.
type order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// A field is a tag of a directory with its values.
type field struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

// A container is a TIFF under construction.
type container struct {
	order order
	data  []byte
}

func newContainer(o order, magic string) *container {
	c := &container{order: o, data: []byte(magic)}
	c.data = append(c.data, make([]byte, 8-len(magic))...)
	return c
}

func intel(magic string) *container { return newContainer(binary.LittleEndian, magic) }

// add puts bytes into the file and returns where.
func (c *container) add(data []byte) uint32 {
	for len(c.data)%4 != 0 {
		c.data = append(c.data, 0)
	}
	at := len(c.data)
	c.data = append(c.data, data...)
	return uint32(at)
}

func (c *container) short(tag uint16, values ...uint16) field {
	f := field{tag, 3, uint32(len(values)), nil}
	for _, v := range values {
		f.value = c.order.AppendUint16(f.value, v)
	}
	return f
}

func (c *container) long(tag uint16, values ...uint32) field {
	f := field{tag, 4, uint32(len(values)), nil}
	for _, v := range values {
		f.value = c.order.AppendUint32(f.value, v)
	}
	return f
}

func (c *container) ratio(tag uint16, values ...uint32) field {
	f := c.long(tag, values...)
	f.kind, f.count = 5, f.count/2
	return f
}

func text(tag uint16, s string) field { return field{tag, 2, uint32(len(s) + 1), append([]byte(s), 0)} }

func blob(tag uint16, data []byte) field { return field{tag, 7, uint32(len(data)), data} }

// dir puts a directory into the file and returns where.
func (c *container) dir(next uint32, fields ...field) uint32 {
	entries := c.order.AppendUint16(nil, uint16(len(fields)))
	for _, f := range fields {
		entries = c.order.AppendUint16(entries, f.tag)
		entries = c.order.AppendUint16(entries, f.kind)
		entries = c.order.AppendUint32(entries, f.count)
		if len(f.value) > 4 {
			entries = c.order.AppendUint32(entries, c.add(f.value))
		} else {
			entries = append(entries, append(bytes.Clone(f.value), 0, 0, 0, 0)[:4]...)
		}
	}
	return c.add(c.order.AppendUint32(entries, next))
}

// file ends the construction with the first directory.
func (c *container) file(first uint32) []byte {
	c.order.PutUint32(c.data[4:], first)
	return c.data
}

// preview is a JPEG of corners.
func preview(tb testing.TB, w, h int) []byte { return jpegOf(tb, corners(w, h)) }

// lossless is what looks like a JPEG but is a sensor's data.
func lossless() []byte {
	return []byte("\xff\xd8\xff\xc3\x00\x0b\x0e\x10\x00\x10\x00\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x01\x00\x00\xff\xd9")
}

const rawOrientation = 6

// rawFiles holds for each kind of camera raw file one with a preview of 800×600
// that is to be turned, beside smaller ones.
func rawFiles(tb testing.TB) map[string][]byte {
	tb.Helper()
	large, small := preview(tb, 800, 600), preview(tb, 160, 120)
	files := map[string][]byte{}
	strip := func(c *container, data []byte, compression uint16) []field {
		return []field{c.short(0x103, compression), c.long(0x111, c.add(data)), c.long(0x117, uint32(len(data)))}
	}
	thumbnail := func(c *container, data []byte) []field {
		return []field{c.long(0x201, c.add(data)), c.long(0x202, uint32(len(data)))}
	}
	turned := func(c *container) field { return c.short(0x112, rawOrientation) }
	sensor := func(c *container) uint32 {
		return c.dir(0, append(strip(c, lossless(), 7), c.short(0x106, 32803))...)
	}

	c := intel("II*\x00")
	c.data = append(c.data, "CR\x02\x00\x00\x00\x00\x00"...)
	second := c.dir(0, thumbnail(c, small)...)
	files["cr2"] = c.file(c.dir(second, append(strip(c, large, 6), turned(c), text(0x10f, "Canon"))...))

	c = newContainer(binary.BigEndian, "MM\x00*")
	full := c.dir(0, append(thumbnail(c, large), c.long(0xfe, 1))...)
	files["nef"] = c.file(c.dir(0, c.long(0xfe, 1), turned(c), text(0x10f, "NIKON CORPORATION"), c.long(0x14a, full, sensor(c))))

	c = intel("II*\x00")
	third := c.dir(0, thumbnail(c, large)...)
	second = c.dir(third, thumbnail(c, small)...)
	files["arw"] = c.file(c.dir(second, turned(c), text(0x10f, "SONY"), c.long(0x14a, sensor(c))))

	c = intel("II*\x00")
	full = c.dir(0, append(strip(c, large, 7), c.long(0xfe, 1), c.short(0x106, 6))...)
	files["dng"] = c.file(c.dir(0, append(strip(c, make([]byte, 48), 1), turned(c), c.long(0xc612, 0x0401), c.long(0x14a, sensor(c), full))...))

	c = intel("IIU\x00")
	files["rw2"] = c.file(c.dir(0, turned(c), text(0x10f, "Panasonic"), blob(0x2e, large)))

	for name, head := range map[string]string{"orf": "OLYMPUS\x00II\x03\x00", "new orf": "OM SYSTEM\x00\x00\x00II\x04\x00"} {
		note := &container{order: binary.LittleEndian, data: []byte(head)}
		note.data = append(note.data, make([]byte, 2+12+4)...) // a directory of one entry
		settings := note.dir(0, note.long(0x101, note.add(large)), note.long(0x102, uint32(len(large))))
		one := &container{order: binary.LittleEndian}
		one.dir(0, one.long(0x2020, settings))
		copy(note.data[len(head):], one.data)
		c = intel("IIRO")
		exif := c.dir(0, blob(0x927c, note.data))
		files[name] = c.file(c.dir(0, turned(c), text(0x10f, "OLYMPUS"), c.long(0x8769, exif)))
	}

	withEXIF := withJPEG(large, exif(tag{tagOrientation, kindShort, rawOrientation}))
	raf := append([]byte("FUJIFILMCCD-RAW 0201"), make([]byte, 84-20)...)
	raf = binary.BigEndian.AppendUint32(raf, 100)
	raf = binary.BigEndian.AppendUint32(raf, uint32(len(withEXIF)))
	files["raf"] = append(append(raf, make([]byte, 8)...), withEXIF...)

	files["cr3"] = cr3(exif(tag{tagOrientation, kindShort, rawOrientation}), small, preview(tb, 700, 500), large)
	return files
}

func isoBox(kind string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	b := binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))
	return append(append(b, kind...), body...)
}

// cr3 is Canon's newer container with its three pictures.
func cr3(cmt1, small, middle, large []byte) []byte {
	const (
		metadata = "\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48"
		previews = "\xea\xf4\x2b\x5e\x1c\x98\x4b\x88\xb9\xfb\xb7\xdc\x40\x6e\x4d\x16"
	)
	be32 := func(values ...uint32) (b []byte) {
		for _, v := range values {
			b = binary.BigEndian.AppendUint32(b, v)
		}
		return b
	}
	build := func(sample uint32) []byte {
		table := isoBox("stbl",
			isoBox("stsz", be32(0, 0, 1, uint32(len(large)))),
			isoBox("co64", be32(0, 1, 0, sample)))
		return bytes.Join([][]byte{
			isoBox("ftyp", []byte("crx \x00\x00\x00\x01crx isom")),
			isoBox("moov",
				isoBox("uuid", []byte(metadata), isoBox("CMT1", cmt1), isoBox("THMB", make([]byte, 16), small)),
				isoBox("trak", isoBox("mdia", isoBox("minf", table)))),
			isoBox("uuid", []byte(previews), make([]byte, 8), isoBox("PRVW", make([]byte, 16), middle)),
		}, nil)
	}
	head := build(0)
	return append(build(uint32(len(head)+8)), isoBox("mdat", large)...)
}

func TestLargestPreviewOfEveryRAWIsTurned(t *testing.T) {
	for name, data := range rawFiles(t) {
		t.Run(name, func(t *testing.T) {
			p := decode(t, data)
			if p.Format() != "raw" || p.Size() != image.Pt(600, 800) {
				t.Errorf("got a %s of %v", p.Format(), p.Size())
			}
			want := [4]color.NRGBA{blue, red, yellow, green}
			wantCorners(t, p.Upright(), want)
			if got := photo.ReadDetails(data).Size; got != p.Size() {
				t.Errorf("the details say %v", got)
			}
		})
	}
}

func TestRAWWithoutUsefulPreviewSaysSo(t *testing.T) {
	c := intel("II*\x00")
	nothing := c.file(c.dir(0, c.long(0xc612, 0x0401), c.short(0x112, 1)))
	small := intel("II*\x00")
	thumbnail := preview(t, 160, 120)
	at := small.add(thumbnail)
	tiny := small.file(small.dir(0, small.long(0xc612, 0x0401), small.long(0x201, at), small.long(0x202, uint32(len(thumbnail)))))
	for want, data := range map[string][]byte{
		"it is a camera raw file without a preview in it; save it as JPEG or PNG":               nothing,
		"it is a camera raw file whose preview has only 160×120 pixels; save it as JPEG or PNG": tiny,
	} {
		_, err := photo.Decode(t.Context(), data, photo.Options{})
		if !errors.Is(err, photo.ErrUnsupported) || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v, want ... %s", err, want)
		}
	}
}

func TestPreviewIsHeldAgainstTheLimit(t *testing.T) {
	for name, data := range rawFiles(t) {
		if _, err := photo.Decode(t.Context(), data, photo.Options{MaxPixels: 1000}); !errors.Is(err, photo.ErrTooLarge) {
			t.Errorf("%s: got %v, want ErrTooLarge", name, err)
		}
	}
}

func TestTIFFIsNoRAW(t *testing.T) {
	p := decode(t, withTIFF(tiffOf(t, corners(32, 16)), tag{tagOrientation, kindShort, rawOrientation}))
	if p.Format() != "tiff" || p.Size() != image.Pt(16, 32) {
		t.Errorf("got a %s of %v", p.Format(), p.Size())
	}
}

func TestDirectoriesInACircleEnd(t *testing.T) {
	c := intel("II*\x00")
	first := c.dir(0, c.long(0xc612, 0x0401), c.long(0x14a, 8, 8, 8))
	c.order.PutUint32(c.data[len(c.data)-4:], first)
	if _, err := photo.Decode(t.Context(), c.file(first), photo.Options{}); !errors.Is(err, photo.ErrUnsupported) {
		t.Errorf("got %v, want ErrUnsupported", err)
	}
}

// head is as much of a raw file as has no pixels in it.
const head = 1200

func TestRAWCutAnywhereFailsWithAReason(t *testing.T) {
	for name, data := range rawFiles(t) {
		for _, n := range append(every(min(head, len(data))), len(data)-1, len(data)/2) {
			if _, err := photo.Decode(t.Context(), data[:n], photo.Options{}); err != nil {
				wantReason(t, fmt.Errorf("%s cut at %d: %w", name, n, err))
			}
		}
	}
}

func every(n int) (all []int) {
	for i := range n {
		all = append(all, i)
	}
	return all
}

func TestRAWWithAChangedByteFailsWithAReason(t *testing.T) {
	files := rawFiles(t)
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom([]string{"cr2", "cr3", "nef", "arw", "dng", "raf", "orf", "rw2"}).Draw(rt, "kind")
		data := bytes.Clone(files[name])
		for range rapid.IntRange(1, 4).Draw(rt, "changes") {
			data[rapid.IntRange(0, len(data)-1).Draw(rt, "at")] = rapid.Byte().Draw(rt, "byte")
		}
		_, err := photo.Decode(t.Context(), data, photo.Options{MaxPixels: 1 << 20})
		if err != nil && !hasReason(err) {
			rt.Errorf("%v wraps none of this package's errors", err)
		}
		photo.ReadDetails(data)
		photo.Cost(data, photo.Options{})
	})
}

func FuzzRAW(f *testing.F) {
	for _, data := range rawFiles(f) {
		f.Add(data)
		f.Add(data[:min(len(data), head)])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if p, err := photo.Decode(t.Context(), data, photo.Options{MaxPixels: 1 << 20}); err != nil {
			wantReason(t, err)
		} else if p.Size().X*p.Size().Y > 1<<20 {
			t.Errorf("size %v", p.Size())
		}
	})
}
