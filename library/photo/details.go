package photo

import (
	"encoding/binary"
	"image"
	"math"
	"strings"
	"time"
	"unicode"

	"github.com/bep/imagemeta"
)

// Details are what a camera noted beside a photo. What it did not note, or what
// cannot be true, has its zero value.
type Details struct {
	// Taken is when the photo was taken. Where Zoned is false the camera did not say
	// in which time zone its clock ran, and Taken is that clock's time as if in UTC:
	// good for ordering the photos of one camera and for showing, not for comparing
	// with the clock of another.
	Taken time.Time
	Zoned bool

	// Camera is the maker and the model, such as "NIKON D850".
	Camera string

	// Place is where the photo was taken, if HasPlace.
	Place    Place
	HasPlace bool

	// Size is the size of the upright photo in pixels, as the file declares it. Of a
	// camera raw file it is that of its preview.
	Size image.Point

	// Burst names the burst that a photo is of, and Live the film that belongs to it;
	// both are made up by Apple's cameras and equal for what belongs together.
	Burst, Live string
}

// A Place is a point on the earth in degrees, north and east positive.
type Place struct {
	Latitude, Longitude float64
}

// ReadDetails reads what a file says about the photo in it, without decoding a
// pixel. It never fails: a file that says nothing, or that is no photo, has no
// details, and whoever needs a time then takes the file's own.
func ReadDetails(data []byte) Details {
	pic, err := locate(data)
	if err != nil {
		return Details{}
	}
	var d Details
	if config, err := pic.format.declared(pic.data); err == nil {
		d.Size = image.Pt(config.Width, config.Height)
		if pic.orientation().swaps() {
			d.Size = image.Pt(d.Size.Y, d.Size.X)
		}
	}
	notes := make(notes)
	for _, block := range pic.blocks {
		notes.read(block)
	}
	d.Taken, d.Zoned = notes.taken()
	d.Camera = notes.camera()
	d.Place, d.HasPlace = notes.place()
	d.Burst, d.Live = appleNames(pic.exif())
	return d
}

// notes are tags by their source and name.
type notes map[noteName]any

type noteName struct {
	source imagemeta.Source
	tag    string
}

// noted are the tags that are read.
var noted = map[string]bool{
	"DateTimeOriginal": true, "CreateDate": true, "ModifyDate": true, "DateCreated": true,
	"OffsetTimeOriginal": true, "OffsetTimeDigitized": true, "OffsetTime": true,
	"Make": true, "Model": true,
	"GPSLatitude": true, "GPSLatitudeRef": true, "GPSLongitude": true, "GPSLongitudeRef": true,
}

func (n notes) read(b exifBlock) {
	tagReader{
		sources: imagemeta.EXIF | imagemeta.XMP,
		wanted:  func(tag imagemeta.TagInfo) bool { return noted[tag.Tag] && tag.Namespace != "IFD1" },
		handle: func(tag imagemeta.TagInfo) error {
			name := noteName{tag.Source, tag.Tag}
			if _, again := n[name]; !again {
				n[name] = tag.Value
			}
			return nil
		},
	}.read(b)
}

func (n notes) text(source imagemeta.Source, tag string) string {
	s, _ := n[noteName{source, tag}].(string)
	return strings.Trim(s, " \x00")
}

// taken takes the moment of exposure before that of digitizing, and that of the
// last change only where there is neither; EXIF before XMP.
func (n notes) taken() (at time.Time, zoned bool) {
	for _, exif := range [][2]string{
		{"DateTimeOriginal", "OffsetTimeOriginal"}, {"CreateDate", "OffsetTimeDigitized"}, {"ModifyDate", "OffsetTime"},
	} {
		date, offset := n.text(imagemeta.EXIF, exif[0]), n.text(imagemeta.EXIF, exif[1])
		if at, ok := plausible("2006:01:02 15:04:05Z07:00", date+offset); ok && offset != "" {
			return at, true
		}
		if at, ok := plausible("2006:01:02 15:04:05", date); ok {
			return at, false
		}
	}
	for _, tag := range []string{"DateTimeOriginal", "DateCreated", "CreateDate"} {
		date := n.text(imagemeta.XMP, tag)
		if at, ok := plausible(time.RFC3339, date); ok {
			return at, true
		}
		for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
			if at, ok := plausible(layout, date); ok {
				return at, false
			}
		}
	}
	return time.Time{}, false
}

// plausible parses a time in which photos can have been taken.
func plausible(layout, s string) (time.Time, bool) {
	at, err := time.Parse(layout, s)
	return at, err == nil && at.Year() >= 1826 && at.Year() < 2200
}

// camera puts maker and model together; many models begin with the maker's name.
func (n notes) camera() string {
	named := func(tag string) string {
		if s := name(n.text(imagemeta.EXIF, tag)); s != "" {
			return s
		}
		return name(n.text(imagemeta.XMP, tag))
	}
	maker, model := named("Make"), named("Model")
	first, _, _ := strings.Cut(maker, " ")
	if strings.HasPrefix(strings.ToLower(model), strings.ToLower(first)) {
		return model
	}
	return strings.TrimSpace(maker + " " + model)
}

// name returns the printable part of s, at most 64 letters of it.
func name(s string) string {
	letters := []rune(strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s))
	return strings.TrimSpace(string(letters[:min(len(letters), 64)]))
}

// place takes EXIF's place before XMP's. Zero and zero is what cameras write before
// they know where they are.
func (n notes) place() (Place, bool) {
	for _, source := range []imagemeta.Source{imagemeta.EXIF, imagemeta.XMP} {
		latitude, ok1 := n[noteName{source, "GPSLatitude"}].(float64)
		longitude, ok2 := n[noteName{source, "GPSLongitude"}].(float64)
		if !ok1 || !ok2 {
			continue
		}
		if n.text(source, "GPSLatitudeRef") == "S" {
			latitude = -latitude
		}
		if n.text(source, "GPSLongitudeRef") == "W" {
			longitude = -longitude
		}
		// Written so that what is not a number fails.
		if math.Abs(latitude) <= 90 && math.Abs(longitude) <= 180 && (latitude != 0 || longitude != 0) {
			return Place{latitude, longitude}, true
		}
	}
	return Place{}, false
}

// exif returns the bare EXIF block of the formats that Apple's cameras write.
func (p picture) exif() []byte {
	for _, block := range p.blocks {
		if block.exif != nil {
			return block.exif
		}
	}
	if p.format.name == jpegFormat.name {
		frame, _ := readJPEGFrame(p.data)
		return frame.exif
	}
	return nil
}

// appleNames reads the maker note of Apple's cameras.
func appleNames(exif []byte) (burst, live string) {
	const (
		head     = "Apple iOS\x00\x00\x01MM"
		tagBurst = 0x0b
		tagLive  = 0x11
	)
	t, first, ok := openTIFF(exif)
	if !ok {
		return "", ""
	}
	main, _ := t.ifd(first)
	at, _ := t.number(main, tagExifIFD)
	dir, _ := t.ifd(at)
	note := t.bytes(dir, tagMakerNote)
	if !hasPrefix(note, head) {
		return "", ""
	}
	inner := tiffFile{note, binary.BigEndian}
	names, _ := inner.ifd(uint32(len(head)))
	text := func(tag uint16) string { return name(strings.Trim(string(inner.bytes(names, tag)), "\x00")) }
	return text(tagBurst), text(tagLive)
}
