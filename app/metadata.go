package app

import (
	"encoding/binary"
	"math"
	"time"

	"whereabouts/library/photo"
)

// pngHeader is the length of what every PNG begins with: its signature and IHDR.
const pngHeader = 8 + 25

// describePNG says in a PNG that its colours are sRGB and puts a block of EXIF into it,
// if there is one.
func describePNG(file, exif []byte) []byte {
	const relativeColorimetric = 1
	out := append(make([]byte, 0, len(file)+len(exif)+64), file[:pngHeader]...)
	out = appendChunk(out, "sRGB", []byte{relativeColorimetric})
	if exif != nil {
		out = appendChunk(out, "eXIf", exif)
	}
	return append(out, file[pngHeader:]...)
}

// EXIF's tags that are written, and the types of their values.
const (
	exifModel      = 0x110
	exifDirectory  = 0x8769
	exifGPS        = 0x8825
	exifTaken      = 0x9003
	exifTakenZone  = 0x9011
	gpsLatitudeRef = 1
	gpsLatitude    = 2
	gpsEastWest    = 3
	gpsLongitude   = 4

	exifText     = 2
	exifLong     = 4
	exifRational = 5
)

// exifEntry is a tag with its value as it is stored, big-endian.
type exifEntry struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

func textEntry(tag uint16, s string) exifEntry {
	return exifEntry{tag, exifText, uint32(len(s) + 1), append([]byte(s), 0)}
}

// exifOf returns a block of EXIF that tells what a camera noted, nil if that is nothing.
func exifOf(d photo.Details, withPlace bool) []byte {
	var main, dir, gps []exifEntry
	if d.Camera != "" {
		main = append(main, textEntry(exifModel, d.Camera))
	}
	if !d.Taken.IsZero() {
		dir = append(dir, textEntry(exifTaken, d.Taken.Format("2006:01:02 15:04:05")))
		if d.Zoned {
			dir = append(dir, textEntry(exifTakenZone, zoneOf(d.Taken)))
		}
	}
	if withPlace && d.HasPlace {
		gps = []exifEntry{
			textEntry(gpsLatitudeRef, side(d.Place.Latitude, "N", "S")), degrees(gpsLatitude, d.Place.Latitude),
			textEntry(gpsEastWest, side(d.Place.Longitude, "E", "W")), degrees(gpsLongitude, d.Place.Longitude),
		}
	}
	if main == nil && dir == nil && gps == nil {
		return nil
	}
	return exifBlock(main, dir, gps)
}

func zoneOf(t time.Time) string { return t.Format("-07:00") }

func side(v float64, positive, negative string) string {
	if v < 0 {
		return negative
	}
	return positive
}

// degrees writes degrees as degrees, minutes and seconds.
func degrees(tag uint16, v float64) exifEntry {
	const parts = 10_000 // of a second
	all := uint64(math.Round(math.Abs(v) * 3600 * parts))
	var b []byte
	for _, r := range [][2]uint64{{all / (3600 * parts), 1}, {all / (60 * parts) % 60, 1}, {all % (60 * parts), parts}} {
		b = binary.BigEndian.AppendUint32(b, uint32(r[0]))
		b = binary.BigEndian.AppendUint32(b, uint32(r[1]))
	}
	return exifEntry{tag, exifRational, 3, b}
}

// exifBlock writes directories, the second and the third of which hang on the first.
func exifBlock(main, dir, gps []exifEntry) []byte {
	b := []byte("MM\x00\x2a\x00\x00\x00\x08")
	pointer := func(tag uint16, at int) exifEntry {
		return exifEntry{tag, exifLong, 1, binary.BigEndian.AppendUint32(nil, uint32(at))}
	}
	pointers := 0
	for _, d := range [][]exifEntry{dir, gps} {
		if d != nil {
			pointers++
		}
	}
	at := len(b) + sizeOf(main) + 12*pointers
	if dir != nil {
		main = append(main, pointer(exifDirectory, at))
		at += sizeOf(dir)
	}
	if gps != nil {
		main = append(main, pointer(exifGPS, at))
	}
	for _, d := range [][]exifEntry{main, dir, gps} {
		if d != nil {
			b = appendDirectory(b, d)
		}
	}
	return b
}

// sizeOf returns the length of a directory with its values.
func sizeOf(entries []exifEntry) int {
	size := 2 + 12*len(entries) + 4
	for _, e := range entries {
		if len(e.value) > 4 {
			size += len(e.value) + len(e.value)%2
		}
	}
	return size
}

// appendDirectory writes a directory with its values behind it.
func appendDirectory(b []byte, entries []exifEntry) []byte {
	values := len(b) + 2 + 12*len(entries) + 4
	var behind []byte
	b = binary.BigEndian.AppendUint16(b, uint16(len(entries)))
	for _, e := range entries {
		b = binary.BigEndian.AppendUint16(b, e.tag)
		b = binary.BigEndian.AppendUint16(b, e.kind)
		b = binary.BigEndian.AppendUint32(b, e.count)
		if len(e.value) <= 4 {
			b = append(b, append(e.value[:len(e.value):len(e.value)], make([]byte, 4-len(e.value))...)...)
			continue
		}
		b = binary.BigEndian.AppendUint32(b, uint32(values+len(behind)))
		behind = append(behind, e.value...)
		if len(e.value)%2 != 0 { // values begin at even places
			behind = append(behind, 0)
		}
	}
	b = binary.BigEndian.AppendUint32(b, 0) // no further directory
	return append(b, behind...)
}
