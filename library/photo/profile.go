package photo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"runtime"
	"sync"

	"github.com/kovidgoyal/imaging/prism/meta/icc"
)

// A Profile says what the colours of a file are that are not sRGB's.
type Profile struct {
	toSRGB func(r, g, b float64) (float64, float64, float64) // of samples from 0 to 1
}

// ReadProfile returns the profile of the picture in a file, or Adobe RGB where only its
// EXIF tells of that, or nil where its colours are sRGB: it says so, or nothing at all. Profiles of other colours than red, green and blue
// are nil too, since those of the pixels that this package gives are. One that cannot be
// used is [ErrProfile]; the picture is then best taken as it is.
func ReadProfile(data []byte) (p *Profile, err error) {
	pic, err := locate(data)
	if err != nil {
		return nil, err
	}
	block := pic.profile()
	if len(block) == 0 {
		if saysAdobeRGB(pic) {
			return adobeRGB, nil
		}
		return nil, nil
	}
	defer func() {
		if cause := recover(); cause != nil {
			p, err = nil, fmt.Errorf("%w: %v", ErrProfile, cause)
		}
	}()
	return decodeProfile(block)
}

func decodeProfile(block []byte) (*Profile, error) {
	if !soundProfile(block) {
		return nil, fmt.Errorf("%w: it is damaged", ErrProfile)
	}
	profile, err := icc.DecodeProfile(bytes.NewReader(block))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProfile, err)
	}
	if profile.Header.DataColorSpace != icc.ColorSpaceRGB || profile.IsSRGB() {
		return nil, nil
	}
	const channels = 3
	pipeline, err := profile.CreateTransformerToSRGB(icc.RelativeColorimetricRenderingIntent, true, channels, true, false, true)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProfile, err)
	}
	p := &Profile{pipeline.Transform}
	p.color([3]uint8{1, 2, 3}) // what fails does so here
	return p, nil
}

const (
	// maxProfile bounds a profile, in bytes. Those of scanners with tables have two or
	// three megabytes.
	maxProfile = 8 << 20
	// maxProfileTags bounds its tags.
	maxProfileTags = 256

	profileHeader   = 128
	profileTagEntry = 12
)

// soundProfile reports whether a profile's tags lie in it, before memory is taken for
// them.
func soundProfile(block []byte) bool {
	c := cursor{data: block}
	c.take(profileHeader)
	tags := c.uint(4)
	if c.ended || tags > maxProfileTags || len(block) > maxProfile {
		return false
	}
	first := profileHeader + 4 + profileTagEntry*tags
	for range tags {
		c.take(4)
		offset, size := c.uint(4), c.uint(4)
		if offset < first || part(block, offset, size) == nil {
			return false
		}
	}
	return !c.ended
}

// color returns a colour in sRGB.
func (p *Profile) color(c [3]uint8) [3]uint8 {
	r, g, b := p.toSRGB(float64(c[0])/0xff, float64(c[1])/0xff, float64(c[2])/0xff)
	return [3]uint8{unit(r), unit(g), unit(b)}
}

// unit returns a share as a sample; one that is no number is 0.
func unit(v float64) uint8 {
	if !(v > 0) {
		return 0
	}
	return uint8(min(v, 1)*0xff + 0.5)
}

// ToSRGB changes the colours of a picture of the profile to sRGB's. Those that sRGB does
// not have become the nearest that it has.
func (p *Profile) ToSRGB(img *image.NRGBA) {
	bands := min(runtime.GOMAXPROCS(0), img.Rect.Dy())
	var wg sync.WaitGroup
	for i := range bands {
		wg.Go(func() {
			known := newKnownColors(p)
			for y := i * img.Rect.Dy() / bands; y < (i+1)*img.Rect.Dy()/bands; y++ {
				line := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
				for ; len(line) >= 4; line = line[4:] {
					if line[3] != 0 {
						known.change(line)
					}
				}
			}
		})
	}
	wg.Wait()
}

// knownColors remembers colours that were asked for before, since neighbours are alike.
type knownColors struct {
	profile *Profile
	from    []uint32 // a colour, and a bit above for that there is one
	to      [][3]uint8
}

const knownBits = 14

func newKnownColors(p *Profile) *knownColors {
	return &knownColors{p, make([]uint32, 1<<knownBits), make([][3]uint8, 1<<knownBits)}
}

func (k *knownColors) change(pixel []uint8) {
	c := [3]uint8{pixel[0], pixel[1], pixel[2]}
	key := uint32(c[0])<<16 | uint32(c[1])<<8 | uint32(c[2]) | 1<<24
	at := key * 0x9e3779b1 >> (32 - knownBits)
	if k.from[at] != key {
		k.from[at], k.to[at] = key, k.profile.color(c)
	}
	copy(pixel, k.to[at][:])
}

// profile returns the profile of a picture's own colours as it is stored, nil if there
// is none.
func (p picture) profile() []byte {
	switch p.format.name {
	case "jpeg":
		return jpegProfile(p.data)
	case "png":
		return pngProfile(p.data)
	case "webp":
		return webpProfile(p.data)
	case "tiff":
		t, first, ok := openTIFF(p.data)
		if !ok {
			return nil
		}
		dir, _ := t.ifd(first)
		return t.bytes(dir, tagProfile)
	}
	return p.icc
}

// jpegProfile puts a JPEG's profile together, which may lie in several segments.
func jpegProfile(data []byte) []byte {
	const head = "ICC_PROFILE\x00"
	var parts [256][]byte
	total := 0
	for marker, segment := range jpegSegments(data) {
		if marker == 0xe2 && hasPrefix(segment, head) && len(segment) > len(head)+2 {
			number := segment[len(head)]
			total += len(segment) - len(parts[number])
			parts[number] = segment[len(head)+2:]
		}
	}
	if total > maxProfile {
		return nil
	}
	return bytes.Join(parts[:], nil)
}

// webpProfile returns the content of the chunk ICCP.
func webpProfile(data []byte) []byte {
	if len(data) < 12 {
		return nil
	}
	for data = data[12:]; len(data) >= 8; {
		size := uint64(binary.LittleEndian.Uint32(data[4:]))
		body := part(data, 8, size)
		if body == nil || hasPrefix(data, "ICCP") {
			return body
		}
		data = data[min(uint64(len(data)), 8+size+size&1):]
	}
	return nil
}
